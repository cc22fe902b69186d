"""What an edition itself tells of having been taken back, as the signed list names it."""

from collections.abc import Iterator

from romduol.knowledge.directory.records import Edition
from romduol.knowledge.releases.records import Kind, Withdrawn


def drawn_items(edition: Edition) -> tuple[Withdrawn, ...]:
    """Return everything whose withdrawal the pages of an edition show: no notice has to be put there."""
    return (*_lines(edition), *_records(edition))


def drawn_ids(edition: Edition) -> frozenset[str]:
    """Return the ids of all that an edition itself tells of: `line:…`, `service:…`, `place:…`."""
    return frozenset(item.id for item in drawn_items(edition))


def _lines(edition: Edition) -> Iterator[Withdrawn]:
    for line in edition.lines.values():
        if line.withdrawn:
            yield Withdrawn(
                kind=Kind.LINE,
                key=line.key,
                code=line.entity.code,
                on=edition.today,
                reason=dict(line.withdrawn),
                value=line.value,
                national=line.national,
                masked=line.masked,
            )


def _records(edition: Edition) -> Iterator[Withdrawn]:
    for item in edition.taken_back.values():
        yield Withdrawn(Kind(item.kind), item.key, item.code, item.on, dict(item.reason))
