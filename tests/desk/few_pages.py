"""A release of a few pages, so that a test of the desk need not draw a whole site."""

from __future__ import annotations

from collections.abc import Iterator

import pytest

from romduol.channels.web.rendering import WebRenderer
from romduol.config import outlets, wires
from romduol.config.commands import preview
from romduol.knowledge.releases.records import Draft, Edition, Page

PATHS = {f"{lang}/{code}" for lang in ("km", "en") for code in ("e", "a", "h", "l")}
"""The emergency page, about, how we check, the lines."""


class FewPages:
    """Draws these pages of the web channel alone."""

    def render(self, edition: Edition) -> Iterator[Page | Draft]:
        """Yield them."""
        return (page for page in WebRenderer().render(edition) if page.path in PATHS)


def draw_few(monkeypatch: pytest.MonkeyPatch) -> None:
    """Let whatever publishes or previews draw these pages alone, and not look through every file of ours each time."""
    monkeypatch.setattr(wires, "renderers", lambda *_: [FewPages()])
    monkeypatch.setattr(outlets.DeskOutlets, "pages", lambda self, edition: FewPages().render(edition))
    monkeypatch.setattr(wires, "code_digest", lambda: "code")
    monkeypatch.setattr(preview, "code_digest", lambda: "code")
