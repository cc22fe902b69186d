"""What `romduol import` asks of a source, and how it tells what became of a file."""

from __future__ import annotations

import argparse
import csv
import json
import sys
from dataclasses import asdict, replace
from datetime import datetime
from pathlib import Path
from types import TracebackType
from typing import Any, Self
from uuid import UUID

import orjson
from rich.console import Console
from rich.progress import BarColumn, Progress, TextColumn, TimeElapsedColumn
from rich.table import Table

from romduol.config.cli import BadInput
from romduol.desk.imports.codes import ERRORS, NOTES, WARNINGS
from romduol.desk.loading.actions import SupplierWrong, keep_supplier
from romduol.desk.loading.queries import NoSuchSupplier, findings, lineages_of, report_rows
from romduol.desk.loading.queries import supplier as known_supplier
from romduol.desk.loading.records import Failure, Import, State, Supplier
from romduol.knowledge.sources.records import Grade

PLAIN = ("publisher", "kind", "speaks_for", "language", "licence", "url", "date")
SHOWN = 20
"""Problems that are told at the terminal; the rest is counted, and stands in the report."""
TROUBLE = {
    "missing": "has to be said for a source that is new",
    "too_long": "is too long",
    "invalid": "is written in another way: an id in small letters, a language as `km`, an address with https://",
    "taken": "is the id of a source of the pack or of the desk: choose another",
    "unknown_body": "is no organisation that is known",
    "unknown_lineage": "is no lineage of a known source; `own` begins one",
    "needs_speaks_for": "A is for a body about itself: name it with --speaks-for",
    "in_the_future": "lies in the future",
}
STOPPED = {
    Failure.STOPPED: "it was stopped",
    Failure.BROKE: "it broke off",
    Failure.DISK_FULL: "the disk is full",
    Failure.FILE_GONE: "the file is gone",
    Failure.NO_PACK: "no country pack is loaded; run: romduol load content/kh",
    Failure.NO_SCHEMAS: "the official schemas cannot be used; see docs/how-to/check-a-feed.md",
    Failure.MOVED: "what is known changed meanwhile; try again",
    Failure.LETS_GO: "most of what this source says now would end; if that is right, add --let-go",
    Failure.SOURCE_TAKEN: "a source of the pack or of the desk has this id; choose another",
}


def described(args: argparse.Namespace, now: datetime) -> Supplier:
    """Keep what the arguments say of a source, beside what is remembered of it. Raises `BadInput`."""
    try:
        before = known_supplier(args.source)
    except NoSuchSupplier:
        _require_size(args)
        before = Supplier(id=args.source, title={}, publisher="", kind="", grade=Grade.D, lineage="")
        if not args.grade:
            raise BadInput("--grade has to be said for a source that is new") from None
    told: dict[str, Any] = {name: getattr(args, name) for name in PLAIN if getattr(args, name)}
    if args.title:
        told["title"] = {**before.title, args.language or before.language or "en": args.title}
    if args.grade:
        told["grade"] = Grade(args.grade)
    if args.lineage:
        told["lineage"] = args.source if args.lineage == "own" else args.lineage
    if args.whole or args.part:
        told["complete"] = args.whole
    told["reading"] = {**before.reading, **reading_from(args)}
    wanted = replace(before, **told)
    try:
        return keep_supplier(wanted, by=args.by, now=now)
    except SupplierWrong as wrong:
        raise BadInput("\n".join(_trouble(name, code, wanted) for name, code in wrong.problems.items())) from None


def _require_size(args: argparse.Namespace) -> None:
    if not (args.whole or args.part):
        raise BadInput("say whether the file is the --whole list of this source or a --part of it")


def _trouble(name: str, code: str, supplier: Supplier) -> str:
    option = f"--{'source' if name == 'id' else name.replace('_', '-')}"
    told = f"{option} {TROUBLE.get(code, code)}"
    if name != "lineage":
        return told
    same = [f"{source.lineage} ({source.id})" for source in lineages_of(supplier.publisher)]
    return told + (f"; of the same publisher are known: {', '.join(same)}" if same else "; `own` begins one")


def reading_from(args: argparse.Namespace) -> dict[str, Any]:
    """Return what the arguments say of how a file is read. Raises `BadInput`."""
    told = {"format": args.format, "kind": args.type, "purpose": args.purpose}
    found: dict[str, Any] = {name: value for name, value in told.items() if value}
    if args.columns:
        try:
            columns = orjson.loads(args.columns.read_bytes())
        except (OSError, orjson.JSONDecodeError) as problem:
            raise BadInput(f"{args.columns} cannot be read: {problem}") from None
        if not isinstance(columns, dict) or not all(isinstance(held, str) for held in columns.values()):
            raise BadInput(f"{args.columns} has to be an object: column -> what it holds")
        found["columns"] = columns
    return found


class Bar:
    """Shows at a terminal how far an import has come."""

    def __init__(self, size: int) -> None:
        console = Console(stderr=True, highlight=False)
        columns = (TextColumn("{task.description}"), BarColumn(), TimeElapsedColumn())
        self._bar = Progress(*columns, console=console, transient=True, disable=not console.is_terminal)
        self._task = self._bar.add_task("reading", total=size or None)
        self._size = size

    def __enter__(self) -> Self:
        self._bar.start()
        return self

    def __exit__(
        self, kind: type[BaseException] | None, problem: BaseException | None, trace: TracebackType | None
    ) -> None:
        self._bar.stop()

    def __call__(self, stage: str, size: int, records: int) -> None:
        """Show the stage, the bytes and the records; while it is loaded, the claims that were walked."""
        total = self._size if stage == "reading" else None
        self._bar.update(self._task, description=f"{stage}: {records}", completed=size, total=total)


def write_report(import_id: UUID, path: Path) -> None:
    """Write every problem as a table for a spreadsheet."""
    with path.open("w", encoding="utf-8-sig", newline="") as out:
        csv.writer(out, quoting=csv.QUOTE_ALL).writerows(report_rows(import_id))


def print_json(found: Import) -> None:
    """Print the outcome as JSON."""
    told = {
        "import": str(found.id),
        "source": found.source,
        "state": found.state,
        "failed": found.failed,
        "why": str(found.why),
        "digest": found.digest,
        "counts": asdict(found.counts),
    }
    sys.stdout.write(json.dumps(told, ensure_ascii=False, indent=2) + "\n")


def print_import(found: Import) -> None:
    """Print the outcome: problems first, then numbers, then what it comes to."""
    out = Console(highlight=False, soft_wrap=True)
    told = [one for one in findings(found.id, size=10 * SHOWN) if one.severity != "note"][:SHOWN]
    for one in told:
        spot = " ".join(filter(None, (one.file, one.sheet, _number("line", one.line), _number("record", one.record))))
        out.print(f"{spot} {one.pointer}: {one.severity} {one.code}: {one.cause}".replace(" : ", ": "), markup=False)
    counts = found.counts
    if counts.by_reason or counts.left_out or counts.notes:
        out.print(_table(found))
    told_of = f"records: {counts.records}, ready: {counts.ready}, set aside: {counts.set_aside}"
    out.print(told_of + (f", repeated: {counts.repeated}" if counts.repeated else ""))
    out.print(_outcome(found), markup=False)


def _number(name: str, value: int | None) -> str:
    return f"{name} {value}" if value else ""


def _table(found: Import) -> Table:
    table = Table()
    for name in ("", "code", "what it is", "found"):
        table.add_column(name, overflow="fold", justify="right" if name == "found" else "left")
    counts = found.counts
    for severity, meanings, told in (
        ("error", ERRORS, counts.by_reason),
        ("warning", WARNINGS, counts.left_out),
        ("note", NOTES, counts.notes),
    ):
        for code, count in told.items():
            table.add_row(severity, code, meanings.get(code, ""), str(count))
    return table


def _outcome(found: Import) -> str:
    effect = found.counts.effect
    claims = f"{effect.added} claims begin, {effect.ended} end, {effect.kept} stay"
    if found.counts.not_running:
        claims += (
            f"\n{found.counts.not_running} of those that end: their services are not offered now, as the file says"
        )
    if found.state is State.REFUSED:
        return f"refused: {found.why}"
    if found.failed:
        return f"not loaded: {STOPPED.get(Failure(found.failed), found.failed)}"
    if found.state is State.LOADED:
        told = f"loaded: {claims}" if effect.changes else "loaded: nothing has changed, no claim was written"
        return f"{told}\nto undo it: romduol import --undo {found.id}"
    lets_go = "\nmost of what this source says now would end: a load needs --let-go" if effect.lets_go else ""
    return f"a load would do this: {claims}{_alike(found)}{lets_go}\nnothing was loaded; with --load it is"


def _alike(found: Import) -> str:
    """Return how many new records look like ones that we have, where there may be any."""
    if not found.counts.effect.subjects_new:
        return ""
    alike = found.counts.alike
    told = "not counted, there are too many" if alike is None else str(alike)
    return f"\nnew records that look like ones that we have: {told}; after the load, see romduol duplicates"
