"""Given people who send half a request, go silent or read slowly, when a reader opens a page, then it is there."""

from __future__ import annotations

import socket
import time
from collections.abc import Iterator
from contextlib import contextmanager

import pytest

HALF_A_BODY = b"POST /km/n HTTP/1.1\r\nHost: x\r\nContent-Length: 100\r\n\r\nnumber=1"
HALF_A_HEAD = b"GET /km/e HTTP/1.1\r\nHost:"
EMERGENCY = b"GET /km/e HTTP/1.1\r\nHost: x\r\nConnection: close\r\n\r\n"
MANY_PAGES = b"GET /km/l HTTP/1.1\r\nHost: x\r\n\r\n" * 200
PATIENT = 30
"""Seconds: the machine may be busy with other tests."""
SILENT_SECONDS = 15
"""As in config/commands/serve.py."""


def opened(server: str) -> socket.socket:
    host, port = server.removeprefix("http://").split(":")
    line = socket.socket()
    # A small window: what is not read stays with the server.
    line.setsockopt(socket.SOL_SOCKET, socket.SO_RCVBUF, 4096)
    line.settimeout(PATIENT)
    line.connect((host, int(port)))
    return line


@contextmanager
def held(server: str, lines: int, sent: bytes) -> Iterator[list[socket.socket]]:
    """Hold so many connections on which this was sent, and read nothing."""
    found = [opened(server) for _ in range(lines)]
    try:
        for line in found:
            if sent:
                line.sendall(sent)
        time.sleep(0.5)
        yield found
    finally:
        for line in found:
            line.close()


def the_emergency_page_is_there(server: str) -> bool:
    with opened(server) as line:
        line.sendall(EMERGENCY)
        return line.recv(12) == b"HTTP/1.1 200"


@pytest.mark.journey
@pytest.mark.parametrize(
    ("lines", "sent"),
    [(40, HALF_A_BODY), (40, HALF_A_HEAD), (800, b""), (40, MANY_PAGES)],
    ids=["half a body", "half a head", "silent", "slow readers"],
)
def test_none_of_them_stops_the_pages(server: str, lines: int, sent: bytes) -> None:
    with held(server, lines, sent):
        assert the_emergency_page_is_there(server)


@pytest.mark.journey
def test_who_is_silent_is_let_go(server: str) -> None:
    with opened(server) as line:
        line.settimeout(SILENT_SECONDS + PATIENT)
        assert line.recv(1) == b""
