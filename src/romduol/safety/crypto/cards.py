"""Thirty-two secret bytes on paper: four rows of fourteen signs, each of which finds its own typing errors."""

from __future__ import annotations

from romduol.safety.crypto.errors import Mistyped
from romduol.safety.crypto.keys import SECRET_BYTES
from romduol.safety.crypto.words import joined

SIGNS = "0123456789ABCDEFGHJKMNPQRSTVWXYZ"
ROWS = 4
ROW_SIGNS = 14
_DATA_SIGNS = ROW_SIGNS - 1
_BITS = 5
_VALUES = {sign: value for value, sign in enumerate(SIGNS)}
# What is easily read for another sign, and small letters. A table, since every language has its own idea of capitals.
_TAKEN = (
    _VALUES
    | {sign.lower(): value for sign, value in _VALUES.items()}
    | {"O": 0, "o": 0, "I": 1, "i": 1, "L": 1, "l": 1}
)
_POLYNOMIAL = 0b100101

Rows = tuple[str, str, str, str]


def show_card(secret: bytes) -> Rows:
    """Return the four rows of 32 secret bytes."""
    if len(secret) != SECRET_BYTES:
        raise ValueError(f"a card holds {SECRET_BYTES} bytes")
    number = int.from_bytes(secret)
    signs = [number >> _BITS * place & 31 for place in reversed(range(ROWS * _DATA_SIGNS))]
    first, second, third, fourth = (_shown(signs[row * _DATA_SIGNS :][:_DATA_SIGNS], row + 1) for row in range(ROWS))
    return first, second, third, fourth


def read_card(text: str) -> bytes:
    """Return the 32 bytes of a card as somebody typed it; raises `Mistyped`, with the row (1 to 4) where it is known.

    Blanks, line ends, hyphens and dots may stand anywhere. Nothing of what was typed is in the message.
    """
    typed = joined(text)
    if len(typed) != ROWS * ROW_SIGNS:
        raise Mistyped(f"a card has {ROWS} rows of {ROW_SIGNS} signs; {len(typed)} signs came", reason="length")
    number = 0
    for row in range(ROWS):
        for value in _read_row(typed[row * ROW_SIGNS :][:ROW_SIGNS], row + 1):
            number = number << _BITS | value
    if number.bit_length() > SECRET_BYTES * 8:
        raise Mistyped("row 1 begins as no card does", reason="sign", row=1)
    return number.to_bytes(SECRET_BYTES)


def _shown(values: list[int], row: int) -> str:
    return "".join(SIGNS[value] for value in (*values, _check(values, row)))


def _read_row(signs: str, row: int) -> list[int]:
    if any(sign not in _TAKEN for sign in signs):
        raise Mistyped(f"row {row} has a sign that no card has", reason="sign", row=row)
    *values, check = (_TAKEN[sign] for sign in signs)
    if _check(values, row) != check:
        raise Mistyped(
            f"row {row} has a wrong sign, or two changed places, or stands in another's place", reason="check", row=row
        )
    return values


def _check(values: list[int], row: int) -> int:
    """Return the row (1 to 4) and the sum of 2ᵏ × value k in GF(32), k from 1.

    No power below 31 is 1, so a swap with the check sign is found too; rows in another order are by their numbers.
    """
    total = 0
    for value in reversed(values):
        total = _doubled(total ^ value)
    return total ^ row


def _doubled(value: int) -> int:
    return value << 1 ^ (_POLYNOMIAL if value & 16 else 0)
