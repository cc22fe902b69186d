"""Editions and pages for the tests of the web channel: a tiny invented country, and the real one."""

from collections.abc import Iterator
from datetime import date
from functools import cache
from pathlib import Path

from romduol.channels.web.rendering import MEDIA_TYPE, WebRenderer
from romduol.desk.packs.queries import frame_of
from romduol.desk.packs.reading import read_pack
from romduol.knowledge.claims.rules.resolving import resolve
from romduol.knowledge.directory.rules.assembling import assemble
from romduol.knowledge.releases.records import Edition, Page, Renderer

HOME = Path(__file__).resolve().parents[2]
TINY = HOME / "tests" / "packs" / "tiny"
REAL = HOME / "content" / "kh"
TODAY = date(2026, 11, 22)
WEB = WebRenderer()


@cache
def edition_of(pack: Path) -> Edition:
    """Return what a pack says on the day of the tests."""
    read = read_pack(pack)
    sources = read.sources_by_id()
    picture = resolve(read.claims, read.checks, read.withdrawals, sources, TODAY)
    return assemble(picture, frame_of(read), read.claims)


def drawn(edition: Edition, renderer: Renderer = WEB) -> Iterator[Page]:
    """Yield every page of an edition, drafts drawn."""
    for page in renderer.render(edition):
        if isinstance(page, Page):
            yield page
        else:
            yield Page(page.path, page.media_type, page.make(), page.private, page.policy)


@cache
def pages_of(pack: Path) -> dict[str, Page]:
    """Return every page that readers can get, by path."""
    return {page.path: page for page in drawn(edition_of(pack)) if not page.private and page.media_type == MEDIA_TYPE}


def html_of(pack: Path, path: str) -> str:
    """Return one page as text."""
    return pages_of(pack)[path].body.decode()
