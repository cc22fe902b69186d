"""The shared vectors of chains and threads, in the browser."""

from __future__ import annotations

from datetime import date
from uuid import UUID

import pytest
from tests.safety.crypto.browser.cases import days, opening_keys, pin_of, reasons, unhex
from tests.safety.crypto.browser.vault_page import Thrown
from tests.safety.crypto.vectors_read import read

from romduol.safety.crypto.contexts import Context, SealedKind

pytestmark = pytest.mark.journey
OPENS = {SealedKind.ADDITION: "openAddition", SealedKind.ANSWER: "openAnswer", SealedKind.NOTE: "openNote"}


def walk_of(case):
    return [bytes.fromhex(one) for one in case["statements"]], pin_of(case["pin"])


def test_chains_hold(vault_page):
    cases = read("chains.json")["cases"]
    chains = vault_page.each("walkChain", [walk_of(case) for case in cases], bundle="sealing")
    assert [case["name"] for case, chain in zip(cases, chains, strict=True) if isinstance(chain, Thrown)] == []
    for case, chain in zip(cases, chains, strict=True):
        last = chain[-1]["statement"]
        assert (last["epoch"], last["public"].hex()) == (case["epoch"], case["public"])
        assert chain[-1]["digest"].hex() == case["digest"]
        assert last["lastDay"] == days(date.fromisoformat(case["last_day"]))
    printed = vault_page.each("chainFingerprint", [[chain] for chain in chains], bundle="sealing")
    assert printed == [case["fingerprint"] for case in cases]
    printed = vault_page.each("epochFingerprint", [[chain] for chain in chains], bundle="sealing")
    assert printed == [case["epoch_fingerprint"] for case in cases]


def test_chains_are_refused_for_the_same_reason_at_the_same_epoch(vault_page):
    refused = read("chains.json")["refused"]
    found = vault_page.each("walkChain", [walk_of(case) for case in refused], bundle="sealing")
    assert [(case["why"], *told(one)) for case, one in zip(refused, found, strict=True)] == [
        (case["why"], case["reason"], case["epoch"]) for case in refused
    ]


def told(one):
    return (one.reason, one.epoch) if isinstance(one, Thrown) else ("held", None)


def test_a_report_and_its_thread_open(vault_page):
    for case in read("threads.json")["cases"]:
        thread = {"report": UUID(case["report"]).bytes, "bond": bytes.fromhex(case["bond"])}
        thread |= {"reporter": bytes.fromhex(case["reporter"]["public"]), "queues": bytes_in(case["queues"])}
        receipt = vault_page.call("deriveReceipt", case["code"], case["word"])
        assert receipt["key"].hex() == case["receipt_key"]
        own = vault_page.call(
            "openReporterKeys", bytes.fromhex(case["submission"]["reporter_box"]), receipt["key"], thread["report"]
        )
        assert own["thread"] == thread
        chains = [vault_page.call("walkChain", bytes_in(signed)) for signed in case["chains"]]
        found = each_reader(vault_page, case["submission"], "openReport", after=(thread["report"],), chains=chains)
        assert found == [{"written": case["written"].encode(), "thread": thread}] * len(chains)
        for message in case["messages"]:
            itself = UUID(message["itself"])
            if message["kind"] in OPENS:
                found = each_reader(vault_page, message, OPENS[SealedKind(message["kind"])], before=(thread, itself))
            else:
                context, making = Context(SealedKind(message["kind"]), itself), {"bond": thread["bond"]}
                found = each_reader(vault_page, message, "openRecord", after=(context, making))
            assert found == [message["written"].encode()] * len(message["readers"])
        (answer,) = (one for one in case["messages"] if one["kind"] == SealedKind.ANSWER)
        parts = (UUID(answer["itself"]), *unhex(answer, "box"), bytes.fromhex(answer["envelopes"][0]))
        assert vault_page.call("openAnswer", thread, *parts, own["key"], bundle="sealing") == answer["written"].encode()


def bytes_in(texts):
    return [bytes.fromhex(text) for text in texts]


def each_reader(vault_page, record, name, *, before=(), after=(), chains=None):
    """Open a record for each of its readers, with the chain of each where that is asked."""
    keys = opening_keys(vault_page, record["readers"])
    last = [[]] * len(keys) if chains is None else [[chain] for chain in chains]
    envelopes = zip(bytes_in(record["envelopes"]), record["readers"], last, strict=True)
    box = bytes.fromhex(record["box"])
    return vault_page.each(name, [(*before, box, one, keys[reader], *after, *more) for one, reader, more in envelopes])


def test_what_is_no_part_of_the_thread_is_refused_for_the_same_reasons(vault_page):
    refused = read("threads.json")["refused"]
    found = []
    for case in refused:
        report = UUID(case["report"])
        if case["opens"] == "reporter keys":
            found += vault_page.each("openReporterKeys", [(*unhex(case, "box", "receipt_key"), report)])
        elif case["opens"] == "report":
            chain = vault_page.call("walkChain", bytes_in(case["chain"]))
            found += each_reader(vault_page, case, "openReport", after=(report,), chains=[chain])
        else:
            thread = {"report": report, "bond": bytes.fromhex(case["bond"]), "reporter": bytes(65), "queues": []}
            found += each_reader(vault_page, case, "openAnswer", before=(thread, UUID(case["itself"])))
    assert reasons(found) == [case["reason"] for case in refused]
