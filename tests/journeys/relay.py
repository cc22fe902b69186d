"""A line between browsers and a running server that keeps every byte sent to it, so that it can be searched.

A browser's own list of requests leaves out what it sends from memory, as files are; a line leaves out nothing.
"""

from __future__ import annotations

import socket
from collections.abc import Iterator
from contextlib import contextmanager, suppress
from threading import Thread

AT_ONCE = 65_536


class Relay:
    """Where it is, and all that was sent through it: one buffer for each connection, as the bytes came."""

    def __init__(self, port: int) -> None:
        self._there = ("127.0.0.1", port)
        self._door = socket.create_server(("127.0.0.1", 0))
        self.address = f"http://127.0.0.1:{self._door.getsockname()[1]}"
        self._kept: list[bytearray] = []
        Thread(target=self._take, daemon=True).start()

    def sent(self) -> bytes:
        """Return what the browsers sent until now."""
        return b"\n".join(bytes(one) for one in self._kept)

    def close(self) -> None:
        """Take nobody in any more."""
        self._door.close()

    def _take(self) -> None:
        with suppress(OSError):
            while True:
                here, _ = self._door.accept()
                there = socket.create_connection(self._there)
                self._kept.append(kept := bytearray())
                Thread(target=_pass, args=(here, there, kept), daemon=True).start()
                Thread(target=_pass, args=(there, here, bytearray()), daemon=True).start()


def _pass(one: socket.socket, other: socket.socket, kept: bytearray) -> None:
    with suppress(OSError):
        while data := one.recv(AT_ONCE):
            kept += data
            other.sendall(data)
    for end in (one, other):
        with suppress(OSError):
            end.shutdown(socket.SHUT_RDWR)
        end.close()


@contextmanager
def relay(port: int) -> Iterator[Relay]:
    """Have a line to the server at a port."""
    line = Relay(port)
    try:
        yield line
    finally:
        line.close()
