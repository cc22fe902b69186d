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

    Theirs and those of the whole country; police only where asked for, and then last, beyond `most`.
    """
    codes = (*places, NATIONAL)
    around = {line.key: line for code in codes for line in reader.offered_in.get(code, ())}
    found = _ranked(around.values(), about, reader.edition)
    others = [line for line in found if not line.police] or _ranked_others(around.values(), reader.edition)
    last = [line for line in found if line.police][:1] if police else []
    return [*others[:most], *last]


def _ranked_others(lines: Iterable[Line], edition: Edition) -> list[Line]:
    # A page never ends without a line, even where none is known for its subject.
    return [line for line in _ranked(lines, "", edition) if not line.police]


def _ranked(lines: Iterable[Line], about: str, edition: Edition) -> list[Line]:
    order = ABOUT.get(about, OTHERS)
    ranks = {line.key: (purpose_rank(line, edition, about), line) for line in lines}
    fit = [(rank, line.showing is Showing.SECOND, line.key, line) for rank, line in ranks.values() if rank < len(order)]
    return [line for *_, line in sorted(fit, key=lambda one: one[:3])]


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
