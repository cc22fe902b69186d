"""The renderers that can be measured today, and a word about one that cannot."""

from collections.abc import Sequence
from importlib import import_module
from pathlib import Path

from romduol.channels.api.hsds.index import Read
from romduol.channels.api.hsds.rendering import HsdsRenderer
from romduol.channels.api.rendering import ApiRenderer
from romduol.knowledge.answers.jobs import IndexRenderer, NumberRenderer
from romduol.knowledge.directory.records import Edition
from romduol.knowledge.releases.records import Renderer

HOME = Path(__file__).resolve().parents[1]
PACK = HOME / "content" / "kh"


def renderers(edition: Edition, before: Read) -> tuple[Sequence[Renderer], str]:
    """Return every renderer that can draw this edition, and why the pages are missing where they are.

    `before` reads the pages of the release before, which feeds go on from.
    """
    others: list[Renderer] = [ApiRenderer(), HsdsRenderer(before), NumberRenderer(), IndexRenderer()]
    try:
        web: Renderer = import_module("romduol.channels.web.rendering").WebRenderer()
        next(iter(web.render(edition)))
    except (ImportError, OSError, StopIteration) as problem:
        return others, f"no web pages: the web renderer does not draw ({type(problem).__name__}: {problem})"
    return [web, *others], ""
