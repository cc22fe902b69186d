"""Reads of which records were joined, by an index of their own: there are few, and every page of the desk asks."""

from collections.abc import Iterable, Mapping
from datetime import date

from romduol.knowledge.claims import models
from romduol.knowledge.claims.queries.stored import all_withdrawals, stored_claim
from romduol.knowledge.claims.rules.joining import Circles, joinings
from romduol.knowledge.claims.rules.properties import SAME_AS

Pairs = tuple[tuple[str, str], ...]


def joined_pairs(*, live: bool = False) -> Pairs:
    """Return every record that was ever joined, with the record that it was joined to; or those of today."""
    rows = models.Claim.objects.filter(property=SAME_AS)
    if live:
        rows = rows.filter(ended_on__isnull=True)
    return tuple(rows.order_by("subject_id", "value").values_list("subject_id", "value").distinct())


def joined_with(subject: str) -> frozenset[str]:
    """Return a record and all that are joined with it today."""
    return connected((subject,), joined_pairs(live=True))


def joined_today(today: date) -> Mapping[str, str]:
    """Return each record that is another one today, with that one; the same as in the whole picture."""
    return _today(today)[0]


def circles_today(today: date) -> Circles:
    """Return records that are told to be one another in a circle: each was cut before its first record."""
    return _today(today)[1]


def _today(today: date) -> tuple[Mapping[str, str], Circles]:
    rows = [stored_claim(row) for row in models.Claim.objects.filter(property=SAME_AS, ended_on__isnull=True)]
    if not rows:
        return {}, ()
    return joinings(rows, all_withdrawals({claim.subject for claim in rows}), today)


def connected(subjects: Iterable[str], pairs: Pairs) -> frozenset[str]:
    """Return records and all that pairs connect them with, in whichever direction."""
    found = frozenset(subjects)
    while pairs:
        more = found.union(*(pair for pair in pairs if not found.isdisjoint(pair)))
        if more == found:
            break
        found = more
    return found
