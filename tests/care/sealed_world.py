"""What a browser would send, sealed by our own Python: reports, additions and files, as JSON and octets.

lantern, key = an_inbox("lantern")             # an inbox with its chain, and the pair of its epoch
text, boxes, code = a_report([lantern])        # what goes to r/d, as it stands in the parts
"""

from __future__ import annotations

import json
from collections.abc import Sequence
from dataclasses import dataclass
from datetime import UTC, date, timedelta
from hashlib import sha256
from typing import Any
from uuid import UUID, uuid4

from django.utils import timezone
from tests.safety.crypto.people import BOPHA, CUSTODIANS, founded, id_named, listed

from romduol.care.queues.actions import SetUp, add_statement, note_opened, set_up_queue
from romduol.care.queues.queries import inbox
from romduol.care.queues.records import Body, Inbox, Queue, QueueKind, Span
from romduol.care.queues.rules import chain_of, written
from romduol.care.reports.rules.proofs import PROOF_BYTES
from romduol.safety.crypto.keys import KeyPair
from romduol.safety.crypto.queues import found_queue, open_epoch
from romduol.safety.crypto.receipts import Receipt, derive_receipt, new_code
from romduol.safety.crypto.threads import OwnThread, add, attach, begin_report

TODAY = date(2026, 11, 28)
SECRET_WORDS = "canary 099 000 133 ពាក្យសម្ងាត់"
NOTHING = {"v": 1, "what": SECRET_WORDS, "files": []}


@dataclass(frozen=True)
class Sent:
    """What a browser sends, and what it keeps to itself."""

    whole: dict[str, Any]
    boxes: list[bytes]
    code: str
    word: str
    own: OwnThread
    receipt: Receipt

    @property
    def text(self) -> str:
        """Return the part `sealed`."""
        return json.dumps(self.whole)

    @property
    def shown(self) -> dict[str, Any]:
        """Return what shows whose thread it is."""
        return {"locator": written(self.receipt.locator), "token": written(self.receipt.token)}


def an_inbox(name: str, kind: QueueKind = QueueKind.TRAFFICKING) -> tuple[Inbox, KeyPair]:
    """Return an inbox in no database, with the pair of its epoch."""
    chain, begun = founded(BOPHA, queue=name)
    queue = Queue(chain.queue, id_named("an organisation"), {"en": name}, kind, Body.SUPPORT, (), (), 24, False, 1)
    return Inbox(queue, tuple(signed.data for signed in chain.signed)), open_epoch(
        chain, 1, begun.envelopes[BOPHA.id], BOPHA.seal
    )


def a_living_inbox(name: str, kind: QueueKind = QueueKind.TRAFFICKING) -> tuple[Inbox, KeyPair]:
    """Return an inbox that was set up, begun and opened just now, with the pair of its epoch."""
    body = Body.CHILD_PROTECTION if kind is QueueKind.CHILD else Body.SUPPORT
    said = SetUp({"en": name, "km": name}, body, (), (Span((1, 2, 3, 4, 5), "08:00", "17:00"),), 24)
    made = set_up_queue(organization=id_named(name), kind=kind, said=said, recovery=CUSTODIANS.public, by="shell")
    today = timezone.now().astimezone(UTC).date()
    begun = found_queue(made.id, listed(BOPHA), CUSTODIANS.public, BOPHA.sign, today + timedelta(days=90))
    chain = add_statement(made.id, begun.signed, today=today)
    note_opened(made.id, timezone.now())
    return inbox(made.id), open_epoch(chain, 1, begun.envelopes[BOPHA.id], BOPHA.seal)


def envelopes_for(inboxes: Sequence[Inbox], envelopes: Sequence[bytes]) -> list[dict[str, Any]]:
    """Return envelopes as JSON has them."""
    return [
        {"queue": str(inbox.queue.id), "epoch": len(inbox.signed), "data": written(data)}
        for inbox, data in zip(inboxes, envelopes, strict=True)
    ]


def a_file(own: OwnThread, inboxes: Sequence[Inbox], data: bytes, today: date = TODAY) -> tuple[dict[str, Any], bytes]:
    """Return a file of a thread: what names it outside, and its box."""
    file = uuid4()
    sealed = attach(own.thread, file, [data], [chain_of(inbox) for inbox in inboxes], today)
    return {"id": str(file), "envelopes": envelopes_for(inboxes, sealed.envelopes)}, b"".join(sealed.pieces)


def a_report(
    inboxes: Sequence[Inbox],
    *,
    written_inside: object = NOTHING,
    files: Sequence[bytes] = (),
    word: str = "",
    code: str = "",
    work: tuple[str, str] = ("", ""),
    today: date = TODAY,
) -> Sent:
    """Return a report that is sealed to inboxes."""
    code = code or new_code()
    receipt, report = derive_receipt(code, word), uuid4()
    chains = [chain_of(inbox) for inbox in inboxes]
    sealed, own = begin_report(report, json.dumps(written_inside).encode(), chains, receipt.key, today)
    made = [a_file(own, inboxes, data, today) for data in files]
    whole = {
        "challenge": work[0],
        "proof": work[1],
        "report": {
            "id": str(report),
            "box": written(sealed.record.box),
            "envelopes": envelopes_for(inboxes, sealed.record.envelopes),
        },
        "receipt": {
            "locator_hash": written(receipt.locator_hash),
            "token_hash": written(receipt.token_hash),
            "box": written(sealed.reporter_box),
        },
        "files": [named for named, _ in made],
    }
    return Sent(whole, [box for _, box in made], code, word, own, receipt)


def an_addition(
    sent: Sent, inboxes: Sequence[Inbox], text: str = SECRET_WORDS, files: Sequence[bytes] = (), today: date = TODAY
) -> tuple[dict[str, Any], list[bytes]]:
    """Return what is added to a report, and its files."""
    addition: UUID = uuid4()
    inside = json.dumps({"v": 1, "text": text, "files": []}).encode()
    sealed = add(sent.own.thread, addition, inside, [chain_of(inbox) for inbox in inboxes], today)
    made = [a_file(sent.own, inboxes, data, today) for data in files]
    record = {
        "id": str(addition),
        "box": written(sealed.box),
        "envelopes": envelopes_for(inboxes, sealed.envelopes),
    }
    return {**sent.shown, "record": record, "files": [named for named, _ in made]}, [box for _, box in made]


def solved(challenge: bytes, bits: int) -> bytes:
    """Return a proof of work, as slowly as whoever sends has to."""
    tried = 0
    while int.from_bytes(sha256(challenge + tried.to_bytes(PROOF_BYTES)).digest()) >> (256 - bits):
        tried += 1
    return tried.to_bytes(PROOF_BYTES)
