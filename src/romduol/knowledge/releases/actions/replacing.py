"""Puts a new folder in the place of an old one: whatever happens, one of the two is there, and whole."""

import ctypes
import os
import re
import shutil
from collections.abc import Callable, Iterator
from contextlib import contextmanager, suppress
from pathlib import Path
from tempfile import mkdtemp

from romduol.knowledge.releases.actions.folder import held

AT_HERE, RENAME_EXCHANGE = -100, 2
"""Of Linux: paths are as they are; two names change places."""


@contextmanager
def replacing(target: Path, is_leftover: Callable[[Path], bool], patience: float) -> Iterator[Path]:
    """Give an empty folder beside `target` to fill; it takes the place of `target` at the end.

    `is_leftover` tells of a folder that a killed run left beside, by its name, whether it is such a one. The folder
    that holds `target` must be there. Raises `AlreadyPublishing` and OSError; then what was there stays.
    """
    with held(target.with_name(f".{target.name}.lock"), patience):
        _put_back(target)
        new = Path(mkdtemp(prefix=f"{target.name}.new-", dir=target.parent))
        try:
            with suppress(PermissionError):  # A memory stick knows no such thing.
                new.chmod(0o755)
            yield new
            _swap(new, target)
        finally:
            shutil.rmtree(new, ignore_errors=True)
            # Where even putting the old one back failed, it must not be swept away as well.
            for leftover in filter(is_leftover, _beside(target, "new", "old") if target.exists() else ()):
                shutil.rmtree(leftover, ignore_errors=True)


def _beside(target: Path, *kinds: str) -> list[Path]:
    named = re.compile(rf"{re.escape(target.name)}\.(?:{'|'.join(kinds)})-[a-z0-9_]{{8}}")
    return sorted(path for path in target.parent.iterdir() if named.fullmatch(path.name))


def _put_back(target: Path) -> None:
    """Mend what a run left that was killed between two renames."""
    if not target.exists():
        for old in _beside(target, "old")[:1]:
            old.rename(target)


def _swap(new: Path, target: Path) -> None:
    if not target.exists() or not any(target.iterdir()):
        new.rename(target)
    elif not exchanged(new, target):
        # Between these two renames nothing is there: as long as a blink, and only where the system cannot exchange.
        aside = new.with_name(new.name.replace(".new-", ".old-"))
        target.rename(aside)
        try:
            new.rename(target)
        except OSError:
            aside.rename(target)
            raise


def exchanged(one: Path, other: Path) -> bool:
    """Let two folders change places in one step; False where the system or the disk cannot."""
    try:
        rename = ctypes.CDLL(None).renameat2
    except (AttributeError, OSError):
        return False
    return bool(rename(AT_HERE, os.fsencode(one), AT_HERE, os.fsencode(other), RENAME_EXCHANGE) == 0)
