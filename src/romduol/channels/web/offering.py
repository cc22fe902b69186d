"""Chooses the lines that somebody is offered first: by what they are for, where they are, and what a page is about."""

from collections.abc import Iterable, Mapping

from romduol.channels.web.reader import NATIONAL, Reader, offered_in
from romduol.knowledge.releases.records import Edition, Line, Showing
from romduol.knowledge.releases.rules.tracing import Derived

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
GRAVE = frozenset({"violence_support", *(about for about, purposes in ABOUT.items() if purposes == REPORTING)})
"""Topics and needs whose pages lead to telling as plainly as to a line."""


def lines_first(
    reader: Reader, places: Iterable[str], most: int = MANY, *, about: str = "", police: bool = False
) -> list[Line]:
    """Return the lines that someone in these places is offered first about a topic or a need.

    Theirs and those of the whole country; police only where asked for, and then one, last, beyond `most`.
    """
    edition = reader.edition
    return [edition.lines[key] for key in keys_first(edition, places, most, about=about, police=police)]


def keys_first(
    edition: Edition, places: Iterable[str], most: int = MANY, *, about: str = "", police: bool = False
) -> list[str]:
    """Return the keys of these lines."""
    # No place twice, in their order: pages that ask for the same lines then share one row.
    return _first_around(edition, about, "police" if police else "", str(most), *dict.fromkeys(places))


@Derived
def _first_around(edition: Edition, about: str, police: str, most: str, *places: str) -> list[str]:
    offered = offered_in(edition)
    around = {key: edition.lines[key] for code in (*places, NATIONAL) for key in offered.get(code, ())}
    others = [line for line in around.values() if not line.police]
    # A page never ends without a line, even where none is known for its subject.
    found = _best([*others, *_from_afar(others, edition, about)], about, edition) or _best(others, "", edition)
    last = _best([line for line in around.values() if line.police], about, edition)[:1] if police else []
    return [line.key for line in (*found[: int(most)], *last)]


def _from_afar(lines: Iterable[Line], edition: Edition, about: str) -> list[Line]:
    """Return the lines of other places for what a subject needs most, where none of these lines is for it."""

    def serves(line: Line) -> bool:
        return purpose_rank(line, edition, about) == 0

    if about not in ABOUT or any(map(serves, lines)):
        return []
    everywhere = dict.fromkeys(key for listed in offered_in(edition).values() for key in listed)
    found = (edition.lines[key] for key in everywhere)
    return [line for line in found if serves(line) and not line.police]


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
    return _purposes(edition, line.key) if "office" in line.purposes else line.purposes


@Derived
def _purposes(edition: Edition, key: str) -> tuple[str, ...]:
    line = edition.lines[key]
    gives_legal_aid = any(
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
