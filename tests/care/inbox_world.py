"""A desk with two members and reports that are sealed to their queues: `python -m tests.care.inbox_world`.

... build             makes members, queues and the cast of reports; prints what a browser needs, as JSON
... fill 1000         seals so many more reports
... swap              puts another chain in place of the first queue's, as whoever owns the database could
... read              prints what each reporter reads, by their own keys, which `build` printed (on standard input)
"""

from __future__ import annotations

import json
import sys
from datetime import timedelta
from hashlib import sha256
from typing import Any
from uuid import UUID, uuid4

PASSPHRASE = "river lamp seven quiet stone paper"
HOSTILE = '<img src=x onerror="document.title=1"><script>document.title=2</script>'
KHMER = "គេយកលិខិតឆ្លងដែនរបស់ខ្ញុំ ហើយមិនឱ្យខ្ញុំចេញពីផ្ទះទេ"
CONTACT = "099 000 101"


def build() -> dict[str, Any]:
    """Make members, queues and reports."""
    from tests.care.keys_world import found, inbox_for, keyed

    from romduol.care.queues.records import QueueKind

    veasna, phally = keyed("veasna"), keyed("phally")
    card = locked(veasna)
    queue, children = inbox_for("lantern"), inbox_for("lantern", QueueKind.CHILD)
    chains = {one: found(one, veasna, phally) for one in (queue, children)}
    audit = inbox_for("lantern", QueueKind.AUDIT)
    found(audit, veasna)
    told: dict[str, dict[str, Any]] = {
        "passport": {"what": KHMER, "where": "Poipet", "when": "Monday", "contact": CONTACT, "who": ["employer"]},
        "again": {
            "what": "They have my friend's passport.",
            "contact": "+855 99 000 101",
            "about": "other",
            "at": "2026-11-28T10:00",
        },
        "hostile": {"what": HOSTILE, "where": HOSTILE, "consent": "pass_in_full", "pass_to": HOSTILE, "danger": True},
    }
    own = {name: sealed(queue, chains[queue], said) for name, said in told.items()}
    child = {"kind": "child", "child": True, "what": "A child of twelve works at night."}
    own["child"] = sealed(children, chains[children], child)
    settle()
    return {"card": card, "queue": str(queue), "children": str(children), "own": own}


def locked(keyed: Any) -> str:
    """Lock a member's keys for a printed card; return the card."""
    import os

    from romduol.care.keys.models import Wrap
    from romduol.safety.crypto.cards import show_card
    from romduol.safety.crypto.members import MemberKeys, lock_member

    keys, secret = MemberKeys(keyed.holder.seal, keyed.holder.sign, os.urandom(32)), os.urandom(32)
    made = lock_member(keys, keyed.member.id, 1, PASSPHRASE, secret)
    Wrap.objects.filter(member=keyed.member.id).update(
        lock=made.lock, box=made.wrap, door_hash=sha256(made.door).digest()
    )
    return "\n".join(show_card(secret))


def sealed(queue: UUID, chain: Any, said: dict[str, Any]) -> dict[str, Any]:
    """Seal one report as a browser does; return what its reporter keeps."""
    from romduol.care.reports import actions
    from romduol.care.reports.records import ForQueue, SealedReceipt, SealedRecord, Submission
    from romduol.safety.crypto.contexts import SealedKind
    from romduol.safety.crypto.threads import begin_report

    itself = uuid4()
    usual = {"v": 1, "about": "me", "kind": "trafficking", "consent": "tell", "lang": "km", "at": "2026-11-28T09:00"}
    sent, own = begin_report(itself, json.dumps({**usual, **said}).encode(), [chain], bytes(32), today())
    for_queue = ForQueue(queue, chain.last.statement.epoch, sent.record.envelopes[0])
    record = SealedRecord(itself, SealedKind.REPORT, (for_queue,), sent.record.box)
    receipt = SealedReceipt(uuid4().bytes * 2, uuid4().bytes * 2, sent.reporter_box)
    actions.submit(Submission(record, receipt), later=False, today=today())
    kept = {"report": str(itself), "bond": own.thread.bond.hex(), "scalar": own.pair.scalar.hex()}
    return {**kept, "queues": [digest.hex() for digest in own.thread.queues]}


def settle() -> None:
    """Let what waits join the inboxes."""
    from romduol.care.reports import models
    from romduol.care.reports.records import Waiting

    models.Record.objects.update(waiting=Waiting.SEEN)


def today() -> Any:
    """Return the day by which epochs end."""
    from django.utils import timezone

    from romduol.care.queues.rules import day_of

    return day_of(timezone.now())


def fill(number: int) -> None:
    """Seal many more reports to the queue for trafficking."""
    from django.db import transaction

    from romduol.care.queues.queries import inboxes
    from romduol.care.queues.records import QueueKind
    from romduol.care.queues.rules import chain_of

    (inbox,) = inboxes(QueueKind.TRAFFICKING)
    with transaction.atomic():
        for one in range(number):
            sealed(inbox.queue.id, chain_of(inbox), {"what": f"{KHMER} {one}"})
    settle()


def swap() -> None:
    """Put a chain of somebody else's making in place of a queue's own."""
    from tests.safety.crypto.people import CUSTODIANS, person

    from romduol.care.queues.models import Statement
    from romduol.care.queues.queries import inboxes
    from romduol.care.queues.records import QueueKind
    from romduol.care.queues.rules import chain_of
    from romduol.safety.crypto.queues import found_queue

    (inbox,) = inboxes(QueueKind.TRAFFICKING)
    members = chain_of(inbox).last.statement.members
    mallory = person("Mallory")
    listed = tuple(sorted((*members, mallory.listed), key=lambda one: one.member.bytes))
    made = found_queue(inbox.queue.id, listed, CUSTODIANS.public, mallory.sign, today() + timedelta(days=80))
    Statement.objects.filter(queue=inbox.queue.id, epoch=1).update(signed=made.signed)


def answers(own: dict[str, Any]) -> list[dict[str, Any]]:
    """Return what was answered to one reporter, as only they can open it."""
    from romduol.care.reports.models import Envelope
    from romduol.safety.crypto.contexts import SealedKind
    from romduol.safety.crypto.keys import pair_of
    from romduol.safety.crypto.threads import Thread, open_answer

    pair = pair_of(bytes.fromhex(own["scalar"]))
    queues = tuple(bytes.fromhex(one) for one in own["queues"])
    thread = Thread(UUID(own["report"]), bytes.fromhex(own["bond"]), pair.public, queues)
    found = Envelope.objects.filter(
        record__thread=thread.report, record__kind=SealedKind.ANSWER, queue=None
    ).select_related("record")
    opened = [open_answer(thread, one.record.id, bytes(one.record.box), bytes(one.data), pair) for one in found]
    return [json.loads(one) for one in opened]


def main(verb: str, *rest: str) -> None:
    """Do what was asked for."""
    import django

    django.setup()
    if verb == "build":
        print(json.dumps(build()))
    elif verb == "fill":
        fill(int(rest[0]))
    elif verb == "swap":
        swap()
    elif verb == "read":
        print(json.dumps({name: answers(own) for name, own in json.load(sys.stdin).items()}))


if __name__ == "__main__":
    main(*sys.argv[1:])
