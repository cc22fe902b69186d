"""Publish what is known today: every page frozen, then one swap.

Without --force nothing is done where the facts, the day and the code are those of the current release.
"""

from __future__ import annotations

import argparse
from collections.abc import Callable
from uuid import UUID

from django.utils import timezone
from rich.console import Console
from rich.progress import BarColumn, Progress, TextColumn, TimeElapsedColumn

from romduol.config.cli import DONE, PROBLEM, role
from romduol.config.wires import publish_now
from romduol.desk.publishing.actions import FactsMoved, running
from romduol.desk.publishing.queries import basis
from romduol.knowledge.directory.queries import NoPackLoaded

EXAMPLES = """
  romduol publish                     only if something changed
  romduol publish --force             in any case; damaged pages are mended
  romduol publish --after 40          after a restore, where mirrors have seen release 40 already
"""

MOST_DIGITS = 9


def add_arguments(parser: argparse.ArgumentParser) -> None:
    """Declare who publishes and whether to insist."""
    parser.add_argument("--by", type=role, default="operator", help="who publishes, for the audit (operator)")
    parser.add_argument("--force", action="store_true", help="publish even where nothing changed, and draw every page")
    parser.add_argument("--hold", action="store_true", help="leave in place what was rolled back to")
    parser.add_argument("--run", dest="noted", type=UUID, help=argparse.SUPPRESS)
    parser.add_argument("--based-on", default="", help=argparse.SUPPRESS)
    parser.add_argument("--after", type=_serial, default=0, metavar="SERIAL", help="take a serial above this one")


def _serial(text: str) -> int:
    # Each release takes the next serial: one that is near the end would leave none to those that follow.
    if not text.isascii() or not text.isdigit() or len(text) > MOST_DIGITS:
        raise argparse.ArgumentTypeError(f"{text} is no serial: a number of at most {MOST_DIGITS} digits")
    return int(text)


def run(args: argparse.Namespace) -> int:
    """Publish and report; where the desk asked for it, also in the row that the desk looks at."""
    if args.noted is None:
        return _publish(args, lambda _: None, lambda _: None)
    try:
        with running(args.noted, timezone.now) as telling:
            return _publish(args, telling, telling.made)
    except (NoPackLoaded, FactsMoved):
        return PROBLEM


def _publish(args: argparse.Namespace, told: Callable[[int], None], made: Callable[[int], None]) -> int:
    console = Console(highlight=False)
    columns = (TextColumn("  rendering"), BarColumn(), TextColumn("{task.completed} pages"), TimeElapsedColumn())
    try:
        with Progress(*columns, console=console, transient=True) as bar:
            task = bar.add_task("pages", total=None)

            def tell(count: int) -> None:
                bar.update(task, completed=count)
                told(count)

            manifest = publish_now(
                by=args.by,
                force=args.force,
                progress=tell,
                after=args.after,
                hold=args.hold,
                still=lambda day: args.based_on in ("", basis(day)),
            )
    except NoPackLoaded as problem:
        Console(stderr=True, highlight=False).print(f"romduol: {problem}")
        if args.noted:
            raise
        return PROBLEM
    if manifest is None:
        console.print("  nothing changed; the current release stays")
    else:
        made(manifest.serial)
        console.print(f"  release {manifest.release}: {manifest.pages} pages")
    return DONE
