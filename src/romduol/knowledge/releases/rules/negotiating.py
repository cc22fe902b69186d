"""What a browser's headers ask for: a coding, a version that it has, a piece of a file."""

from dataclasses import dataclass
from functools import lru_cache

CODINGS = ("br", "gzip")
"""The codings that are offered, best first."""


class OutOfRange(ValueError):
    """A piece of a file that the file does not have."""


@dataclass(frozen=True, slots=True)
class Piece:
    """Bytes of a file from `first` to `last`, both counted in."""

    first: int
    last: int

    @property
    def length(self) -> int:
        """How many bytes."""
        return self.last - self.first + 1


@lru_cache(maxsize=256)
def coding_for(accepted: str) -> str:
    """Return the best coding that a browser takes: br, gzip or identity (RFC 9110, 12.5.3)."""
    offered = {name: weight for name, weight in map(_weighed, accepted.lower().split(",")) if name}
    rest = offered.get("*", 0.0)
    best = max(CODINGS, key=lambda coding: offered.get(coding, rest))
    found = offered.get(best, rest)
    return best if found > 0 and found >= offered.get("identity", 0.0) else "identity"


def _weighed(part: str) -> tuple[str, float]:
    name, *parameters = (piece.strip() for piece in part.split(";"))
    for parameter in parameters:
        key, _, value = parameter.partition("=")
        if key.strip() == "q":
            try:
                return name, max(0.0, min(1.0, float(value)))
            except ValueError:
                return name, 0.0
    return name, 1.0


def matches(asked: str, tag: str) -> bool:
    """Tell whether If-None-Match names this version (RFC 9110, 13.1.2: weakly compared)."""
    if asked == tag or asked.strip() == "*":
        return True
    return any(part.strip().removeprefix("W/") == tag for part in asked.split(","))


def piece_of(asked: str, size: int) -> Piece | None:
    """Return the one piece that a Range header asks for; None where the whole is to be sent (RFC 9110, 14.2).

    Raises `OutOfRange`. Several pieces at once, and units that are not bytes, get the whole.
    """
    unit, _, ranges = asked.partition("=")
    first, dash, last = ranges.strip().partition("-")
    if unit.strip() != "bytes" or not dash or "," in ranges or not _are_digits(first, last):
        return None
    if not first:
        wanted = int(last)
        if not wanted or not size:
            raise OutOfRange(asked)
        return Piece(max(0, size - wanted), size - 1)
    start, end = int(first), min(int(last), size - 1) if last else size - 1
    if last and int(last) < start:
        return None
    if start >= size:
        raise OutOfRange(asked)
    return Piece(start, end)


def _are_digits(first: str, last: str) -> bool:
    given = first + last
    return bool(given) and given.isascii() and given.isdigit() and len(given) <= 30
