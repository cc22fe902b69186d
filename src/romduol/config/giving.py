"""Gives out files of a release, for the terminal and for the desk: whole or not at all, under one name."""

from __future__ import annotations

import os
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from pathlib import Path
from tempfile import NamedTemporaryFile
from typing import BinaryIO, cast

from romduol.channels.api.giving.choosing import Choice, file_name
from romduol.channels.api.giving.gathering import Gathered, told_by
from romduol.channels.api.giving.progress import Progress, silent
from romduol.channels.api.giving.serving import is_too_much
from romduol.channels.api.giving.told import Told
from romduol.channels.api.giving.workbook import TooManyRows
from romduol.channels.api.giving.writing import write
from romduol.channels.api.hsds.feed import Feed
from romduol.channels.api.licence import LICENSE
from romduol.desk.loading.queries import NoSuchSupplier, supplier
from romduol.knowledge.releases.queries.folder import release_of
from romduol.knowledge.releases.queries.shelf import Served, Shelf

Write = Callable[[BinaryIO], None]


class NoSuchRelease(ValueError):
    """No release of this serial is kept here; the message says how to see which are."""


def served_release(shelf: Shelf, serial: int | None = None) -> Served:
    """Return a release with what was taken back until today left out; the current one where no serial is given.

    Raises `NothingPublished`, `Refused`, `NoSuchRelease`.
    """
    current = shelf.served()
    if serial is None or serial == current.manifest.serial:
        return current
    manifest = release_of(shelf.folder, serial)
    if manifest is None:
        raise NoSuchRelease(f"no release {serial} is kept here; romduol rollback --list shows which are")
    return Served(shelf.folder, manifest, current.items)


class PublishedFiles:
    """The files of one release."""

    def __init__(self, served: Served) -> None:
        self.served = served
        self._feed = Feed(served)
        self.told: Told = told_by(served)

    def gathered(self, choice: Choice) -> Gathered:
        """Return what a choice takes; raises `NoSuchPart`."""
        return Gathered(self._feed, choice)

    def name(self, choice: Choice) -> str:
        """Return the name of a file."""
        return file_name(choice, self.told)

    def write(self, choice: Choice, out: BinaryIO, progress: Progress = silent) -> None:
        """Write a file; raises `PageDamaged`, `TooManyRows`."""
        write(self.gathered(choice), out, progress)

    def write_while_waiting(self, choice: Choice, out: BinaryIO) -> None:
        """Write a file while somebody waits; raises `TooManyRows` where it would take too long."""
        if is_too_much(self.gathered(choice)):
            raise TooManyRows("it would take too long while somebody waits; take one province, or romduol hand-out")
        self.write(choice, out)


def licence_of(source: str) -> str:
    """Return under which licence the words of a source may be used: what its supplier said, else the directory's."""
    try:
        return supplier(source).licence or LICENSE
    except NoSuchSupplier:
        return LICENSE


@contextmanager
def whole_or_nothing(path: Path) -> Iterator[BinaryIO]:
    """Give a file to write into that takes its place under a path when all of it is written, and not before.

    Where anything goes wrong, what was there before stays. Raises `OSError`.
    """
    with NamedTemporaryFile(dir=path.parent, prefix=f".{path.name}.", delete=False) as held:
        half = Path(held.name)
        try:
            yield cast(BinaryIO, held)
            held.flush()
            os.fsync(held.fileno())
            # Others may read it, as far as the mask of whoever writes lets them.
            half.chmod(0o666 & ~_mask())
            half.replace(path)
        except BaseException:
            half.unlink(missing_ok=True)
            raise


def _mask() -> int:
    mask = os.umask(0)
    os.umask(mask)
    return mask
