"""A release of the few pages that stand around the reporter's own, so that a server has something to show."""

from __future__ import annotations

from collections.abc import Iterator
from pathlib import Path

from tests.web.editions import TINY, edition_of

from romduol.channels.web.rendering import WebRenderer
from romduol.knowledge.releases.actions.publishing import publish
from romduol.knowledge.releases.records import Draft, Edition, Page
from romduol.knowledge.releases.rules.naming import FRAMES

PATHS = {FRAMES, *(f"{lang}/{code}" for lang in ("km", "en") for code in ("e", "l"))}


class Around:
    """Draws these pages of the web channel alone."""

    def render(self, edition: Edition) -> Iterator[Page | Draft]:
        """Yield them."""
        return (page for page in WebRenderer().render(edition) if page.path in PATHS)


def release_few(folder: Path, edition: Edition | None = None) -> None:
    """Publish them into a folder of releases, of the tiny country where no other is given."""
    publish(edition or edition_of(TINY), renderers=[Around()], folder=folder, facts="for tests")
