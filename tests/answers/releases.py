"""What a release keeps for answers, in memory: the real country, a tiny one, and what was taken back since."""

from collections.abc import Iterable, Mapping
from dataclasses import dataclass, field
from datetime import UTC, date, datetime
from functools import cache
from pathlib import Path

from romduol.channels.web.kept_lines import LineRenderer
from romduol.desk.packs.queries import edition_of_pack
from romduol.desk.packs.reading import read_pack
from romduol.knowledge.answers.jobs import AdviceRenderer, IndexRenderer, UnderstandingRenderer
from romduol.knowledge.directory.records import Edition
from romduol.knowledge.releases.records import Kind, Manifest, Page, Renderer, Withdrawn

HOME = Path(__file__).resolve().parents[2]
REAL = HOME / "content" / "kh"
TINY = HOME / "tests" / "packs" / "tiny"
TODAY = date(2026, 11, 27)
RENDERERS: tuple[Renderer, ...] = (AdviceRenderer(), IndexRenderer(), LineRenderer(), UnderstandingRenderer())


@dataclass(frozen=True, eq=False)
class InMemory:
    """A release whose pages are in memory, and what was taken back since."""

    pages: Mapping[str, bytes]
    taken: Mapping[str, Withdrawn] = field(default_factory=dict)

    def manifest(self) -> Manifest:
        """Return a manifest that names no page."""
        day = datetime.combine(TODAY, datetime.min.time(), UTC)
        return Manifest(serial=1, pack="kh", edition_of=TODAY, made_on=day, expires_on=day)

    def page(self, path: str) -> bytes | None:
        """Return a page as it was drawn."""
        return self.pages.get(path)

    def withdrawn(self) -> Mapping[str, Withdrawn]:
        """Return what was taken back since."""
        return self.taken

    def without(self, *items: Withdrawn) -> "InMemory":
        """Return the same release after something was taken back."""
        return InMemory(self.pages, {**self.taken, **{item.id: item for item in items}})


def pages_of(edition: Edition, renderers: Iterable[Renderer] = RENDERERS) -> dict[str, bytes]:
    """Return the private pages of an edition, drafts drawn."""
    found = {}
    for renderer in renderers:
        for page in renderer.render(edition):
            found[page.path] = page.body if isinstance(page, Page) else page.make()
    return found


@cache
def edition(pack: Path = REAL) -> Edition:
    """Return what a pack of the repository says on the day of the tests."""
    return edition_of_pack(read_pack(pack), TODAY)


@cache
def release(pack: Path = REAL) -> InMemory:
    """Return what a release of a pack keeps for answers."""
    return InMemory(pages_of(edition(pack)))


def line_taken_back(key: str, of: Edition) -> Withdrawn:
    """Return the item of a signed list that takes a line back."""
    line = of.lines[key]
    return Withdrawn(Kind.LINE, key, line.entity.code, TODAY, {"en": "Wrong."}, line.value, line.national, line.masked)
