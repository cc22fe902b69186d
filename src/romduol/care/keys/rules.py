"""Decides what of the keys a server takes and hands out, without being able to open any of it."""

from __future__ import annotations

import hmac
from collections.abc import Iterable, Mapping
from hashlib import sha256
from uuid import UUID

from romduol.care.keys.records import Grant, Member, NewPins, NewWrap
from romduol.safety.crypto.boxes import box_length
from romduol.safety.crypto.contexts import Context, SealedKind, expect
from romduol.safety.crypto.envelopes import envelope_key_id
from romduol.safety.crypto.epochs import Chain
from romduol.safety.crypto.errors import Malformed, NotOpened
from romduol.safety.crypto.keys import key_id
from romduol.safety.crypto.members import BUNDLE_BYTES, read_lock
from romduol.safety.crypto.padding import BUCKETS
from romduol.safety.crypto.statements import Listed

DOOR_BYTES = 32
LONGEST_PASSKEY = 1400
PASSKEY_SALT_BYTES = 32
MOST_DEVICES = 8
LAST_DEVICE = 2**31 - 1
"""What a database holds as a number."""
LARGEST_PINS = BUCKETS[-1] * 2


class NotTheSigner(ValueError):
    """A statement that another one signed than who hands it in."""


class NotAMember(ValueError):
    """A statement that lists a key of no live member of the organisation."""


class WrongEnvelopes(ValueError):
    """Envelopes that are not one for each member listed and one for the custodians."""


def door_fits(shown: bytes, kept: bytes) -> bool:
    """Tell whether what was shown opens the door, in the same time wherever they differ."""
    return hmac.compare_digest(sha256(shown).digest(), kept)


def check_wrap(wrap: NewWrap, member: UUID) -> None:
    """Refuse a wrap that is none of this member and device; raises `Malformed` or `OtherContext`."""
    if not 1 <= wrap.device <= LAST_DEVICE:
        raise Malformed("this is no number of a device")
    context = Context(SealedKind.MEMBER_KEYS, member, wrap.device)
    expect(wrap.box, context)
    read_lock(wrap.lock)
    if len(wrap.box) != box_length(BUNDLE_BYTES, context) or len(wrap.door_hash) != DOOR_BYTES:
        raise Malformed("the wrap or the digest of its door has another length")
    if len(wrap.passkey) > LONGEST_PASSKEY or bool(wrap.passkey) != (wrap.passkey_salt is not None):
        raise Malformed("a passkey comes with the salt for it")
    if wrap.passkey_salt is not None and len(wrap.passkey_salt) != PASSKEY_SALT_BYTES:
        raise Malformed("the salt of a passkey is 32 bytes")


def check_pins(pins: NewPins, member: UUID) -> None:
    """Refuse a box that is none of this member's pins, or too large; raises `Malformed` or `OtherContext`."""
    if not 1 <= pins.number <= LAST_DEVICE or len(pins.box) > LARGEST_PINS:
        raise Malformed("these are no pins")
    expect(pins.box, Context(SealedKind.PINS, member, pins.number))


def signer_of(chain: Chain) -> UUID | None:
    """Return who signed the last statement of a chain that holds; None: the custodians."""
    named = chain.signed[-2] if len(chain.signed) > 1 else chain.first
    signer = chain.last.signer
    return next((one.member for one in named.statement.members if key_id(one.sign) == signer), None)


def check_signer(chain: Chain, member: UUID | None) -> None:
    """Refuse a statement that neither this member nor the custodians signed; raises `NotTheSigner`."""
    if signer_of(chain) not in (None, member):
        raise NotTheSigner("a member hands in what they signed themselves")


def check_members(chain: Chain, members: Iterable[Member]) -> None:
    """Refuse a last statement that lists anybody but live members by their own keys; raises `NotAMember`."""
    live = {Listed(one.id, one.seal, one.sign) for one in members if not one.left}
    if not set(chain.last.statement.members) <= live:
        raise NotAMember("it lists a key of nobody who answers for this organisation")


def check_envelopes(chain: Chain, envelopes: Mapping[UUID, bytes], recovery: bytes) -> None:
    """Refuse envelopes of the last epoch that are not for each who is listed; raises `WrongEnvelopes`."""
    statement = chain.last.statement
    if set(envelopes) != {one.member for one in statement.members}:
        raise WrongEnvelopes("there is one envelope for each member listed")
    epoch = statement.epoch
    for grant in (Grant(epoch, None, recovery), *(Grant(epoch, member, data) for member, data in envelopes.items())):
        check_grant(chain, grant)


def check_grant(chain: Chain, grant: Grant) -> None:
    """Refuse an envelope that is not this epoch's key for somebody whom the last statement names."""
    if not 1 <= grant.epoch <= len(chain.signed):
        raise WrongEnvelopes("the chain has no such epoch")
    last = chain.last.statement
    seals = {one.member: one.seal for one in last.members}
    public = last.recovery.seal if grant.member is None else seals.get(grant.member)
    if public is None:
        raise WrongEnvelopes("it is for nobody whom the last statement lists")
    try:
        expect(grant.data, chain.at(grant.epoch).statement.context())
        fits = envelope_key_id(grant.data) == key_id(public)
    except NotOpened as problem:
        raise WrongEnvelopes("it is no envelope of this epoch") from problem
    if not fits:
        raise WrongEnvelopes("it is sealed to another key")
