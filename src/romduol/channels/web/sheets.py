"""One page before it is made or drawn, and long lists parted into sheets that each fit the size budget."""

from collections.abc import Callable, Iterator, Mapping, Sequence
from dataclasses import dataclass, field
from typing import TYPE_CHECKING, Any, TypeVar

from romduol.channels.web import addresses

if TYPE_CHECKING:
    from romduol.channels.web.telling import Teller

Row = TypeVar("Row")
ROWS = 40


@dataclass(frozen=True, slots=True)
class Sheet:
    """A page: its path within a language, its template, its neutral title, what it shows."""

    path: str
    template: str
    title: str
    shows: Mapping[str, Any] = field(default_factory=dict)


@dataclass(frozen=True, slots=True)
class Planned:
    """A page that can be made: its path within a language, and what makes it of a teller and of what is given.

    `make` is a function of a module, and `given` plain values (ids, turns, records): so a page is made of these, and of
    what it looks up through the teller, and of nothing else. What has not changed need not be made again.
    """

    path: str
    make: Callable[..., Sheet]
    given: tuple[object, ...] = ()

    def sheet(self, teller: "Teller") -> Sheet:
        """Return the page."""
        return self.make(teller, self.path, *self.given)


@dataclass(frozen=True, slots=True)
class Turn:
    """Where a sheet stands in its list."""

    number: int
    of: int
    path: str

    @property
    def first(self) -> bool:
        """True on the first sheet."""
        return self.number == 1

    @property
    def before(self) -> str | None:
        """The path of the sheet before, or None on the first."""
        return addresses.sheet(self.path, self.number - 1) if self.number > 1 else None

    @property
    def after(self) -> str | None:
        """The path of the sheet after, or None on the last."""
        return addresses.sheet(self.path, self.number + 1) if self.number < self.of else None

    @property
    def here(self) -> str:
        """The path of this sheet."""
        return addresses.sheet(self.path, self.number)


def turns(path: str, rows: Sequence[Row], size: int = ROWS) -> Iterator[tuple[Turn, Sequence[Row]]]:
    """Yield each sheet of a list with its rows; an empty list has one empty sheet."""
    count = max(1, -(-len(rows) // size))
    for number in range(1, count + 1):
        yield Turn(number, count, path), rows[(number - 1) * size : number * size]
