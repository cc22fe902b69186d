"""What would take a thread to a queue that its report was not sent to: whoever reads it there, or writes, stops."""

from __future__ import annotations

from collections.abc import Iterator
from uuid import UUID

import pytest
from tests.safety.crypto.machine.actors import Session
from tests.safety.crypto.machine.attacks import tampered
from tests.safety.crypto.machine.forgeries import Forger, own_chain
from tests.safety.crypto.machine.model import Epoch
from tests.safety.crypto.machine.readings import report_opened, walked
from tests.safety.crypto.machine.remembered import Refused
from tests.safety.crypto.machine.world import World

from romduol.safety.crypto.contexts import Context, SealedKind
from romduol.safety.crypto.envelopes import open_envelope, seal_envelope
from romduol.safety.crypto.epochs import Chain
from romduol.safety.crypto.keys import KeyPair
from romduol.safety.crypto.statements import sign_statement
from romduol.safety.crypto.threads import NotOfThread, Thread, add, answer, attach, note


def others(world: World, report: UUID) -> list[UUID]:
    """Return the queues that a report was not sent to."""
    return [queue for queue in world.store.owners if queue not in world.model.written[report].queues]


def reader_of(world: World, report: UUID) -> tuple[bytes, KeyPair] | None:
    """Return the envelope of a report, and the pair, of somebody who reads it or ever did."""
    row, one = world.store.rows[report], world.model.written[report]
    for envelope, target in zip(row.envelopes, one.targets, strict=True):
        for member in world.members:
            if isinstance(target, tuple) and target in member.hoard.pairs:
                return envelope, member.hoard.pairs[target]
    return None


def pass_on(world: World, report: UUID, queue: UUID) -> int:
    """Let a reader seal a report's secret to another queue; return how many of those who read that queue refused."""
    reader, context = reader_of(world, report), Context(SealedKind.REPORT, report)
    assert reader is not None
    row, signed = world.store.rows[report], world.store.chains[queue]
    passed = seal_envelope(open_envelope(*reader, context), world.chain(queue).last.statement.public, context)
    refused = 0
    with tampered(world):
        world.store.add_envelope(report, passed)
        for pair in _current_pairs(world, queue):
            shown = report_opened(row.box, passed, pair, report, signed)
            assert isinstance(shown, Refused), "a queue opens a report that was not sent to it"
            assert shown.reason == "other-context"
            refused += 1
    return refused


def _current_pairs(world: World, queue: UUID) -> Iterator[KeyPair]:
    """Yield the key of the newest epoch, for each member who gets at it."""
    newest: Epoch = (queue, len(world.store.chains[queue]))
    for member in world.present():
        session = member.sign_in(world.store)
        assert isinstance(session, Session)
        if newest in session.pairs:
            yield session.pairs[newest]


def named(world: World, thread: Thread, *, reporter: bool) -> None:
    """Name every other queue, and every false chain of the right ones, to somebody who writes in a thread."""
    who, sent = "a reporter" if reporter else "a member", world.model.written[thread.report]
    right = [world.chain(queue) for queue in sorted(sent.queues)]
    assert all(thread.has(chain) for chain in right)
    for queue in others(world, thread.report):
        _refused(world, thread, right[0], world.chain(queue), reporter=reporter)
        world.seen[f"another queue named to {who}"] += 1
    for target in sent.targets:
        if isinstance(target, tuple):
            for name, chain in _false_chains(world, *target):
                _refused(world, thread, right[0], chain, reporter=reporter)
                world.seen[f"{name} named to {who}"] += 1


def _false_chains(world: World, queue: UUID, epoch: int) -> Iterator[tuple[str, Chain]]:
    """Yield chains under the id of a queue that lack the statement a report was sealed by."""
    yield "a queue founded anew", own_chain(world, queue)
    earlier = world.store.chains[queue][: epoch - 1]
    if earlier:
        older = _held(earlier)
        yield "an older chain", older
        forger = Forger(world, queue, older)
        if forger.insider:
            yield "a fork", _held((*earlier, sign_statement(forger.following, forger.insider)))


def _held(signed: tuple[bytes, ...]) -> Chain:
    chain = walked(signed, None)
    assert isinstance(chain, Chain)
    return chain


def _refused(world: World, thread: Thread, right: Chain, wrong: Chain, *, reporter: bool) -> None:
    """Let somebody write to a wrong queue, by itself and beside the right one, in all the ways they can."""
    itself, words, today = world.new_id(), b"where I will be", world.today
    assert not thread.has(wrong)
    for queues in ([wrong], [right, wrong]):
        with pytest.raises(NotOfThread):
            (add if reporter else answer)(thread, itself, words, queues, today)
        with pytest.raises(NotOfThread):
            attach(thread, itself, [words], queues, today, to_reporter=not reporter)
    if not reporter:
        with pytest.raises(NotOfThread):
            note(thread, itself, words, wrong, today)
