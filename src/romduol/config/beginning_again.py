"""Begins the next epoch of each inbox with the keys of three custodians: who reads from now on, and what came before.

They may sign away their own keys, too: for those of new shares, as an administrator announced them. Works on the file
that the desk hands out, without a network; what comes out is public or closed.
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
    gone: Sequence[str]
    """Ids of members who would have been kept, but left, or lost their keys."""
    told: Mapping[str, Any]


@dataclass(frozen=True, slots=True)
class Chosen:
    """What custodians decided: who reads from now on, and whose sheets count."""

    confirmed: Sequence[str] = ()
    """Fingerprints of members, all digits, as each read theirs out."""
    keep_members: bool = False
    """Whoever an inbox lists by now stays there, unless they left."""
    new_recovery: str = ""
    """The fingerprint of announced recovery keys, all digits, as it stands on the new sheets; empty: they stay."""


def begin_again(asked: Mapping[str, Any], keys: RecoveryKeys, chosen: Chosen, today: date) -> list[Begun]:
    """Return the next epoch of every inbox for the members who were confirmed or kept; raises `NotBegun`.

    With new recovery keys an inbox that names them already is left out.
    """
    try:
        members = [_listed(one) for one in asked["members"]]
        queues = [(_chain(one), _announced(one), one) for one in asked["queues"]]
    except (KeyError, TypeError, ValueError) as problem:
        raise NotBegun(f"this is not the file that the desk hands out, or it was changed: {problem}") from problem
    confirmed = _confirmed(members, chosen)
    if not queues:
        raise NotBegun("the organisation has no inbox that was begun")
    wanted = "".join(chosen.new_recovery.split())
    made = []
    for chain, announced, one in queues:
        if wanted and _digits_of(chain.last.statement.recovery) == wanted:
            continue
        recovery = _named_by(wanted, announced) if wanted else None
        listed, gone = _readers(chain, members, confirmed, chosen)
        made.append(_begun(chain, one, _Next(listed, gone, keys, recovery, today + timedelta(days=DAYS))))
    if not made:
        raise NotBegun("every inbox names these recovery keys already")
    return made


def announced_in(asked: Mapping[str, Any]) -> list[tuple[str, str]]:
    """Return name and fingerprint of the recovery keys that are announced to inboxes; raises `NotBegun`."""
    try:
        found = [(name_in(one["name"], "en"), _announced(one)) for one in asked["queues"]]
    except (KeyError, TypeError, ValueError) as problem:
        raise NotBegun("this is not the file that the desk hands out") from problem
    return [(name, one.fingerprint) for name, one in found if one]


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


def _announced(one: Mapping[str, Any]) -> RecoveryPublic | None:
    told = one.get("announced")
    return RecoveryPublic(read(told["seal"]), read(told["sign"])) if told else None


def _digits_of(recovery: RecoveryPublic) -> str:
    return recovery.fingerprint.replace(" ", "")


def _named_by(wanted: str, announced: RecoveryPublic | None) -> RecoveryPublic:
    """Return announced keys, where the digits on the new sheets are theirs: all of them, as with members."""
    if announced is None:
        raise NotBegun("no administrator announced new recovery keys to every inbox; save the file after that")
    if _digits_of(announced) != wanted:
        raise NotBegun("the recovery keys that were announced have another fingerprint than the new sheets")
    return announced


def _confirmed(members: Sequence[Listed], chosen: Chosen) -> list[Listed]:
    """Return the members of these fingerprints, each read out by its owner: a key that only ends alike is soon made."""
    whole = {member_fingerprint(one.seal, one.sign).replace(" ", ""): one for one in members}
    read_out = ["".join(one.split()) for one in chosen.confirmed]
    nobody = not read_out and not chosen.keep_members
    if nobody or not set(read_out) <= set(whole) or len(whole) != len(members):
        raise NotBegun("confirm at least one member, by all digits of the fingerprint that they read to you")
    return [whole[one] for one in dict.fromkeys(read_out)]


def _readers(
    chain: Chain, members: Sequence[Listed], confirmed: Sequence[Listed], chosen: Chosen
) -> tuple[list[Listed], list[str]]:
    """Return who reads an inbox from now on, and who of those that it lists is gone."""
    before = chain.last.statement.members if chosen.keep_members else ()
    kept = [one for one in before if one in members]
    listed = [*kept, *(one for one in confirmed if one.member not in {each.member for each in kept})]
    if not listed:
        raise NotBegun("nobody whom an inbox lists is still there; confirm at least one member")
    return listed, [str(one.member) for one in before if one not in members]


@dataclass(frozen=True, slots=True)
class _Next:
    """What the next epoch of an inbox is begun with."""

    members: Sequence[Listed]
    gone: Sequence[str]
    keys: RecoveryKeys
    recovery: RecoveryPublic | None
    last_day: date


def _begun(chain: Chain, one: Mapping[str, Any], comes: _Next) -> Begun:
    keys = comes.keys
    if chain.last.statement.recovery != RecoveryPublic(keys.seal.public, keys.sign.public):
        raise NotBegun("an inbox names other recovery keys than these shares give")
    pairs, closed = _opened(chain, one["custodians"], keys.seal)
    made = recover_queue(chain, comes.members, keys.sign, comes.last_day, new_recovery=comes.recovery)
    longer = extend_chain(chain, made.signed)
    # The new custodians' come first: what is left over of many is handed in afterwards.
    readers: list[tuple[str | None, bytes]] = [(None, comes.recovery.seal)] if comes.recovery else []
    readers += [(str(each.member), each.seal) for each in comes.members]
    grants = [
        {"epoch": epoch, "member": member, "data": written(grant_epoch(longer, epoch, pair, seal))}
        for member, seal in readers
        for epoch, pair in pairs.items()
    ]
    told = {
        "queue": str(chain.queue),
        "signed": written(made.signed),
        "envelopes": {str(member): written(data) for member, data in made.envelopes.items()},
        "recovery": written(made.recovery_envelope),
        "grants": grants,
    }
    return Begun(name_in(one["name"], "en"), epoch_fingerprint(longer), len(pairs), closed, comes.gone, told)


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
