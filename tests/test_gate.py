"""Half-sent requests must not stop the pages."""

from __future__ import annotations

import json
import threading
from collections.abc import Callable, Iterator
from io import BytesIO
from typing import Any
from wsgiref.util import setup_testing_defaults

import pytest

from romduol.channels.api.streams import Stream
from romduol.config.gate import LARGEST_BYTES, PostGate


def status_of(gate: PostGate, method: str = "POST", body: Any = None, **more: Any) -> str:
    """Return the status of one answer."""
    environ: dict[str, Any] = {
        "REQUEST_METHOD": method,
        "CONTENT_LENGTH": "5",
        "wsgi.input": body or BytesIO(b"words"),
        **more,
    }
    setup_testing_defaults(environ)
    told: list[str] = []
    list(gate(environ, lambda status, headers: told.append(status[:3])))
    return told[0]


def fine(environ: dict[str, Any], start: Callable[..., Any]) -> Iterator[bytes]:
    start("200 OK", [])
    yield b"fine"


@pytest.mark.parametrize(
    ("length", "status"),
    [("5", "200"), ("", "411"), ("five", "411"), ("-1", "411"), (str(LARGEST_BYTES + 1), "413"), ("9" * 40, "413")],
)
def test_what_is_too_long_or_does_not_say_is_not_read(length, status):
    assert status_of(PostGate(fine), CONTENT_LENGTH=length) == status


def test_a_long_list_is_not_gathered_in_memory():
    places = threading.BoundedSemaphore(1)
    places.acquire()
    stream = Stream(iter([b"line\n"]), places, zipped=False)
    environ: dict[str, Any] = {"REQUEST_METHOD": "POST", "CONTENT_LENGTH": "2", "wsgi.input": BytesIO(b"{}")}

    assert PostGate(lambda environ, start: stream)(environ, lambda status, headers: None) is stream
    assert not places.acquire(blocking=False)
    assert list(stream) == [b"line\n"]
    assert places.acquire(blocking=False)


def test_a_browser_that_asks_first_sends_nothing_and_passes():
    assert status_of(PostGate(fine), method="OPTIONS", CONTENT_LENGTH="") == "200"


def test_a_program_is_refused_in_json():
    environ: dict[str, Any] = {"REQUEST_METHOD": "POST", "CONTENT_LENGTH": str(LARGEST_BYTES + 1)}
    environ["PATH_INFO"] = "/api/answers"
    setup_testing_defaults(environ)
    told: dict[str, str] = {}
    body = b"".join(PostGate(fine)(environ, lambda status, headers: told.update(headers)))
    assert json.loads(body)["error"]["code"] == "too_large"
    assert (told["Content-Type"], told["Content-Length"]) == ("application/json", str(len(body)))


def test_only_so_many_wait_at_once_and_others_are_told_to_come_again():
    go_on, inside = threading.Event(), threading.Barrier(3)

    def slow(environ: dict[str, Any], start: Callable[..., Any]) -> list[bytes]:
        inside.wait(5)
        go_on.wait(5)
        start("200 OK", [])
        return []

    gate = PostGate(slow, at_once=2)
    waiting = [threading.Thread(target=status_of, args=(gate,)) for _ in range(2)]
    for one in waiting:
        one.start()
    inside.wait(5)
    assert status_of(gate) == "503"
    go_on.set()
    for one in waiting:
        one.join(5)
    inside.reset()
    gate.beyond = fine
    assert status_of(gate) == "200", "the places are free again"


def test_what_breaks_off_is_not_passed_on_by_half():
    assert status_of(PostGate(fine), body=BytesIO(b"wo")) == "408"


def test_what_is_passed_on_is_what_was_sent():
    def echo(environ: dict[str, Any], start: Callable[..., Any]) -> list[bytes]:
        start("200 OK", [])
        return [environ["wsgi.input"].read()]

    environ: dict[str, Any] = {
        "REQUEST_METHOD": "POST",
        "CONTENT_LENGTH": "5",
        "wsgi.input": BytesIO(b"words and more"),
    }
    setup_testing_defaults(environ)
    assert list(PostGate(echo)(environ, lambda status, headers: None)) == [b"words"]


def test_pages_never_wait_here():
    assert status_of(PostGate(fine, at_once=1), method="GET", CONTENT_LENGTH="") == "200"
