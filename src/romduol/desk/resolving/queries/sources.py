"""Finds sources to choose from: those that speak about a record already, and those that words lead to."""

from collections.abc import Iterable, Mapping

from romduol.base.khmer import fold
from romduol.desk.changes.rules import is_own
from romduol.knowledge.claims.records import Claim, Row
from romduol.knowledge.sources.queries import all_sources
from romduol.knowledge.sources.records import Source

MOST = 12
OWN = "desk"
"""The source whose word is what the desk itself found by a call or a visit."""


def sources_for(rows: Iterable[Row], words: str) -> list[Source]:
    """Return the sources that speak about a record, and those whose title or publisher holds some words."""
    known = all_sources()
    about = dict.fromkeys(row.said.source for row in rows if isinstance(row.said, Claim))
    wanted = fold(words).split() if words else []
    found = [source.id for source in known.values() if wanted and _holds(source, wanted)]
    listed = list(dict.fromkeys([*found[:MOST], *list(about)[:MOST]]))
    return [known[one] for one in listed if one in known and one != OWN and not is_own(one)]


def _holds(source: Source, wanted: list[str]) -> bool:
    text = fold(" ".join([*source.title.values(), source.publisher]))
    return all(word in text for word in wanted)


def known_sources() -> Mapping[str, Source]:
    """Return every source by its id."""
    return all_sources()
