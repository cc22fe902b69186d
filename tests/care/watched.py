"""Keeps what a process removes again, for a seizure that another process makes."""

from __future__ import annotations

import os
import sys
from collections.abc import Iterator
from contextlib import contextmanager
from itertools import count
from pathlib import Path

from django.db.backends.signals import connection_created
from tests.seizure import disk

LOST = "ROMDUOL_TESTS_LOST"
OPENED = "ROMDUOL_TESTS_OPENED"
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


def note_databases(file: Path) -> None:
    """Write down the name of every database that this process opens from now on, by Django or beside it."""
    file.touch()

    def note(name: object) -> None:
        with file.open("a") as noted:
            noted.write(f"{name}\n")

    def on_sqlite(event: str, arguments: tuple[object, ...]) -> None:
        if event == "sqlite3.connect":
            note(arguments[0])

    sys.addaudithook(on_sqlite)
    # PostgreSQL's library is not Python's: what it opens tells Django.
    connection_created.connect(lambda connection, **_: note(connection.settings_dict["NAME"]), weak=False)
