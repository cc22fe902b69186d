"""What a release keeps of numbers, in memory: a shelf that look-ups can be tried on."""

from collections.abc import Mapping
from dataclasses import dataclass, field
from datetime import UTC, date, datetime
from functools import cache
from pathlib import Path

from tests.desk.copies import TODAY, untouched

from romduol.desk.packs.queries import edition_of_pack
from romduol.knowledge.answers.jobs import NumberRenderer
from romduol.knowledge.directory.records import Edition, Line
from romduol.knowledge.releases.records import Kind, Manifest, Withdrawn


@dataclass(frozen=True)
class KeptShelf:
    """The pages that the number renderer yields, and what was taken back since."""

    pages: Mapping[str, bytes]
    taken: Mapping[str, Withdrawn] = field(default_factory=dict)

    def manifest(self) -> Manifest:
        """Return a release that has nothing to tell but its id."""
        day = datetime.combine(TODAY, datetime.min.time(), UTC)
        return Manifest(serial=7, pack="kept", edition_of=TODAY, made_on=day, expires_on=day)

    def page(self, path: str) -> bytes | None:
        """Return a page as it was yielded."""
        return self.pages.get(path)

    def withdrawn(self) -> Mapping[str, Withdrawn]:
        """Return what was taken back since."""
        return self.taken


def kept_of(edition: Edition, *taken: Withdrawn) -> KeptShelf:
    """Return what a release of an edition keeps of numbers."""
    pages = {page.path: page.body for page in NumberRenderer().render(edition)}
    return KeptShelf(pages, {item.id: item for item in taken})


@cache
def edition(pack: Path) -> Edition:
    """Return what a pack of the repository says on the day of the tests."""
    return edition_of_pack(untouched(pack), TODAY)


@cache
def kept(pack: Path) -> KeptShelf:
    """Return what a release of a pack of the repository keeps of numbers."""
    return kept_of(edition(pack))


def taken_back(line: Line, reason: str = "It rings at a private home.") -> Withdrawn:
    """Take a line back, without drawing a new release."""
    return Withdrawn(
        kind=Kind.LINE,
        key=line.key,
        code=line.entity.code,
        on=date(2026, 11, 22),
        reason={"en": reason},
        value=line.value,
        national=line.national,
        masked=line.masked,
    )
