"""Chooses the lines that somebody is offered first: by what they are for, where they are, and what a page is about."""

from collections.abc import Iterable, Mapping

from romduol.channels.web.reader import NATIONAL, Reader
from romduol.knowledge.releases.records import Edition, Line, Showing

MANY = 4
LEGAL_AID = "legal_aid_rights"
LEGAL = ("legal", "helpline")
REPORTING = ("report_child", "helpline", "report")
OTHERS = ("helpline", "health", "report_child", "legal", "report", "emergency")
"""What people need a line for, in the order in which lines are offered; an office comes first for nobody."""
ABOUT: Mapping[str, tuple[str, ...]] = {
    "law": LEGAL,
    "enforcement": LEGAL,
    "reporting": REPORTING,
    "signs": REPORTING,
    "trafficking": REPORTING,
    LEGAL_AID: LEGAL,
    "law_information": LEGAL,
    "trafficking_report": REPORTING,
    "child_protection": REPORTING,
    "indicators_of_trafficking": REPORTING,
}
"""Topic or need -> the purposes of the lines that help with it; every other subject has those of `OTHERS`."""


def lines_first(
    reader: Reader, places: Iterable[str], most: int = MANY, *, about: str = "", police: bool = False
) -> list[Line]:
    """Return the lines that someone in these places is offered first about a topic or a need.

    Theirs and those of the whole country; police only where asked for, and then one, last, beyond `most`.
    """
    around = {line.key: line for code in (*places, NATIONAL) for line in reader.offered_in.get(code, ())}
    others = [line for line in around.values() if not line.police]
    # A page never ends without a line, even where none is known for its subject.
    found = _best([*others, *_from_afar(others, reader, about)], about, reader.edition) or _best(
        others, "", reader.edition
    )
    last = _best([line for line in around.values() if line.police], about, reader.edition)[:1] if police else []
    return [*found[:most], *last]


def _from_afar(lines: Iterable[Line], reader: Reader, about: str) -> list[Line]:
    """Return the lines of other places for what a subject needs most, where none of these lines is for it."""

    def serves(line: Line) -> bool:
        return purpose_rank(line, reader.edition, about) == 0

    if about not in ABOUT or any(map(serves, lines)):
        return []
    everywhere = {line.key: line for listed in reader.offered_in.values() for line in listed}
    return [line for line in everywhere.values() if serves(line) and not line.police]


def _best(lines: Iterable[Line], about: str, edition: Edition) -> list[Line]:
    def rank(line: Line) -> tuple[int, bool, str]:
        return (purpose_rank(line, edition, about), line.showing is Showing.SECOND, line.key)

    beyond = len(ABOUT.get(about, OTHERS))
    return sorted((line for line in lines if purpose_rank(line, edition, about) < beyond), key=rank)


def purpose_rank(line: Line, edition: Edition, about: str = "") -> int:
    """Return how early a line is offered about a topic or a need; beyond the last rank it is not offered first."""
    order = ABOUT.get(about, OTHERS)
    ranks = [order.index(name) for name in purposes(line, edition) if name in order]
    return min(ranks, default=len(order))


def purposes(line: Line, edition: Edition) -> tuple[str, ...]:
    """Return what a line is for; the office of a body that gives legal aid is where people ask for it."""
    gives_legal_aid = "office" in line.purposes and any(
        _need(service, edition) == LEGAL_AID
        for value in line.owned
        for service in edition.services_of.get(value.subject, ())
    )
    return (*line.purposes, "legal") if gives_legal_aid else line.purposes


def _need(service: str, edition: Edition) -> str:
    category = edition.services[service].first("category")
    return edition.categories[category.value].need if category else ""


def in_order_of_use(lines: Iterable[Line], edition: Edition, about: str = "") -> list[Line]:
    """Return the lines of one body: those that can be called first, a line for reports before an office."""
    shown = list(Showing)

    def rank(line: Line) -> tuple[bool, int, int, str]:
        return (not line.urgent, purpose_rank(line, edition, about), shown.index(line.showing), line.key)

    return sorted(lines, key=rank)
