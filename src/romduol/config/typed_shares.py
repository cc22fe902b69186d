"""Reads shares as custodians type them, from standard input and never from arguments; says nothing of their words."""

from __future__ import annotations

import sys
from collections.abc import Iterator

from romduol.config.cli import BadInput
from romduol.safety.crypto.errors import Mistyped
from romduol.safety.crypto.recovery import SHARES, CheckedShare, check_share

LONGEST_INPUT = 20_000
TYPING = """\
Type a share as one line: its 33 words in order, a blank between them, no numbers; then Enter.
Each line is wiped from the screen once it is read. Ctrl-D on an empty line ends; close this window then."""
WIPED = "\x1b[H\x1b[2J\x1b[3J"
"""To the top, all that is shown, all that has scrolled: the next custodian sees nothing of the last one's words."""
HINT = "A share is one line of 33 words without their numbers; each column of the sheet is read downwards."


def read_shares(by_hand: bool) -> tuple[list[str], int]:
    """Return the shares and how many were mistyped; by hand, a mistyped one is typed again and does not count.

    Raises `BadInput` where none came, or more than a few.
    """
    shares: list[str] = []
    seen: dict[str, int] = {}
    mistyped, place = 0, 1
    for line in _lines():
        if by_hand:
            print(WIPED, end="", file=sys.stderr, flush=True)
        share = _checked(line, place)
        if share is None and by_hand:
            print(f"{HINT} Type share {place} again.", file=sys.stderr)
            continue
        if share is None:
            mistyped += 1
        else:
            shares.append(line)
            first = seen.setdefault(share.mnemonic, place)
            again = "" if first == place else f"; the same as share {first}, counted once"
            print(f"share {place}: in order; it is number {share.number} of {SHARES}{again}", flush=True)
        place += 1
    if not shares and not mistyped:
        raise BadInput("no share came; type or pipe in one a line")
    return shares, mistyped


def _lines() -> Iterator[str]:
    """Yield lines that hold something, as they come."""
    left = LONGEST_INPUT
    while line := sys.stdin.readline(left + 1):
        left -= len(line)
        if left < 0:
            raise BadInput("this is more than a few shares; give each in a line of its own")
        if line.strip():
            yield line


def _checked(line: str, place: int) -> CheckedShare | None:
    try:
        return check_share(line, place)
    except Mistyped as problem:
        print(problem, flush=True)
        return None
