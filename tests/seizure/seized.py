"""What a seizure found, told without what was found."""

from __future__ import annotations

from dataclasses import dataclass, field

from tests.seizure.keys import Tried
from tests.seizure.streams import Place

SHOWN = 20


@dataclass(frozen=True, slots=True)
class Find:
    """A planted value that somebody could read: its name, how it was written, where it lay. Never what it says."""

    name: str
    encoding: str
    place: str
    offset: int

    def __str__(self) -> str:
        return f"{self.name} ({self.encoding}) in {self.place} at {self.offset}"


@dataclass
class Seized:
    """What was taken, what could be read of it, and how much was looked at."""

    name: str
    vendor: str
    places: list[Place] = field(default_factory=list, repr=False)
    finds: list[Find] = field(default_factory=list)
    probed: list[Find] = field(default_factory=list, repr=False)
    tried: Tried = field(default_factory=Tried)
    readers: dict[str, set[str]] = field(default_factory=dict)
    problems: list[str] = field(default_factory=list)
    notices: list[str] = field(default_factory=list)
    patterns: int = 0
    boxes: int = 0
    collecting: float = 0.0
    seconds: float = 0.0

    def assert_nothing(self) -> None:
        """Fail where anything could be read, no reader could read something, or not everything was looked at."""
        print(self.summary())
        told = [str(find) for find in self.finds]
        told += [f"what opens {hit.opens}, in {hit.place} at {hit.offset}" for hit in self.tried.hits]
        told += self.problems
        more = f"\n  … and {len(told) - SHOWN} more" if len(told) > SHOWN else ""
        assert not told, f"a seizure of {self.name} on {self.vendor} found:\n  " + "\n  ".join(told[:SHOWN]) + more

    def where(self, name: str) -> set[str]:
        """Return the places in which one planted value was found."""
        return {find.place for find in self.finds if find.name == name}

    def how(self, name: str) -> set[str]:
        """Return the ways in which one planted value was found written."""
        return {find.encoding for find in self.finds if find.name == name}

    def summary(self) -> str:
        """Return how much was looked at, and what was not, in a few lines."""
        size = sum(len(place.data) for place in self.places)
        lines = [
            f"seizure of {self.name} on {self.vendor}: {len(self.places)} places, {size:,} bytes, "
            f"{self.patterns:,} patterns, {self.tried.windows:,} windows, {self.tried.candidates:,} candidates, "
            f"{self.tried.codes} codes, {self.tried.tries:,} tries on {self.boxes} boxes and the private keys, "
            f"{self.seconds:.1f} s of which {self.collecting:.1f} s to collect",
            *(f"NOT LOOKED AT: {notice}" for notice in self.notices),
        ]
        return "\n".join(lines)
