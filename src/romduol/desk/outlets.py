"""What the desk is handed by config: what draws pages and what publishes, which it must not import itself."""

from __future__ import annotations

from collections.abc import Callable, Collection, Iterator, Sequence
from datetime import date
from typing import Protocol, cast

from django.conf import settings
from django.utils.module_loading import import_string

from romduol.knowledge.claims.records import Facts
from romduol.knowledge.releases.records import Draft, Edition, Page

Also = Callable[[Facts], Facts]


def unchanged(facts: Facts) -> Facts:
    """Return facts as they are recorded."""
    return facts


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

    def start(self, arguments: Sequence[str]) -> None:
        """Begin a command of `romduol` in a process of its own, and do not wait for it."""
        ...


def outlets() -> Outlets:
    """Return what config hands over."""
    return cast(Outlets, import_string(settings.DESK_OUTLETS)())
