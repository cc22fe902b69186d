"""Keeps what a process removes again, for a seizure that another process makes."""

from __future__ import annotations

import os
from collections.abc import Iterator
from contextlib import contextmanager
from itertools import count
from pathlib import Path

from tests.seizure import disk

LOST = "ROMDUOL_TESTS_LOST"
UNNAMED = "a temporary file without a name"
_number = count(1)


class Kept(disk.Written):
    """Keeps in a folder what is removed, written over or opened without a name."""

    def __init__(self, folder: Path) -> None:
        super().__init__()
        self._folder = folder

    def opened(self, path: str, flags: int) -> None:
        """Note a file that is opened for writing."""
        super().opened(path, flags)
        if self.unnamed:
            (self._folder / UNNAMED).write_text("\n".join(self.unnamed))

    def _keep(self, path: str, how: str) -> None:
        super()._keep(path, how)
        for place in self.lost:
            name = f"{os.getpid()}-{next(_number)} {place.name.replace('/', ' ')}"
            (self._folder / name).write_bytes(place.data)
        self.lost.clear()


@contextmanager
def looking(kept: Kept) -> Iterator[None]:
    """Have an eye of this kind on what this process does."""
    with disk.watching():
        disk._watching.append(kept)
        try:
            yield
        finally:
            disk._watching.remove(kept)
