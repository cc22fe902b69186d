"""Draws an address as a QR code that a page carries inline: one path, no picture file, no style."""

from collections.abc import Iterator, Sequence
from dataclasses import dataclass

import segno

QUIET = 4
"""Empty modules on each side, without which a camera does not find a code."""
SHEET, CARD = 0.9, 0.6
"""Millimetres a module; half a millimetre is what an old camera still tells apart."""


@dataclass(frozen=True, slots=True)
class Code:
    """An address as a QR code."""

    text: str
    size: int
    """Modules on each side, the quiet zone included."""
    path: str
    """Each dark run as a stroke one module high."""

    def millimetres(self, module: float) -> str:
        """Return how long each side is where a module has this length."""
        return f"{self.size * module:.4g}mm"


def code_of(text: str) -> Code:
    """Return the code of an address; a quarter of it may be dirty or torn (level M, or better where there is room)."""
    made = segno.make(text, error="m", micro=False)
    rows = [bytes(row) for row in made.matrix]
    return Code(text, len(rows) + 2 * QUIET, "".join(_drawn(rows)))


def _drawn(rows: Sequence[bytes]) -> Iterator[str]:
    """Yield the path in relative moves: the pen stands at the end of the last run."""
    x, y = 0, 0
    yield f"M{QUIET} {QUIET}.5"
    for down, row in enumerate(rows):
        for start, length in _runs(row):
            yield f"m{start - x} {down - y}h{length}"
            x, y = start + length, down


def _runs(row: bytes) -> Iterator[tuple[int, int]]:
    """Yield start and length of each run of dark modules."""
    start = None
    for place, dark in enumerate((*row, 0)):
        if dark and start is None:
            start = place
        elif not dark and start is not None:
            yield start, place - start
            start = None
