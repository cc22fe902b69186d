"""Print what to check next, the most pressing first; with --refresh, work it out anew before.

The order is harm if it is wrong, times age, times how many answers rest on it. What people at the desk took
or put off stays so.
"""

from __future__ import annotations

import argparse

from django.utils import timezone
from rich.console import Console

from romduol.base.signs import shown
from romduol.config.cli import DONE, PROBLEM, role
from romduol.config.wires import named_edition, today
from romduol.desk.queue import queries
from romduol.desk.queue.actions import refresh_queue
from romduol.desk.queue.records import Kind, Row, Wanted
from romduol.knowledge.directory.queries import NoPackLoaded

EXAMPLES = """
  romduol queue                          the first 20
  romduol queue --province 15 --limit 5  of one province; `national` for the whole country
  romduol queue --kind urgent_line
  romduol queue --refresh                after facts changed, without a publish
"""


def add_arguments(parser: argparse.ArgumentParser) -> None:
    """Declare which part of the queue."""
    parser.add_argument("--province", default="", help="the code of a province, or `national`")
    parser.add_argument("--kind", choices=[str(kind) for kind in Kind], help="only what is there for this reason")
    parser.add_argument("--limit", type=int, default=20, help="how many (20)")
    parser.add_argument("--refresh", action="store_true", help="work it out anew first")
    parser.add_argument("--by", type=role, default="steward", help="who does this, for the audit (steward)")


def run(args: argparse.Namespace) -> int:
    """Work out, print."""
    console = Console(stderr=True, highlight=False)
    if args.refresh:
        try:
            items = refresh_queue(named_edition(today()), timezone.now(), by=args.by)
        except NoPackLoaded as problem:
            console.print(f"romduol: {problem}")
            return PROBLEM
        console.print(f"{items:,} things to check")
    if queries.refreshed() is None:
        console.print("romduol: nothing has been worked out yet; run: romduol queue --refresh")
        return PROBLEM
    wanted = Wanted(args.province, Kind(args.kind) if args.kind else None)
    rows, _ = queries.page(wanted, by=args.by, today=today(), limit=max(args.limit, 1))
    for row in rows:
        print(_line(row))
    return DONE


def _line(row: Row) -> str:
    item = row.item
    name = item.label.get("en") or next(iter(item.label.values()), item.subject)
    since = item.since.isoformat() if item.since else "undated"
    told = (f"{item.score:>6}", item.kind, item.line or "-", name, item.property, f"{since}, reach {item.reach.total}")
    held = ("taken",) if row.hold.taken_by else ()
    return shown("  ".join(map(str, (*told, *held))))
