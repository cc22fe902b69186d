"""Begins the next epoch of each inbox with the keys of three custodians: who reads from now on, and what came before.

Works on the file that the desk hands out, without a network; what comes out is public or closed.
"""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from datetime import date, timedelta
from typing import Any
from uuid import UUID

from romduol.care.queues.rules import name_in, read, written
from romduol.safety.crypto.epochs import Chain, ChainBroken, epoch_fingerprint, extend_chain, walk_chain
from romduol.safety.crypto.errors import NotOpened
from romduol.safety.crypto.keys import KeyPair
from romduol.safety.crypto.members import member_fingerprint
from romduol.safety.crypto.queues import grant_epoch, open_epoch, recover_queue
from romduol.safety.crypto.recovery import RecoveryKeys
from romduol.safety.crypto.statements import Listed, RecoveryPublic

DAYS = 90


class NotBegun(ValueError):
    """What custodians were given, or whom they confirmed, does not do; nothing was made."""


@dataclass(frozen=True, slots=True)
class Begun:
    """What custodians made for one inbox."""

    name: str
    fingerprint: str
    """Of the new epoch: what members compare."""
    opened: int
    """How many older epochs the members get."""
    closed: Sequence[int]
    """Epochs whose envelope did not open for the custodians."""
    told: Mapping[str, Any]


def begin_again(asked: Mapping[str, Any], keys: RecoveryKeys, confirmed: Iterable[str], today: date) -> list[Begun]:
    """Return the next epoch of every inbox for the members whose fingerprints were confirmed; raises `NotBegun`."""
    try:
        members = [_listed(one) for one in asked["members"]]
        queues = [(_chain(one), one) for one in asked["queues"]]
    except (KeyError, TypeError, ValueError) as problem:
        raise NotBegun(f"this is not the file that the desk hands out, or it was changed: {problem}") from problem
    chosen = _confirmed(members, list(confirmed))
    if not queues:
        raise NotBegun("the organisation has no inbox that was begun")
    return [_begun(chain, one, chosen, keys, today + timedelta(days=DAYS)) for chain, one in queues]


def members_in(asked: Mapping[str, Any]) -> list[tuple[str, str]]:
    """Return name and fingerprint of whoever asks to be let in; raises `NotBegun`."""
    try:
        found = [(str(one["name"]), _listed(one)) for one in asked["members"]]
    except (KeyError, TypeError, ValueError) as problem:
        raise NotBegun("this is not the file that the desk hands out") from problem
    return [(name, member_fingerprint(one.seal, one.sign)) for name, one in found]


def _listed(one: Mapping[str, Any]) -> Listed:
    return Listed(UUID(one["member"]), read(one["seal"]), read(one["sign"]))


def _chain(one: Mapping[str, Any]) -> Chain:
    chain = walk_chain([read(signed) for signed in one["signed"]])
    if str(chain.queue) != one["id"]:
        raise ChainBroken(1, "other-queue")
    return chain


def _confirmed(members: Sequence[Listed], confirmed: Sequence[str]) -> list[Listed]:
    """Return the members of these fingerprints, each read out by its owner: a key that only ends alike is soon made."""
    whole = {member_fingerprint(one.seal, one.sign).replace(" ", ""): one for one in members}
    read_out = ["".join(one.split()) for one in confirmed]
    if not read_out or not set(read_out) <= set(whole) or len(whole) != len(members):
        raise NotBegun("confirm at least one member, by all digits of the fingerprint that they read to you")
    return [whole[one] for one in dict.fromkeys(read_out)]


def _begun(
    chain: Chain, one: Mapping[str, Any], members: Sequence[Listed], keys: RecoveryKeys, last_day: date
) -> Begun:
    if chain.last.statement.recovery != RecoveryPublic(keys.seal.public, keys.sign.public):
        raise NotBegun("an inbox names other recovery keys than these shares give")
    pairs, closed = _opened(chain, one["custodians"], keys.seal)
    made = recover_queue(chain, members, keys.sign, last_day)
    longer = extend_chain(chain, made.signed)
    grants = [
        {"epoch": epoch, "member": str(each.member), "data": written(grant_epoch(longer, epoch, pair, each.seal))}
        for epoch, pair in pairs.items()
        for each in members
    ]
    told = {
        "queue": str(chain.queue),
        "signed": written(made.signed),
        "envelopes": {str(member): written(data) for member, data in made.envelopes.items()},
        "recovery": written(made.recovery_envelope),
        "grants": grants,
    }
    return Begun(name_in(one["name"], "en"), epoch_fingerprint(longer), len(pairs), closed, told)


def _opened(
    chain: Chain, envelopes: Iterable[Mapping[str, Any]], seal: KeyPair
) -> tuple[dict[int, KeyPair], list[int]]:
    """Open the custodians' envelopes; one that holds nothing keeps only its own epoch closed."""
    pairs: dict[int, KeyPair] = {}
    closed: list[int] = []
    for one in envelopes:
        epoch = int(one["epoch"])
        try:
            pairs[epoch] = open_epoch(chain, epoch, read(one["data"]), seal)
        except (NotOpened, LookupError):
            closed.append(epoch)
    return pairs, closed
