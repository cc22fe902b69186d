"""What stands in the vectors is what our Python makes and refuses, and CFRG's vectors hold for the library beneath."""

from __future__ import annotations

import pytest
from cryptography.hazmat.bindings import _rust
from cryptography.hazmat.primitives.ciphers.aead import AESGCM
from cryptography.hazmat.primitives.hpke import AEAD, KDF, KEM, Suite
from tests.safety.crypto.making_vectors import files, written
from tests.safety.crypto.sealing_by_hand import schedule
from tests.safety.crypto.vectors_read import FOLDER, bytes_of, context_of, fits, read, refused_box, sealed

from romduol.safety.crypto.boxes import open_box
from romduol.safety.crypto.envelopes import open_envelope, seal_envelope
from romduol.safety.crypto.errors import Malformed, NotOpened
from romduol.safety.crypto.keys import derive_pair, fingerprint, key_id, pair_of, read_public, sign, verify

BOXES, ENVELOPES, KEYS, HPKE = (read(f"{name}.json") for name in ("boxes", "envelopes", "keys", "hpke"))
SUITE = Suite(KEM.P256, KDF.HKDF_SHA256, AEAD.AES_256_GCM)


def named(case):
    return case.get("name") or case.get("why") or str(case.get("context", ""))


def unhex(case, *names):
    return tuple(bytes.fromhex(case[name]) for name in names)


@pytest.mark.parametrize("name", sorted(files()))
def test_a_file_is_what_its_maker_makes(name):
    assert (FOLDER / name).read_text(encoding="utf-8") == written(files()[name]())


@pytest.fixture(scope="module")
def made():
    """All boxes, by the name of their case, sealed anew."""
    return {case["name"]: sealed(case) for case in BOXES["cases"]}


@pytest.mark.parametrize("case", BOXES["cases"], ids=named)
def test_a_box_is_sealed_to_the_byte_and_opens(case, made):
    box = made[case["name"]]
    secret, bond = unhex(case, "secret", "bond")
    assert fits(case, box)
    assert open_box(box, secret, context_of(case["context"]), bond=bond) == bytes_of(case["payload"])


@pytest.mark.parametrize("case", BOXES["refused"], ids=named)
def test_a_box_is_refused(case, made):
    secret, bond = unhex(case, "secret", "bond")
    with pytest.raises(NotOpened) as refusal:
        open_box(refused_box(case, made), secret, context_of(case["context"]), bond=bond)
    assert refusal.value.reason == case["reason"]


@pytest.mark.parametrize("case", ENVELOPES["cases"], ids=named)
def test_an_envelope_opens(case):
    envelope, scalar, public, secret = unhex(case, "envelope", "scalar", "public", "secret")
    pair = pair_of(scalar)
    assert pair.public == public
    assert open_envelope(envelope, pair, context_of(case["context"])) == secret


@pytest.mark.parametrize("case", ENVELOPES["refused"], ids=named)
def test_an_envelope_is_refused(case):
    envelope, scalar = unhex(case, "envelope", "scalar")
    with pytest.raises(NotOpened) as refusal:
        open_envelope(envelope, pair_of(scalar), context_of(case["context"]))
    assert refusal.value.reason == case["reason"]


def test_pairs_ids_fingerprints_and_signatures_are_those_of_the_vectors():
    for case in KEYS["derive"]:
        ikm, scalar, public = unhex(case, "ikm", "scalar", "public")
        assert derive_pair(ikm) == pair_of(scalar)
        assert pair_of(scalar).public == public
    for case in KEYS["key_id"]:
        assert key_id(bytes.fromhex(case["public"])).hex() == case["id"]
    for case in KEYS["fingerprint"]:
        assert fingerprint(case["label"].encode(), bytes.fromhex(case["data"])) == case["text"]
    for case in KEYS["signatures"]:
        scalar, public, message, signature = unhex(case, "scalar", "public", "message", "signature")
        assert verify(public, message, signature)
        assert sign(pair_of(scalar), message) == signature


@pytest.mark.parametrize("case", KEYS["refused"], ids=named)
def test_a_public_key_is_refused(case):
    with pytest.raises(Malformed):
        read_public(bytes.fromhex(case["public"]))


@pytest.mark.parametrize("case", KEYS["refused_scalars"], ids=named)
def test_a_private_key_is_refused(case):
    with pytest.raises(Malformed):
        pair_of(bytes.fromhex(case["scalar"]))


@pytest.mark.parametrize("case", KEYS["refused_signatures"], ids=named)
def test_a_signature_is_refused(case):
    assert not verify(*unhex(case, "public", "message", "signature"))


@pytest.fixture
def cfrg():
    """The one vector of CFRG's that has our suite."""
    (case,) = HPKE["cases"]
    return case


def test_pairs_are_derived_as_in_cfrgs_vectors(cfrg):
    receiver, ephemeral = derive_pair(bytes.fromhex(cfrg["ikmR"])), derive_pair(bytes.fromhex(cfrg["ikmE"]))
    assert (receiver.scalar.hex(), receiver.public.hex()) == (cfrg["skRm"], cfrg["pkRm"])
    assert (ephemeral.scalar.hex(), ephemeral.public.hex()) == (cfrg["skEm"], cfrg["enc"])


def test_the_hpke_that_makes_our_vectors_comes_to_cfrgs_figures_on_both_sides(cfrg):
    enc, info = unhex(cfrg, "enc", "info")
    receiver, ephemeral = (pair_of(bytes.fromhex(cfrg[name])) for name in ("skRm", "skEm"))
    for own, other in ((receiver, enc), (ephemeral, receiver.public)):
        found = schedule(own, other, enc, receiver.public, info)
        assert [found.shared.hex(), found.key.hex(), found.base_nonce.hex()] == [
            cfrg[name] for name in ("shared_secret", "key", "base_nonce")
        ]
        for message in cfrg["encryptions"]:
            aad, text, nonce = unhex(message, "aad", "pt", "nonce")
            assert found.nonce(message["number"]) == nonce
            assert AESGCM(found.key).encrypt(nonce, text, aad).hex() == message["ct"]


def test_the_library_opens_cfrgs_first_message(cfrg):
    """With further data, which the library's public function does not take; its own tests use this one."""
    enc, info = unhex(cfrg, "enc", "info")
    aad, text, sealed_text = unhex(cfrg["encryptions"][0], "aad", "pt", "ct")
    key = pair_of(bytes.fromhex(cfrg["skRm"])).private_key()
    assert _rust.openssl.hpke._decrypt_with_aad(SUITE, enc + sealed_text, key, info, aad) == text


def test_what_the_library_seals_opens_by_hand():
    """So that our envelopes are HPKE to the letter, with the info that the specification names and no more."""
    case = ENVELOPES["cases"][0]
    secret, scalar, public = unhex(case, "secret", "scalar", "public")
    envelope = seal_envelope(secret, public, context_of(case["context"]))
    named_part, enc, sealed_secret = envelope[:39], envelope[39:104], envelope[104:]
    found = schedule(pair_of(scalar), enc, enc, public, b"romduol vault envelope" + named_part)
    assert AESGCM(found.key).decrypt(found.base_nonce, sealed_secret, b"") == secret
