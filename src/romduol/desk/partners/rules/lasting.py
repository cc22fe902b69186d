"""Decides how long a verification holds."""

from datetime import date, timedelta

from romduol.desk.partners.records import Verification

LASTS = timedelta(days=365)
"""People leave, numbers change hands: after a year somebody looks again whether it is still the same body."""
SOON = timedelta(days=30)


def runs_out(on: date) -> date:
    """Return the last day on which a verification of a day holds."""
    return on + LASTS


def lasts(found: Verification, today: date) -> bool:
    """Tell whether nobody ended a verification, and its year is not over on a day."""
    return found.ended_at is None and found.on <= today <= runs_out(found.on)


def holds(found: Verification, today: date) -> bool:
    """Tell whether a body may speak by a verification on a day.

    Of a record that was joined into another one nobody speaks: it was verified for what was known of that record alone.
    """
    return lasts(found, today) and not found.into


def runs_out_soon(found: Verification, today: date) -> bool:
    """Tell whether a verification that holds has to be renewed soon."""
    return holds(found, today) and runs_out(found.on) - today <= SOON
