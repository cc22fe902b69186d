"""Signed documents: they come back as they went, and whatever is not whole, not signed or not newer is refused."""

import base64
import json
from dataclasses import replace
from datetime import timedelta

import pytest
from hypothesis import given
from hypothesis import strategies as st
from tests.knowledge.building import TODAY
from tests.knowledge.worlds import QUICK
from tests.releases.making import LINE, NOW

from romduol.knowledge.releases.actions.keys import first_keyring, signed_keyring, with_key
from romduol.knowledge.releases.records import Entry, Keyring, Manifest, WithdrawnList
from romduol.knowledge.releases.rules.manifests import (
    LIFE,
    MANIFEST,
    TAKEN_BACK,
    NotWhole,
    added,
    is_due,
    listing_from,
    listings_of,
    manifest_from,
    manifest_payload,
    withdrawn_from,
    withdrawn_payload,
)
from romduol.knowledge.releases.rules.trust import (
    Refused,
    Why,
    prove_keyring,
    prove_manifest,
    prove_withdrawn,
    require_fresh,
    require_newer,
)
from romduol.safety.crypto import signatures
from romduol.safety.crypto.signatures import key_id, new_key, public_of, sign

ROOT, KEY = new_key(), new_key()
KEYRING = with_key(
    first_keyring(public_of(ROOT), NOW), public_of(KEY), now=NOW - timedelta(hours=1), life=timedelta(days=90)
)
ENTRY = Entry("ab" * 32, "text/html", 10, 20, policy="c0ffee00")
MANIFEST_1 = Manifest(
    serial=1,
    pack="lantern-land",
    edition_of=TODAY,
    made_on=NOW,
    expires_on=NOW + LIFE,
    listings={"": "cd" * 32},
    pages=1,
    policies={"c0ffee00": "default-src 'none'"},
    facts="one",
    withdrawn=("line:1280",),
)
LISTED = WithdrawnList(3, "lantern-land", NOW, (LINE,))


def signed(manifest: Manifest = MANIFEST_1) -> bytes:
    return sign(manifest_payload(manifest), MANIFEST, KEY)


class refused:  # noqa: N801 (read as a word: with refused(...))
    """Expects that a document is refused for this reason."""

    def __init__(self, why: Why) -> None:
        self.why = why

    def __enter__(self) -> None:
        return None

    def __exit__(self, kind: object, problem: object, _: object) -> bool:
        assert isinstance(problem, Refused), f"not refused: {problem!r}"
        assert problem.why is self.why
        assert str(problem)
        return True


class TestComingBack:
    def test_a_manifest_comes_back_as_it_went(self):
        assert prove_manifest(signed(), KEYRING) == MANIFEST_1

    def test_a_list_comes_back_as_it_went(self):
        document = sign(withdrawn_payload(LISTED), TAKEN_BACK, KEY)
        assert prove_withdrawn(document, KEYRING, pack="lantern-land", least=3) == LISTED

    def test_a_keyring_comes_back_as_it_went(self):
        assert prove_keyring(signed_keyring(KEYRING, ROOT), root=public_of(ROOT), least=1) == KEYRING

    def test_entries_come_back_from_their_listings(self):
        entries = {f"en/s{number}": replace(ENTRY, size=number, private=number % 2 == 0) for number in range(200)}
        found: dict[str, Entry] = {}
        for rows in listings_of(entries).values():
            found |= listing_from(rows)
        assert found == entries


class TestRefusing:
    def test_it_is_refused_wherever_it_breaks_off(self):
        whole = signed()
        for length in range(0, len(whole), 7):
            with refused(Why.DAMAGED):
                prove_manifest(whole[:length], KEYRING)

    def test_one_changed_byte_anywhere_is_refused(self):
        whole = signed()
        for place in range(0, len(whole) - 1, 5):
            changed = whole[:place] + bytes([whole[place] ^ 1]) + whole[place + 1 :]
            with pytest.raises(Refused):
                prove_manifest(changed, KEYRING)

    @given(st.binary(max_size=400))
    @QUICK
    def test_noise_is_refused_and_nothing_breaks(self, noise):
        for prove in (
            lambda: prove_manifest(noise, KEYRING),
            lambda: prove_keyring(noise, root=public_of(ROOT)),
            lambda: prove_withdrawn(noise, KEYRING, pack="x"),
        ):
            with refused(Why.DAMAGED):
                prove()

    @pytest.mark.parametrize("name", sorted(json.loads(manifest_payload(MANIFEST_1))))
    @pytest.mark.parametrize("value", [None, [], {}, "x", -1, 1.5, True, "9" * 400])
    def test_a_signed_field_that_cannot_be_is_refused(self, name, value):
        found = json.loads(manifest_payload(MANIFEST_1))
        if found[name] == value or (name, value) in (
            ("facts", "x"),
            ("pack", "x"),
            ("withdrawn", []),
            ("facts", "9" * 400),
            ("pack", "9" * 400),
        ):
            return
        if name == "policies" and value == {}:
            return
        found[name] = value
        with pytest.raises(NotWhole):
            manifest_from(json.dumps(found).encode())

    @pytest.mark.parametrize("data", [b"", b"null", b"[]", b"{}", b'"text"', b'{"format": 2}', b'{"format": 1}'])
    def test_what_is_no_document_is_refused(self, data):
        for read in (manifest_from, withdrawn_from):
            with pytest.raises(NotWhole):
                read(data)

    @pytest.mark.parametrize(
        "row", [[], ["x"] * 6, ["../../etc/passwd", 1, 1, "t", "", 0], ["ab" * 32, -1, 1, "t", "", 0]]
    )
    def test_a_listing_that_leads_elsewhere_is_refused(self, row):
        with pytest.raises(NotWhole):
            listing_from(json.dumps({"en/": row}).encode())

    def test_a_document_of_one_kind_is_none_of_another(self):
        document = sign(manifest_payload(MANIFEST_1), TAKEN_BACK, KEY)
        with refused(Why.DAMAGED):
            prove_manifest(document, KEYRING)

    def test_a_key_that_the_root_does_not_name_signs_nothing(self):
        document = sign(manifest_payload(MANIFEST_1), MANIFEST, new_key())
        with refused(Why.UNKNOWN_KEY):
            prove_manifest(document, KEYRING)

    def test_a_signing_key_makes_no_keyring(self):
        document = sign(signatures.read_signed(signed_keyring(KEYRING, ROOT)).payload, "keyring 1", KEY)
        with refused(Why.DAMAGED):
            prove_keyring(document, root=public_of(ROOT))

    def test_a_revoked_key_counts_for_nothing_it_ever_signed(self):
        keyring = replace(KEYRING, keys=tuple(replace(key, revoked=True) for key in KEYRING.keys))
        with refused(Why.REVOKED_KEY):
            prove_manifest(signed(), keyring)

    @pytest.mark.parametrize("days", [-1, 91])
    def test_a_key_counts_only_in_its_days(self, days):
        late = replace(MANIFEST_1, made_on=NOW + timedelta(days=days), expires_on=NOW + timedelta(days=days + 1))
        with refused(Why.KEY_NOT_THEN):
            prove_manifest(signed(late), KEYRING)

    @pytest.mark.parametrize("life", [LIFE + timedelta(seconds=1), timedelta(), timedelta(days=-1)])
    def test_no_release_outlives_what_is_allowed(self, life):
        # A stolen key that is past its end could otherwise sign, dated back, what never expires.
        with refused(Why.DAMAGED):
            prove_manifest(signed(replace(MANIFEST_1, expires_on=NOW + life)), KEYRING)

    def test_an_older_keyring_or_list_is_refused(self):
        with refused(Why.OLDER):
            prove_keyring(signed_keyring(KEYRING, ROOT), root=public_of(ROOT), least=2)
        with refused(Why.OLDER):
            prove_withdrawn(sign(withdrawn_payload(LISTED), TAKEN_BACK, KEY), KEYRING, pack="lantern-land", least=4)

    def test_an_older_release_or_one_of_another_pack_takes_no_place(self):
        with refused(Why.OLDER):
            require_newer(MANIFEST_1, replace(MANIFEST_1, serial=2))
        with refused(Why.OTHER_PACK):
            require_newer(replace(MANIFEST_1, serial=9, pack="elsewhere"), MANIFEST_1)
        require_newer(MANIFEST_1, MANIFEST_1)
        require_newer(MANIFEST_1, None)

    def test_an_expired_release_is_refused_and_both_days_are_told(self):
        require_fresh(MANIFEST_1, NOW + LIFE - timedelta(seconds=1))
        with pytest.raises(Refused, match=r"2026-12-22 08:00 UTC; the clock here says 2027-11-22") as caught:
            require_fresh(MANIFEST_1, NOW + timedelta(days=365))
        assert caught.value.why is Why.EXPIRED


class TestKeyring:
    def test_each_version_is_one_higher_and_a_revoked_key_never_comes_back(self):
        longer = with_key(KEYRING, public_of(KEY), now=NOW, life=timedelta(days=10))
        assert (longer.version, len(longer.keys)) == (KEYRING.version + 1, 1)
        assert longer.keys[0].since == KEYRING.keys[0].since
        revoked = Keyring(5, NOW, public_of(ROOT), tuple(replace(key, revoked=True) for key in KEYRING.keys))
        with refused(Why.REVOKED_KEY):
            with_key(revoked, public_of(KEY), now=NOW, life=timedelta(days=10))

    def test_a_key_is_named_by_its_own_hash(self):
        payload = json.loads(signatures.read_signed(signed_keyring(KEYRING, ROOT)).payload)
        payload["keys"][0]["id"] = key_id(public_of(new_key()))
        with refused(Why.DAMAGED):
            prove_keyring(sign(json.dumps(payload).encode(), "keyring 1", ROOT), root=public_of(ROOT))


class TestSignatures:
    def test_a_payload_of_two_lines_is_not_signed(self):
        with pytest.raises(ValueError, match="one line"):
            sign(b"one\ntwo", "kind", KEY)

    def test_a_locked_key_opens_with_its_passphrase_alone(self):
        pem = signatures.to_pem(KEY, "ផ្កា rumduol")
        assert public_of(signatures.from_pem(pem, "ផ្កា rumduol")) == public_of(KEY)
        with pytest.raises(signatures.PassphraseNeeded):
            signatures.from_pem(pem)
        with pytest.raises(signatures.KeyUnreadable):
            signatures.from_pem(pem, "wrong")
        assert public_of(signatures.from_pem(signatures.to_pem(KEY), "not needed")) == public_of(KEY)

    @pytest.mark.parametrize("data", [b"", b"noise", b"-----BEGIN PRIVATE KEY-----\nAAAA\n-----END PRIVATE KEY-----\n"])
    def test_what_is_no_key_is_told(self, data):
        with pytest.raises(signatures.KeyUnreadable):
            signatures.from_pem(data)

    def test_a_fingerprint_can_be_read_aloud(self):
        found = signatures.fingerprint(public_of(KEY)).split()
        assert len(found) == 8
        assert all(len(group) == 4 for group in found)

    def test_a_signature_of_the_wrong_length_is_refused(self):
        short = base64.b64encode(b"short").decode()
        line = json.dumps({"key": key_id(public_of(KEY)), "signature": short}).encode()
        with refused(Why.DAMAGED):
            prove_manifest(manifest_payload(MANIFEST_1) + b"\n" + line + b"\n", KEYRING)


class TestDue:
    def test_a_new_release_is_due_when_the_facts_or_the_day_are_others(self):
        assert is_due(None, "one", TODAY)
        assert is_due(MANIFEST_1, "two", TODAY)
        assert not is_due(MANIFEST_1, "one", TODAY)
        assert is_due(MANIFEST_1, "one", TODAY + timedelta(days=1))
        assert is_due(MANIFEST_1, "one", TODAY - timedelta(days=1))


def test_a_list_only_grows():
    more = added(LISTED, [replace(LINE, key="1280", value="1280")], NOW)
    assert (more.serial, [item.id for item in more.items]) == (4, ["line:85599000101", "line:1280"])
