"""Search for records that may be one and the same, and propose them to the stewards.

Nothing is joined here: a person at the desk decides of each pair. What was answered stays answered, unless
something new speaks for it.
"""

from __future__ import annotations

import argparse
import json
from uuid import UUID

from django.utils import timezone
from rich.console import Console
from rich.progress import BarColumn, MofNCompleteColumn, Progress, TextColumn

from romduol.base.signs import shown
from romduol.config.cli import DONE, PROBLEM, role
from romduol.desk.duplicates.actions import SearchUnderWay
from romduol.desk.duplicates.jobs import search
from romduol.desk.duplicates.records import Pair
from romduol.knowledge.directory.queries import NoPackLoaded

EXAMPLES = """
  romduol duplicates                        the whole directory
  romduol duplicates --source river-list    what one source speaks of, against the directory
  romduol duplicates --json                 each pair as a line of JSON
"""


def add_arguments(parser: argparse.ArgumentParser) -> None:
    """Declare of what, and how to tell it."""
    parser.add_argument("--source", default="", help="only records of which this source says something")
    parser.add_argument("--json", action="store_true", help="print each pair as JSON, one on each line")
    parser.add_argument("--by", type=role, default="operator", help="who does this, for the audit (operator)")
    parser.add_argument("--run", dest="search", type=UUID, help=argparse.SUPPRESS)


def run(args: argparse.Namespace) -> int:
    """Search, note what was found, tell how much."""
    console = Console(stderr=True, highlight=False)
    columns = (TextColumn("{task.description}"), BarColumn(), MofNCompleteColumn())
    try:
        with Progress(*columns, console=console, transient=True) as progress:
            task = progress.add_task("Comparing", total=None)
            made, pairs = search(
                by=args.by,
                clock=timezone.now,
                source=args.source,
                search_id=args.search,
                progress=lambda done, of: progress.update(task, completed=done, total=of),
            )
    except SearchUnderWay:
        console.print("romduol: somebody searches just now; try again when that has ended")
        return PROBLEM
    except NoPackLoaded as problem:
        console.print(f"romduol: {problem}")
        return PROBLEM
    for pair in pairs if args.json else ():
        print(_line(pair))
    console.print(
        f"{made.found:,} pairs may be one: {made.new:,} are new, {made.again:,} are asked again, {made.gone:,} are gone"
    )
    return DONE


def _line(pair: Pair) -> str:
    evidence = [{"kind": str(one.kind), "a": one.a, "b": one.b, "strength": one.strength} for one in pair.evidence]
    told = {"a": pair.a, "b": pair.b, "score": round(pair.score, 3), "likelihood": str(pair.likelihood or "")}
    return shown(json.dumps({**told, "evidence": evidence}, ensure_ascii=False))
