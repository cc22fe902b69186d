"""Move inboxes, reports and feedback from the database of the desk to the database of intake.

For whoever began with one database and has set ROMDUOL_INTAKE_DATABASE now. Without --move it only counts what lies in
the wrong place. Stop what serves first: from the first step on nobody can write to the old tables. All rows are
compared before one is removed; if it is stopped in any place, the same command goes on from there.
"""

from __future__ import annotations

import argparse
import sys

from romduol.config.cli import DONE, PROBLEM, role
from romduol.config.moving import CannotMove, expect_apart, has_begun, left_behind, move

EXAMPLES = """
  romduol move-sealed                 what would be moved: how many rows of which table
  romduol move-sealed --move
"""


def add_arguments(parser: argparse.ArgumentParser) -> None:
    """Declare --move and --by."""
    parser.add_argument("--move", action="store_true", help="move it; without this it is only counted")
    parser.add_argument("--by", type=role, default="operator", help="who does it, for the audit (operator)")


def run(args: argparse.Namespace) -> int:
    """Count, or move."""
    try:
        return _run(move_it=args.move, by=args.by)
    except CannotMove as problem:
        print(f"romduol: {problem}", file=sys.stderr)
        return PROBLEM


def _run(*, move_it: bool, by: str) -> int:
    expect_apart()
    found = left_behind()
    if not found and not has_begun():
        print("Nothing of what is sealed lies in the database of the desk.")
        return DONE
    for table, rows in found.items():
        print(f"{rows:>9,}  {table}")
    if not move_it:
        print("Nothing was moved. Make a backup, stop what serves, and run: romduol move-sealed --move")
        return DONE
    move(by=by)
    print("Moved. The database of the desk holds none of it any more; start what serves with the same settings.")
    return DONE
