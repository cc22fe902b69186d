"""What decides whether a release is needed, and how its parts are named and checked."""

from datetime import date, datetime, timedelta
from hashlib import sha256

import orjson

from romduol.knowledge.releases.records import Entry, Manifest

LIFE = timedelta(days=30)
"""For how long a release may be shown before it has to be made again."""
LOCK = ".lock"
"""The file in a release folder that only one process at a time may hold."""
HALF_WRITTEN = ".new-"
"""How the name of a file begins that is not whole yet."""


def blob_name(stored: bytes) -> str:
    """Return the name of a blob: the SHA-256 of its bytes as stored."""
    return sha256(stored).hexdigest()


def blob_path(name: str) -> str:
    """Return where a blob lies below the release folder."""
    return f"blobs/{name[:2]}/{name}"


def manifest_path(serial: int) -> str:
    """Return where a manifest lies below the release folder."""
    return f"manifests/{serial:08d}.json"


def is_due(current: Manifest | None, facts: str, today: date) -> bool:
    """Tell whether a new release is needed: there is none, the facts changed, or it shows another day.

    Each day gets its own, so that no rule that lets a value lapse has to be foreseen here.
    """
    return current is None or current.facts != facts or current.edition_of != today


def manifest_bytes(manifest: Manifest) -> bytes:
    """Return the canonical bytes of a manifest: sorted keys, so that equal manifests are equal bytes."""
    return orjson.dumps(manifest, option=orjson.OPT_SORT_KEYS | orjson.OPT_APPEND_NEWLINE)


class ManifestUnreadable(ValueError):
    """A manifest that is not whole."""


def manifest_from(data: bytes) -> Manifest:
    """Read a manifest back; raises `ManifestUnreadable` where it is truncated or not one."""
    try:
        found = orjson.loads(data)
        entries = {path: Entry(**entry) for path, entry in found.pop("entries").items()}
        for name in ("made_on", "expires_on"):
            found[name] = datetime.fromisoformat(found[name])
        found["edition_of"] = date.fromisoformat(found["edition_of"])
        return Manifest(**found, entries=entries)
    except (orjson.JSONDecodeError, KeyError, TypeError, ValueError, AttributeError) as error:
        raise ManifestUnreadable(f"the manifest is not whole: {error}") from error
