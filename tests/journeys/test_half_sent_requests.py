"""Given somebody who sends half a request and waits, when a reader opens the emergency page, then it is there."""

from __future__ import annotations

import socket
import time

import pytest


@pytest.mark.journey
def test_half_sent_requests_do_not_stop_the_pages(server: str):
    host, port = server.removeprefix("http://").split(":")
    open_ends = []
    for _ in range(12):
        end = socket.create_connection((host, int(port)), timeout=5)
        end.sendall(b"POST /km/n HTTP/1.1\r\nHost: x\r\nContent-Length: 100\r\n\r\nnumber=1")
        open_ends.append(end)
    time.sleep(0.5)
    try:
        page = socket.create_connection((host, int(port)), timeout=5)
        page.sendall(b"GET /km/e HTTP/1.1\r\nHost: x\r\nConnection: close\r\n\r\n")
        assert page.recv(12) == b"HTTP/1.1 200"
    finally:
        for end in open_ends:
            end.close()
