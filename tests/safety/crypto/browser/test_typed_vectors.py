"""The shared vectors of what people remember, type and hold, in the browser."""

from __future__ import annotations

from uuid import UUID

import pytest
from tests.safety.crypto.browser.cases import pin_of, reasons, unhex
from tests.safety.crypto.browser.vault_page import Thrown
from tests.safety.crypto.vectors_read import read

pytestmark = pytest.mark.journey


def test_words_become_the_same_bytes(vault_page):
    cases = read("words.json")["cases"]
    found = vault_page.each("comparable", [[case["typed"]] for case in cases])
    assert [one.hex() for one in found] == [case["comparable"] for case in cases]


def test_receipts_are_the_same(vault_page):
    cases = read("receipts.json")["cases"]
    made = vault_page.each("deriveReceipt", [(case["code"], case["word"]) for case in cases], bundle="sealing")
    fields = {"locator": "locator", "token": "token", "key": "key", "locatorHash": "locator_hash"}
    fields["tokenHash"] = "token_hash"
    assert [{name: one[name].hex() for name in fields} for one in made] == [
        {name: case[field] for name, field in fields.items()} for case in cases
    ]


def test_codes_are_read_as_they_are_typed(vault_page):
    vectors = read("receipts.json")
    typed = [[case["typed"]] for case in vectors["typed"]]
    assert vault_page.each("readCode", typed) == [case["code"] for case in vectors["typed"]]
    refused = [[case["typed"]] for case in vectors["refused"]]
    assert reasons(vault_page.each("readCode", refused)) == [case["reason"] for case in vectors["refused"]]


def test_cards_are_shown_and_read(vault_page):
    vectors = read("cards.json")
    shown = vault_page.each("showCard", [unhex(case, "secret") for case in vectors["cases"]])
    assert shown == [case["rows"] for case in vectors["cases"]]
    typed = vault_page.each("readCard", [[case["typed"]] for case in vectors["typed"]])
    assert [one.hex() for one in typed] == [case["secret"] for case in vectors["typed"]]
    refused = vault_page.each("readCard", [[case["typed"]] for case in vectors["refused"]])
    assert all(isinstance(one, Thrown) for one in refused)
    assert [(one.reason, one.row) for one in refused] == [(one["reason"], one["row"]) for one in vectors["refused"]]


def holder_of(case):
    secret = bytes.fromhex(case["device_secret"])
    named = {"member": UUID(case["member"]), "device": case["device"], "passphrase": case["passphrase"]}
    return {**named, "deviceSecret": secret}


def pairs_of(bundle):
    seal = {"scalar": bundle[:32], "public": bundle[32:97]}
    return {"seal": seal, "sign": {"scalar": bundle[97:129], "public": bundle[129:194]}, "store": bundle[194:]}


def test_members_keys_are_locked_to_the_byte_and_open(vault_page):
    for case in read("locks.json")["cases"]:
        lock, wrap, bundle, box_salt = unhex(case, "lock", "wrap", "bundle", "wrap_salt")
        making = {"salt": lock[6:], "rounds": int.from_bytes(lock[2:6]), "boxSalt": box_salt}
        made = vault_page.call("lockMember", pairs_of(bundle), holder_of(case), making)
        assert {name: one.hex() for name, one in made.items()} == {
            name: case[name] for name in ("lock", "wrap", "door")
        }
        keys = vault_page.call("unlockMember", lock, wrap, holder_of(case))
        assert (keys["seal"]["public"], keys["sign"]["public"], keys["store"]) == (
            bundle[32:97],
            bundle[129:194],
            bundle[194:],
        )


def test_locks_are_refused_for_the_same_reasons(vault_page):
    refused = read("locks.json")["refused"]
    calls = [(*unhex(case, "lock", "wrap"), holder_of(case)) for case in refused]
    assert reasons(vault_page.each("unlockMember", calls)) == [case["reason"] for case in refused]


def test_pins_are_sealed_to_the_byte_and_open(vault_page):
    vectors = read("pins.json")
    for case in vectors["cases"]:
        pins = [pin_of(pin) for pin in case["pins"]]
        store, salt, box = unhex(case, "store", "salt", "box")
        place = (store, UUID(case["member"]), case["number"])
        assert vault_page.call("sealPins", pins[::-1], *place, {"salt": salt}) == box
        assert vault_page.call("openPins", box, *place) == pins
    calls = [(*unhex(case, "box", "store"), UUID(case["member"]), case["number"]) for case in vectors["refused"]]
    assert reasons(vault_page.each("openPins", calls)) == [case["reason"] for case in vectors["refused"]]
