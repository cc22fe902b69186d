"""The program as it serves, in a process whose files are watched: what it removes again is kept for a seizure."""

from __future__ import annotations

import os
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


_watch = disk.watching()
_watch.__enter__()
if folder := os.environ.get(LOST):
    disk._watching[:] = [Kept(Path(folder))]

from romduol.config.wsgi import application  # noqa: E402 (files are watched from here on)

__all__ = ("application",)
