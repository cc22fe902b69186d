"""A slow phone line in front of a server on this machine: late, narrow, and with handshakes that take their time."""

import asyncio
from collections.abc import Iterator
from contextlib import contextmanager, suppress
from threading import Thread

from bench.link import AROUND, SEGMENT, TCP, TLS, Link

HOST = "127.0.0.1"
MOST = 65_536


class SlowLine:
    """Passes connections on to a port over a line of its own.

    What the phone sends first waits for both handshakes, which cost no bytes here; whatever is sent is half a round
    trip late; what comes back goes one segment after another, those of all connections over the same line. There is no
    slow start: what fits into the first window never feels one.
    """

    def __init__(self, port: int, link: Link) -> None:
        self.port = port
        self.link = link
        self._free = 0.0

    async def connection(self, reader: asyncio.StreamReader, writer: asyncio.StreamWriter) -> None:
        """Serve one connection until either side ends it."""
        up_reader, up_writer = await asyncio.open_connection(HOST, self.port)
        opened = asyncio.get_running_loop().time() + (TCP + TLS) * self.link.round_trip
        try:
            await asyncio.gather(self._up(reader, up_writer, opened), self._down(up_reader, writer))
        except ConnectionError:
            pass  # A browser drops connections that it no longer needs.
        finally:
            for one in (writer, up_writer):
                one.close()

    async def _up(self, reader: asyncio.StreamReader, writer: asyncio.StreamWriter, opened: float) -> None:
        loop = asyncio.get_running_loop()
        while data := await reader.read(MOST):
            await _until(max(loop.time(), opened) + self.link.round_trip / 2)
            writer.write(data)
        writer.close()

    async def _down(self, reader: asyncio.StreamReader, writer: asyncio.StreamWriter) -> None:
        loop = asyncio.get_running_loop()
        while data := await reader.read(MOST):
            for start in range(0, len(data), SEGMENT):
                segment = data[start : start + SEGMENT]
                self._free = max(loop.time(), self._free) + 8 * (len(segment) + AROUND) / self.link.rate
                loop.call_at(self._free + self.link.round_trip / 2, _deliver, writer, segment)
        await _until(self._free + self.link.round_trip / 2)
        writer.close()


def _deliver(writer: asyncio.StreamWriter, segment: bytes) -> None:
    if not writer.is_closing():
        writer.write(segment)


async def _until(moment: float) -> None:
    await asyncio.sleep(max(0.0, moment - asyncio.get_running_loop().time()))


@contextmanager
def slow_line(port: int, link: Link) -> Iterator[int]:
    """Open a slow line to a port; gives the port to ask instead."""
    loop = asyncio.new_event_loop()
    line = SlowLine(port, link)
    server = loop.run_until_complete(asyncio.start_server(line.connection, HOST, 0))
    thread = Thread(target=loop.run_forever, daemon=True)
    thread.start()
    try:
        yield int(server.sockets[0].getsockname()[1])
    finally:
        asyncio.run_coroutine_threadsafe(_closed(server), loop).result(10)
        loop.call_soon_threadsafe(loop.stop)
        thread.join(10)
        loop.close()


async def _closed(server: asyncio.Server) -> None:
    server.close()
    others = asyncio.all_tasks() - {asyncio.current_task()}
    for task in others:
        task.cancel()
    for task in others:
        with suppress(asyncio.CancelledError):
            await task
