"""Everybody tries to open everything, and what opens is compared with what the model says, word for word."""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Set
from hashlib import sha256
from uuid import UUID

from tests.safety.crypto.machine.actors import Member, Reporter, Session, receipt_of
from tests.safety.crypto.machine.readings import door, own_thread, read_everything, unlocked
from tests.safety.crypto.machine.remembered import Refused
from tests.safety.crypto.machine.world import PASSPHRASES, World

WRONG_WORD = "dragonfruit"


def check_all(world: World, *, settled: bool = True) -> None:
    """Compare everybody with the model; while something is tampered with (not `settled`), nobody makes copies."""
    check_members(world)
    check_copies(world, settled=settled)
    check_custodians(world)
    check_reporters(world)
    if settled:
        check_wraps(world)


def compare(world: World, who: object, opened: Mapping[UUID, bytes], may: Set[UUID]) -> None:
    """Compare what somebody opens, record by record, with what they may."""
    written = world.model.written
    assert opened.keys() <= written.keys(), f"{who} opens what nobody wrote"
    for itself, one in written.items():
        assert (itself in opened) == (itself in may), f"{who} and a record to {one.targets}: may is {itself in may}"
        assert itself not in opened or opened[itself] == one.words, f"{who} reads other words"
    world.seen["opens"] += len(may)
    world.seen["refused"] += len(written) - len(may)


def check_members(world: World) -> None:
    """Let every member sign in, those who left too, and read all that the server has."""
    for member in world.members:
        session = member.sign_in(world.store)
        pairs = session.pairs if isinstance(session, Session) else {}
        held = world.model.held(member.id)
        assert set(pairs) == held, f"{member} holds the keys of {set(pairs)}, not of {held}"
        compare(world, member, read_everything(world.store, pairs), world.model.readable(held))


def check_copies(world: World, *, settled: bool) -> None:
    """Let every member who ever was read the whole database with all that they could copy."""
    for member in world.members:
        if settled:
            member.copy_all(world.store)
            world.model.copy_all(member.id)
        kept, bonds = world.model.kept.get(member.id, set()), world.model.bonds.get(member.id, set())
        assert set(member.hoard.pairs) == kept
        opened = member.read_copies(world.store)
        compare(world, f"copies of {member}", opened, world.model.readable(kept, bonds))


def check_custodians(world: World) -> None:
    """Let three custodians read all that the server has, others each time, and two of them nothing."""
    world.seen["groups of custodians"] += 1
    for there in world.custodians.values():
        for custodians in there:
            pairs, opened = custodians.read(world.store, world.seen["groups of custodians"])
            held = world.model.stored_for(custodians.id)
            assert set(pairs) == held, f"{custodians} hold other keys than theirs"
            compare(world, custodians, opened, world.model.readable(held))
            assert custodians.two_of_them_fail(world.seen["groups of custodians"])


def check_reporters(world: World) -> None:
    """Let everybody with a receipt read their answers, and try their receipt on every other box."""
    for reporter in world.reporters:
        opened = reporter.read(world.store)
        compare(world, reporter, opened, world.model.answered(reporter.report))
        _check_other_boxes(world, reporter)
        wrong = receipt_of(reporter.code, WRONG_WORD)
        assert world.store.slip(wrong.locator, wrong.token) is None
        assert world.store.slip(reporter.receipt.locator, wrong.token) is None


def _check_other_boxes(world: World, reporter: Reporter) -> None:
    for slip in world.store.slips.values():
        if slip.report != reporter.report:
            assert isinstance(own_thread(slip.reporter_box, reporter.receipt.key, slip.report), Refused)
            world.seen["a receipt on another's box"] += 1


def check_wraps(world: World) -> None:
    """Try every wrap with each passphrase and each device secret that there is: the two that fit open it, no other."""
    for (owner, device), row in world.store.wraps.items():
        for secret in _secrets(world):
            if (row.wrap, secret) not in world.tried:
                world.tried.add((row.wrap, secret))
                for passphrase in PASSPHRASES:
                    _try_wrap(world, world.member(owner), device, passphrase, secret)


def _try_wrap(world: World, owner: Member, device: int, passphrase: str, secret: bytes) -> None:
    row = world.store.wraps[owner.id, device]
    fits = (passphrase, secret) == (owner.passphrase, owner.devices[device])
    opened = unlocked(row.lock, row.wrap, owner.id, device, passphrase, secret)
    shown = door(row.lock, owner.id, device, passphrase, secret)
    assert isinstance(shown, bytes)
    assert (not isinstance(opened, Refused), sha256(shown).digest() == row.door_hash) == (fits, fits), f"{owner}'s wrap"
    world.seen["a wrap on its own passphrase and device" if fits else "a wrap on another's"] += 1


def _secrets(world: World) -> Iterator[bytes]:
    yield bytes(32)
    for member in world.members:
        yield from (*member.devices.values(), *member.lost.values())
