"""A queue with one member, made in Python as a browser does, and reports that are sealed to it."""

from __future__ import annotations

import json
import os
from collections.abc import Sequence
from dataclasses import dataclass, field, replace
from datetime import date, timedelta
from hashlib import sha256
from uuid import UUID, uuid4

from romduol.care.queues import models as queues
from romduol.care.reports.records import ForQueue, SealedReceipt, SealedRecord, Submission
from romduol.safety.crypto.contexts import SealedKind
from romduol.safety.crypto.epochs import Chain, walk_chain
from romduol.safety.crypto.keys import KeyPair, new_pair
from romduol.safety.crypto.members import MemberKeys, new_member
from romduol.safety.crypto.queues import found_queue, next_epoch, open_epoch
from romduol.safety.crypto.statements import Listed, RecoveryPublic
from romduol.safety.crypto.threads import OwnThread, add, attach, begin_report

HOUR = 3_600
DAYS = 80


@dataclass
class Staffed:
    """One queue as its one member holds it: her keys, the chain, the pairs of its epochs from 1."""

    id: UUID
    member: UUID
    keys: MemberKeys
    chain: Chain
    pairs: list[KeyPair] = field(repr=False)

    @property
    def pair(self) -> KeyPair:
        """Return the pair of the last epoch."""
        return self.pairs[-1]


def staffed(today: date, kind: str = "violence", name: str = "House of 099") -> Staffed:
    """Set up a queue that a member opened just now; its rows lie in the database."""
    row = queues.Queue.objects.create(
        organization=uuid4(),
        name={"en": name, "km": "ផ្ទះ ០៩៩"},
        kind=kind,
        body="child_protection" if kind == "child" else "support",
        hours=[{"days": [1, 2, 3, 4, 5, 6, 7], "from": "08:00", "to": "17:00"}],
        answer_hours=24,
        opened_hour=opened_now(),
    )
    member, keys = uuid4(), new_member()
    recovery = RecoveryPublic(new_pair().public, new_pair().public)
    listed = Listed(member, keys.seal.public, keys.sign.public)
    founding = found_queue(row.id, [listed], recovery, keys.sign, today + timedelta(days=DAYS))
    queues.Queue.objects.filter(pk=row.pk).update(recovery_seal=recovery.seal, recovery_sign=recovery.sign)
    queues.Statement.objects.create(queue=row, epoch=1, signed=founding.signed)
    chain = walk_chain([founding.signed])
    return Staffed(row.id, member, keys, chain, [open_epoch(chain, 1, founding.envelopes[member], keys.seal)])


def without(queue: Staffed, member: UUID, keys: MemberKeys, today: date) -> Staffed:
    """Take another member in, who then begins an epoch without the first; return the queue as the other holds it."""
    listed = Listed(member, keys.seal.public, keys.sign.public)
    both = [listed, Listed(queue.member, queue.keys.seal.public, queue.keys.sign.public)]
    last_day = today + timedelta(days=DAYS)
    handed = next_epoch(queue.chain, both, queue.keys.sign, last_day)
    chain = walk_chain([*(one.data for one in queue.chain.signed), handed.signed])
    alone = next_epoch(chain, [listed], keys.sign, last_day)
    chain = walk_chain([*(one.data for one in chain.signed), alone.signed])
    for epoch, signed in ((2, handed.signed), (3, alone.signed)):
        queues.Statement.objects.create(queue_id=queue.id, epoch=epoch, signed=signed)
    pairs = [open_epoch(chain, n, new.envelopes[member], keys.seal) for n, new in ((2, handed), (3, alone))]
    return Staffed(queue.id, member, keys, chain, [queue.pair, *pairs])


def opened_now() -> int:
    """Return the hour that it is, as a queue notes it."""
    from time import time

    return int(time()) // HOUR


def written(what: str = "what happened", **more: object) -> bytes:
    """Return a report as it is written inside."""
    said = {"v": 1, "about": "me", "kind": "violence", "consent": "tell", "pass_to": "", "danger": False}
    said |= {"child": False, "who": [], "what": what, "where": "", "when": "", "contact": "", "lang": "km"}
    return json.dumps({**said, "at": "2026-11-28T14:05", "files": [], **more}, ensure_ascii=False).encode()


def sealed(
    to: Sequence[Staffed], what: bytes, today: date, *, key: bytes | None = None, files: Sequence[bytes] = ()
) -> tuple[Submission, OwnThread]:
    """Return a report as a server gets it from a browser, and the thread as its sender holds it."""
    report, chains = uuid4(), [queue.chain for queue in to]
    submission, own = begin_report(report, what, chains, key or os.urandom(32), today)
    record = SealedRecord(report, SealedKind.REPORT, envelopes(to, submission.record.envelopes), submission.record.box)
    receipt = SealedReceipt(os.urandom(32), os.urandom(32), submission.reporter_box)
    return Submission(record, receipt, tuple(_file(to, own, data, today) for data in files)), own


def known(submission: Submission, locator: bytes, token: bytes) -> Submission:
    """Return a submission whose receipt answers to these two."""
    box = submission.receipt.box
    return replace(submission, receipt=SealedReceipt(sha256(locator).digest(), sha256(token).digest(), box))


def addition(
    to: Sequence[Staffed], own: OwnThread, what: bytes, today: date, *, files: Sequence[bytes] = ()
) -> tuple[SealedRecord, tuple[SealedRecord, ...]]:
    """Return what a reporter adds, and the files that come with it."""
    itself = uuid4()
    added = add(own.thread, itself, what, [queue.chain for queue in to], today)
    record = SealedRecord(itself, SealedKind.ADDITION, envelopes(to, added.envelopes), added.box)
    return record, tuple(_file(to, own, data, today) for data in files)


def envelopes(to: Sequence[Staffed], data: Sequence[bytes]) -> tuple[ForQueue, ...]:
    """Return the envelopes of a record for these queues, in their order."""
    return tuple(ForQueue(queue.id, len(queue.chain.signed), one) for queue, one in zip(to, data, strict=True))


def _file(to: Sequence[Staffed], own: OwnThread, data: bytes, today: date) -> SealedRecord:
    itself = uuid4()
    attached = attach(own.thread, itself, (data,), [queue.chain for queue in to], today)
    return SealedRecord(itself, SealedKind.ATTACHMENT, envelopes(to, attached.envelopes), pieces=list(attached.pieces))
