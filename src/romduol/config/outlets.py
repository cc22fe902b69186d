"""Hands the desk what draws pages and what publishes."""

from __future__ import annotations

import subprocess
import sys
from collections.abc import Collection, Iterator, Sequence
from datetime import date
from typing import BinaryIO

from romduol.channels.api.giving.choosing import Choice, Form, checked, languages_of
from romduol.channels.api.giving.gathering import NothingToGive
from romduol.channels.api.giving.workbook import TooManyRows
from romduol.channels.web.rendering import WebRenderer
from romduol.config.giving import PublishedFiles, licence_of
from romduol.config.wires import named_edition, shelf
from romduol.desk.outlets import Also, NothingToGiveOut, Parts, TooMuchToGiveOut, Wanted, unchanged
from romduol.knowledge.releases.queries.shelf import NothingPublished
from romduol.knowledge.releases.records import Draft, Edition, Page


def _files() -> PublishedFiles:
    try:
        return PublishedFiles(shelf().served())
    except (NothingPublished, NothingToGive):
        raise NothingToGiveOut from None


class DeskOutlets:
    """The ways from the desk to readers; see `desk/outlets.py`."""

    def edition(self, day: date, *, about: Collection[str] | None = None, also: Also = unchanged) -> Edition:
        """Return the edition of a day."""
        return named_edition(day, about=about, also=also)

    def pages(self, edition: Edition) -> Iterator[Page | Draft]:
        """Yield every page of the web channel."""
        return WebRenderer().render(edition)

    def draw(self, edition: Edition, path: str) -> bytes | None:
        """Return one page, or None."""
        found = next((page for page in self.pages(edition) if page.path == path and not page.private), None)
        return found.make() if isinstance(found, Draft) else found.body if found else None

    def parts(self) -> Parts:
        """Return what can be given out."""
        files = _files()
        manifest, told = files.served.manifest, files.told
        return Parts(
            release=manifest.release,
            ends=manifest.expires_on.date(),
            languages=told.languages,
            provinces=told.provinces,
            needs={code: need.name for code, need in told.needs.items()},
            forms=tuple(form.value for form in Form),
        )

    def give(self, wanted: Wanted, out: BinaryIO) -> tuple[str, str]:
        """Write a file; return its name and media type."""
        files = _files()
        langs = tuple(languages_of(wanted.lang, files.told))
        choice = checked(Choice(Form(wanted.form), langs, wanted.province, wanted.need), files.told)
        try:
            files.write_while_waiting(choice, out)
        except TooManyRows:
            raise TooMuchToGiveOut from None
        return files.name(choice), choice.media_type

    def licence_of(self, source: str) -> str:
        """Return the licence of a source's words."""
        return licence_of(source)

    def start(self, arguments: Sequence[str]) -> None:
        """Begin a command in a process of its own: drawing thousands of pages must not hold up readers."""
        subprocess.Popen(  # noqa: S603 - our own program, its arguments are codes of ours
            [sys.executable, "-m", "romduol", *arguments],
            stdin=subprocess.DEVNULL,
            stdout=subprocess.DEVNULL,
            stderr=subprocess.DEVNULL,
            start_new_session=True,
        )
