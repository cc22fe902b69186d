"""Draws load where wrk is not installed: `python -m bench.client PORT CONNECTIONS SECONDS FILE` asks for what it lists.

One process, one thread: it is slower than nginx, and says so by taking all of its core (see `load.Answers.load_busy`).
"""

import asyncio
import json
import re
import sys
from itertools import count
from pathlib import Path
from statistics import quantiles
from time import perf_counter

HOST = "127.0.0.1"
MOST_ANSWERS = 500_000
LENGTH = re.compile(rb"\r\ncontent-length: *(\d+)", re.IGNORECASE)
GOOD = (b"200", b"304")


class Run:
    """One run: what is asked for, until when, and what came."""

    def __init__(self, port: int, asked: list[bytes], seconds: float) -> None:
        self.port = port
        self.asked = asked
        self.turn = count()
        self.until = perf_counter() + seconds
        self.taken: list[float] = []
        self.failed = 0

    async def connection(self) -> None:
        """Ask over one connection, one request after another."""
        reader, writer = await asyncio.open_connection(HOST, self.port)
        try:
            while perf_counter() < self.until and len(self.taken) < MOST_ANSWERS:
                began = perf_counter()
                writer.write(self.asked[next(self.turn) % len(self.asked)])
                self.failed += not await _answered(reader)
                self.taken.append(1000 * (perf_counter() - began))
        finally:
            writer.close()


async def _answered(reader: asyncio.StreamReader) -> bool:
    """Read one answer; returns whether it was a good one."""
    head = await reader.readuntil(b"\r\n\r\n")
    length = LENGTH.search(head)
    status = head[9:12]
    if length and status != b"304":
        await reader.readexactly(int(length[1]))
    return status in GOOD


async def _go(run: Run, connections: int) -> None:
    await asyncio.gather(*(run.connection() for _ in range(connections)))


def main(port: int, connections: int, seconds: float, file: Path) -> None:
    """Run, and print what `load.WRK` prints."""
    run = Run(port, [text.encode() for text in json.loads(file.read_text())], seconds)
    began = perf_counter()
    asyncio.run(_go(run, connections))
    cuts = quantiles(run.taken, n=100)
    told = {"requests": len(run.taken), "seconds": perf_counter() - began, "failed": run.failed}
    print(json.dumps({**told, "p50": cuts[49], "p99": cuts[98]}))


if __name__ == "__main__":
    main(int(sys.argv[1]), int(sys.argv[2]), float(sys.argv[3]), Path(sys.argv[4]))
