"""What was opened once from the same bytes with the same keys is not opened again."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass
from functools import cache, wraps
from typing import Any, ParamSpec, TypeVar

from romduol.safety.crypto import words
from romduol.safety.crypto.epochs import ChainBroken
from romduol.safety.crypto.errors import NotOpened

P = ParamSpec("P")
T = TypeVar("T")


@dataclass(frozen=True)
class Refused:
    """What did not open, and the word for why."""

    problem: NotOpened | ChainBroken

    @property
    def reason(self) -> str:
        """The word that the specification uses."""
        return self.problem.reason


_MEMORIES: list[dict[Any, Any]] = []


def remembered(opens: Callable[P, T]) -> Callable[P, T | Refused]:
    """Return a function that tells what another returned or refused, and asks it once for the same arguments.

    What the vault opens depends on nothing but what it is given, so a second time would tell nothing new; that is
    what lets everybody try everything after each step.
    """
    memory: dict[Any, T | Refused] = {}
    _MEMORIES.append(memory)

    @wraps(opens)
    def asked(*args: P.args, **kwargs: P.kwargs) -> T | Refused:
        if args not in memory:
            try:
                memory[args] = opens(*args, **kwargs)
            except (NotOpened, ChainBroken) as problem:
                memory[args] = Refused(problem)
        return memory[args]

    return asked


def forget() -> None:
    """Begin anew, so that a walk keeps only what is its own."""
    for memory in _MEMORIES:
        memory.clear()


@cache
def stretch_once(password: bytes, salt: bytes, rounds: int) -> bytes:
    """Return what a word is stretched to: in full, but once for the same word, salt and rounds."""
    return words.stretch(password, salt, rounds)
