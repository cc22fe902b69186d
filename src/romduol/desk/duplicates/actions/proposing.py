"""Brings proposals up to what a search found: new ones come, what is no more goes, what was answered stays answered."""

from __future__ import annotations

from collections.abc import Collection, Iterable, Iterator, Mapping
from dataclasses import dataclass
from datetime import datetime
from itertools import islice
from typing import Any
from uuid import uuid4

from django.db import transaction
from django.db.models import Q

from romduol.desk.duplicates import models
from romduol.desk.duplicates.records import Answer, Card, Pair
from romduol.desk.duplicates.rules.proposing import digest_of, is_new, plain, pressing
from romduol.safety.audit import actions as audit

BATCH = 400
ASKED_AGAIN = (Answer.NOT_SAME, Answer.LATER, Answer.PARTED)


@dataclass(frozen=True, slots=True)
class Proposed:
    """What a search brought."""

    found: int
    new: int
    again: int
    """Answered before, and asked again since something speaks for it that nobody had seen."""
    gone: int


@transaction.atomic
def propose(
    pairs: Iterable[Pair], cards: Mapping[str, Card], *, now: datetime, by: str, among: Collection[str] | None = None
) -> Proposed:
    """Note the pairs that a search found. `cards` has both of each; `among`, only pairs with one of these were sought.

    What nobody answered and was not found again goes.
    """
    counted = {"found": 0, "new": 0, "again": 0}
    for some in _parted(pairs):
        told = _note(some, cards, now)
        for name, count in told.items():
            counted[name] += count
    old = models.Proposal.objects.filter(state__in=[Answer.OPEN, Answer.LATER], seen_at__lt=now)
    gone = 0
    if among is None:
        gone = old.delete()[0]
    else:
        for some_ids in _parted(sorted(among)):
            gone += old.filter(Q(a__in=some_ids) | Q(b__in=some_ids)).delete()[0]
    made = Proposed(**counted, gone=gone)
    audit.record(
        by=by, verb="propose_duplicates", subject=("directory", "duplicates"), detail={**counted, "gone": gone}
    )
    return made


def _parted(items: Iterable[Any]) -> Iterator[list[Any]]:
    rest = iter(items)
    while some := list(islice(rest, BATCH)):
        yield some


def _note(pairs: list[Pair], cards: Mapping[str, Card], now: datetime) -> dict[str, int]:
    known = {(row.a, row.b): row for row in models.Proposal.objects.filter(a__in={pair.a for pair in pairs})}
    new, changed, again = [], [], 0
    for pair in pairs:
        row = known.get((pair.a, pair.b))
        if row is None:
            new.append(_filled(models.Proposal(id=uuid4(), a=pair.a, b=pair.b, found_at=now), pair, cards, now))
            continue
        if row.state in ASKED_AGAIN and is_new(row.speaks, pair.evidence):
            row.state, row.speaks = Answer.OPEN, []
            again += 1
        changed.append(_filled(row, pair, cards, now))
    models.Proposal.objects.bulk_create(new)
    models.Proposal.objects.bulk_update(
        changed, ["kind", "score", "likelihood", "pressing", "evidence", "digest", "seen_at", "state", "speaks"]
    )
    return {"found": len(pairs), "new": len(new), "again": again}


def _filled(row: models.Proposal, pair: Pair, cards: Mapping[str, Card], now: datetime) -> models.Proposal:
    row.kind = cards[pair.a].kind
    row.score = pair.score
    row.likelihood = str(pair.likelihood or "perhaps")
    row.pressing = pressing(pair, numbers=bool(cards[pair.a].phones or cards[pair.b].phones))
    row.evidence = plain(pair.evidence)
    row.digest = digest_of(pair.evidence)
    row.seen_at = now
    return row
