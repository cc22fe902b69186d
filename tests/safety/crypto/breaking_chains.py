"""Breaks each rule of a chain, one at a time."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import replace
from typing import Any

from tests.safety.crypto.chains_by_hand import (
    FIRST,
    FORK,
    RECOVERED,
    SECOND,
    THIRD,
    following,
    founding,
    pin_of,
    signed_bytes,
    written_pin,
)
from tests.safety.crypto.people import BOPHA, CUSTODIANS, DARA, NEW_CUSTODIANS, SREY, STRANGER, id_named
from tests.safety.crypto.sealing_by_hand import fixed, pair_named
from tests.safety.crypto.vectors_read import Case

from romduol.safety.crypto.epochs import Pin
from romduol.safety.crypto.keys import key_id, sign
from romduol.safety.crypto.statements import Listed, RecoveryPublic, read_signed, sign_statement

OTHER_QUEUE = id_named("another queue")
TAIL_BYTES = 80
COUNT_AT, MEMBERS_AT, LISTED_BYTES = 253, 255, 146
NO_POINT = b"\x04" + bytes(64)


def refused() -> Iterator[Case]:
    """Yield chains that are refused, with the reason and the epoch."""
    yield from _malformed()
    yield from _bad_points()
    yield from _misplaced()
    yield from _wrong_keys()
    yield from _wrongly_signed()
    yield from _recovery_changed()
    yield from _pinned()


def _spliced(at: int, new: bytes, signed: bytes = FIRST) -> bytes:
    """Return a statement with other bytes at one place, signed anew, so that nothing else is wrong with it."""
    body = signed[:-TAIL_BYTES]
    return signed_bytes(body[:at] + new + body[at + len(new) :], BOPHA.sign)


def _malformed() -> Iterator[Case]:
    body = FIRST[:-TAIL_BYTES]
    one, two = body[MEMBERS_AT : MEMBERS_AT + LISTED_BYTES], body[MEMBERS_AT + LISTED_BYTES :]
    head = body[:COUNT_AT]
    for why, statement in (
        ("nothing", b""),
        ("cut off in its head", FIRST[:100]),
        ("cut off by a byte", FIRST[:-1]),
        ("a byte more", FIRST + b"\x00"),
        ("a byte more before the signer, and signed", signed_bytes(body + b"\x00", BOPHA.sign)),
        ("version 0", _spliced(0, b"\x00")),
        ("version 2", _spliced(0, b"\x02")),
        ("suite 0", _spliced(1, b"\x00")),
        ("suite 2", _spliced(1, b"\x02")),
        ("its last day is beyond the year 9999", _spliced(54, (2_932_897).to_bytes(4))),
        ("its last day is the largest number", _spliced(54, b"\xff" * 4)),
        ("it counts one member less", _spliced(COUNT_AT, b"\x00\x01")),
        ("it counts one member more", _spliced(COUNT_AT, b"\x00\x03")),
        ("it counts the most members", _spliced(COUNT_AT, b"\xff\xff")),
        ("its members are not in order", signed_bytes(head + b"\x00\x02" + two + one, BOPHA.sign)),
        (
            "a member is listed twice, with other keys",
            signed_bytes(body[:-LISTED_BYTES] + one[:16] + two[16:], BOPHA.sign),
        ),
        ("a member is listed twice", signed_bytes(head + b"\x00\x02" + one + one, BOPHA.sign)),
    ):
        yield _no(why, "malformed", 1, [statement])
    yield _no("the second statement is cut off", "malformed", 2, [FIRST, SECOND[:-1]])


def _bad_points() -> Iterator[Case]:
    for what, at in (
        ("epoch's key", 58),
        ("recovery seal key", 123),
        ("recovery sign key", 188),
        ("first member's seal key", MEMBERS_AT + 16),
        ("last member's sign key", MEMBERS_AT + 2 * LISTED_BYTES - 65),
    ):
        yield _no(f"the {what} is no point of the curve", "malformed", 1, [_spliced(at, NO_POINT)])
    yield _no("the epoch's key is said to be compressed", "malformed", 1, [_spliced(58, b"\x02")])


def _misplaced() -> Iterator[Case]:
    yield _no("no statement at all", "gap", 1, [])
    yield _no("it begins with its second epoch", "gap", 1, [SECOND])
    yield _no("it begins with epoch 0", "gap", 1, [_first(epoch=0)])
    yield _no("an epoch is left out", "gap", 2, [FIRST, THIRD])
    yield _no("an epoch is there twice", "gap", 2, [FIRST, FIRST])
    yield _no("two epochs have changed places", "gap", 2, [FIRST, THIRD, SECOND])
    skipped = sign_statement(replace(following(FIRST), epoch=3), BOPHA.sign)
    yield _no("an epoch is skipped, with the right digest before it", "gap", 2, [FIRST, skipped])
    other = sign_statement(following(FIRST, queue=OTHER_QUEUE), BOPHA.sign)
    yield _no("the second is another queue's", "other-queue", 2, [FIRST, other])
    yield _no("the first names something before it", "broken-link", 1, [_first(previous=fixed("digest"))])
    loose = sign_statement(replace(following(FIRST), previous=bytes(32)), BOPHA.sign)
    yield _no("the second names nothing before it", "broken-link", 2, [FIRST, loose])
    yield _no("the third follows another second", "broken-link", 3, [FIRST, FORK, THIRD])


def _wrong_keys() -> Iterator[Case]:
    first_public = read_signed(FIRST).statement.public
    same = sign_statement(replace(following(FIRST), public=first_public), BOPHA.sign)
    yield _no("the second has the key of the first", "old-key", 2, [FIRST, same])
    later = sign_statement(replace(following(SECOND), public=first_public), BOPHA.sign)
    yield _no("the third has the key of the first", "old-key", 3, [FIRST, SECOND, later])
    yield _no("the first lists nobody", "no-members", 1, [sign_statement(founding(), BOPHA.sign)])
    empty = sign_statement(following(FIRST, members=()), CUSTODIANS.sign)
    yield _no("recovery lists nobody", "no-members", 2, [FIRST, empty])
    yield from _shared_keys()


def _shared_keys() -> Iterator[Case]:
    epoch, recovery = pair_named("epoch 1"), CUSTODIANS
    for why, seal, signs in (
        ("two members share a seal key", BOPHA.seal, DARA.sign),
        ("two members share a sign key", DARA.seal, BOPHA.sign),
        ("a member's seal key is another's sign key", BOPHA.sign, DARA.sign),
        ("a member's sign key is another's seal key", DARA.seal, BOPHA.seal),
        ("a member has one key for both", DARA.seal, DARA.seal),
        ("a member's seal key is the epoch's key", epoch, DARA.sign),
        ("a member's sign key is the epoch's key", DARA.seal, epoch),
        ("a member's seal key is the recovery seal key", recovery.seal, DARA.sign),
        ("a member's sign key is the recovery sign key", DARA.seal, recovery.sign),
    ):
        shared = (BOPHA.listed, Listed(DARA.id, seal.public, signs.public))
        members = tuple(sorted(shared, key=lambda one: one.member.bytes))
        yield _no(why, "shared-key", 1, [_first(members=members)])
    one_key = RecoveryPublic(recovery.seal.public, recovery.seal.public)
    yield _no("recovery has one key for both", "shared-key", 1, [_first(recovery=one_key)])
    yield _no("the epoch's key is the recovery seal key", "shared-key", 1, [_first(public=recovery.seal.public)])
    later = sign_statement(replace(following(FIRST), public=BOPHA.seal.public), BOPHA.sign)
    yield _no("the second epoch's key is a member's", "shared-key", 2, [FIRST, later])


def _wrongly_signed() -> Iterator[Case]:
    stranger = "stranger-signed"
    yield _no("a stranger founds it", stranger, 1, [sign_statement(founding(BOPHA), STRANGER.sign)])
    yield _no("recovery founds it", stranger, 1, [sign_statement(founding(BOPHA), CUSTODIANS.sign)])
    yield _no("a member founds it with their seal key", stranger, 1, [sign_statement(founding(BOPHA), BOPHA.seal)])
    for why, pair in (
        ("a stranger signs the second", STRANGER.sign),
        ("one who joins with the second signs it", SREY.sign),
        ("the first epoch's own key signs the second", pair_named("epoch 1")),
        ("the recovery seal key signs the second", CUSTODIANS.seal),
    ):
        yield _no(why, stranger, 2, [FIRST, sign_statement(following(FIRST, BOPHA, SREY), pair)])
    removed = sign_statement(following(SECOND, BOPHA, DARA), DARA.sign)
    yield _no("one who left signs the third", stranger, 3, [FIRST, SECOND, removed])
    old = sign_statement(following(RECOVERED, SREY), CUSTODIANS.sign)
    yield _no("recovery keys that were replaced sign the third", stranger, 3, [FIRST, RECOVERED, old])
    brought = sign_statement(following(FIRST, SREY, recovery=NEW_CUSTODIANS.public), NEW_CUSTODIANS.sign)
    yield _no("new recovery keys sign themselves in", stranger, 2, [FIRST, brought])
    yield from _wrong_signatures()


def _wrong_signatures() -> Iterator[Case]:
    bad = "bad-signature"
    body, signer, signature = SECOND[:-TAIL_BYTES], SECOND[-TAIL_BYTES:-64], SECOND[-64:]
    yield _no("a bit of the signature is flipped", bad, 2, [FIRST, SECOND[:-1] + bytes((SECOND[-1] ^ 1,))])
    yield _no(
        "the halves of the signature have changed places",
        bad,
        2,
        [FIRST, body + signer + signature[32:] + signature[:32]],
    )
    yield _no("the signature is zeros", bad, 2, [FIRST, SECOND[:-64] + bytes(64)])
    named = body + key_id(BOPHA.sign.public)
    yield _no("another member's id stands by the signature", bad, 2, [FIRST, named + signature])
    forged = sign_statement(following(FIRST, BOPHA, SREY), STRANGER.sign)
    yield _no("a stranger signs under a member's id", bad, 2, [FIRST, forged[:-TAIL_BYTES] + signer + forged[-64:]])
    unnamed = sign(DARA.sign, b"romduol vault statement" + body)
    yield _no("it signs the statement without the signer", bad, 2, [FIRST, body + signer + unnamed])
    yield _no("it signs without the label", bad, 2, [FIRST, body + signer + sign(DARA.sign, body + signer)])
    day = body[:54] + (1).to_bytes(4) + body[58:]
    yield _no("the last day was changed", bad, 2, [FIRST, day + signer + signature])
    swapped = body[:58] + pair_named("the server's own").public + body[123:]
    yield _no("the epoch's key was swapped", bad, 2, [FIRST, swapped + signer + signature])
    first = FIRST[:58] + pair_named("the server's own").public + FIRST[123:]
    yield _no("the first epoch's key was swapped", bad, 1, [first, SECOND])


def _recovery_changed() -> Iterator[Case]:
    for why, changed in (
        ("a member changes the recovery keys", NEW_CUSTODIANS.public),
        ("a member changes the recovery seal key", replace(CUSTODIANS.public, seal=NEW_CUSTODIANS.seal.public)),
        ("a member changes the recovery sign key", replace(CUSTODIANS.public, sign=NEW_CUSTODIANS.sign.public)),
    ):
        statement = sign_statement(following(FIRST, recovery=changed), BOPHA.sign)
        yield _no(why, "recovery-changed", 2, [FIRST, statement])
    back = sign_statement(following(RECOVERED, SREY, recovery=CUSTODIANS.public), SREY.sign)
    yield _no("a member brings back the old recovery keys", "recovery-changed", 3, [FIRST, RECOVERED, back])


def _pinned() -> Iterator[Case]:
    yield _no("shorter than its pin", "rolled-back", 3, [FIRST, SECOND], pin_of(THIRD))
    yield _no("another second than the pinned one", "forked", 2, [FIRST, FORK], pin_of(SECOND))
    follows = sign_statement(following(FORK, BOPHA), BOPHA.sign)
    yield _no("longer than its pin, over another second", "forked", 2, [FIRST, FORK, follows], pin_of(SECOND))
    elsewhere = sign_statement(founding(STRANGER), STRANGER.sign)
    yield _no("a stranger's chain for the same queue", "forked", 1, [elsewhere], pin_of(FIRST))
    other = sign_statement(founding(BOPHA, queue=OTHER_QUEUE), BOPHA.sign)
    yield _no("another queue than the pinned one", "other-queue", 1, [other], pin_of(FIRST))


def _no(why: str, reason: str, epoch: int, statements: Sequence[bytes], pin: Pin | None = None) -> Case:
    return {
        "why": why,
        "reason": reason,
        "epoch": epoch,
        "statements": [one.hex() for one in statements],
        "pin": written_pin(pin),
    }


def _first(**changes: Any) -> bytes:
    return sign_statement(founding(BOPHA, **changes), BOPHA.sign)
