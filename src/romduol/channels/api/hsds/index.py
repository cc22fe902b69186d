"""The index of the records of a release: what lists are filtered by, and since when each record is as it is.

Kept in small pages by the first digits of the records' ids, so that one changed record changes one of them.
"""

from collections.abc import Callable, Container, Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass, field, replace
from datetime import UTC, datetime
from typing import Any

import orjson

HEAD = "_/h/index"
"""The private path that tells the languages of the records, and for each kind how many digits name a part."""
PART = "_/h/index/{kind}/{digits}"
RECORD = "_/h/{kind}/{uuid}"
AT_A_PLACE = "l"
"""The kind of record that is one service at one place."""
TABULAR = "_/h/tabular/{lang}"
Texts = tuple[str, ...]
Read = Callable[[str], bytes | None]
"""Returns the page of a release under a path, or None where it has none."""


@dataclass(frozen=True, slots=True)
class Row:
    """One record of a feed, or what was one."""

    uuid: str
    modified: str
    """Since which publish it is as it is: ISO 8601, UTC."""
    digest: str = ""
    """Of its documents; empty where it is gone."""
    subject: str = ""
    organizations: Texts = ()
    services: Texts = ()
    terms: Texts = ()
    taxonomies: Texts = ()
    places: Texts = ()
    lines: Texts = ()
    parent: str = ""
    gone: bool = False
    reason: Mapping[str, str] = field(default_factory=dict)
    """Language -> why it was taken back, where it was; empty where it is merely no longer listed."""
    into: str = ""
    """The id of the record that it turned out to be, where a person found that the two are one."""


FIELDS = tuple(Row.__dataclass_fields__)


def moment_text(moment: datetime) -> str:
    """Return a moment as feeds tell it: to the second, in UTC, so that two of them compare as texts."""
    return moment.astimezone(UTC).strftime("%Y-%m-%dT%H:%M:%SZ")


def part_path(kind: str, uuid: str, width: int) -> str:
    """Return the private path of the part that a record belongs to."""
    return PART.format(kind=kind, digits=uuid[:width] or "all")


def part_paths(kind: str, width: int) -> Iterator[str]:
    """Yield the paths that parts of a kind may have, in the order of the records' ids."""
    for number in range(16**width):
        yield part_path(kind, f"{number:0{width}x}" if width else "", width)


def written(rows: Iterable[Row]) -> bytes:
    """Return a part as it is kept."""
    return orjson.dumps([[getattr(row, name) for name in FIELDS] for row in rows])


def read(part: bytes, shared: dict[Texts, Texts]) -> Iterator[Row]:
    """Yield the rows of a part; equal lists become one in `shared`, since a large feed has few different ones."""
    rows: list[list[Any]] = orjson.loads(part)
    for values in rows:
        told: list[Any] = [
            shared.setdefault(tuple(one), tuple(one)) if isinstance(one, list) else one for one in values
        ]
        yield Row(*told)


def head(languages: Sequence[str], widths: Mapping[str, int], address: str) -> bytes:
    """Return the head as it is kept; `address` is where readers find this copy, where its operator told."""
    return orjson.dumps({"languages": list(languages), "widths": dict(widths), "address": address})


def rows_of(kind: str, page: Read) -> Iterator[Row]:
    """Yield the rows of a kind in the order of their ids; none where a release has no index."""
    found = page(HEAD)
    width = orjson.loads(found)["widths"].get(kind) if found else None
    if width is None:
        return
    shared: dict[Texts, Texts] = {}
    for path in part_paths(kind, width):
        part = page(path)
        if part:
            yield from read(part, shared)


def still_gone(
    before: Mapping[str, Row],
    here: Container[str],
    moment: str,
    why: Callable[[Row], Mapping[str, str] | None],
    into: Callable[[Row], str] = lambda row: "",
) -> Iterator[Row]:
    """Yield what stood in the feed once and no longer does: who follows the feed has to hear of it, however late.

    `why` tells why a record was taken back, where this release knows of it, and `into` the id of the record that it
    turned out to be. The numbers of its lines go: one of them may be the reason.
    """
    for uuid, row in before.items():
        if uuid in here:
            continue
        reason = dict(why(row) or row.reason)
        other = into(row)
        other = other if other in here else ""
        known = row.gone and (row.reason, row.into) == (reason, other)
        modified = row.modified if known else moment
        yield replace(row, modified=modified, digest="", lines=(), gone=True, reason=reason, into=other)
