"""Releases of the tiny country, and the pages of it as files."""

from datetime import UTC, datetime
from pathlib import Path

from tests.web.editions import TINY, edition_of

from romduol.config.wires import renderers
from romduol.knowledge.releases.actions.publishing import publish
from romduol.knowledge.releases.records import Line, Manifest


def tiny_release(folder: Path) -> Manifest:
    """Publish the tiny country as of now, so that its release has not expired."""
    return publish(edition_of(TINY), renderers=renderers(), folder=folder, facts="one", now=datetime.now(UTC))


def line_to_take() -> Line:
    """Return a line of the tiny country that its pages offer."""
    return next(line for line in edition_of(TINY).lines.values() if line.national == "099 000 102")


def files_of(folder: Path) -> dict[str, bytes]:
    """Return every file below a folder, by its name."""
    return {path.relative_to(folder).as_posix(): path.read_bytes() for path in folder.rglob("*") if path.is_file()}


def inodes_of(folder: Path) -> dict[str, int]:
    """Return which file of the disk each file below a folder is."""
    return {path.relative_to(folder).as_posix(): path.stat().st_ino for path in folder.rglob("*") if path.is_file()}
