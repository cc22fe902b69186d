"""Every page of the web channel, each module one kind: an edition and a reader go in, sheets come out."""

from collections.abc import Callable, Iterator

from romduol.channels.web.pages import (
    about,
    asking,
    disagreements,
    emergency,
    failures,
    guides,
    home,
    joined,
    lines,
    map,
    number,
    organizations,
    paper,
    places,
    programs,
    services,
    sources,
    taking,
    topics,
    traces,
    withdrawn,
)
from romduol.channels.web.sheets import Planned
from romduol.channels.web.telling import Teller

KINDS: tuple[Callable[[Teller], Iterator[Planned]], ...] = (
    home.sheets,
    emergency.sheets,
    asking.sheets,
    number.sheets,
    lines.sheets,
    places.sheets,
    map.sheets,
    paper.sheets,
    organizations.sheets,
    services.sheets,
    topics.sheets,
    guides.sheets,
    sources.sheets,
    disagreements.sheets,
    withdrawn.sheets,
    joined.sheets,
    about.sheets,
    programs.sheets,
    taking.sheets,
    traces.sheets,
    failures.sheets,
)


def all_sheets(teller: Teller) -> Iterator[Planned]:
    """Yield every page in one language, one at a time, before it is made."""
    for kind in KINDS:
        yield from kind(teller)
