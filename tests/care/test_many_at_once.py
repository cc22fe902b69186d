"""Many report at once, some of them to keep others out: nothing fails, nothing is lost, nobody waits for a crowd."""

from __future__ import annotations

import socket
from collections.abc import Callable, Iterator, Sequence
from concurrent.futures import ThreadPoolExecutor
from contextlib import ExitStack, contextmanager
from datetime import UTC, date, datetime, timedelta
from threading import Barrier, Event
from time import monotonic

from bench.servers import HOST, Server
from tests.care.browsing import IN, Sent, ask, deliver, inboxes, seal
from tests.care.served import Sender, house
from tests.care.staffed import Staffed, staffed, written

from romduol.care.reports.actions import collect
from romduol.care.reports.models import Receipt, Record
from romduol.care.reports.queries import records_for
from romduol.safety.crypto.contexts import SealedKind
from romduol.safety.crypto.epochs import Chain
from romduol.safety.crypto.threads import open_report

TOGETHER, CROWD, STALLED = 50, 12, 40
SOON = 2.0
"""Seconds in which another reporter gets through."""


def test_fifty_who_report_at_once_are_all_kept(tmp_path, transactional_db):
    with on_a_house(tmp_path) as (server, queue, chains):
        sent = [seal(chains, written(f"report {n}"), date.today()) for n in range(TOGETHER)]
        answers = at_once([lambda one=one: deliver(somebody(server), one) for one in sent])
        assert [(one.status, one.body) for one in answers] == [(201, b'{"kept":"kept"}')] * TOGETHER
        again = at_once([lambda one=one: deliver(somebody(server), one) for one in sent[:10]])
        assert [(one.status, one.body) for one in again] == [(201, b'{"kept":"again"}')] * 10
        assert (Receipt.objects.count(), Record.objects.count()) == (TOGETHER, TOGETHER)
        assert all(ask(somebody(server), "o", one.receipt).status == 200 for one in sent[:5])
        expect_all_read(queue, sent)


def expect_all_read(queue: Staffed, sent: Sequence[Sent]) -> None:
    """The member reads every one, whatever became of the line that they waited in."""
    now = datetime.now(UTC)
    for hour in range(1, 4):
        collect(now + timedelta(hours=hour))
    found = [one for one in records_for({queue.id}) if one.kind is SealedKind.REPORT]
    assert {one.id for one in found} == {one.id for one in sent}
    for one in found:
        open_report(one.box, one.envelopes[0].data, queue.pair, one.id, queue.chain)


def test_who_floods_from_one_place_keeps_nobody_else_out(tmp_path, transactional_db):
    with on_a_house(tmp_path) as (server, _, chains), flooding(server, chains) as flood:
        took = [one_more(server, chains, f"198.51.100.{number}") for number in (7, 99, 200)]
        assert min(took) < SOON
        assert flood.sent > CROWD, "the flood came, and was taken in, too"
        assert not flood.failed, "nothing of a flood is refused: it may be a ward of phones"


def one_more(server: Server, chains: Sequence[Chain], address: str) -> float:
    """Report from somewhere else, as a page does; return the seconds that it took."""
    sealed = seal(chains, written(), date.today())
    sender = Sender(server.port, address)
    began = monotonic()
    assert sender.get(f"{IN}/q").status == 200
    assert deliver(sender, sealed).status == 201
    return monotonic() - began


class Flood:
    """What a crowd behind one /24 has done so far."""

    sent = 0
    failed = 0


@contextmanager
def flooding(server: Server, chains: Sequence[Chain]) -> Iterator[Flood]:
    """Send from one neighbourhood without end, and from another hold lines open that say nothing more."""
    over, flood = Event(), Flood()
    sealed = [seal(chains, written(), date.today()) for _ in range(CROWD)]

    def send(number: int) -> None:
        while not over.is_set():
            good = deliver(Sender(server.port, f"203.0.113.{number}"), sealed[number]).status == 201
            flood.sent += good
            flood.failed += not good

    with ExitStack() as stack:
        for number in range(STALLED):
            stack.enter_context(stalled(server, f"192.0.2.{number}"))
        pool = stack.enter_context(ThreadPoolExecutor(CROWD))
        stack.callback(over.set)
        sending = [pool.submit(send, number) for number in range(CROWD)]
        while flood.sent <= CROWD and not any(one.done() for one in sending):
            over.wait(0.02)
        yield flood
        over.set()
        for one in sending:
            one.result()


@contextmanager
def stalled(server: Server, address: str) -> Iterator[None]:
    """Begin a report and send no more of it."""
    with socket.create_connection((HOST, server.port)) as line:
        head = f"POST {IN}/d HTTP/1.1\r\nHost: {HOST}\r\nX-Forwarded-For: {address}\r\nContent-Length: 9000\r\n"
        line.sendall(head.encode() + b"Content-Type: multipart/form-data; boundary=x\r\n\r\n--x\r\n")
        yield


def somebody(server: Server) -> Sender:
    return Sender(server.port, f"198.51.100.{next(_numbers)}")


_numbers = iter(range(1, 250))


def at_once(acts: Sequence[Callable[[], object]]) -> list[object]:
    """Do all of it in the same moment."""
    ready = Barrier(len(acts))

    def act(one: Callable[[], object]) -> object:
        ready.wait(30)
        return one()

    with ThreadPoolExecutor(len(acts)) as pool:
        return list(pool.map(act, acts))


@contextmanager
def on_a_house(folder: object) -> Iterator[tuple[Server, Staffed, Sequence[Chain]]]:
    """Have a server with one queue, as a browser knows it."""
    with house(folder) as server:
        queue = staffed(date.today())
        _, chains = inboxes(Sender(server.port))
        yield server, queue, [chains[queue.id]]
