"""What whoever has the server may change in it: for each, the model says who loses what, and nobody gains."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from contextlib import contextmanager
from dataclasses import replace
from uuid import UUID

from tests.safety.crypto.machine.actors import Member
from tests.safety.crypto.machine.checks import check_all
from tests.safety.crypto.machine.model import Target, Written
from tests.safety.crypto.machine.readings import door, unlocked
from tests.safety.crypto.machine.remembered import Refused
from tests.safety.crypto.machine.store import Row
from tests.safety.crypto.machine.world import World

from romduol.safety.crypto.boxes import CHUNK_BYTES, HEAD_BYTES, seal_box
from romduol.safety.crypto.contexts import CONTEXT_BYTES, Context, SealedKind
from romduol.safety.crypto.envelopes import seal_envelope
from romduol.safety.crypto.keys import new_pair
from romduol.safety.crypto.members import MIN_ROUNDS, Lock, read_lock
from romduol.safety.crypto.records import seal_record

Change = Callable[[bytes], bytes]


@contextmanager
def tampered(world: World) -> Iterator[None]:
    """Let something be changed, let everybody try everything, and put it right again."""
    store, model = world.store, world.model
    world.store, world.model = store.copied(), model.copied()
    try:
        yield
        check_all(world, settled=False)
    finally:
        world.store, world.model = store, model


def flipped(at: int) -> Change:
    """Return what turns one bit of some bytes round."""

    def change(data: bytes) -> bytes:
        place = at % (len(data) * 8)
        return data[: place // 8] + bytes((data[place // 8] ^ 1 << place % 8,)) + data[place // 8 + 1 :]

    return change


def cut(at: int) -> Change:
    """Return what cuts some bytes off, anywhere."""
    return lambda data: data[: at % len(data)]


def has_chunks(box: bytes) -> bool:
    """Tell whether a box has more than one chunk."""
    return len(box) > HEAD_BYTES + CHUNK_BYTES


def first_chunk(box: bytes) -> bytes:
    """Return a box that ends where its first chunk does."""
    return box[: HEAD_BYTES + CHUNK_BYTES]


def grown(at: int) -> Change:
    """Return what adds a few bytes to others."""
    return lambda data: data + bytes(at % 20 + 1)


# Records.


def _lost(world: World, itself: UUID, *places: int) -> None:
    """Note that some envelopes of a record open no more, or, where none is named, the whole of it."""
    one = world.model.written[itself]
    gone = places or range(len(one.targets))
    targets: tuple[Target, ...] = tuple(None if at in gone else target for at, target in enumerate(one.targets))
    world.model.written[itself] = replace(one, targets=targets)


def change_box(world: World, itself: UUID, change: Change) -> None:
    """Change the box of a record."""
    row = world.store.rows[itself]
    world.store.rows[itself] = replace(row, box=change(row.box))
    _lost(world, itself)


def change_envelope(world: World, itself: UUID, place: int, change: Change) -> None:
    """Change one envelope of a record; who opens another one of it goes on."""
    row = world.store.rows[itself]
    envelopes = list(row.envelopes)
    envelopes[place] = change(envelopes[place])
    world.store.rows[itself] = replace(row, envelopes=tuple(envelopes))
    _lost(world, itself, place)


def swap_boxes(world: World, one: UUID, other: UUID) -> None:
    """Put the boxes of two records in each other's place."""
    _swap(world, one, other, lambda row, from_row: replace(row, box=from_row.box))


def swap_envelopes(world: World, one: UUID, other: UUID) -> None:
    """Put the envelopes of two records in each other's place."""
    _swap(world, one, other, lambda row, from_row: replace(row, envelopes=from_row.envelopes))


def swap_records(world: World, one: UUID, other: UUID) -> None:
    """Show two records under each other's id, boxes with their envelopes."""
    _swap(world, one, other, lambda row, from_row: replace(row, box=from_row.box, envelopes=from_row.envelopes))


def _swap(world: World, one: UUID, other: UUID, taking: Callable[[Row, Row], Row]) -> None:
    rows = world.store.rows
    rows[one], rows[other] = taking(rows[one], rows[other]), taking(rows[other], rows[one])
    _lost(world, one)
    _lost(world, other)


def replay(world: World, itself: UUID, report: UUID, *, relabelled: bool) -> None:
    """Show an old record once more: under a new id, in this thread or another, its bytes saying so too or not."""
    again = world.new_id()
    row = world.store.rows[itself]
    if relabelled:
        row = _relabelled(row, Context(row.kind, again))
    world.store.rows[again] = replace(row, report=again if row.kind is SealedKind.REPORT else report)
    world.model.written[again] = Written(report, (), b"")


def _relabelled(row: Row, context: Context) -> Row:
    label = context.pack()
    envelopes = tuple(label + one[CONTEXT_BYTES:] for one in row.envelopes)
    return replace(row, box=label + row.box[CONTEXT_BYTES:], envelopes=envelopes)


def show_elsewhere(world: World, itself: UUID, report: UUID) -> None:
    """Show what was written in one thread in another one."""
    world.store.rows[itself] = replace(world.store.rows[itself], report=report)
    world.model.written[itself] = replace(world.model.written[itself], report=report, targets=())


def show_as(world: World, itself: UUID, kind: SealedKind) -> None:
    """Show a record of a thread as one of another kind, its bytes saying so too."""
    row = replace(world.store.rows[itself], kind=kind)
    world.store.rows[itself] = _relabelled(row, Context(kind, itself))
    _lost(world, itself)


def forge(world: World, kind: SealedKind, report: UUID, bond: bytes) -> None:
    """Write in a thread with every public key there is, the reporter's too, but without its bond."""
    itself = world.new_id()
    publics = {signed.statement.public for queue in world.store.chains for signed in world.chain(queue).signed}
    publics |= {one.hoard.threads[report].reporter for one in world.members if report in one.hoard.threads}
    sealed = seal_record(b"meet us at the bridge", Context(kind, itself), sorted(publics), bond=bond)
    world.store.rows[itself] = Row(kind, report, sealed.box, sealed.envelopes)
    world.model.written[itself] = Written(report, (), b"")


# Receipts.


def change_slip(world: World, locator: bytes, change: Change) -> None:
    """Change the box of a reporter's keys."""
    slip = world.store.slips[locator]
    world.store.slips[locator] = replace(slip, reporter_box=change(slip.reporter_box))
    world.model.receipts.discard(slip.report)


def swap_slips(world: World, one: bytes, other: bytes) -> None:
    """Put the boxes of two reporters' keys in each other's place."""
    slips = world.store.slips
    first, second = slips[one], slips[other]
    slips[one] = replace(first, reporter_box=second.reporter_box)
    slips[other] = replace(second, reporter_box=first.reporter_box)
    world.model.receipts -= {first.report, second.report}


def show_slip_elsewhere(world: World, one: bytes, report: UUID) -> None:
    """Lead a receipt to another thread."""
    slip = world.store.slips[one]
    world.store.slips[one] = replace(slip, report=report)
    world.model.receipts.discard(slip.report)


# Keys of epochs.


def change_key(world: World, place: tuple[UUID, int, UUID], change: Change) -> None:
    """Change the envelope in which a reader has the key of an epoch."""
    world.store.keys[place] = change(world.store.keys[place])
    world.model.given.discard(place)


def swap_keys(world: World, one: tuple[UUID, int, UUID], other: tuple[UUID, int, UUID]) -> None:
    """Put two envelopes with keys of epochs in each other's place."""
    keys = world.store.keys
    keys[one], keys[other] = keys[other], keys[one]
    world.model.given -= {one, other}


def plant_key(world: World, place: tuple[UUID, int, UUID]) -> None:
    """Give a reader a key of ours for an epoch: the envelope is in order, its scalar is not the epoch's."""
    queue, epoch, reader = place
    public, context = _seal_public(world, reader), Context(SealedKind.EPOCH_KEY, queue, epoch)
    change_key(world, place, lambda _: seal_envelope(new_pair().scalar, public, context))


def _seal_public(world: World, reader: UUID) -> bytes:
    for custodians in (one for there in world.custodians.values() for one in there):
        if custodians.id == reader:
            return custodians.public.seal
    keys = world.member(reader).hoard.keys
    assert keys is not None
    return keys.seal.public


# Wraps and pins.


def change_wrap(world: World, place: tuple[UUID, int], change: Change) -> None:
    """Change the wrap of a device; another device goes on."""
    world.store.wraps[place] = replace(world.store.wraps[place], wrap=change(world.store.wraps[place].wrap))
    _closed(world, world.member(place[0]), place[1])


def swap_wraps(world: World, one: tuple[UUID, int], other: tuple[UUID, int]) -> None:
    """Hand out two wraps for each other, with the locks and the doors left where they are."""
    wraps = world.store.wraps
    first, second = wraps[one], wraps[other]
    wraps[one], wraps[other] = replace(first, wrap=second.wrap), replace(second, wrap=first.wrap)
    _closed(world, world.member(one[0]), one[1])
    _closed(world, world.member(other[0]), other[1])


def _closed(world: World, member: Member, device: int) -> None:
    """Note that a wrap does not open: a browser that got it stops, whatever other devices could do."""
    first = next(one for one in member.devices if (member.id, one) in world.store.wraps)
    if device == first:
        world.model.delete_wraps(member.id)


def easier_lock(world: World, place: tuple[UUID, int], rounds: int) -> None:
    """Ask for a passphrase with an easier lock, so as to guess it from what is then shown at the door."""
    member, row = world.member(place[0]), world.store.wraps[place]
    easy = Lock(read_lock(row.lock).salt, rounds).pack()
    asked = (member.id, place[1], member.passphrase, member.devices[place[1]])
    for opened in (door(easy, *asked), unlocked(easy, row.wrap, *asked)):
        assert isinstance(opened, Refused)
        assert opened.reason == "malformed", "an easy lock was tried"
    assert rounds < MIN_ROUNDS
    world.store.wraps[place] = replace(row, lock=easy)
    _closed(world, member, place[1])


def change_pins(world: World, member: UUID, change: Change) -> None:
    """Change what a member has seen of queues."""
    number, box = world.store.pins[member]
    world.store.pins[member] = number, change(box)
    world.model.delete_wraps(member)


def older_pins(world: World, member: UUID, *, relabelled: bool) -> None:
    """Give back older pins as if they were the newest, their bytes saying so too or not."""
    number, box = world.store.pins[member]
    label = Context(SealedKind.PINS, member, number + 1).pack() if relabelled else box[:CONTEXT_BYTES]
    world.store.pins[member] = number + 1, label + box[CONTEXT_BYTES:]
    world.model.delete_wraps(member)


def own_pins(world: World, member: UUID) -> None:
    """Make pins for a member, so that a chain of ours would fit them."""
    number, _ = world.store.pins[member]
    context = Context(SealedKind.PINS, member, number)
    world.store.pins[member] = number, seal_box(bytes(2), bytes(32), context)
    world.model.delete_wraps(member)
