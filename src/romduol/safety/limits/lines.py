"""A line in which nobody is turned away for coming often: who holds least goes next, and who holds most waits longest.

Places are few, and what those who hold one may bring together has a bound. Names are numbers that whoever uses the line
makes; they are forgotten with the last turn that bears them.
"""

from __future__ import annotations

from collections import Counter
from dataclasses import dataclass, field
from enum import Enum, auto
from threading import Event, Lock

SMALL = 1_000_000
"""Bytes below which what somebody brings is not counted: words alone are never more."""


class State(Enum):
    """Where a turn stands."""

    PACED = auto()
    """In the line, but not yet to be let in: its name has come oftener than it may."""
    WAITING = auto()
    IN = auto()
    OUT = auto()
    """Over: it went, gave up, or was pushed out of a full line."""


@dataclass(eq=False, slots=True)
class Turn:
    """One stay in the line."""

    name: int | None
    """Whom it counts for; None for somebody of whom nothing is known, whose share has no bound."""
    size: int
    number: int
    state: State
    woken: Event = field(default_factory=Event)


class Line:
    """Lets `places` in at once; of one name at most `share`, and of what they bring at most `room` bytes together."""

    def __init__(self, *, places: int, share: int, room: int, longest: int) -> None:
        """Make an empty line, in which at most `longest` wait."""
        self._free = places
        self._share = share
        self._room = room
        self._longest = longest
        self._lock = Lock()
        self._waiting: list[Turn] = []
        self._held: Counter[int | None] = Counter()
        self._count = 0

    def enter(self, name: int | None, size: int = 0, *, paced: bool = False) -> Turn:
        """Begin a turn; it may be let in at once. Where the line is too long, the last of the largest crowd goes."""
        with self._lock:
            self._count += 1
            turn = Turn(name, size if size > SMALL else 0, self._count, State.PACED if paced else State.WAITING)
            self._waiting.append(turn)
            self._let_in()
            if len(self._waiting) > self._longest:
                self._push_out()
        return turn

    def ready(self, turn: Turn) -> None:
        """Let a paced turn be let in from now on."""
        with self._lock:
            if turn.state is State.PACED:
                turn.state = State.WAITING
                self._let_in()

    def wait(self, turn: Turn, seconds: float) -> State:
        """Wait until something has become of a turn, or so long; returns where it stands then."""
        if turn.state not in (State.IN, State.OUT):
            turn.woken.wait(seconds)
        return turn.state

    def leave(self, turn: Turn) -> None:
        """End a turn, wherever it stands."""
        with self._lock:
            if turn.state is State.IN:
                self._free += 1
                self._room += turn.size
                self._held[turn.name] -= 1
                self._held += Counter()
            elif turn in self._waiting:
                self._waiting.remove(turn)
            turn.state = State.OUT
            self._let_in()

    def _let_in(self) -> None:
        while self._free and (turn := self._next()) is not None:
            self._waiting.remove(turn)
            self._free -= 1
            self._room -= turn.size
            self._held[turn.name] += 1
            turn.state = State.IN
            turn.woken.set()

    def _next(self) -> Turn | None:
        room = self._room
        for turn in sorted(self._waiting, key=lambda turn: (self._held[turn.name], turn.number)):
            if turn.state is not State.WAITING or self._is_full(turn.name):
                continue
            if turn.size <= room:
                return turn
            # Nobody who brings much is overtaken for ever by others who bring a little less.
            room = 0
        return None

    def _is_full(self, name: int | None) -> bool:
        return name is not None and self._held[name] >= self._share

    def _push_out(self) -> None:
        crowds = Counter(turn.name for turn in self._waiting) + self._held
        last = max(self._waiting, key=lambda turn: (crowds[turn.name], turn.number))
        self._waiting.remove(last)
        last.state = State.OUT
        last.woken.set()
