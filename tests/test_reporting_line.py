"""Whoever sends a report waits in line and is not refused; nobody who sends much or slowly holds up another."""

from __future__ import annotations

import threading
import time
from collections.abc import Callable
from concurrent.futures import ThreadPoolExecutor
from io import BytesIO
from typing import Any
from wsgiref.util import setup_testing_defaults

import pytest

from romduol.config.gate import LARGEST_BYTES
from romduol.config.reporting import HOUR, IN_LINE, LARGEST_REPORT, PLACES, ReportLine
from romduol.config.uploads import LARGEST_SEALED, MEGABYTE, Uploads
from romduol.safety.limits.lines import Line, State
from romduol.safety.limits.rules import COMING_BACK, is_here, neighbours
from tests.test_limits import Clock

FLOOD, ANOTHER = "203.0.113.{}", "198.51.100.9"


def fine(environ: dict[str, Any], start: Callable[..., Any]) -> list[bytes]:
    found = 0
    while piece := environ["wsgi.input"].read(65536):
        found += len(piece)
    start("200 OK", [])
    return [str(found).encode()]


def others(environ: dict[str, Any], start: Callable[..., Any]) -> list[bytes]:
    start("299 Others", [])
    return []


def ask(
    line: Any, path: str = "/in/km/r", body: bytes = b"words", peer: str = ANOTHER, source: Any = None, **more: str
) -> str:
    """Return the status of one answer."""
    environ: dict[str, Any] = {
        "REQUEST_METHOD": "POST",
        "PATH_INFO": path,
        "CONTENT_LENGTH": str(len(body)),
        "REMOTE_ADDR": peer,
        "wsgi.input": source or BytesIO(body),
        **more,
    }
    setup_testing_defaults(environ)
    told: list[str] = []
    b"".join(line(environ, lambda status, headers: told.append(status[:3])))
    return told[0]


class Slow:
    """A body of which nothing comes until it may."""

    def __init__(self, go_on: threading.Event) -> None:
        self.go_on = go_on

    def read(self, size: int = -1) -> bytes:
        self.go_on.wait(20)
        return b"words"[:size]


class TestLine:
    def test_who_holds_least_goes_next(self):
        line = Line(places=2, share=2, room=0, longest=9)
        first, second = line.enter(1), line.enter(1)
        third, other = line.enter(1), line.enter(2)
        line.leave(first)
        assert (third.state, other.state) == (State.WAITING, State.IN)
        line.leave(second)
        assert third.state is State.IN

    def test_one_crowd_never_has_all_places(self):
        line = Line(places=3, share=2, room=0, longest=9)
        crowd = [line.enter(1) for _ in range(5)]
        assert [turn.state for turn in crowd].count(State.IN) == 2
        assert line.enter(2).state is State.IN

    def test_what_all_bring_together_has_a_bound_and_words_pass_beside_it(self):
        line = Line(places=9, share=9, room=10 * MEGABYTE, longest=9)
        large = [line.enter(name, 6 * MEGABYTE) for name in (1, 2, 3)]
        assert [turn.state for turn in large] == [State.IN, State.WAITING, State.WAITING]
        assert line.enter(4, 2 * MEGABYTE).state is State.WAITING, "who brings less does not overtake for ever"
        assert line.enter(5, 900).state is State.IN
        line.leave(large[0])
        assert large[1].state is State.IN

    def test_where_a_line_is_too_long_the_last_of_the_largest_crowd_goes(self):
        line = Line(places=1, share=1, room=0, longest=3)
        crowd = [line.enter(1) for _ in range(4)]
        other = line.enter(2)
        assert crowd[3].state is State.OUT
        assert [turn.state for turn in (*crowd[:3], other)] == [State.IN, *[State.WAITING] * 3]

    def test_who_gives_up_leaves_no_gap(self):
        line = Line(places=1, share=1, room=0, longest=3)
        first, second, third = (line.enter(name) for name in (1, 2, 3))
        assert line.wait(second, 0) is State.WAITING
        line.leave(second)
        line.leave(first)
        assert third.state is State.IN


def test_fifty_reports_at_once_and_not_one_is_refused():
    with ThreadPoolExecutor(50) as crowd:
        line = ReportLine(others, _takes(0.02))
        assert set(crowd.map(lambda _: ask(line), range(50))) == {"200"}


def test_another_reporter_passes_a_flood_from_one_neighbourhood_in_under_two_seconds():
    go_on = threading.Event()
    line = ReportLine(others, fine)
    flood = [
        threading.Thread(target=ask, args=(line,), kwargs={"peer": FLOOD.format(part), "source": Slow(go_on)})
        for part in range(PLACES + 20)
    ]
    for one in flood:
        one.start()
    try:
        began = time.monotonic()
        assert ask(line) == "200"
        assert time.monotonic() - began < 2
    finally:
        go_on.set()
        for one in flood:
            one.join(10)


def test_a_full_line_lets_another_in_and_only_the_crowd_is_told_to_come_again():
    go_on, refused, told = threading.Event(), threading.Semaphore(0), []
    line = ReportLine(others, fine, line=Line(places=2, share=1, room=0, longest=3))

    def slow() -> None:
        told.append(ask(line, peer=FLOOD.format(1), source=Slow(go_on)))
        refused.release()

    flood = [threading.Thread(target=slow) for _ in range(9)]
    for one in flood:
        one.start()
    try:
        assert all(refused.acquire(timeout=10) for _ in range(5))
        assert ask(line) == "200"
    finally:
        go_on.set()
        for one in flood:
            one.join(10)
    assert sorted(told) == ["200"] * 4 + ["503"] * 5


@pytest.mark.parametrize("path", ["/in/km/r", "/in/en/r/b", "/in/km/r/d", "/in/km/r/a", "/in/km/r/h"])
def test_fifty_megabytes_come_to_these_addresses_and_no_more(path):
    line = ReportLine(others, fine)
    assert ask(line, path, b"x" * (2 * MEGABYTE)) == "200"
    assert ask(line, path, CONTENT_LENGTH=str(LARGEST_REPORT + 1)) == "413"


@pytest.mark.parametrize("path", ["/in/km/r/o", "/in/km/r/w", "/in/km/r/f", "/in/km/r/q"])
def test_other_addresses_of_reporters_take_what_a_form_holds(path):
    assert ask(ReportLine(others, fine), path, b"x" * (LARGEST_BYTES + 1)) == "413"


def test_what_says_no_length_or_is_packed_is_not_read():
    line = ReportLine(others, fine)
    assert ask(line, CONTENT_LENGTH="") == "411"
    assert ask(line, HTTP_CONTENT_ENCODING="gzip") == "415"
    assert ask(line, body=b"half", CONTENT_LENGTH="9") == "408"


@pytest.mark.parametrize("path", ["/in/km/s/l", "/km/q", "/in/km/report", "/desk/km/r"])
def test_all_else_goes_the_way_it_went(path):
    assert ask(ReportLine(others, fine), path) == "299"


def test_who_tries_codes_without_end_waits_and_is_not_told_off():
    clock = Clock()
    line = ReportLine(others, fine, clock=clock, waits=0)
    came = [ask(line, "/in/km/r/b") for _ in range(COMING_BACK.at_once + 3)]
    assert came.count("200") == COMING_BACK.at_once, "these are told to wait after so long, which is none here"
    assert ask(line, "/in/km/r") == "200", "sending goes on"
    assert ask(line, "/in/km/r/b", peer="192.0.2.1") == "200", "and so do others"
    clock.now += 1 / COMING_BACK.a_second
    assert ask(line, "/in/km/r/b") == "200"


def test_names_of_neighbourhoods_are_new_each_hour():
    clock = Clock()
    line = ReportLine(others, fine, clock=clock)
    before = line._name(b"\xcb\x00\x71\x07")
    assert line._name(b"\xcb\x00\x71\x08") == before, "of one /24"
    clock.now += HOUR
    assert line._name(b"\xcb\x00\x71\x07") != before


def test_a_neighbourhood_is_a_24_or_a_64():
    assert neighbours(b"\xcb\x00\x71\x07") == b"\xcb\x00\x71"
    assert neighbours(b"12345678") == b"12345678"
    assert is_here(b"\x7f\x00\x00\x01")
    assert not is_here(b"\xcb\x00\x71\x07")


def test_the_line_is_shorter_than_the_threads_that_serve():
    from romduol.config.commands.serve import FOR_PAGES, THREADS

    assert THREADS - PLACES - IN_LINE >= FOR_PAGES
    assert PLACES + IN_LINE > 500, "so many who send in one moment are all taken in"


def test_staff_send_what_is_sealed_and_a_stranger_does_not():
    gate = Uploads(others, fine)
    path = "/desk/km/inbox/data/write"
    assert ask(gate, path, b"x" * MEGABYTE, HTTP_COOKIE="desk=anything") == "200"
    assert ask(gate, path, b"x" * MEGABYTE) == "299"
    assert ask(gate, path, CONTENT_LENGTH=str(LARGEST_SEALED + 1), HTTP_COOKIE="desk=anything") == "413"
    assert ask(gate, path, HTTP_COOKIE="desk=anything") == "299", "little words go through the gate, as all do"


def _takes(seconds: float) -> Callable[..., list[bytes]]:
    def app(environ: dict[str, Any], start: Callable[..., Any]) -> list[bytes]:
        time.sleep(seconds)
        return fine(environ, start)

    return app
