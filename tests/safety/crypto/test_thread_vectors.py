"""The thread of the vectors opens, and what they refuse is refused, as the browser must have it too."""

from __future__ import annotations

from uuid import UUID

import pytest
from tests.safety.crypto.vectors_read import read

from romduol.safety.crypto.contexts import Context, SealedKind
from romduol.safety.crypto.errors import NotOpened
from romduol.safety.crypto.keys import pair_of
from romduol.safety.crypto.receipts import derive_receipt
from romduol.safety.crypto.records import open_record
from romduol.safety.crypto.threads import Thread, open_answer, open_report, open_reporter_keys

THREADS = read("threads.json")


def unhex(case, *names):
    return tuple(bytes.fromhex(case[name]) for name in names)


def readers_of(record):
    pairs = (pair_of(bytes.fromhex(scalar)) for scalar in record["readers"])
    return list(zip(map(bytes.fromhex, record["envelopes"]), pairs, strict=True))


@pytest.fixture(scope="module")
def case():
    (case,) = THREADS["cases"]
    return case


def test_the_receipt_of_the_vectors_opens_the_thread(case):
    assert derive_receipt(case["code"], case["word"]).key.hex() == case["receipt_key"]
    box, key = bytes.fromhex(case["submission"]["reporter_box"]), bytes.fromhex(case["receipt_key"])
    own = open_reporter_keys(box, key, UUID(case["report"]))
    assert (own.thread.bond, own.pair.scalar, own.pair.public) == (
        *unhex(case, "bond"),
        *unhex(case["reporter"], "scalar", "public"),
    )


def test_the_report_of_the_vectors_opens(case):
    sent = case["submission"]
    for envelope, pair in readers_of(sent):
        opened = open_report(bytes.fromhex(sent["box"]), envelope, pair, UUID(case["report"]))
        assert opened.written.decode() == case["written"]
        assert (opened.thread.bond, opened.thread.reporter) == (
            *unhex(case, "bond"),
            *unhex(case["reporter"], "public"),
        )


def test_the_messages_of_the_vectors_open(case):
    kinds = set()
    for message in case["messages"]:
        context = Context(SealedKind(message["kind"]), UUID(message["itself"]))
        kinds.add(context.kind)
        for envelope, pair in readers_of(message):
            box, bond = bytes.fromhex(message["box"]), bytes.fromhex(case["bond"])
            assert open_record(box, envelope, pair, context, bond=bond).decode() == message["written"]
    assert kinds == {SealedKind.ADDITION, SealedKind.ANSWER, SealedKind.NOTE, SealedKind.ATTACHMENT}


@pytest.mark.parametrize("refused", THREADS["refused"], ids=lambda refused: refused["why"])
def test_what_the_vectors_refuse_is_refused(refused):
    with pytest.raises(NotOpened) as refusal:
        opened_as_said(refused)
    assert refusal.value.reason == refused["reason"]


def opened_as_said(refused):
    box, report = bytes.fromhex(refused["box"]), UUID(refused["report"])
    if refused["opens"] == "reporter keys":
        return open_reporter_keys(box, bytes.fromhex(refused["receipt_key"]), report)
    ((envelope, pair),) = readers_of(refused)
    if refused["opens"] == "report":
        return open_report(box, envelope, pair, report)
    thread = Thread(report, bytes.fromhex(refused["bond"]), pair.public)
    return open_answer(thread, UUID(refused["itself"]), box, envelope, pair)
