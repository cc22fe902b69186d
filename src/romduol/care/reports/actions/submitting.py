"""Takes reports in, each whole or not at all; those that come at once share a transaction and a look at the inboxes."""

from __future__ import annotations

from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass, field
from datetime import date, datetime
from secrets import randbelow
from uuid import UUID

from django.db import DataError, IntegrityError

from romduol.base.joint import Joint
from romduol.care.queues import queries as queues
from romduol.care.queues.records import QueueKind
from romduol.care.reports import models, queries
from romduol.care.reports.actions.storing import Epochs, NotForIt, Place, kinds_of, store_all, waiting_of
from romduol.care.reports.actions.tables import together
from romduol.care.reports.records import Kept, Submission, Waiting
from romduol.care.reports.rules.keeping import JITTER_WEEKS, open_until
from romduol.safety.crypto.epochs import Chain

AT_ONCE = 64
"""Reports of one transaction: what they bring is in memory already, and the last of them waits for all."""
Living = Mapping[UUID, tuple[QueueKind, Chain]]
Read = Callable[[Living], tuple[Submission, bool]]
"""Reads a report against the inboxes that may be reported to now; True: it waits until there is room."""


@dataclass(slots=True)
class _Coming:
    """One report on its way in; `now` is None where it is read already."""

    read: Read
    today: date
    now: datetime | None = None
    found: tuple[Submission, bool] | None = field(default=None, repr=False)
    waiting: Waiting = Waiting.NEXT_BATCH


def submit(submission: Submission, *, later: bool, today: date) -> Kept:
    """Keep a report with its receipt and its files, or all that came before under the same locator.

    Raises `NotForIt` for a queue that is not there, or an epoch that is not its last.
    """
    return _JOINT.do(_Coming(lambda living: (submission, later), today))


def take_in(read: Read, *, now: datetime, today: date) -> Kept:
    """Keep a report as `submit` does, read with a look at the inboxes that it shares with others who come at once.

    Raises what `read` raises.
    """
    return _JOINT.do(_Coming(read, today, now))


def _take_all(coming: Sequence[_Coming]) -> list[Kept | Exception]:
    """Keep reports in one transaction; where one of them cannot be stored, each in one of its own."""
    try:
        return _keep(coming)
    except (IntegrityError, DataError):
        return [_take_alone(one) for one in coming]


def _take_alone(one: _Coming) -> Kept | Exception:
    try:
        return _keep([one])[0]
    except IntegrityError:
        # What collides otherwise is no second try, and its message says nothing of it.
        has_come = one.found is not None and queries.lies_under(one.found[0].receipt.locator_hash)
        return Kept.AGAIN if has_come else NotForIt("an id that another record has")
    # Whatever it was: it is told to whoever sent this one, and to nobody else.
    except Exception as problem:
        return problem


def _keep(coming: Sequence[_Coming]) -> list[Kept | Exception]:
    with together():
        faults = _read(coming)
        _store([one for at, one in enumerate(coming) if at not in faults])
    return [faults.get(at, Kept.KEPT) for at in range(len(coming))]


def _read(coming: Sequence[_Coming]) -> dict[int, Exception]:
    """Read what is not read yet, and find out what waits for how long; returns what is refused, and why."""
    moments = [one.now for one in coming if one.now is not None]
    living = queues.living_chains(max(moments)) if moments else {}
    open_to = {queue: (kind, chain.last.statement.epoch) for queue, (kind, chain) in living.items()}
    faults: dict[int, Exception] = {}
    for at, one in enumerate(coming):
        try:
            submission, later = one.found = one.found or one.read(living)
            epochs: Epochs | None = open_to if one.now is not None else None
            soonest = waiting_of(kinds_of(submission.report, epochs))
            one.waiting = Waiting.LATER if later else soonest
        # It is told to whoever sent this one.
        except Exception as problem:
            faults[at] = problem
    return faults


def _store(coming: Sequence[_Coming]) -> None:
    receipts, places = [], []
    for one in coming:
        if one.found is None:
            continue
        submission, _ = one.found
        itself, expires = submission.report.id, open_until(one.today, randbelow(JITTER_WEEKS))
        receipts.append(
            models.Receipt(
                locator_hash=submission.receipt.locator_hash.hex(),
                token_hash=submission.receipt.token_hash.hex(),
                thread=itself,
                box=submission.receipt.box,
            )
        )
        places += [Place(each, itself, expires, one.waiting) for each in (submission.report, *submission.files)]
    models.Receipt.objects.bulk_create(receipts)
    store_all(places)


_JOINT: Joint[_Coming, Kept] = Joint(_take_all, most=AT_ONCE)
