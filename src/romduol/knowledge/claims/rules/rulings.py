"""What a steward's ruling does on one day: which values may stand side by side, and why something was left open."""

from collections.abc import Collection, Iterable, Mapping
from dataclasses import dataclass, field
from datetime import date

from romduol.knowledge.claims.records import Ruling, Verdict


@dataclass(frozen=True, slots=True)
class Peace:
    """What a steward found true side by side in one group of claims."""

    values: frozenset[str] = frozenset()
    denials: frozenset[str] = frozenset()
    """Values that are so, and of which it is also true that they are not so."""

    def holds(self, value: str) -> bool:
        """Tell whether a ruling speaks of a value."""
        return value in self.values or value in self.denials

    def allows(self, values: Collection[str]) -> bool:
        """Tell whether all of these may stand side by side."""
        return self.values.issuperset(values)

    def beside(self, one: str, other: str) -> bool:
        """Tell whether two values may stand side by side."""
        return one in self.values and other in self.values


WAR = Peace()
"""No ruling: what differs is opposed."""


@dataclass(frozen=True, slots=True)
class Reconciled:
    """All that stewards found true side by side."""

    groups: Mapping[tuple[str, str, str, str], Peace] = field(default_factory=dict)
    owners: Mapping[str, frozenset[str]] = field(default_factory=dict)
    """Line -> the bodies that share it."""

    def share(self, line: str, one: str, other: str) -> bool:
        """Tell whether two bodies share a line."""
        return line in self.owners and self.owners[line].issuperset((one, other))


def rulings_in_force(rulings: Iterable[Ruling], today: date) -> dict[str, Ruling]:
    """Return the ruling on each disagreement that holds on a day, the last one where there are several."""
    made = [one for one in rulings if one.on <= today and (one.ended_on is None or one.ended_on > today)]
    return {one.disagreement: one for one in sorted(made, key=_order)}


def _order(ruling: Ruling) -> tuple[object, ...]:
    # Of two on one day the more careful one stands.
    careful = ruling.verdict is Verdict.LEFT_OPEN
    return (ruling.on, careful, sorted(ruling.saw), sorted(ruling.reason.items()))


def covers(ruling: Ruling | None, positions: Iterable[str]) -> bool:
    """Tell whether a ruling saw all of these positions: nobody ruled on one that came later."""
    return ruling is not None and ruling.saw.issuperset(positions)
