"""Hands the desk what draws pages and what publishes."""

from __future__ import annotations

import subprocess
import sys
from collections.abc import Collection, Iterator, Sequence
from datetime import date

from romduol.channels.web.rendering import WebRenderer
from romduol.config.wires import named_edition
from romduol.desk.outlets import Also, unchanged
from romduol.knowledge.releases.records import Draft, Edition, Page


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

    def start(self, arguments: Sequence[str]) -> None:
        """Begin a command in a process of its own: drawing thousands of pages must not hold up readers."""
        subprocess.Popen(  # noqa: S603 - our own program, its arguments are codes of ours
            [sys.executable, "-m", "romduol", *arguments],
            stdin=subprocess.DEVNULL,
            stdout=subprocess.DEVNULL,
            stderr=subprocess.DEVNULL,
            start_new_session=True,
        )
