"""Puts more records in order than fit into memory: they wait in temporary files, parted by their first bits."""

from collections.abc import Iterator
from contextlib import ExitStack
from tempfile import SpooledTemporaryFile
from types import TracebackType

PARTS = 64
IN_MEMORY = 256 * 1024
"""Bytes of a part that wait in memory before a file is begun: a small directory never touches the disk."""
AT_ONCE = 1024


class Spool:
    """Records of bytes, each behind its length, given back part by part in the order of their first six bits."""

    def __init__(self) -> None:
        self.count = 0
        self._stack = ExitStack()
        self._waiting: list[list[bytes]] = [[] for _ in range(PARTS)]
        # Closed with the spool.
        files = (SpooledTemporaryFile(IN_MEMORY) for _ in range(PARTS))  # noqa: SIM115
        self._files = [self._stack.enter_context(file) for file in files]

    def __enter__(self) -> "Spool":
        return self

    def __exit__(
        self, kind: type[BaseException] | None, problem: BaseException | None, trace: TracebackType | None
    ) -> None:
        self._stack.close()

    def add(self, record: bytes) -> None:
        """Take a record in; raises OSError where the disk is full."""
        self.count += 1
        waiting = self._waiting[record[0] >> 2]
        waiting.append(len(record).to_bytes(4, "big") + record)
        if len(waiting) >= AT_ONCE:
            self._write(record[0] >> 2)

    def parts(self) -> Iterator[list[bytes]]:
        """Yield the records of each part, each once, in order; the spool is empty then."""
        for number, file in enumerate(self._files):
            self._write(number)
            file.seek(0)
            yield sorted(set(_records(file.read())))
            file.close()

    def _write(self, number: int) -> None:
        self._files[number].write(b"".join(self._waiting[number]))
        self._waiting[number].clear()


def _records(data: bytes) -> list[bytes]:
    found, at = [], 0
    while at < len(data):
        end = at + 4 + int.from_bytes(data[at : at + 4], "big")
        found.append(data[at + 4 : end])
        at = end
    return found
