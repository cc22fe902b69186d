"""The thread of the vectors opens, and what they refuse is refused, as the browser must have it too."""

from __future__ import annotations

from datetime import date
from uuid import UUID

import pytest
from tests.safety.crypto.vectors_read import read

from romduol.safety.crypto.contexts import Context, SealedKind
from romduol.safety.crypto.epochs import current_public, walk_chain
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


def chain_of(statements):
    return walk_chain([bytes.fromhex(signed) for signed in statements])


def digests_of(case):
    return tuple(map(bytes.fromhex, case["queues"]))


@pytest.fixture(scope="module")
def case():
    (case,) = THREADS["cases"]
    return case


def test_the_report_of_the_vectors_names_an_epoch_of_each_queue_and_the_first_has_gone_on(case):
    first, second = chains = [chain_of(statements) for statements in case["chains"]]
    assert digests_of(case) == (first.first.digest, second.last.digest)
    assert first.last != first.first
    (message,) = (one for one in case["messages"] if one["kind"] == SealedKind.ADDITION)
    today = date.fromisoformat(case["today"])
    assert [pair.public for _, pair in readers_of(message)] == [current_public(chain, today) for chain in chains]


def test_the_receipt_of_the_vectors_opens_the_thread(case):
    assert derive_receipt(case["code"], case["word"]).key.hex() == case["receipt_key"]
    box, key = bytes.fromhex(case["submission"]["reporter_box"]), bytes.fromhex(case["receipt_key"])
    own = open_reporter_keys(box, key, UUID(case["report"]))
    assert own.thread == thread_of(case)
    assert (own.pair.scalar, own.pair.public) == unhex(case["reporter"], "scalar", "public")


def thread_of(case):
    (bond,), (reporter,) = unhex(case, "bond"), unhex(case["reporter"], "public")
    return Thread(UUID(case["report"]), bond, reporter, digests_of(case))


def test_the_report_of_the_vectors_opens(case):
    sent = case["submission"]
    for (envelope, pair), statements in zip(readers_of(sent), case["chains"], strict=True):
        opened = open_report(bytes.fromhex(sent["box"]), envelope, pair, UUID(case["report"]), chain_of(statements))
        assert (opened.written.decode(), opened.thread) == (case["written"], thread_of(case))


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
        return open_report(box, envelope, pair, report, chain_of(refused["chain"]))
    thread = Thread(report, bytes.fromhex(refused["bond"]), pair.public, digests_of(refused))
    return open_answer(thread, UUID(refused["itself"]), box, envelope, pair)
