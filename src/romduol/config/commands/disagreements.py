"""Show where sources disagree today, as JSON or as a table.

Numbers that readers get masked are whole here. With --pack it reads a pack's files alone, without a
database, so that an edit can be tried before it is loaded.
"""

from __future__ import annotations

import argparse
import sys
from datetime import date
from pathlib import Path

import orjson
from rich.console import Console
from rich.table import Table

from romduol.base.years import NotCommonEra
from romduol.channels.api.documents import disagreements_document
from romduol.config.cli import DONE, PROBLEM, BadInput
from romduol.config.wires import named_edition, today
from romduol.desk.packs.periods import first_day
from romduol.desk.packs.queries import edition_of_pack
from romduol.desk.packs.reading import read_pack
from romduol.desk.packs.yaml_files import PackErrors
from romduol.knowledge.claims.records import Position
from romduol.knowledge.directory.queries import NoPackLoaded
from romduol.knowledge.directory.records import Edition

EXAMPLES = """
  romduol disagreements               JSON, as /api/disagreements gives it
  romduol disagreements --table       for people
  romduol disagreements --pack my-copy/kh
  romduol disagreements --on 2026-12-01
"""


def add_arguments(parser: argparse.ArgumentParser) -> None:
    """Declare form, pack and day."""
    parser.add_argument("--table", action="store_true", help="a table instead of JSON")
    parser.add_argument("--pack", type=Path, help="read this folder instead of the database")
    parser.add_argument("--on", type=_day, metavar="YYYY-MM-DD", help="the picture of this day (today)")


def _day(text: str) -> date:
    try:
        found = first_day(text) if len(text) == len("2026-12-01") else None
    except NotCommonEra as problem:
        raise argparse.ArgumentTypeError(str(problem)) from None
    except ValueError:
        found = None
    if found is None:
        raise argparse.ArgumentTypeError(f"{text} is no day; write it as 2026-12-01")
    return found


def run(args: argparse.Namespace) -> int:
    """Print what is open."""
    try:
        edition = _edition(args.pack, args.on or today())
    except PackErrors as errors:
        raise BadInput(str(errors)) from None
    except NoPackLoaded as problem:
        Console(stderr=True, highlight=False).print(f"romduol: {problem}")
        return PROBLEM
    if args.table:
        Console(highlight=False).print(_table(edition))
    else:
        sys.stdout.buffer.write(
            orjson.dumps(disagreements_document(edition, masked=False), option=orjson.OPT_INDENT_2) + b"\n"
        )
    return DONE


def _edition(pack: Path | None, day: date) -> Edition:
    return named_edition(day) if pack is None else edition_of_pack(read_pack(pack, day), day)


def _table(edition: Edition) -> Table:
    table = Table(title=f"{len(edition.disagreements)} disagreements on {edition.today}")
    for name in ("severity", "about", "rule", "positions", "would settle"):
        table.add_column(name, overflow="fold")
    for found in edition.disagreements:
        about = " ".join(filter(None, (found.subject, found.property, found.purpose, found.scope)))
        positions = "\n".join(map(_side, found.positions))
        table.add_row(str(found.severity), about, found.rule, positions, found.would_settle)
    return table


def _side(position: Position) -> str:
    said_by = ", ".join(sorted({claim.source for claim in position.claims}))
    return f"{'not ' if position.denied else ''}{position.value}: {said_by}"
