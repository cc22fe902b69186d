"""Says where to look in a code that was mistyped: it is written down, read aloud and typed in six groups of four."""

from __future__ import annotations

from romduol.base import khmer
from romduol.safety.crypto.receipts import CODE_DIGITS, GROUP_DIGITS
from romduol.safety.crypto.words import joined

GROUPS = CODE_DIGITS // GROUP_DIGITS


def wrong_group(typed: str) -> int | None:
    """Return the first group, from 1, that is no four digits; None where nobody can tell which it is.

    A wrong digit is in none for sure: only all of them together show that there is one.

    >>> wrong_group("1234 5678 901 2345 6789 0123"), wrong_group("1234-5678-9o12"), wrong_group("12345678901")
    (3, 3, None)
    """
    signs = "".join(sign if joined(sign) else " " for sign in typed)
    groups = khmer.digits(signs).split()
    if 2 * sum(len(one) == GROUP_DIGITS for one in groups) < len(groups) or len(groups) < 2:
        return _of_sign("".join(groups))
    wrong = (at for at, one in enumerate(groups, 1) if len(one) != GROUP_DIGITS or not _is_digits(one))
    return _within(next(wrong, None))


def _of_sign(run: str) -> int | None:
    """Return the group in which the first sign stands that is no digit, of what was typed in one run."""
    at = next((at for at, sign in enumerate(run) if not _is_digits(sign)), None)
    return None if at is None else _within(at // GROUP_DIGITS + 1)


def _is_digits(text: str) -> bool:
    return text.isascii() and text.isdigit()


def _within(group: int | None) -> int | None:
    return group if group is not None and group <= GROUPS else None
