"""Show an earlier release again, under a new serial; all that was taken back since stays taken back.

Without a serial it goes back to the last release that showed something else. The facts in the database stay as they
are: mend them, and publish. Until then `romduol tick` and `make run` leave in place what was rolled back to.
"""

from __future__ import annotations

import argparse
from pathlib import Path

from django.conf import settings
from django.utils import timezone

from romduol.config.cli import DONE, PROBLEM, role
from romduol.desk.publishing.actions import note_going_back
from romduol.knowledge.releases.actions.rolling_back import NotKept, roll_back
from romduol.knowledge.releases.queries.folder import kept_releases

EXAMPLES = """
  romduol rollback                    to the last release that showed something else
  romduol rollback --list             which releases are kept
  romduol rollback 12                 to release 12
"""


def add_arguments(parser: argparse.ArgumentParser) -> None:
    """Declare the serial, the list and who does it."""
    parser.add_argument("serial", nargs="?", type=int, help="the serial of the release, as --list shows it")
    parser.add_argument("--list", action="store_true", help="list the releases that are kept")
    parser.add_argument("--by", type=role, default="operator", help="who does it, for the audit (operator)")


def run(args: argparse.Namespace) -> int:
    """Roll back, or list."""
    folder = Path(settings.RELEASES)
    if args.list:
        for manifest in kept_releases(folder):
            made = timezone.localtime(manifest.made_on)
            print(f"{manifest.serial:>6}  {made:%Y-%m-%d %H:%M}  {manifest.pages} pages  {manifest.release}")
        return DONE
    try:
        old, new = roll_back(folder, args.serial, now=timezone.now())
    except NotKept as problem:
        print(f"romduol: {problem}")
        return PROBLEM
    note_going_back(old, new, by=args.by)
    print(f"release {new.release} shows what release {old.release} showed; what was taken back since stays so")
    return DONE
