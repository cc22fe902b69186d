"""A member's keys open for passphrase and device together, and for nothing else; pins hold what was seen."""

from __future__ import annotations

from hashlib import pbkdf2_hmac
from uuid import UUID

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from tests.safety.crypto.making_words import MEMBER, OTHER_MEMBER, PASSPHRASE, fixed, member_keys
from tests.safety.crypto.making_words import locks as lock_vectors
from tests.safety.crypto.making_words import pins as pin_vectors

from romduol.safety.crypto.boxes import seal_box
from romduol.safety.crypto.contexts import Context, SealedKind
from romduol.safety.crypto.epochs import Pin
from romduol.safety.crypto.errors import Damaged, Malformed, NotOpened, OtherContext, OtherKey
from romduol.safety.crypto.keys import fingerprint, hkdf
from romduol.safety.crypto.members import (
    BUNDLE_BYTES,
    LOCK_BYTES,
    MAX_ROUNDS,
    MIN_ROUNDS,
    Lock,
    LockKeys,
    door_of,
    lock_keys,
    lock_member,
    member_fingerprint,
    new_member,
    open_wrap,
    read_lock,
    read_member,
    unlock_member,
)
from romduol.safety.crypto.pins import open_pins, seal_pins

# Each derivation of a real lock takes a third of a second, so all tests share these.
KEYS, DEVICE, SECRET = member_keys(), 2, fixed("device")


@pytest.fixture(scope="module")
def locked():
    """One member's keys, locked for one of their devices."""
    return lock_member(KEYS, MEMBER, DEVICE, PASSPHRASE, SECRET)


@pytest.fixture(scope="module")
def made(locked):
    """What passphrase and device make of that lock."""
    return lock_keys(locked.lock, MEMBER, DEVICE, PASSPHRASE, SECRET)


class TestBundle:
    def test_it_is_226_bytes_and_gives_the_keys_back(self):
        keys = new_member()
        assert len(keys.pack()) == BUNDLE_BYTES == 226
        assert read_member(keys.pack()) == keys

    def test_new_members_have_keys_of_their_own(self):
        one, other = new_member(), new_member()
        parts = {key for keys in (one, other) for key in (keys.seal.scalar, keys.sign.scalar, keys.store)}
        assert len(parts) == 6

    @pytest.mark.parametrize("place", [0, 40, 97, 140])
    def test_a_public_key_that_is_not_of_its_scalar_is_refused(self, place):
        bundle = bytearray(KEYS.pack())
        bundle[place] ^= 1
        with pytest.raises(Malformed):
            read_member(bytes(bundle))

    def test_the_public_keys_of_another_are_refused(self):
        bundle, other = KEYS.pack(), member_keys("other").pack()
        with pytest.raises(Malformed, match="does not belong"):
            read_member(bundle[:32] + other[32:97] + bundle[97:])

    @pytest.mark.parametrize("scalar", [bytes(32), b"\xff" * 32])
    def test_a_scalar_of_no_curve_is_refused(self, scalar):
        with pytest.raises(Malformed):
            read_member(KEYS.pack()[:97] + scalar + KEYS.pack()[129:])

    @settings(max_examples=30)
    @given(st.binary(max_size=300))
    def test_any_other_bytes_are_refused(self, data):
        with pytest.raises(Malformed):
            read_member(data)

    def test_keys_do_not_print_themselves(self):
        shown = repr(KEYS)
        assert not any(repr(secret) in shown for secret in (KEYS.seal.scalar, KEYS.sign.scalar, KEYS.store))

    def test_the_fingerprint_is_of_both_public_keys(self):
        said = member_fingerprint(KEYS.seal.public, KEYS.sign.public)
        assert said == fingerprint(b"romduol vault member", KEYS.seal.public + KEYS.sign.public)
        assert said != member_fingerprint(KEYS.sign.public, KEYS.seal.public)


class TestLock:
    def test_it_says_how_a_passphrase_is_stretched(self, locked):
        lock = read_lock(locked.lock)
        assert (len(locked.lock), lock.rounds, len(lock.salt)) == (LOCK_BYTES, 600_000, 32)
        assert LOCK_BYTES == 38
        assert read_lock(Lock(fixed("salt"), MAX_ROUNDS).pack()).rounds == MAX_ROUNDS

    def test_a_wrap_of_another_is_refused_before_anything_is_derived(self, locked, monkeypatch):
        monkeypatch.setattr("romduol.safety.crypto.members.stretch", None)
        for member, device in ((OTHER_MEMBER, DEVICE), (MEMBER, DEVICE + 1)):
            with pytest.raises(OtherContext):
                unlock_member(locked.lock, locked.wrap, member, device, PASSPHRASE, SECRET)

    @pytest.mark.parametrize("rounds", [0, 1, MIN_ROUNDS - 1, MAX_ROUNDS + 1, 2**32 - 1])
    def test_a_weaker_lock_and_one_that_takes_hours_are_refused_before_anything_is_derived(
        self, locked, rounds, monkeypatch
    ):
        monkeypatch.setattr("romduol.safety.crypto.members.stretch", None)
        offered = Lock(fixed("salt"), rounds).pack()
        for attempt in (
            lambda: unlock_member(offered, locked.wrap, MEMBER, DEVICE, PASSPHRASE, SECRET),
            lambda: door_of(offered, MEMBER, DEVICE, PASSPHRASE, SECRET),
            lambda: lock_member(KEYS, MEMBER, DEVICE, PASSPHRASE, SECRET, rounds=rounds),
        ):
            with pytest.raises(Malformed, match="rounds"):
                attempt()

    @pytest.mark.parametrize("head", [b"\x00\x01", b"\x02\x01", b"\x01\x00", b"\x01\x02"])
    def test_another_version_or_derivation_is_refused(self, locked, head):
        with pytest.raises(Malformed, match="this program reads"):
            read_lock(head + locked.lock[2:])

    @given(st.binary(max_size=80))
    def test_any_other_bytes_are_refused(self, data):
        with pytest.raises(Malformed):
            read_lock(data)

    @pytest.mark.parametrize("passphrase", ["", "  ", "\u200b\n"])
    def test_no_passphrase_locks_nothing(self, passphrase):
        with pytest.raises(ValueError, match="passphrase"):
            lock_member(KEYS, MEMBER, DEVICE, passphrase, SECRET)

    @pytest.mark.parametrize("length", [0, 16, 31, 33])
    def test_a_device_secret_is_32_bytes(self, locked, length):
        with pytest.raises(ValueError, match="32 bytes"):
            door_of(locked.lock, MEMBER, DEVICE, PASSPHRASE, bytes(length))


class TestUnlocking:
    def test_passphrase_and_device_open_it_however_the_passphrase_is_typed(self, locked):
        typed = "\u200b ចង្កៀង 3  រលត់\u00a0Lantern "
        assert unlock_member(locked.lock, locked.wrap, MEMBER, DEVICE, typed, SECRET) == KEYS

    def test_it_is_made_as_the_specification_says(self, locked, made):
        salt = locked.lock[6:]
        stretched = pbkdf2_hmac("sha256", "ចង្កៀង 3 រលត់ Lantern".encode(), salt, 600_000)
        info = b"romduol vault lock" + locked.lock + Context(SealedKind.MEMBER_KEYS, MEMBER, DEVICE).pack()
        assert made.secret + made.door == hkdf(stretched + SECRET, info, 64, salt=salt)
        assert locked.door == made.door

    @pytest.mark.parametrize(
        ("passphrase", "secret"),
        [("ចង្កៀង ៣ រលត់ lantern", SECRET), (PASSPHRASE, fixed("another device"))],
        ids=["passphrase", "device"],
    )
    def test_another_passphrase_or_device_opens_neither_door_nor_wrap(self, locked, passphrase, secret):
        other = lock_keys(locked.lock, MEMBER, DEVICE, passphrase, secret)
        assert other.door != locked.door
        with pytest.raises(OtherKey):
            open_wrap(locked.wrap, MEMBER, DEVICE, other)

    @pytest.mark.parametrize(("member", "device"), [(OTHER_MEMBER, DEVICE), (MEMBER, DEVICE + 1)])
    def test_another_member_or_device_number_opens_nothing(self, locked, made, member, device):
        with pytest.raises(OtherContext):
            open_wrap(locked.wrap, member, device, made)
        other = lock_keys(locked.lock, member, device, PASSPHRASE, SECRET)
        assert {other.secret, other.door}.isdisjoint({made.secret, made.door})
        with pytest.raises(OtherKey):
            open_wrap(locked.wrap, MEMBER, DEVICE, other)

    def test_a_removed_device_opens_no_wrap_of_another(self, made):
        kept = lock_member(KEYS, MEMBER, DEVICE + 1, PASSPHRASE, fixed("kept device"))
        with pytest.raises(OtherContext):
            open_wrap(kept.wrap, MEMBER, DEVICE, made)
        with pytest.raises(OtherKey):
            open_wrap(kept.wrap, MEMBER, DEVICE + 1, made)
        with pytest.raises(OtherKey):
            unlock_member(kept.lock, kept.wrap, MEMBER, DEVICE + 1, PASSPHRASE, SECRET)

    def test_what_is_shown_at_the_door_opens_nothing(self, locked, made):
        assert made.door != made.secret
        with pytest.raises(OtherKey):
            open_wrap(locked.wrap, MEMBER, DEVICE, LockKeys(made.door, made.secret))

    def test_a_lock_with_another_salt_opens_nothing(self, locked):
        offered = Lock(fixed("another salt"), MIN_ROUNDS).pack()
        with pytest.raises(OtherKey):
            unlock_member(offered, locked.wrap, MEMBER, DEVICE, PASSPHRASE, SECRET)

    @pytest.mark.parametrize("place", [30, 60, 90, 200, -1])
    def test_a_changed_wrap_opens_nothing(self, locked, made, place):
        wrap = bytearray(locked.wrap)
        wrap[place] ^= 1
        with pytest.raises((OtherKey, Damaged)):
            open_wrap(bytes(wrap), MEMBER, DEVICE, made)

    def test_a_wrap_of_keys_that_do_not_fit_is_refused(self, made):
        bundle = KEYS.pack()[:-1] + b"\x00"
        good = seal_box(bundle, made.secret, Context(SealedKind.MEMBER_KEYS, MEMBER, DEVICE))
        assert open_wrap(good, MEMBER, DEVICE, made).seal == KEYS.seal
        other = member_keys("other").pack()
        bad = seal_box(
            bundle[:32] + other[32:97] + bundle[97:], made.secret, Context(SealedKind.MEMBER_KEYS, MEMBER, DEVICE)
        )
        with pytest.raises(Malformed):
            open_wrap(bad, MEMBER, DEVICE, made)

    def test_nothing_secret_is_printed(self, locked, made):
        assert repr(made.secret) not in repr(made)
        assert repr(locked.door) not in repr(locked)


QUEUES = st.builds(lambda number: UUID(int=number), st.integers(0, 2**128 - 1))
PINS = st.lists(
    st.builds(Pin, QUEUES, st.integers(1, 2**32 - 1), st.binary(min_size=32, max_size=32)),
    max_size=5,
    unique_by=lambda pin: pin.queue,
)


class TestVectors:
    vectors = lock_vectors()

    def test_what_is_locked_opens_and_the_door_is_as_written(self):
        case = self.vectors["cases"][1]
        made = lock_keys(*lock_of(case))
        assert made.door.hex() == case["door"]
        assert open_wrap(bytes.fromhex(case["wrap"]), UUID(case["member"]), case["device"], made) == KEYS

    def test_the_others_are_refused_for_their_reason(self):
        for case in self.vectors["refused"]:
            lock, member, device, passphrase, secret = lock_of(case)
            with pytest.raises(NotOpened) as caught:
                unlock_member(lock, bytes.fromhex(case["wrap"]), member, device, passphrase, secret)
            assert caught.value.reason == case["reason"], case["why"]


def lock_of(case):
    """Return a vector's lock, member, device, passphrase and device secret."""
    lock, secret = bytes.fromhex(case["lock"]), bytes.fromhex(case["device_secret"])
    return lock, UUID(case["member"]), case["device"], case["passphrase"], secret


class TestPins:
    @settings(max_examples=40)
    @given(PINS, st.integers(0, 2**32 - 1))
    def test_they_come_back_by_queue(self, pins, number):
        box = seal_pins(pins, KEYS.store, MEMBER, number)
        assert open_pins(box, KEYS.store, MEMBER, number) == tuple(sorted(pins, key=lambda pin: pin.queue))

    def test_more_pins_do_not_show_until_the_box_is_full(self):
        pins = [Pin(UUID(int=number), 1, bytes(32)) for number in range(79)]
        lengths = [len(seal_pins(pins[:count], KEYS.store, MEMBER, 0)) for count in (0, 1, 78, 79)]
        assert lengths[0] == lengths[1] == lengths[2] < lengths[3]

    def test_a_queue_twice_is_not_sealed(self):
        with pytest.raises(ValueError, match="one a queue"):
            seal_pins([Pin(MEMBER, 1, bytes(32)), Pin(MEMBER, 2, bytes(32))], KEYS.store, MEMBER, 0)

    def test_vectors_open_or_are_refused_for_their_reason(self):
        vectors = pin_vectors()
        for case in vectors["cases"]:
            assert [str(pin.queue) for pin in opened(case)] == [pin["queue"] for pin in case["pins"]]
        for case in vectors["refused"]:
            with pytest.raises(NotOpened) as caught:
                opened(case)
            assert caught.value.reason == case["reason"], case["why"]


def opened(case):
    """Return the pins of a vector."""
    return open_pins(bytes.fromhex(case["box"]), bytes.fromhex(case["store"]), UUID(case["member"]), case["number"])
