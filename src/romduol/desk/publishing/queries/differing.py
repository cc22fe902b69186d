"""How what readers will get differs from what they have: of everything, and of one change that waits."""

from datetime import date
from functools import lru_cache

from romduol.desk.changes.queries import waiting
from romduol.desk.changes.records import Change
from romduol.desk.changes.rules import entries_of, with_waiting
from romduol.desk.outlets import outlets
from romduol.desk.publishing.queries.releases import basis
from romduol.desk.publishing.queries.snapshots import differences_now
from romduol.desk.publishing.records import Difference
from romduol.desk.publishing.rules.differing import differences
from romduol.desk.publishing.rules.seeing import SITE, snapshot_of
from romduol.knowledge.claims.models import Claim
from romduol.knowledge.claims.queries import around
from romduol.knowledge.claims.rules.properties import SAME_AS
from romduol.knowledge.directory.queries import NoPackLoaded
from romduol.knowledge.releases.records import Edition

SMALL = 10_000
"""Claims up to which a page may resolve the whole directory; beyond, the preview does, in a process of its own."""

KEPT = 200
"""Changes of which a process keeps what they would do."""
_TOLD: dict[tuple[str, str], list[Difference]] = {}


def is_small() -> bool:
    """Tell whether a page may resolve the whole directory while somebody waits."""
    return Claim.objects.filter(ended_on__isnull=True).count() <= SMALL


def differences_in_words(today: date) -> list[Difference] | None:
    """Return how today's picture differs from what readers have, where that can be told at once; else None."""
    try:
        return _differences(basis(today), today) if is_small() else None
    except NoPackLoaded:
        return None


@lru_cache(maxsize=2)
def _differences(_: str, today: date) -> list[Difference] | None:
    return differences_now(outlets().edition(today))


def edition_with_waiting(today: date) -> Edition:
    """Return the edition of a day as it would be with all that waits for a second yes."""
    changes = waiting()
    return outlets().edition(today, also=lambda facts: with_waiting(facts, changes, today))


def what_it_does(change: Change, today: date) -> list[Difference]:
    """Return what readers would get otherwise if one change that waits were approved today.

    Kept for as long as no fact changes: the page of all that waits asks it of each change, each time it is opened.
    """
    known = (repr(change), basis(today))
    if known not in _TOLD:
        if len(_TOLD) >= KEPT:
            _TOLD.clear()
        _TOLD[known] = _what_it_does(change, today)
    return _TOLD[known]


def _what_it_does(change: Change, today: date) -> list[Difference]:
    named = {entry["subject"] for entry in entries_of(change.body) if entry.get("subject")}
    if change.property == SAME_AS:
        named.add(change.value)
    about = frozenset().union(*map(around, {change.subject, *named}))
    before = outlets().edition(today, about=about)
    after = outlets().edition(today, about=about, also=lambda facts: with_waiting(facts, [change], today))
    # An edition of a few subjects lacks what stands around them: the same is missing on both sides.
    return [one for one in differences(snapshot_of(before), snapshot_of(after)) if one.kind != SITE]
