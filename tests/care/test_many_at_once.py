"""Many report at once, some of them to keep others out: nothing fails, nothing is lost, nobody waits for a crowd."""

from __future__ import annotations

import socket
from collections.abc import Callable, Iterator, Sequence
from concurrent.futures import ThreadPoolExecutor
from contextlib import ExitStack, contextmanager
from datetime import UTC, date, datetime, timedelta
from itertools import count, takewhile
from pathlib import Path
from threading import Barrier, Event, Lock
from time import monotonic

from bench.servers import HOST, Server
from django.db import connections
from tests.care.browsing import IN, Sent, ask, deliver, inboxes, seal
from tests.care.released import release_few
from tests.care.served import Answer, Sender, house
from tests.care.staffed import Staffed, staffed, written
from tests.care.without_script import Visitor, code_on

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
        with collecting():
            answers = at_once(lambda one: deliver(somebody(server), one), sent)
        assert [(one.status, one.body) for one in answers] == [(201, b'{"kept":"kept"}')] * TOGETHER
        again = at_once(lambda one: deliver(somebody(server), one), sent[:10])
        assert [(one.status, one.body) for one in again] == [(201, b'{"kept":"again"}')] * 10
        assert (Receipt.objects.count(), Record.objects.count()) == (TOGETHER, TOGETHER)
        assert all(ask(somebody(server), "o", one.receipt).status == 200 for one in sent[:5])
        expect_all_read(queue, sent)


@contextmanager
def collecting() -> Iterator[None]:
    """Have what came join the inboxes meanwhile, again and again, which writes the tables anew each time."""
    over = Event()

    def collect_on() -> int:
        try:
            return sum(1 for hour in takewhile(lambda _: not over.wait(0.05), count(1)) if hourly(hour) >= 0)
        finally:
            connections.close_all()

    with ThreadPoolExecutor(1) as pool:
        times = pool.submit(collect_on)
        try:
            yield
        finally:
            over.set()
        assert times.result() > 0


def hourly(hour: int) -> int:
    return collect(datetime.now(UTC) + timedelta(hours=hour))


def expect_all_read(queue: Staffed, sent: Sequence[Sent]) -> None:
    """The member reads every one, whatever became of the line that they waited in."""
    for hour in range(1_000, 1_004):
        hourly(hour)
    found = [one for one in records_for({queue.id}) if one.kind is SealedKind.REPORT]
    assert {one.id for one in found} == {one.id for one in sent}
    for one in found:
        open_report(one.box, one.envelopes[0].data, queue.pair, one.id, queue.chain)


def test_who_floods_from_one_place_keeps_nobody_else_out(tmp_path, transactional_db):
    with on_a_house(tmp_path) as (server, _, chains), flooding(server, chains) as flood:
        took = [one_more(server, chains, f"198.51.100.{number}") for number in (7, 99, 200)]
        assert min(took) < SOON
        assert flood.sent, "the flood came, and was taken in, too"
        assert not flood.failed, "nothing of a flood is refused: it may be a ward of phones"


def test_nor_does_who_floods_without_a_script(tmp_path, transactional_db):
    release_few(tmp_path / "data" / "releases")
    with on_a_house(tmp_path) as (server, queue, _):
        act = unsealed(server, queue)
        with crowding(lambda number: act(f"203.0.113.{number}")) as flood:
            took = [timed(lambda: act(f"198.51.100.{number}")) for number in (7, 99, 200)]  # noqa: B023
        assert min(took) < SOON
        assert not flood.failed
        assert Receipt.objects.count() == flood.sent + len(took)


def unsealed(server: Server, queue: Staffed) -> Callable[[str], bool]:
    """Return how somebody at an address reports who has no script; tells whether it was kept."""

    def act(address: str) -> bool:
        somebody = Visitor(Sender(server.port, address))
        somebody.begins()
        page = somebody.sends({"what": "what happened", "queue": str(queue.id)})
        return page.status == 200 and bool(code_on(page.text) == somebody.code)

    return act


def timed(act: Callable[[], bool]) -> float:
    began = monotonic()
    assert act()
    return monotonic() - began


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
    sealed = [seal(chains, written(), date.today()) for _ in range(CROWD)]

    def send(number: int) -> bool:
        return deliver(Sender(server.port, f"203.0.113.{number}"), sealed[number]).status == 201

    with ExitStack() as stack:
        for number in range(STALLED):
            stack.enter_context(stalled(server, f"192.0.2.{number}"))
        yield stack.enter_context(crowding(send))


@contextmanager
def crowding(send: Callable[[int], bool]) -> Iterator[Flood]:
    """Have a crowd send again and again, each by number, from when the first of them were answered."""
    over, flood, lock = Event(), Flood(), Lock()

    def go_on(number: int) -> None:
        while not over.is_set():
            good = send(number)
            with lock:
                flood.sent += good
                flood.failed += not good

    with ThreadPoolExecutor(CROWD) as pool:
        sending = [pool.submit(go_on, number) for number in range(CROWD)]
        try:
            while flood.sent < CROWD // 2 and not any(one.done() for one in sending):
                over.wait(0.02)
            yield flood
        finally:
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


def at_once(act: Callable[[Sent], Answer], sent: Sequence[Sent]) -> list[Answer]:
    """Do it with all of them in the same moment."""
    ready = Barrier(len(sent))

    def one(each: Sent) -> Answer:
        ready.wait(30)
        return act(each)

    with ThreadPoolExecutor(len(sent)) as pool:
        return list(pool.map(one, sent))


@contextmanager
def on_a_house(folder: Path) -> Iterator[tuple[Server, Staffed, Sequence[Chain]]]:
    """Have a server with one queue, as a browser knows it."""
    with house(folder) as server:
        queue = staffed(date.today())
        _, chains = inboxes(Sender(server.port))
        yield server, queue, [chains[queue.id]]
