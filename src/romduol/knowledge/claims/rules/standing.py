"""The standing of one value: what counts for it, what counts against it, and whether it is still fresh."""

from dataclasses import dataclass
from datetime import date

from romduol.knowledge.claims.records import Check, Outcome, Standing, Withdrawal
from romduol.knowledge.claims.rules.properties import Property
from romduol.knowledge.claims.rules.voices import Voice
from romduol.knowledge.sources.records import Grade

STRONG = (Grade.A, Grade.B)
"""The grades of a body about itself and of an official or established one."""
BEST_FIRST = {standing: place for place, standing in enumerate(Standing)}
"""The place of each standing in the order in which values are offered."""


@dataclass(frozen=True, slots=True)
class Case:
    """Everything that decides one standing: the voices for and against, the last finding, the day."""

    prop: Property
    today: date
    supporters: tuple[Voice, ...]
    """Voices for the value, without those that contradict themselves."""
    opposed_by: int | None
    """The weight of the strongest voice that says otherwise; None where none does."""
    check: Check | None = None
    withdrawal: Withdrawal | None = None
    unanswered: date | None = None
    """Since when nobody answers for it any more."""


def judge(case: Case) -> Standing:
    """Return the standing of a value."""
    if case.withdrawal is not None or (case.check is not None and case.check.outcome is not Outcome.RIGHT):
        return Standing.WITHDRAWN
    if case.check is not None and case.today <= case.check.holds_until and case.unanswered is None:
        return Standing.CHECKED
    if not case.supporters:
        return Standing.DISPUTED if case.opposed_by is None else Standing.OUTWEIGHED
    strongest = max(voice.weight for voice in case.supporters)
    if case.opposed_by is not None and case.opposed_by >= strongest:
        return Standing.DISPUTED if case.opposed_by == strongest else Standing.OUTWEIGHED
    return Standing.LAPSED if _lapsed(case) else _unopposed(case)


def _lapsed(case: Case) -> bool:
    if case.unanswered is not None:
        return True
    if case.prop.fresh_days is None or any(voice.fresh for voice in case.supporters):
        return False
    # What was never dated was never fresh, so it cannot lapse; it stays what it is, with "date unknown". An old
    # word beside an undated one at least as good takes nothing from it.
    undated = [voice.grade for voice in case.supporters if not voice.lapsed]
    return case.check is not None or any(
        voice.lapsed and not any(grade <= voice.best for grade in undated) for voice in case.supporters
    )


def _unopposed(case: Case) -> Standing:
    if any(voice.grade is Grade.A for voice in case.supporters):
        return Standing.FIRST_HAND
    strong = any(voice.dated and voice.grade in STRONG for voice in case.supporters)
    if len(case.supporters) > 1 and (strong or not case.prop.needs_strong_voice):
        return Standing.CORROBORATED
    return Standing.REPORTED
