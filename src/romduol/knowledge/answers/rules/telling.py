"""Chooses what is told first: the words of the urgent screens, what the hours still allow, then the guides."""

from collections.abc import Iterable, Iterator, Mapping
from typing import Any

from romduol.knowledge.answers.records import Guided, Understood, Urgency
from romduol.knowledge.answers.rules.library import Library, said

PEP_HOURS = 72
PREGNANCY_HOURS = 120
"""Within how many hours each can still be started; the phrases name the claims behind them."""
COUNTED_HOURS = 24
STARTS_IN_TIME = ("condom_broke", "exposure")
"""Situations whose first words send somebody to start PEP."""
MOST = 7


def told_about(understood: Understood, library: Library) -> Mapping[str, Any]:
    """Return what the pack tells first about what was understood; empty where it tells nothing."""
    if understood.refused:
        return library.about(understood.refused, "out_of_scope_refuse")
    # Nobody is sent for what is not started any more.
    late = understood.situation in STARTS_IN_TIME and _is_late(understood)
    return library.about("pep_late" if late else understood.situation, understood.need)


def _is_late(understood: Understood) -> bool:
    hours = understood.hours
    return understood.situation == "pep_late" or (hours is not None and hours > PEP_HOURS)


def guidance(understood: Understood, library: Library) -> tuple[Guided, ...]:
    """Return what to do, the most urgent first; always something."""
    told = told_about(understood, library)
    found = [*_first(understood, told, library), *_sections(understood, told, library)]
    # The same words once, whatever they came from.
    kept = list({one.text: one for one in reversed(found) if one is not None and one.text}.values())[::-1]
    if not kept:
        kept = [one for one in [library.guided_phrase("unclear"), library.section("emergency#call")] if one]
    return tuple(kept[:MOST])


def _first(understood: Understood, told: Mapping[str, Any], library: Library) -> Iterator[Guided | None]:
    phrases = told.get("phrases", ())
    tile = library.tile(told.get("tile", ""))
    if understood.urgency is Urgency.EMERGENCY and not tile and not phrases and not understood.refused:
        yield library.guided_phrase("danger-now")
    if tile:
        yield _from_tile(tile["do"], tile, said(tile["name"], library.lang), library)
    yield from _windows(understood, told, bool(tile), library)
    # What a tile tells of the hours may be over: the windows have told what is left.
    for text in tile["more"] if tile and not _is_late(understood) else ():
        yield _from_tile(text, tile, "", library)
    yield from (library.guided_phrase(phrase) for phrase in phrases)
    if understood.minor and not understood.about_other and not understood.refused:
        yield library.guided_phrase("care-first")


def _from_tile(text: Mapping[str, str], tile: Mapping[str, Any], title: str, library: Library) -> Guided:
    return library.urgent(said(text, library.lang), tile["rests_on"], library.lang in text, title)


def _windows(
    understood: Understood, told: Mapping[str, Any], has_tile: bool, library: Library
) -> Iterator[Guided | None]:
    """Yield what the hours still allow; a tile tells it already where they are not known, or not over."""
    windows, hours = told.get("windows", ()), understood.hours
    late = _is_late(understood)
    if "pep" in windows:
        if late:
            yield library.guided_phrase("pep-past")
        elif not has_tile:
            yield library.guided_phrase("pep-left")
        if hours is not None and not late:
            # "Yesterday" may be a whole day more or less: hours are only counted where they are few.
            few = hours <= COUNTED_HOURS
            left = max(1, round(PEP_HOURS - hours))
            yield library.guided_phrase("pep-hours", hours=left) if few else library.guided_phrase("pep-hurry")
    if "pregnancy" in windows and (late or not has_tile):
        past = hours is not None and hours > PREGNANCY_HOURS
        yield library.guided_phrase("pregnancy-past" if past else "pregnancy-left")


def _sections(understood: Understood, told: Mapping[str, Any], library: Library) -> Iterator[Guided | None]:
    over = told.get("in_time", ()) if _is_late(understood) else ()
    yield from (library.section(name) for name in told.get("sections", ()) if name not in over)
    if not understood.refused:
        yield from _other_needs(understood.needs_also, library)


def _other_needs(needs: Iterable[str], library: Library) -> Iterator[Guided | None]:
    """Yield the first passage about each other need, so that nothing that was asked goes unanswered."""
    for need in list(needs)[:2]:
        yield from (library.section(name) for name in library.about("", need).get("sections", ())[:1])
