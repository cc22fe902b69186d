"""Chooses what is told first: the words of the urgent screens, what the hours still allow, then the guides."""

from collections.abc import Iterable, Iterator, Mapping
from typing import Any

from romduol.knowledge.answers.records import Guided, Understood, Urgency
from romduol.knowledge.answers.rules.library import Library, said

PEP_HOURS = 72
PREGNANCY_HOURS = 120
"""Within how many hours each can still be started; the phrases name the claims behind them."""
MOST = 7


def guidance(understood: Understood, library: Library) -> tuple[Guided, ...]:
    """Return what to do, the most urgent first; always something."""
    told = library.about(understood.refused or understood.situation, _need(understood))
    found = [*_first(understood, told, library), *_sections(understood, told, library)]
    # The same words once, whatever they came from.
    kept = list({one.text: one for one in reversed(found) if one is not None and one.text}.values())[::-1]
    if not kept:
        kept = [one for one in [library.guided_phrase("unclear"), library.section("emergency#call")] if one]
    return tuple(kept[:MOST])


def _need(understood: Understood) -> str:
    return "out_of_scope_refuse" if understood.refused else understood.need


def _first(understood: Understood, told: Mapping[str, Any], library: Library) -> Iterator[Guided | None]:
    urgent = understood.urgency is Urgency.EMERGENCY
    if urgent and not told.get("tile") and "danger-now" not in told.get("phrases", ()):
        yield library.guided_phrase("danger-now")
    yield from _windows(understood, told, library)
    if told.get("tile"):
        yield from _tile(told["tile"], _late(understood, told), library)
    yield from (library.guided_phrase(phrase) for phrase in told.get("phrases", ()))
    if understood.minor and not understood.refused and told.get("tile") != "under_18":
        yield library.guided_phrase("care-first" if not understood.about_other else "")


def _late(understood: Understood, told: Mapping[str, Any]) -> bool:
    hours = understood.hours
    return hours is not None and hours > PEP_HOURS and "pep" in told.get("windows", ())


def _tile(tile: str, late: bool, library: Library) -> Iterator[Guided]:
    found = library.tile(tile)
    # What the tile tells of the hours may be over: the windows have told what is left.
    texts = [found["do"], *([] if late else found["more"])] if found else []
    for place, text in enumerate(texts):
        title = said(found["name"], library.lang) if place == 0 else ""
        yield library.urgent(said(text, library.lang), found["rests_on"], library.lang in text, title)


def _windows(understood: Understood, told: Mapping[str, Any], library: Library) -> Iterator[Guided | None]:
    windows, hours = told.get("windows", ()), understood.hours
    if hours is None and "pep" in windows and understood.situation != "pep_late":
        yield library.guided_phrase("pep-left")
    elif hours is not None and "pep" in windows and hours <= PEP_HOURS:
        yield library.guided_phrase("pep-left")
        yield library.guided_phrase("pep-hours", hours=max(1, round(PEP_HOURS - hours)))
    elif "pep" in windows:
        yield library.guided_phrase("pep-past")
    if "pregnancy" in windows:
        past = hours is not None and hours > PREGNANCY_HOURS
        yield library.guided_phrase("pregnancy-past" if past else "pregnancy-left")


def _sections(understood: Understood, told: Mapping[str, Any], library: Library) -> Iterator[Guided | None]:
    late = _late(understood, told) or understood.situation == "pep_late"
    over = told.get("in_time", ()) if late else ()
    yield from (library.section(name) for name in told.get("sections", ()) if name not in over)
    if not understood.refused:
        yield from _other_needs(understood.needs_also, library)


def _other_needs(needs: Iterable[str], library: Library) -> Iterator[Guided | None]:
    """Yield the first passage about each other need, so that nothing that was asked goes unanswered."""
    for need in list(needs)[:2]:
        yield from (library.section(name) for name in library.about("", need).get("sections", ())[:1])
