"""Decides how long the file of an import and what was staged of it stay on the disk."""

from datetime import datetime, timedelta

from romduol.desk.loading.records import State

KEPT = timedelta(days=30)
NEEDS_THE_FILE = frozenset({State.TRYING, State.TRIED, State.WAITING, State.LOADING, State.FAILED})
NEEDS_THE_STAGED = NEEDS_THE_FILE | {State.REFUSED, State.LOADED}
"""What was staged tells each problem by row and field for as long as somebody may want to mend the file."""
ENDS_BY_AGE = frozenset({State.TRIED, State.WAITING, State.FAILED, State.REFUSED})


def keeps_the_file(state: State, asked_at: datetime, now: datetime) -> bool:
    """Tell whether the file that was handed over is still needed: it holds more than we take of it."""
    return state in NEEDS_THE_FILE and now - asked_at <= KEPT


def keeps_the_staged(state: State, asked_at: datetime, now: datetime) -> bool:
    """Tell whether what was staged of a file is still needed."""
    return state in NEEDS_THE_STAGED and now - asked_at <= KEPT


def is_forgotten(state: State, asked_at: datetime, now: datetime) -> bool:
    """Tell whether an import about which nobody decided is dropped."""
    return state in ENDS_BY_AGE and now - asked_at > KEPT
