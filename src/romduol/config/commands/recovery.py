"""Make an organisation's recovery shares on a machine without a network, check shares, or begin epochs with them.

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
from collections.abc import Mapping, Sequence
from datetime import date
from pathlib import Path
from typing import Any

import orjson

from romduol.base.signs import unseen
from romduol.config.beginning_again import Begun, Chosen, NotBegun, announced_in, begin_again, members_in
from romduol.config.cli import DONE, PROBLEM, BadInput
from romduol.config.sheets import Sheet, drawn, public_page
from romduol.config.typed_shares import HINT, TYPING, read_shares
from romduol.config.wires import today
from romduol.safety.crypto.recovery import (
    SHARES,
    NotEnough,
    NotTogether,
    RecoveryKeys,
    join,
    new_seed,
    recovery_keys,
    split,
)

EXAMPLES = """
  romduol recovery make --custodian Bopha --custodian Dara --custodian Kosal --custodian Mealea --custodian Nary \\
      --abroad Kosal --abroad Nary | lp
  romduol recovery check          type three shares, a line each; end with Ctrl-D
  romduol recovery begin for-custodians.json                    who asks to be let in, and their fingerprints
  romduol recovery begin for-custodians.json --confirm "04711 …" --to from-custodians.json
  romduol recovery begin for-custodians.json --keep-members --new-recovery "30992 …" --to from-custodians.json
"""
ABROAD = 2
LONGEST_NAME = 40
WARNING = """\
THIS MACHINE SEES THE WHOLE SEED. Use one that has no network now and will have none before it is erased:
a live system from a stick, no disk mounted, a printer on a cable that keeps no jobs.
Nothing is written here. Print the sheets, hand out each by itself, then switch the machine off."""


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
    make_verb.add_argument("--on", type=_day, metavar="DAY", help="the day on the sheets, such as 2026-11-28 (today)")
    check_verb = verbs.add_parser("check", help=_first_line(check), description=check.__doc__)
    check_verb.set_defaults(do=check)
    begin_verb = verbs.add_parser("begin", help=_first_line(begin), description=begin.__doc__)
    begin_verb.set_defaults(do=begin)
    begin_verb.add_argument("file", type=Path, help="the file that a member saved at the desk")
    begin_verb.add_argument(
        "--confirm",
        action="append",
        default=[],
        metavar="DIGITS",
        help="all digits of a fingerprint, as its owner read them to you; once for each who is let in",
    )
    begin_verb.add_argument(
        "--keep-members", action="store_true", help="whoever an inbox lists stays in it, unless they left"
    )
    begin_verb.add_argument(
        "--new-recovery",
        default="",
        metavar="DIGITS",
        help="all digits of the fingerprint on the new custodians' sheets, once an administrator announced their keys",
    )
    begin_verb.add_argument("--to", type=Path, metavar="FILE", help="where what the desk takes is written")
    begin_verb.add_argument("--on", type=_day, metavar="DAY", help="today, where this machine's clock is wrong")


def run(args: argparse.Namespace) -> int:
    """Do what was asked."""
    return int(args.do(args))


def make(args: argparse.Namespace) -> int:
    """Make a seed and print its public half, in one line and to be copied by hand, and a sheet for each custodian."""
    _expect_custodians(args.custodian, args.abroad)
    _expect_no_file()
    print(WARNING, file=sys.stderr)
    seed = new_seed()
    keys, shares = recovery_keys(seed), split(seed)
    if join(shares) != seed:
        raise RuntimeError("the shares do not give the seed back; nothing was printed")
    pages = [_public_page(keys)]
    on = args.on or today()
    for number, (custodian, share) in enumerate(zip(args.custodian, shares, strict=True), start=1):
        pages.append(drawn(Sheet(custodian, number, tuple(share.split()), keys.fingerprint, on)))
    return _printed("".join(pages))


def check(args: argparse.Namespace) -> int:
    """Read shares, a line each, from standard input; tell whether they are in order and belong together."""
    by_hand = sys.stdin.isatty()
    if by_hand:
        print(TYPING, file=sys.stderr)
    shares, mistyped = read_shares(by_hand)
    if mistyped:
        print(HINT, file=sys.stderr)
        return PROBLEM
    try:
        keys = recovery_keys(join(shares))
    except NotEnough as problem:
        more = "1 more share is" if problem.missing == 1 else f"{problem.missing} more shares are"
        print(f"{more} needed to tell whether they give a seed back")
        return DONE
    except NotTogether as problem:
        print(problem)
        return PROBLEM
    print(f"they belong together\nfingerprint  {keys.fingerprint}")
    return DONE


def begin(args: argparse.Namespace) -> int:
    """Begin the next epoch of every inbox with three shares from standard input, for the members confirmed or kept.

    With `--new-recovery` the epoch names the keys of new shares, and the old ones end. Without `--confirm` and
    `--keep-members` it tells who asks to be let in. Nothing of the shares or the seed is written.
    """
    asked = _asked(args.file)
    chosen = Chosen(tuple(args.confirm), args.keep_members, args.new_recovery)
    try:
        if not (args.confirm or args.keep_members):
            _tell_who_asks(asked)
            return DONE
        if args.to is None:
            raise BadInput("say where what the desk takes is written: --to FILE")
        shares, mistyped = read_shares(sys.stdin.isatty())
        if mistyped:
            print(HINT, file=sys.stderr)
            return PROBLEM
        keys = recovery_keys(join(shares))
        made = begin_again(asked, keys, chosen, args.on or today())
    except (NotBegun, NotEnough, NotTogether) as problem:
        print(problem)
        return PROBLEM
    print(f"recovery fingerprint  {keys.fingerprint}")
    names = {str(one["member"]): str(one["name"]) for one in asked["members"]}
    for one in made:
        print(_told_of(one, names))
    if chosen.new_recovery:
        print(f"from now on  {' '.join(chosen.new_recovery.split())}\n  the old sheets open older epochs only")
    args.to.write_bytes(orjson.dumps({"v": 1, "queues": [one.told for one in made]}))
    return DONE


def _tell_who_asks(asked: Mapping[str, Any]) -> None:
    for name, shown in members_in(asked):
        print(f"{shown}  {name}")
    for name, shown in announced_in(asked):
        print(f"{shown}  announced as the new recovery keys of {name}")


def _told_of(made: Begun, names: Mapping[str, str]) -> str:
    lines = [f"{made.name}: new epoch  {made.fingerprint}", f"  older epochs opened: {made.opened}"]
    if made.closed:
        lines.append(f"  not opened by these keys: epoch {', '.join(map(str, made.closed))}")
    return "\n".join([*lines, *(f"  not in it any more: {names.get(one, one)}" for one in made.gone)])


def _asked(path: Path) -> dict[str, Any]:
    try:
        found = orjson.loads(path.read_bytes())
    except (OSError, ValueError):
        found = None
    if not isinstance(found, dict):
        raise BadInput(f"{path.name} is not the file that a member saved at the desk")
    return found


def public_half(keys: RecoveryKeys) -> str:
    """Return what a server may know of a seed, as one line of JSON."""
    told = {"seal": keys.seal.public.hex(), "sign": keys.sign.public.hex(), "fingerprint": keys.fingerprint}
    return orjson.dumps(told).decode()


def _public_page(keys: RecoveryKeys) -> str:
    return public_page(public_half(keys), keys.seal.public.hex(), keys.sign.public.hex(), keys.fingerprint)


def _printed(pages: str) -> int:
    """Print all pages or, where their letters cannot be written, none; tell where nobody took them."""
    try:
        pages.encode(sys.stdout.encoding or "utf-8")
    except UnicodeEncodeError:
        raise BadInput("what prints here knows no Khmer letters; begin the command with: LC_ALL=C.UTF-8") from None
    try:
        print(pages, end="", flush=True)
    except BrokenPipeError:
        os.dup2(os.open(os.devnull, os.O_WRONLY), sys.stdout.fileno())
        print("not all sheets were taken; burn what was printed and make new shares", file=sys.stderr)
        return PROBLEM
    if sys.stdout.isatty():
        print(
            "The words stand on this screen, and in all that it scrolled: close it before anybody comes.",
            file=sys.stderr,
        )
    return DONE


def _unsaid() -> int:
    raise BadInput("say what to do: romduol recovery make, check or begin")


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


def _day(text: str) -> date:
    try:
        return date.fromisoformat(text)
    except ValueError:
        raise argparse.ArgumentTypeError("a day is written like 2026-11-28") from None


def _expect_custodians(custodians: Sequence[str], abroad: Sequence[str]) -> None:
    if len(custodians) != SHARES or len(set(custodians)) != SHARES:
        raise BadInput(
            f"there are {SHARES} custodians, each with another name: --custodian NAME, {SHARES} times;"
            f" {len(custodians)} came, {len(set(custodians))} of them different"
        )
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
