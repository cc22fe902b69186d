"""Tell how complete the directory is: what can be called, how old the checks are, what is open, what is missing.

It reads what was counted at the last publish, so it is quick however large the directory is.
"""

from __future__ import annotations

import argparse
import sys

from rich.console import Console
from rich.table import Table

from romduol.config.cli import DONE, PROBLEM
from romduol.desk.looking.queries import Counted, latest
from romduol.desk.looking.records import NATIONAL, UNPLACED, Count, Overview, Text
from romduol.desk.looking.rules.figures import compared, day_before
from romduol.desk.looking.rules.gaps import gaps, in_all
from romduol.desk.looking.views.words import CALLED, FIGURES, PLACES, SEVERITIES, gap_words
from romduol.ui.words import words_of

EXAMPLES = """
  romduol overview
  romduol overview --places           each province too
"""


def add_arguments(parser: argparse.ArgumentParser) -> None:
    """Declare how much is told."""
    parser.add_argument("--places", action="store_true", help="each province too")


def run(args: argparse.Namespace) -> int:
    """Print the figures."""
    found = latest()
    if found is None:
        print("romduol: nothing was counted yet; run: romduol publish", file=sys.stderr)
        return PROBLEM
    console = Console(highlight=False)
    console.print(_figures(found))
    for gap in gaps(found.overview):
        named = [_name(code, found.overview) for code in (*gap.places, *gap.needs)]
        told = f"{gap.count} {gap_words(gap.kind, gap.count, words_of('en'))}"
        console.print(f"{told} ({', '.join(named)})" if named else told, soft_wrap=True)
    if args.places:
        console.print(_places(found.overview))
    return DONE


def _figures(found: Counted) -> Table:
    on = found.overview.on
    before = day_before(list(found.days), on)
    table = Table(title=f"Counted on {on}")
    for head in ("figure", "now", str(before) if before else "before"):
        table.add_column(head, justify="left" if head == "figure" else "right")
    for figure in compared(found.days[on], found.days[before] if before else None):
        table.add_row(FIGURES[figure.kind], _told(figure.now), _told(figure.before))
    for code, words in SEVERITIES.items():
        table.add_row(f"open contradictions, {words}", str(found.overview.contradictions.get(code, 0)), "")
    for age, words in CALLED.items():
        table.add_row(f"numbers, {words}", str(found.overview.line_ages[age]), "")
    return table


def _told(count: Count | None) -> str:
    if count is None:
        return "-"
    return str(count.part) if count.whole is None else f"{count.part} of {count.whole}"


def _places(overview: Overview) -> Table:
    table = Table(title="Services by place")
    for head in ("place", "listed", "can be called", "said or checked lately"):
        table.add_column(head, justify="left" if head == "place" else "right")
    for place, row in overview.coverage.items():
        cell = in_all(row)
        told = (str(cell.listed), str(cell.callable), str(cell.fresh)) if cell.listed else ("none known", "", "")
        table.add_row(_name(place, overview), *told)
    return table


def _name(code: str, overview: Overview) -> str:
    names: Text = overview.place_names.get(code) or overview.need_names.get(code) or {}
    ours = PLACES.get(code, code) if code in (NATIONAL, UNPLACED) else code
    return names.get("en") or next(iter(names.values()), ours)
