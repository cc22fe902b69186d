"""Puts more records in order than fit into memory: they wait in temporary files, parted by their first bits."""

from collections.abc import Iterable, Iterator
from contextlib import ExitStack
from tempfile import SpooledTemporaryFile
from types import TracebackType

PARTS = 64
IN_MEMORY = 256 * 1024
"""Bytes of a part that wait in memory before a file is begun: a small directory never touches the disk."""
AT_ONCE = 1024


class Spool:
    """Records of bytes, given back part by part in the order of their first six bits.

    All of them have `size` bytes, or each stands behind its length.
    """

    def __init__(self, size: int = 0) -> None:
        self.count = 0
        self._size = size
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

    def add(self, records: Iterable[bytes]) -> None:
        """Take records in; raises OSError where the disk is full."""
        for record in records:
            self.count += 1
            number = record[0] >> 2
            waiting = self._waiting[number]
            waiting.append(record)
            if len(waiting) == AT_ONCE:
                self._write(number)

    def parts(self) -> Iterator[list[bytes]]:
        """Yield the records of each part, each once, in order; the spool is empty then."""
        for number, file in enumerate(self._files):
            self._write(number)
            file.seek(0)
            yield sorted(set(self._records(file.read())))
            file.close()

    def _write(self, number: int) -> None:
        waiting = self._waiting[number]
        told = waiting if self._size else [len(record).to_bytes(4, "big") + record for record in waiting]
        self._files[number].write(b"".join(told))
        waiting.clear()

    def _records(self, data: bytes) -> list[bytes]:
        if self._size:
            return [data[at : at + self._size] for at in range(0, len(data), self._size)]
        found, at = [], 0
        while at < len(data):
            end = at + 4 + int.from_bytes(data[at : at + 4], "big")
            found.append(data[at + 4 : end])
            at = end
        return found
