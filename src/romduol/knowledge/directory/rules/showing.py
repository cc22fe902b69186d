"""How a phone line is shown, by what is known of it, what harm it can do and what else there is."""

from collections.abc import Sequence
from dataclasses import dataclass

from romduol.knowledge.claims.records import ResolvedValue, Standing
from romduol.knowledge.claims.rules.standing import STRONG
from romduol.knowledge.directory.records import PlainLevel, Showing
from romduol.knowledge.sources.records import Grade

LEVELS = {
    Standing.CHECKED: PlainLevel.CALLED,
    Standing.FIRST_HAND: PlainLevel.SAID,
    Standing.CORROBORATED: PlainLevel.SAID,
    Standing.REPORTED: PlainLevel.SAID,
    Standing.LAPSED: PlainLevel.NOT_RELIED,
    Standing.DISPUTED: PlainLevel.NOT_RELIED,
    Standing.OUTWEIGHED: PlainLevel.NOT_RELIED,
    Standing.WITHDRAWN: PlainLevel.NOT_RELIED,
}


def level_of(standing: Standing) -> PlainLevel:
    """Return the plain level that a reader is told."""
    return LEVELS[standing]


def is_relied_on(standing: Standing) -> bool:
    """Tell whether a reader is not told "do not rely on this"."""
    return LEVELS[standing] is not PlainLevel.NOT_RELIED


@dataclass(frozen=True, slots=True)
class LineCase:
    """What decides how one number is shown."""

    values: Sequence[ResolvedValue]
    """Each body's claim to the number; for a number that no body claims, what is said of the line itself."""
    short: bool
    """A short code cannot be a private phone."""
    withdrawn: bool = False
    """A steward took the number back, whoever claims it."""
    gone: bool = False
    """Every body said to own it closed, left the country or was replaced."""
    two_owners: bool = False
    """Two unrelated bodies are said to own it, and nothing has settled which."""
    hotline_confirmed: bool = False
    """A source better than an unsigned one says that the body has a line, without giving this number."""
    better_line: bool = False
    """The body, or the one it belongs to, has another line that can be shown with a call button."""


def show_line(case: LineCase) -> Showing:
    """Return how a line is shown: the table of DESIGN, section "Showing"."""
    if case.withdrawn:
        return Showing.DO_NOT_CALL
    if not case.values:
        return Showing.WITHHELD
    # A number found wrong for one body may still be right for another.
    standing = [value for value in case.values if value.standing is not Standing.WITHDRAWN]
    if not standing:
        return Showing.DO_NOT_CALL
    if case.two_owners:
        return Showing.TWO_OWNERS
    live = [value for value in standing if value.standing is not Standing.OUTWEIGHED]
    if not live:
        return Showing.WITHHELD
    if case.gone:
        return Showing.AFTER_TAP
    agreed = [value for value in live if value.standing is not Standing.DISPUTED]
    return _by_evidence(agreed, case) or _without_evidence(live, case)


def _by_evidence(agreed: Sequence[ResolvedValue], case: LineCase) -> Showing | None:
    if any(_can_be_called(value) for value in agreed):
        return Showing.CALL
    known = [value for value in agreed if value.grade not in (None, Grade.D)]
    if case.short and known:
        return Showing.CALL_UNCONFIRMED
    if any(value.grade is Grade.A for value in known):
        return Showing.SECOND
    return Showing.AFTER_TAP if known else None


def _can_be_called(value: ResolvedValue) -> bool:
    return value.standing is Standing.CHECKED or (value.fresh and value.grade in STRONG)


def _without_evidence(live: Sequence[ResolvedValue], case: LineCase) -> Showing:
    # Only unsigned or disputed words give this number. It may be somebody's private phone.
    heard_of = case.hotline_confirmed or any(value.grade not in (None, Grade.D) for value in live)
    return Showing.AFTER_TAP if heard_of and not case.better_line else Showing.WITHHELD
