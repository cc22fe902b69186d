"""What the desk is handed by config: what draws pages and what publishes, which it must not import itself."""

from __future__ import annotations

from collections.abc import Callable, Collection, Iterator, Mapping, Sequence
from dataclasses import dataclass
from datetime import date
from typing import BinaryIO, Protocol, cast

from django.conf import settings
from django.utils.module_loading import import_string

from romduol.knowledge.claims.records import Facts
from romduol.knowledge.releases.records import Draft, Edition, Page

Also = Callable[[Facts], Facts]


def unchanged(facts: Facts) -> Facts:
    """Return facts as they are recorded."""
    return facts


@dataclass(frozen=True, slots=True)
class Parts:
    """What can be given out of the release that readers have: its parts, by code, with their names."""

    release: str
    ends: date
    languages: tuple[str, ...]
    provinces: Mapping[str, Mapping[str, str]]
    needs: Mapping[str, Mapping[str, str]]
    forms: tuple[str, ...]


@dataclass(frozen=True, slots=True)
class Wanted:
    """A file that somebody wants: its form, its language (`both` for all), its part."""

    form: str
    lang: str
    province: str = ""
    need: str = ""


class NothingToGiveOut(Exception):
    """Readers have no release, or one that was made before files could be given out."""


class TooMuchToGiveOut(Exception):
    """The file would take too long while somebody waits; the terminal writes it."""


class Outlets(Protocol):
    """The ways from the desk to readers."""

    def edition(self, day: date, *, about: Collection[str] | None = None, also: Also = unchanged) -> Edition:
        """Return the edition of a day, as a release of that day would be made of it.

        With `about`, of some subjects alone. `also` may add facts that are not recorded yet, to see what they would do.
        """
        ...

    def pages(self, edition: Edition) -> Iterator[Page | Draft]:
        """Yield every page that readers would get, none of them drawn yet."""
        ...

    def draw(self, edition: Edition, path: str) -> bytes | None:
        """Return one page as readers would get it, such as `km/t4`; None where there would be none."""
        ...

    def parts(self) -> Parts:
        """Return what can be given out of the release that readers have; raises `NothingToGiveOut`."""
        ...

    def give(self, wanted: Wanted, out: BinaryIO) -> tuple[str, str]:
        """Write a file of that release, what was taken back since left out; return its name and media type.

        Raises `NothingToGiveOut`, `TooMuchToGiveOut`, and ValueError where it has no such part.
        """
        ...

    def licence_of(self, source: str) -> str:
        """Return under which licence the words of a source may be used, as whoever handed them over said; else ours."""
        ...

    def start(self, arguments: Sequence[str]) -> None:
        """Begin a command of `romduol` in a process of its own, and do not wait for it."""
        ...


def outlets() -> Outlets:
    """Return what config hands over."""
    return cast(Outlets, import_string(settings.DESK_OUTLETS)())
