"""Check a feed of HSDS 3.x before anything of it is imported; nothing is stored.

It reads JSON (one record, a list, or a page), NDJSON, and tabular packages (a folder or a zip file). Errors keep a feed
out, warnings do not. The official schemas are yours to fetch; docs/how-to/check-a-feed.md says where.
"""

from __future__ import annotations

import argparse
import sys
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import BinaryIO

import orjson
from rich.console import Console
from rich.progress import BarColumn, Progress, TextColumn, TimeElapsedColumn
from rich.table import Table

from romduol.config.cli import DONE, PROBLEM, BadInput
from romduol.desk.imports.checking import check_feed
from romduol.desk.imports.records import ERRORS, WARNINGS, Finding
from romduol.desk.imports.rules.kinds import RECORDS
from romduol.desk.imports.schemas import SchemasUnusable
from romduol.desk.imports.tally import Tally, tallied

EXAMPLES = """
  romduol check-feed services.ndjson --schemas specification/schema
  romduol check-feed package.zip --schemas specification/schema
  romduol check-feed records.json --schemas specification/schema --type organization
  romduol check-feed - --schemas specification/schema --format json < services.ndjson
"""


def add_arguments(parser: argparse.ArgumentParser) -> None:
    """Declare the feed, the schemas, and how findings are told."""
    parser.add_argument("feed", metavar="FILE", help="a file, the folder of a tabular package, or - for standard input")
    parser.add_argument("--schemas", type=Path, required=True, metavar="DIR", help="the official schemas of HSDS")
    parser.add_argument("--type", choices=RECORDS, help="what the records are, where the feed does not tell")
    parser.add_argument("--format", choices=("text", "json"), default="text", help="(text)")


def run(args: argparse.Namespace) -> int:
    """Check, tell, and return 0 only where there is no error."""
    read: BinaryIO | Path = sys.stdin.buffer if args.feed == "-" else Path(args.feed)
    if isinstance(read, Path) and not read.exists():
        raise BadInput(f"there is no file or folder {args.feed}")
    try:
        with _shown(read) as told:
            tally = tallied(check_feed(read, args.schemas, kind=args.type, name=_name(args.feed), progress=told))
            records = told.records
    except SchemasUnusable as problem:
        raise BadInput(str(problem)) from None
    if args.format == "json":
        sys.stdout.buffer.write(orjson.dumps(_document(tally, records), option=orjson.OPT_INDENT_2) + b"\n")
    else:
        _print(tally, records)
    return PROBLEM if tally.errors else DONE


def _name(feed: str) -> str:
    return "standard input" if feed == "-" else Path(feed).name


class _Bar:
    """Shows how far the check has come, and remembers how many records it read."""

    def __init__(self, bar: Progress, total: int | None) -> None:
        self._bar = bar
        self._task = bar.add_task("checking", total=total)
        self.records = 0

    def __call__(self, size: int, records: int) -> None:
        self.records = records
        self._bar.update(self._task, completed=size, description=f"checking: {records} records")


@contextmanager
def _shown(read: BinaryIO | Path) -> Iterator[_Bar]:
    known = isinstance(read, Path) and read.is_file() and read.suffix.lower() != ".zip"
    total = read.stat().st_size if known and isinstance(read, Path) else None
    columns = (TextColumn("{task.description}"), BarColumn(), TimeElapsedColumn())
    console = Console(stderr=True, highlight=False)
    with Progress(*columns, console=console, transient=True, disable=not console.is_terminal) as bar:
        yield _Bar(bar, total)


def _print(tally: Tally, records: int) -> None:
    out = Console(highlight=False, soft_wrap=True)
    for finding in tally.kept:
        out.print(f"{_where(finding)}: {finding.severity} {finding.code}: {finding.cause}", markup=False)
    if tally.counts:
        out.print(_table(tally))
    if tally.left_out:
        out.print(f"{tally.left_out} more are counted above and not listed.")
    out.print(f"records: {records}, errors: {tally.errors}, warnings: {tally.warnings}")
    out.print("This feed cannot be imported." if tally.errors else "Nothing keeps this feed from being imported.")


def _where(finding: Finding) -> str:
    line = f"line {finding.line}" if finding.line else ""
    record = f"record {finding.record}" if finding.record else ""
    return " ".join(filter(None, (finding.file, line, record, finding.pointer)))


def _table(tally: Tally) -> Table:
    table = Table()
    for name in ("", "code", "what it is", "found"):
        table.add_column(name, overflow="fold", justify="right" if name == "found" else "left")
    for severity, meanings in (("error", ERRORS), ("warning", WARNINGS)):
        for code, meaning in meanings.items():
            if tally.counts[code]:
                table.add_row(severity, code, meaning, str(tally.counts[code]))
    return table


def _document(tally: Tally, records: int) -> dict[str, object]:
    return {
        "records": records,
        "errors": tally.errors,
        "warnings": tally.warnings,
        "counts": dict(tally.counts),
        "findings": [_finding(finding) for finding in tally.kept],
        "left_out": tally.left_out,
    }


def _finding(finding: Finding) -> dict[str, object]:
    fields = ("file", "record", "line", "pointer", "code", "cause")
    told = {field: getattr(finding, field) for field in fields}
    return {**told, "cause": str(finding.cause), "severity": finding.severity}
