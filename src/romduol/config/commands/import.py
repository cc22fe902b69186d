"""Load what somebody hands over: a file in HSDS, a table or a spreadsheet becomes claims of its source.

Without --load nothing of it counts: the file is read whole, and it is told what a load would do. With --load all of it
that is sound comes in, in one transaction, or nothing does. What you say of the source is remembered for its next file.
Exit codes: 0 all of it is sound; 1 something is set aside, or nothing could be loaded; 2 called wrongly.
"""

from __future__ import annotations

import argparse
from datetime import date
from pathlib import Path
from typing import get_args
from uuid import UUID, uuid4

from django.utils import timezone

from romduol.config.cli import DONE, PROBLEM, BadInput, kept, role
from romduol.config.handing_over import Bar, described, print_import, print_json, reading_from, write_report
from romduol.config.tables import create_or_update_tables
from romduol.config.wires import after_loading
from romduol.desk.imports.readings import Format
from romduol.desk.loading.actions import (
    NotNow,
    UnderWay,
    begin_import,
    drop_import,
    load,
    load_as_operator,
    try_import,
    undo_import,
)
from romduol.desk.loading.queries import NoSuchImport
from romduol.desk.loading.records import Import, State
from romduol.knowledge.claims.rules.properties import PURPOSES
from romduol.knowledge.sources.records import Grade

EXAMPLES = """
  romduol import river.ndjson --source river-list --title "River's list" --publisher "River House" --kind directory
                 --grade B --lineage own --date 2026-11-01 --whole
  romduol import river.ndjson --source river-list --date 2027-01-01 --load --report problems.csv
  romduol import --undo 6f1c2f0e-4a53-4d7e-9d5e-0c7a2a6b9d11
"""


def add_arguments(parser: argparse.ArgumentParser) -> None:
    """Declare the file, whose it is, how it is read, and whether it is loaded."""
    parser.add_argument("file", nargs="?", type=Path, metavar="FILE", help="a file, or the folder of a tabular package")
    parser.add_argument("--source", type=kept, metavar="ID", help="the id of the source that speaks")
    whose = parser.add_argument_group("the source, where it is new or has changed")
    whose.add_argument("--title", type=kept, help="what it is called")
    whose.add_argument("--publisher", type=kept, help="who publishes it")
    whose.add_argument("--kind", type=kept, help="what it is: data, directory, operator page")
    whose.add_argument(
        "--grade", choices=[str(grade) for grade in Grade], help="A the operator about itself … D unknown"
    )
    whose.add_argument("--lineage", type=kept, metavar="ID", help="own, or the lineage with which it is one voice")
    whose.add_argument("--date", type=date.fromisoformat, metavar="DAY", help="the day of the file, as it says itself")
    whose.add_argument("--speaks-for", type=kept, metavar="ID", help="the body that it speaks for; grade A needs one")
    whose.add_argument("--language", type=kept, help="the language of its texts")
    whose.add_argument("--licence", type=kept, help="under which it may be used")
    whose.add_argument("--url", type=kept, help="where it is published")
    size = whose.add_mutually_exclusive_group()
    size.add_argument(
        "--whole", action="store_true", help="the file is its whole list: what is missing is no more said"
    )
    size.add_argument("--part", action="store_true", help="the file is a part: what is missing stays")
    how = parser.add_argument_group("how the file is read; remembered as well")
    how.add_argument("--format", choices=get_args(Format), help="(the file tells)")
    how.add_argument("--type", choices=("organization", "service"), help="what its records are, where it does not tell")
    how.add_argument(
        "--purpose", choices=sorted(PURPOSES), help="what a number is for, where it does not tell (office)"
    )
    how.add_argument("--columns", type=Path, metavar="FILE.json", help="column -> what it holds")
    how.add_argument("--schemas", type=Path, metavar="DIR", help="the official schemas of HSDS (ROMDUOL_HSDS_SCHEMAS)")
    parser.add_argument("--load", action="store_true", help="load it, if the whole file can be read")
    parser.add_argument("--let-go", action="store_true", help="even where most of what the source says now ends")
    parser.add_argument("--undo", type=UUID, metavar="IMPORT", help="undo the last load of a source")
    parser.add_argument("--report", type=Path, metavar="FILE.csv", help="write each problem by row and field")
    parser.add_argument("--json", action="store_true", help="tell the outcome as JSON")
    parser.add_argument("--by", type=role, default="operator", help="who does it, for the audit (operator)")
    parser.add_argument("--run", dest="noted", type=UUID, help=argparse.SUPPRESS)
    parser.add_argument("--stage", choices=("try", "load"), help=argparse.SUPPRESS)


def run(args: argparse.Namespace) -> int:
    """Try, load or undo."""
    create_or_update_tables()
    try:
        if args.noted:
            return _staged(args)
        if args.undo:
            return _undone(args)
        return _handed_over(args)
    except NoSuchImport as problem:
        raise BadInput(f"there is no import {problem}") from None
    except NotNow as problem:
        raise BadInput(f"this import is {problem.state}: that cannot be done with it now") from None
    except UnderWay as problem:
        raise BadInput(f"another file of this source is being read or loaded: import {problem.other.id}") from None


def _staged(args: argparse.Namespace) -> int:
    """Do what the desk asked for, in this process."""
    if args.stage == "try":
        return DONE if try_import(args.noted, clock=timezone.now).state is State.TRIED else PROBLEM
    if args.stage == "load":
        return DONE if _loaded(args.noted, None).state is State.LOADED else PROBLEM
    raise BadInput("--run needs --stage try or --stage load")


def _undone(args: argparse.Namespace) -> int:
    undo_import(args.undo, by=args.by, now=timezone.now())
    print(f"import {args.undo} is undone: what was said before it is said again")
    return DONE


def _handed_over(args: argparse.Namespace) -> int:
    if args.file is None or not args.source:
        raise BadInput("name a file and, with --source, whose word it is")
    if not args.file.exists():
        raise BadInput(f"there is no file or folder {args.file}")
    supplier = described(args, timezone.now())
    made = begin_import(
        act=uuid4(),
        file=args.file,
        file_name=args.file.name,
        supplier=supplier.id,
        reading={**supplier.reading, **reading_from(args)},
        by=args.by,
        now=timezone.now(),
        start=False,
    )
    with Bar(made.size) as bar:
        found = try_import(
            made.id, clock=timezone.now, file=args.file, schemas=args.schemas, shown=bar, comparing=not args.load
        )
        if args.load and found.state is State.TRIED:
            load_as_operator(made.id, let_go=args.let_go, by=args.by, now=timezone.now())
            found = _loaded(made.id, bar)
    return _told(args, found)


def _loaded(import_id: UUID, bar: Bar | None) -> Import:
    found = load(import_id, clock=timezone.now, **({"shown": bar} if bar else {}))
    if found.state is State.LOADED:
        after_loading(import_id, timezone.now())
    return found


def _told(args: argparse.Namespace, found: Import) -> int:
    if args.report:
        write_report(found.id, args.report)
    (print_json if args.json else print_import)(found)
    if found.state is not State.LOADED:
        # What was only tried at a terminal leaves nothing behind.
        drop_import(found.id, by=args.by, now=timezone.now())
    if args.load and found.state is not State.LOADED:
        return PROBLEM
    return PROBLEM if found.state not in (State.TRIED, State.LOADED) or found.counts.set_aside else DONE
