"""Seals what members did with sealed records for their organisation's auditors; where there are none, nothing is kept.

Only what was done, on which day, and by whom: no record is named and no time. The open audit learns nothing of it.
"""

from __future__ import annotations

from datetime import date
from secrets import randbelow
from uuid import UUID, uuid4

import orjson

from romduol.care.queues import queries as queues
from romduol.care.queues.records import Inbox, QueueKind
from romduol.care.queues.rules import chain_of
from romduol.care.reports import models
from romduol.care.reports.records import Done
from romduol.care.reports.rules.keeping import JITTER_WEEKS, open_until
from romduol.safety.crypto.contexts import Context, SealedKind
from romduol.safety.crypto.epochs import ChainBroken, NotCurrent, current_public
from romduol.safety.crypto.records import seal_record


def note_done(organization: UUID, member: UUID, action: Done, *, today: date) -> None:
    """Keep one entry, sealed to the current key of the organisation's auditors."""
    inbox = _auditors(organization)
    if inbox is None:
        return
    try:
        chain = chain_of(inbox)
        public = current_public(chain, today)
    except (ChainBroken, NotCurrent):
        return  # It could be sealed to nobody, and is never kept open.
    itself = uuid4()
    entry = orjson.dumps({"v": 1, "action": action, "day": today.isoformat(), "member": str(member)})
    sealed = seal_record(entry, Context(SealedKind.AUDIT_ENTRY, itself), [public])
    models.AuditBox.objects.create(
        id=itself,
        queue=inbox.queue.id,
        epoch=chain.last.statement.epoch,
        box=sealed.box,
        envelope=sealed.envelopes[0],
        expires=open_until(today, randbelow(JITTER_WEEKS)),
    )


def _auditors(organization: UUID) -> Inbox | None:
    found = (one for one in queues.inboxes(QueueKind.AUDIT) if one.queue.organization == organization)
    return next((one for one in found if one.signed), None)
