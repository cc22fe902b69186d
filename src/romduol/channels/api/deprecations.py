"""What of the API will go away, since when that is known, and what takes its place.

The promise stands in docs/how-to/api.md: at least twelve months lie between the two days.
"""

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import UTC, date, datetime, time
from email.utils import format_datetime

from romduol.knowledge.releases.rules.headers import API


@dataclass(frozen=True, slots=True)
class Deprecation:
    """Since when something should no longer be used, from when on it may be gone, and the path of what to use."""

    deprecated_on: date
    sunset_on: date
    successor: str


DEPRECATED: Mapping[str, Deprecation] = {}
"""How a path begins, without its leading slash -> what is to be told of it. Empty: nothing will go away."""


def deprecation_headers(path: str, table: Mapping[str, Deprecation] = DEPRECATED) -> list[tuple[str, str]]:
    """Return the headers that tell of a path, without its leading slash, that it will go away; mostly none.

    `Deprecation` as in RFC 9745, `Sunset` as in RFC 8594.
    """
    if not table or not path.startswith(API):
        return []
    found = [prefix for prefix in table if _stands_under(path, prefix)]
    if not found:
        return []
    told = table[max(found, key=len)]
    return [
        ("Deprecation", f"@{int(_begins(told.deprecated_on).timestamp())}"),
        ("Sunset", format_datetime(_begins(told.sunset_on), usegmt=True)),
        ("Link", f'</{told.successor}>; rel="successor-version"'),
    ]


def _stands_under(path: str, prefix: str) -> bool:
    return path == prefix or path.startswith(f"{prefix.rstrip('/')}/")


def _begins(day: date) -> datetime:
    return datetime.combine(day, time.min, UTC)
