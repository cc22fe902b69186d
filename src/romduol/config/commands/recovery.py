"""Make an organisation's recovery shares on a machine without a network, or check shares that custodians bring.

The seed is kept by nobody: `make` prints its public half and five sheets, and writes no file. Any three sheets give the
seed back, so `check` reads shares from standard input, never from arguments, and prints nothing of them.
"""

from __future__ import annotations

import argparse
import io
import os
import stat
import sys
import unicodedata
from collections.abc import Sequence
from datetime import date

import orjson

from romduol.base.signs import unseen
from romduol.config.cli import DONE, PROBLEM, BadInput
from romduol.config.sheets import Sheet, drawn
from romduol.config.wires import today
from romduol.safety.crypto.errors import Mistyped
from romduol.safety.crypto.recovery import (
    SHARES,
    CheckedShare,
    NotEnough,
    NotTogether,
    RecoveryKeys,
    check_share,
    join,
    new_seed,
    recovery_keys,
    split,
)

EXAMPLES = """
  romduol recovery make --custodian Bopha --custodian Dara --custodian Kosal --custodian Mealea --custodian Nary \\
      --abroad Kosal --abroad Nary | lp
  romduol recovery check          type three shares, a line each; end with Ctrl-D
"""
ABROAD = 2
LONGEST_NAME = 40
LONGEST_INPUT = 20_000
WARNING = """\
THIS MACHINE SEES THE WHOLE SEED. Use one that has no network now and will have none before it is erased:
a live system from a stick, no disk mounted, a printer on a cable that keeps no jobs.
Nothing is written here. Print the sheets, cut them apart, hand out each by itself, then switch the machine off."""


def add_arguments(parser: argparse.ArgumentParser) -> None:
    """Declare what to do, and who the custodians are."""
    parser.set_defaults(do=lambda args: _unsaid())
    verbs = parser.add_subparsers(metavar="WHAT")
    make_verb = verbs.add_parser("make", help=_first_line(make), description=make.__doc__)
    make_verb.set_defaults(do=make)
    make_verb.add_argument(
        "--custodian", action="append", type=_name, default=[], metavar="NAME", help=f"who gets a share; {SHARES} times"
    )
    make_verb.add_argument(
        "--abroad",
        action="append",
        type=_name,
        default=[],
        metavar="NAME",
        help=f"which of them live outside the country; {ABROAD} or more",
    )
    make_verb.add_argument("--on", type=date.fromisoformat, metavar="DAY", help="the day on the sheets (today)")
    check_verb = verbs.add_parser("check", help=_first_line(check), description=check.__doc__)
    check_verb.set_defaults(do=check)


def run(args: argparse.Namespace) -> int:
    """Do what was asked."""
    return int(args.do(args))


def make(args: argparse.Namespace) -> int:
    """Make a seed and print its public half, in one line, and a sheet for each custodian."""
    _expect_custodians(args.custodian, args.abroad)
    _expect_no_file()
    print(WARNING, file=sys.stderr)
    seed = new_seed()
    keys, shares = recovery_keys(seed), split(seed)
    if join(shares) != seed:
        raise RuntimeError("the shares do not give the seed back; nothing was printed")
    print(public_half(keys))
    on = args.on or today()
    for number, (custodian, share) in enumerate(zip(args.custodian, shares, strict=True), start=1):
        print(drawn(Sheet(custodian, number, tuple(share.split()), keys.fingerprint, on)), end="")
    return DONE


def check(args: argparse.Namespace) -> int:
    """Read shares, a line each, from standard input; tell whether they are in order and belong together."""
    lines = _lines()
    checked = [_checked(line, place) for place, line in enumerate(lines, start=1)]
    if not all(checked):
        return PROBLEM
    try:
        keys = recovery_keys(join(lines))
    except NotEnough as problem:
        print(f"{problem.missing} more are needed to tell whether they give a seed back")
        return DONE
    except NotTogether as problem:
        print(problem)
        return PROBLEM
    print(f"they belong together\nfingerprint  {keys.fingerprint}")
    return DONE


def public_half(keys: RecoveryKeys) -> str:
    """Return what a server may know of a seed, as one line of JSON."""
    told = {"seal": keys.seal.public.hex(), "sign": keys.sign.public.hex(), "fingerprint": keys.fingerprint}
    return orjson.dumps(told).decode()


def _unsaid() -> int:
    raise BadInput("say what to do: romduol recovery make, or romduol recovery check")


def _first_line(verb: object) -> str:
    return (verb.__doc__ or "").splitlines()[0]


def _name(text: str) -> str:
    name = unicodedata.normalize("NFC", " ".join(text.split()))
    cause = unseen(name) if name else "a name is missing"
    if len(name) > LONGEST_NAME:
        cause = f"longer than {LONGEST_NAME} letters"
    if cause:
        raise argparse.ArgumentTypeError(cause)
    return name


def _expect_custodians(custodians: Sequence[str], abroad: Sequence[str]) -> None:
    if len(custodians) != SHARES or len(set(custodians)) != SHARES:
        raise BadInput(f"there are {SHARES} custodians, each another person: --custodian NAME, {SHARES} times")
    if not set(abroad) <= set(custodians):
        raise BadInput("--abroad names somebody who is no custodian")
    if len(set(abroad)) < ABROAD:
        raise BadInput(
            f"at least {ABROAD} custodians live outside the country, where nobody can force them here: --abroad NAME"
        )


def _expect_no_file() -> None:
    """Refuse to print shares into a file: there they would stay."""
    try:
        mode = os.fstat(sys.stdout.fileno()).st_mode
    except (io.UnsupportedOperation, OSError):
        return
    if stat.S_ISREG(mode):
        raise BadInput("the sheets would lie in a file; print them: | lp")


def _lines() -> list[str]:
    text = sys.stdin.read(LONGEST_INPUT + 1)
    if len(text) > LONGEST_INPUT:
        raise BadInput("this is more than a few shares; give each in a line of its own")
    lines = [line for line in text.splitlines() if line.strip()]
    if not lines:
        raise BadInput("no share came; type or pipe in one a line")
    return lines


def _checked(line: str, place: int) -> CheckedShare | None:
    try:
        share = check_share(line, place)
    except Mistyped as problem:
        print(problem)
        return None
    print(f"share {place}: in order; it is number {share.number} of {SHARES}")
    return share
