"""The shared vectors, in the browser: what opens there to the byte, and what is refused for the same reason."""

from __future__ import annotations

import pytest
from tests.safety.crypto.browser.cases import opening_keys, reasons, unhex
from tests.safety.crypto.vectors_read import bytes_of, context_of, read, refused_box, sealed

from romduol.safety.crypto.keys import KeyPair, pair_of

pytestmark = pytest.mark.journey


def test_boxes_are_sealed_to_the_byte_and_open(vault_page):
    cases = read("boxes.json")["cases"]
    made = vault_page.each("sealAndOpen", [sealing_of(case) for case in cases])
    for case, one in zip(cases, made, strict=True):
        assert one["same"], case["name"]
        if "box" in case:
            assert one["box"].hex() == case["box"], case["name"]
        else:
            assert (one["length"], one["sha256"].hex()) == (case["box_length"], case["box_sha256"]), case["name"]


def sealing_of(case):
    """Return what the browser needs to seal a case; a payload that is written short stays short on the way."""
    secret, bond, salt = unhex(case, "secret", "bond", "salt")
    payload = case["payload"]
    if isinstance(payload, dict):
        payload = {"repeat": bytes.fromhex(payload["repeat"]), "times": payload["times"]}
    else:
        payload = {"whole": bytes_of(payload)}
    return payload, secret, context_of(case["context"]), {"bond": bond, "salt": salt}


def test_boxes_are_refused_for_the_same_reasons(vault_page):
    vectors = read("boxes.json")
    made = {case["name"]: sealed(case) for case in vectors["cases"]}
    calls = []
    for case in vectors["refused"]:
        secret, bond = unhex(case, "secret", "bond")
        calls.append((refused_box(case, made), secret, context_of(case["context"]), {"bond": bond}))
    expected = [case["reason"] for case in vectors["refused"]]
    assert reasons(vault_page.each("openBox", calls)) == expected


def test_envelopes_open(vault_page):
    cases = read("envelopes.json")["cases"]
    keys = opening_keys(vault_page, [case["scalar"] for case in cases])
    assert all(keys[case["scalar"]]["public"].hex() == case["public"] for case in cases)
    calls = [(bytes.fromhex(case["envelope"]), keys[case["scalar"]], context_of(case["context"])) for case in cases]
    assert [secret.hex() for secret in vault_page.each("openEnvelope", calls)] == [case["secret"] for case in cases]


def test_envelopes_are_refused_for_the_same_reasons(vault_page):
    refused = read("envelopes.json")["refused"]
    keys = opening_keys(vault_page, [case["scalar"] for case in refused])
    calls = [(bytes.fromhex(case["envelope"]), keys[case["scalar"]], context_of(case["context"])) for case in refused]
    assert reasons(vault_page.each("openEnvelope", calls)) == [case["reason"] for case in refused]


def test_hpke_seals_and_opens_as_in_cfrgs_vectors(vault_page):
    (case,) = read("hpke.json")["cases"]
    enc, info, scalar, public, ephemeral = unhex(case, "enc", "info", "skRm", "pkRm", "skEm")
    listed = {one["number"]: one for one in case["encryptions"]}
    (text,) = {one["pt"] for one in listed.values()}
    # Every message up to the last one listed: a context counts them itself.
    aads = [f"Count-{number}".encode() for number in range(max(listed) + 1)]
    sealing = [{"plaintext": bytes.fromhex(text), "aad": aad} for aad in aads]
    made = vault_page.call("sealWith", ephemeral, enc, public, info, sealing)
    assert made["enc"] == enc
    for number, one in listed.items():
        assert aads[number].hex() == one["aad"]
        assert made["sealed"][number].hex() == one["ct"]
    opening = [{"ciphertext": one, "aad": aad} for one, aad in zip(made["sealed"], aads, strict=True)]
    opened = vault_page.call("openWith", KeyPair(scalar, public), enc, info, opening)
    assert {one.hex() for one in opened} == {text}


def test_key_ids_fingerprints_and_signatures_are_those_of_the_vectors(vault_page):
    vectors = read("keys.json")
    ids = vault_page.each("keyId", [unhex(case, "public") for case in vectors["key_id"]])
    assert [found.hex() for found in ids] == [case["id"] for case in vectors["key_id"]]
    printed = [(case["label"], *unhex(case, "data")) for case in vectors["fingerprint"]]
    assert vault_page.each("fingerprint", printed) == [case["text"] for case in vectors["fingerprint"]]
    signed, others = (
        [unhex(case, "public", "message", "signature") for case in vectors[name]]
        for name in ("signatures", "refused_signatures")
    )
    assert set(vault_page.each("verify", signed)) == {True}
    assert set(vault_page.each("verify", others)) == {False}


def test_keys_that_are_none_are_refused(vault_page):
    vectors = read("keys.json")
    publics = [unhex(case, "public") for case in vectors["refused"]]
    assert reasons(vault_page.each("readPublic", publics)) == ["malformed"] * len(publics)
    public = pair_of(bytes(31) + b"\x01").public
    pairs = [[KeyPair(bytes.fromhex(case["scalar"]), public)] for case in vectors["refused_scalars"]]
    assert reasons(vault_page.each("openingKey", pairs)) == ["malformed"] * len(pairs)
    assert reasons(vault_page.each("signingKey", pairs)) == ["malformed"] * len(pairs)


def test_a_pair_whose_halves_do_not_belong_together_is_refused(vault_page):
    one, other = pair_of(bytes(31) + b"\x05"), pair_of(bytes(31) + b"\x07")
    # The point with the other sign has the same x, and makes the same shared secrets.
    field = 2**256 - 2**224 + 2**192 + 2**96 - 1
    mirrored = one.public[:33] + (field - int.from_bytes(one.public[33:])).to_bytes(32)
    for public in (other.public, mirrored):
        pair = [[KeyPair(one.scalar, public)]]
        assert reasons(vault_page.each("openingKey", pair)) == ["malformed"]
        assert reasons(vault_page.each("signingKey", pair)) == ["malformed"]
