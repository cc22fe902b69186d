"""Shows where resolving spends its time."""

from cProfile import Profile
from io import StringIO
from pstats import SortKey, Stats

from bench.directories import DAY, synthetic
from romduol.knowledge.directory.rules.assembling import edition_of

MOST_LINES = 35


def profile_resolving(services: int) -> str:
    """Return the profile of resolving and assembling so many services, the costliest functions first."""
    given = synthetic(services)
    profile = Profile()
    profile.enable()
    edition_of(frame=given.frame, claims=given.claims, checks=given.checks, withdrawals=given.withdrawals, today=DAY)
    profile.disable()
    text = StringIO()
    Stats(profile, stream=text).strip_dirs().sort_stats(SortKey.TIME).print_stats(MOST_LINES)
    return text.getvalue()
