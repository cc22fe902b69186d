"""A browser with a script, in Python: it seals what is written, and speaks to the server as `report.js` does."""

from __future__ import annotations

import json
import os
from base64 import urlsafe_b64decode, urlsafe_b64encode
from collections.abc import Sequence
from dataclasses import dataclass, field
from datetime import date
from hashlib import sha256
from itertools import count
from typing import Any
from uuid import UUID, uuid4

from tests.care.served import Answer, Sender

from romduol.safety.crypto.epochs import Chain, walk_chain
from romduol.safety.crypto.receipts import Receipt
from romduol.safety.crypto.threads import OwnThread, add, attach, begin_report

IN = "/in/km/r"
SEALED_FILE = ("box", "application/octet-stream")


@dataclass
class Sent:
    """A report that is on its way: the fields and the files of the request, and what its sender keeps."""

    fields: dict[str, str] = field(repr=False)
    files: list[tuple[str, str, bytes]] = field(repr=False)
    receipt: Receipt = field(repr=False)
    own: OwnThread = field(repr=False)
    id: UUID


def inboxes(sender: Sender) -> tuple[dict[str, Any], dict[UUID, Chain]]:
    """Ask what may be sealed to now; return the answer, and each chain, walked as a browser walks it."""
    told = json.loads(sender.get(f"{IN}/q").body)
    chains = {UUID(one["id"]): walk_chain([_bytes(data) for data in one["signed"]]) for one in told["queues"]}
    return told, chains


def worked(challenge: bytes, bits: int) -> bytes:
    """Return a proof of work: some ten thousand hashes."""
    for tried in count():
        proof = tried.to_bytes(8)
        if int.from_bytes(sha256(challenge + proof).digest()) >> (256 - bits) == 0:
            return proof
    raise AssertionError


def random_receipt() -> Receipt:
    """Return a receipt that no code makes, where none is typed: a code takes a tenth of a second."""
    return Receipt(os.urandom(32), os.urandom(32), os.urandom(32))


def seal(
    chains: Sequence[Chain],
    what: bytes,
    today: date,
    *,
    receipt: Receipt | None = None,
    files: Sequence[bytes] = (),
    challenge: bytes = b"",
    proof: bytes = b"",
) -> Sent:
    """Seal a report to these queues."""
    report, shown = uuid4(), receipt or random_receipt()
    submission, own = begin_report(report, what, chains, shown.key, today)
    names, boxes = _attached(own, files, chains, today)
    told = {
        "challenge": text(challenge),
        "proof": text(proof),
        "report": _record(report, submission.record.box, chains, submission.record.envelopes),
        "receipt": {
            "locator_hash": text(shown.locator_hash),
            "token_hash": text(shown.token_hash),
            "box": text(submission.reporter_box),
        },
        "files": names,
    }
    return Sent({"sealed": json.dumps(told)}, boxes, shown, own, report)


def deliver(sender: Sender, sent: Sent) -> Answer:
    """Send a sealed report."""
    return sender.parts(f"{IN}/d", sent.fields, {"file": sent.files})


def more(
    sender: Sender, sent: Sent, what: bytes, chains: Sequence[Chain], today: date, files: Sequence[bytes] = ()
) -> Answer:
    """Add something to a report."""
    itself = uuid4()
    added = add(sent.own.thread, itself, what, chains, today)
    names, boxes = _attached(sent.own, files, chains, today)
    told = {**shown(sent.receipt), "record": _record(itself, added.box, chains, added.envelopes), "files": names}
    return sender.parts(f"{IN}/a", {"sealed": json.dumps(told)}, {"file": boxes})


def ask(sender: Sender, what: str, receipt: Receipt, **also: str) -> Answer:
    """Come back for something: `o` opens the thread, `w` takes it back, `f` fetches a file."""
    body = json.dumps({**shown(receipt), **also}).encode()
    return sender.send(f"{IN}/{what}", body, "application/json")


def shown(receipt: Receipt) -> dict[str, str]:
    """Return what somebody shows who comes back: never the code."""
    return {"locator": text(receipt.locator), "token": text(receipt.token)}


def text(data: bytes) -> str:
    """Return bytes as they are written in JSON."""
    return urlsafe_b64encode(data).rstrip(b"=").decode()


def _bytes(told: str) -> bytes:
    return urlsafe_b64decode(told + "=" * (-len(told) % 4))


def _record(itself: UUID, box: bytes, chains: Sequence[Chain], envelopes: Sequence[bytes]) -> dict[str, Any]:
    return {"id": str(itself), "box": text(box), "envelopes": _envelopes(chains, envelopes)}


def _envelopes(chains: Sequence[Chain], envelopes: Sequence[bytes]) -> list[dict[str, Any]]:
    named = zip(chains, envelopes, strict=True)
    return [{"queue": str(chain.queue), "epoch": len(chain.signed), "data": text(data)} for chain, data in named]


def _attached(
    own: OwnThread, files: Sequence[bytes], chains: Sequence[Chain], today: date
) -> tuple[list[dict[str, Any]], list[tuple[str, str, bytes]]]:
    names, boxes = [], []
    for data in files:
        itself = uuid4()
        found = attach(own.thread, itself, (data,), chains, today)
        names.append({"id": str(itself), "envelopes": _envelopes(chains, found.envelopes)})
        boxes.append((*SEALED_FILE, b"".join(found.pieces)))
    return names, boxes
