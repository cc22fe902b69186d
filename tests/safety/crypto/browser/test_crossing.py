"""What one side seals, signs or locks, the other opens, proves or unlocks: Python and the browser, both ways."""

from __future__ import annotations

from datetime import timedelta
from functools import partial
from io import BytesIO

import pytest
from tests.safety.crypto.browser.cases import KHMER, LAST_DAY, a_pair, an_id, days
from tests.safety.crypto.browser.vault_page import Thrown

from romduol.safety.crypto import boxes, cards, envelopes, epochs, keys, members, pins, queues, receipts
from romduol.safety.crypto.contexts import Context, SealedKind
from romduol.safety.crypto.errors import NotOpened
from romduol.safety.crypto.records import open_record, seal_record
from romduol.safety.crypto.statements import Listed, RecoveryPublic

pytestmark = pytest.mark.journey

RECORDS = [
    kind for kind in SealedKind if kind not in {SealedKind.MEMBER_KEYS, SealedKind.EPOCH_KEY, SealedKind.REPORTER_KEYS}
]
EDGES = (0, 1, 4_095, 4_096, 16_383, 65_535, 65_536, 262_143, 262_144)


def a_payload(chance):
    """Return bytes of any length, ends that look like padding among them."""
    length = chance.choice((*EDGES, *(chance.randrange(9_000) for _ in range(20))))
    tail = chance.choice((b"", b"\x80", b"\x80" + bytes(chance.randrange(40)), bytes(chance.randrange(40))))
    return (chance.randbytes(length) + tail)[: max(length, 0)] if length in EDGES else chance.randbytes(length) + tail


def test_boxes(vault_page, chance):
    made = [
        (a_payload(chance), chance.randbytes(32), Context(kind, an_id(chance), chance.getrandbits(32)))
        for kind in RECORDS * 3
    ]
    bonds = [chance.choice((boxes.NO_BOND, chance.randbytes(32))) for _ in made]
    sealed_there = vault_page.each("sealBox", [(*one, {"bond": bond}) for one, bond in zip(made, bonds, strict=True)])
    for box, bond, (payload, secret, context) in zip(sealed_there, bonds, made, strict=True):
        assert boxes.open_box(box, secret, context, bond=bond) == payload
        assert len(box) == boxes.box_length(len(payload), context)
    calls = [
        (boxes.seal_box(payload, secret, context, bond=bond), secret, context, {"bond": bond})
        for bond, (payload, secret, context) in zip(bonds, made, strict=True)
    ]
    assert vault_page.each("openBox", calls) == [payload for payload, _, _ in made]


def test_envelopes(vault_page, chance):
    made = [
        (chance.randbytes(32), a_pair(chance), Context(chance.choice(list(SealedKind)), an_id(chance)))
        for _ in range(40)
    ]
    there = vault_page.each("sealEnvelope", [(secret, pair.public, context) for secret, pair, context in made])
    opened_here = [
        envelopes.open_envelope(envelope, pair, context)
        for envelope, (_, pair, context) in zip(there, made, strict=True)
    ]
    assert opened_here == [secret for secret, _, _ in made]
    opening = vault_page.each("openingKey", [[pair] for _, pair, _ in made])
    calls = [
        (envelopes.seal_envelope(secret, pair.public, context), key, context)
        for key, (secret, pair, context) in zip(opening, made, strict=True)
    ]
    assert vault_page.each("openEnvelope", calls) == [secret for secret, _, _ in made]


def test_records_for_several_readers(vault_page, chance):
    readers = [a_pair(chance) for _ in range(3)]
    opening = vault_page.each("openingKey", [[pair] for pair in readers])
    for kind in (SealedKind.CASE_ENTRY, SealedKind.REFERRAL, SealedKind.OUTREACH_EVENT, SealedKind.AUDIT_ENTRY):
        payload, context = a_payload(chance), Context(kind, an_id(chance))
        there = vault_page.call("sealRecord", payload, context, [pair.public for pair in readers])
        here = seal_record(payload, context, [pair.public for pair in readers])
        for place, (pair, key) in enumerate(zip(readers, opening, strict=True)):
            assert open_record(there["box"], there["envelopes"][place], pair, context) == payload
            assert vault_page.call("openRecord", here.box, here.envelopes[place], key, context) == payload
    assert isinstance(vault_page.each("sealRecord", [(b"", context, [])])[0], Thrown)


def test_a_flipped_bit_is_refused(vault_page, chance):
    pair, secret = a_pair(chance), chance.randbytes(32)
    context = Context(SealedKind.REPORTER_KEYS, an_id(chance))
    box, envelope = boxes.seal_box(b"keys", secret, context), envelopes.seal_envelope(secret, pair.public, context)
    key = vault_page.opening_key(pair)
    for name, sealed, opener in (("openBox", box, secret), ("openEnvelope", envelope, key)):
        bits = sorted({*range(0, 8 * len(sealed), 11), *range(8 * 23)})
        found = vault_page.call("openFlipped", name, sealed, bits, opener, context)
        assert "opened" not in found
        assert found == [reason_here(name, sealed, bit, secret, pair, context) for bit in bits]


def reason_here(name, sealed, bit, secret, pair, context):
    flipped = bytearray(sealed)
    flipped[bit >> 3] ^= 1 << (bit & 7)
    opener = (
        partial(boxes.open_box, secret=secret) if name == "openBox" else partial(envelopes.open_envelope, pair=pair)
    )
    with pytest.raises(NotOpened) as refusal:
        opener(bytes(flipped), context=context)
    return refusal.value.reason


def test_receipts_and_codes(vault_page, chance):
    codes = vault_page.each("newCode", [[]] * 40, bundle="sealing")
    assert len(set(codes)) == 40
    assert [receipts.read_code(code) for code in codes] == codes
    assert vault_page.each("showCode", [[code] for code in codes]) == [receipts.show_code(code) for code in codes]
    for code, word in ((codes[0], ""), (codes[1], KHMER + "៣")):
        here = receipts.derive_receipt(code, word)
        there = vault_page.call("deriveReceipt", code, word, bundle="sealing")
        assert there == {
            "locator": here.locator,
            "token": here.token,
            "key": here.key,
            "locatorHash": here.locator_hash,
            "tokenHash": here.token_hash,
        }


def test_the_same_randomness_makes_the_same_code(vault_page, chance):
    """Bytes from 250 are left out on both sides: they would make the digits up to 5 likelier."""
    streams = [bytes(chance.choice((*range(256), *range(240, 256))) for _ in range(480)) for _ in range(30)]
    assert vault_page.each("codeOf", [[stream] for stream in streams]) == [
        receipts.new_code(BytesIO(stream).read) for stream in streams
    ]


def test_every_wrong_digit_and_swap_of_a_code_is_refused_alike(vault_page):
    code = receipts.new_code(lambda length: bytes(range(7, 7 + length)))
    wrong = [
        code[:place] + str(digit) + code[place + 1 :]
        for place in range(24)
        for digit in range(10)
        if str(digit) != code[place]
    ]
    wrong += [
        code[:place] + code[place + 1] + code[place] + code[place + 2 :]
        for place in range(23)
        if code[place] != code[place + 1]
    ]
    assert {one.reason for one in vault_page.each("readCode", [[one] for one in wrong])} == {"check"}


def test_cards(vault_page, chance):
    secrets = [chance.randbytes(32) for _ in range(40)]
    rows = vault_page.each("showCard", [[secret] for secret in secrets])
    assert [cards.read_card("\n".join(card)) for card in rows] == secrets
    assert vault_page.each("readCard", [["\n".join(cards.show_card(one)).lower()] for one in secrets]) == secrets


def test_a_members_lock(vault_page, chance):
    member, device_secret = an_id(chance), chance.randbytes(32)
    holder = {"member": member, "device": 2, "passphrase": KHMER + "៤២", "deviceSecret": device_secret}
    pairs = vault_page.call("newMember")
    there = vault_page.call("lockMember", pairs, holder)
    opened = members.unlock_member(there["lock"], there["wrap"], member, 2, KHMER + "42", device_secret)
    assert opened.seal.scalar == pairs["seal"]["scalar"]
    assert opened.sign.public == pairs["sign"]["public"]
    assert opened.store == pairs["store"]
    here = members.lock_member(members.new_member(), member, 2, KHMER + "42", device_secret)
    made = vault_page.call("lockKeys", here.lock, holder)
    assert made["door"] == here.door
    keys_there = vault_page.call("openWrap", here.wrap, holder, made)
    assert not keys_there["seal"]["keys"]["privateKey"].extractable
    assert not keys_there["sign"]["key"].extractable
    follower = {**holder, "device": 3, "deviceSecret": chance.randbytes(32)}
    again = vault_page.call("lockAgain", here.wrap, holder, made, follower)
    moved = members.unlock_member(again["lock"], again["wrap"], member, 3, KHMER + "42", follower["deviceSecret"])
    assert moved.seal.public == keys_there["seal"]["public"]
    printed = vault_page.call("memberFingerprint", moved.seal.public, moved.sign.public)
    assert printed == members.member_fingerprint(moved.seal.public, moved.sign.public)


def test_pins(vault_page, chance):
    store, member = chance.randbytes(32), an_id(chance)
    here = [epochs.Pin(an_id(chance), 1 + chance.randrange(2**32 - 1), chance.randbytes(32)) for _ in range(30)]
    there = [{"queue": pin.queue.bytes, "epoch": pin.epoch, "digest": pin.digest} for pin in here]
    opened = pins.open_pins(vault_page.call("sealPins", there, store, member, 9), store, member, 9)
    assert set(opened) == set(here)
    found = vault_page.call("openPins", pins.seal_pins(here, store, member, 9), store, member, 9)
    assert [(pin["queue"], pin["epoch"], pin["digest"]) for pin in found] == sorted(
        (pin.queue.bytes, pin.epoch, pin.digest) for pin in here
    )


class Team:
    """Three people and their custodians, with keys on both sides."""

    def __init__(self, vault_page, chance):
        self.page = vault_page
        self.people = [(an_id(chance), a_pair(chance), a_pair(chance)) for _ in range(3)]
        self.recovery_pairs = (a_pair(chance), a_pair(chance))
        self.recovery = RecoveryPublic(*(pair.public for pair in self.recovery_pairs))
        self.opening = vault_page.each("openingKey", [[seal] for _, seal, _ in self.people])
        self.signing = vault_page.each("signingKey", [[sign] for _, _, sign in self.people])

    def listed(self, *places):
        people = sorted((self.people[place] for place in places), key=lambda one: one[0].bytes)
        return tuple(Listed(member, seal.public, sign.public) for member, seal, sign in people)

    def listed_there(self, *places):
        return [{"member": one.member, "seal": one.seal, "sign": one.sign} for one in self.listed(*places)]

    def recovery_there(self):
        return {"seal": self.recovery.seal, "sign": self.recovery.sign}

    def envelope(self, begun, place):
        """Return a member's envelope of what the browser began."""
        (found,) = (one["envelope"] for one in begun["envelopes"] if one["member"] == self.people[place][0].bytes)
        return found


def test_a_queue_founded_in_the_browser_and_continued_in_python_and_back(vault_page, chance):
    team, queue = Team(vault_page, chance), an_id(chance)
    first = vault_page.call(
        "foundQueue", queue, team.listed_there(0, 1), team.recovery_there(), team.signing[0], days(LAST_DAY)
    )
    chain = epochs.walk_chain([first["signed"]])
    first_pair = queues.open_epoch(chain, 1, team.envelope(first, 1), team.people[1][1])
    assert queues.open_epoch(chain, 1, first["recoveryEnvelope"], team.recovery_pairs[0]) == first_pair

    second = queues.next_epoch(chain, team.listed(1, 2), team.people[1][2], LAST_DAY + timedelta(days=9))
    signed = [first["signed"], second.signed]
    chain = epochs.walk_chain(signed)
    there = vault_page.call("walkChain", signed)
    third = vault_page.call("nextEpoch", there, team.listed_there(2), team.signing[2], days(LAST_DAY) + 30)
    signed.append(third["signed"])
    chain, there = epochs.walk_chain(signed), vault_page.call("walkChain", signed)

    assert vault_page.call("chainFingerprint", there) == epochs.chain_fingerprint(chain)
    printed = keys.fingerprint(b"romduol vault recovery", team.recovery.seal + team.recovery.sign)
    assert vault_page.call("recoveryFingerprint", team.recovery_there()) == printed
    assert vault_page.call("pinOf", there) == {
        "queue": queue.bytes,
        "epoch": 3,
        "digest": epochs.walk_chain(signed).last.digest,
    }
    assert vault_page.call("currentPublic", there, days(LAST_DAY)) == epochs.current_public(chain, LAST_DAY)
    opened = vault_page.call("openEpoch", there, 2, second.envelopes[team.people[2][0]], team.opening[2])
    assert opened["public"] == chain.at(2).statement.public
    assert not opened["keys"]["privateKey"].extractable


def test_older_epochs_are_granted_on_both_sides(vault_page, chance):
    team, queue = Team(vault_page, chance), an_id(chance)
    first = queues.found_queue(queue, team.listed(0), team.recovery, team.people[0][2], LAST_DAY)
    chain = epochs.walk_chain([first.signed])
    second = queues.next_epoch(chain, team.listed(0, 1), team.people[0][2], LAST_DAY)
    signed = [first.signed, second.signed]
    chain, there = epochs.walk_chain(signed), vault_page.call("walkChain", signed)
    own = first.envelopes[team.people[0][0]]
    newcomer = team.people[1][1]
    granted = vault_page.call("grantEpoch", there, 1, own, team.opening[0], newcomer.public)
    pair = queues.open_epoch(chain, 1, granted, newcomer)
    back = queues.grant_epoch(chain, 1, pair, newcomer.public)
    assert vault_page.call("openEpoch", there, 1, back, team.opening[1])["public"] == pair.public
    stranger = team.people[2][1].public
    assert isinstance(vault_page.each("grantEpoch", [(there, 1, own, team.opening[0], stranger)])[0], Thrown)


def test_a_chain_is_refused_when_the_server_changes_a_byte_or_holds_the_newest_back(vault_page, chance):
    team, queue = Team(vault_page, chance), an_id(chance)
    first = queues.found_queue(queue, team.listed(0, 1), team.recovery, team.people[0][2], LAST_DAY)
    chain = epochs.walk_chain([first.signed])
    second = queues.next_epoch(chain, team.listed(0), team.people[0][2], LAST_DAY)
    whole = vault_page.call("walkChain", [first.signed, second.signed])
    pin = vault_page.call("pinOf", whole)
    (held_back,) = vault_page.each("walkChain", [([first.signed], pin)], bundle="sealing")
    assert (held_back.name, held_back.reason, held_back.epoch) == ("ChainBroken", "rolled-back", 2)
    changed = []
    for place in range(0, len(second.signed), 7):
        data = bytearray(second.signed)
        data[place] ^= 4
        changed.append([first.signed, bytes(data)])
    found = vault_page.each("walkChain", [[statements] for statements in changed], bundle="sealing")
    assert {one.epoch for one in found} == {2}
    assert [one.reason for one in found] == [reason_of_chain(statements) for statements in changed]


def reason_of_chain(statements):
    with pytest.raises(epochs.ChainBroken) as broken:
        epochs.walk_chain(statements)
    return broken.value.reason


def test_an_epoch_key_that_is_not_the_chains_is_refused(vault_page, chance):
    team, queue = Team(vault_page, chance), an_id(chance)
    first = queues.found_queue(queue, team.listed(0), team.recovery, team.people[0][2], LAST_DAY)
    there = vault_page.call("walkChain", [first.signed])
    context = Context(SealedKind.EPOCH_KEY, queue, 1)
    for scalar, reason in ((a_pair(chance).scalar, "other-key"), (bytes(32), "malformed"), (b"\xff" * 32, "malformed")):
        envelope = envelopes.seal_envelope(scalar, team.people[0][1].public, context)
        (refused,) = vault_page.each("openEpoch", [(there, 1, envelope, team.opening[0])])
        assert refused.reason == reason
        with pytest.raises(NotOpened) as refusal:
            queues.open_epoch(epochs.walk_chain([first.signed]), 1, envelope, team.people[0][1])
        assert refusal.value.reason == reason


def test_an_epoch_that_is_over_or_too_long_is_not_sealed_to(vault_page, chance):
    team = Team(vault_page, chance)
    first = queues.found_queue(an_id(chance), team.listed(0), team.recovery, team.people[0][2], LAST_DAY)
    there = vault_page.call("walkChain", [first.signed])
    found = [
        vault_page.each("currentPublic", [(there, days(LAST_DAY) + late)], bundle="sealing")[0]
        for late in (1, 0, -100, -101)
    ]
    assert [getattr(one, "reason", "current") for one in found] == ["over", "current", "current", "too-far"]
    (no_day,) = vault_page.each("currentPublic", [(there, None)], bundle="sealing")
    assert no_day.reason == "too-far"
