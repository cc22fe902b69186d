"""Reads what a try staged on the disk: every finding, also of records that would be loaded."""

import sqlite3
from collections.abc import Iterator
from contextlib import closing
from typing import Any
from uuid import UUID

import orjson

from romduol.desk.imports.causes import Cause
from romduol.desk.imports.codes import ERRORS, NOTES, TO_DO, WARNINGS
from romduol.desk.imports.rules.guarding import guarded
from romduol.desk.loading.queries.folders import staged_of
from romduol.desk.loading.records import Told

TOLD = (
    "SELECT files.name, f.record, f.line, f.pointer, f.code, f.cause, f.severity, f.sheet, f.kind, f.key"
    " FROM findings AS f JOIN files ON files.id = f.file"
)
HEADER = ("file", "sheet", "record", "line", "field", "severity", "code", "what it is", "cause", "what to do", "id")


def findings(import_id: UUID, code: str = "", start: int = 0, size: int = 50) -> list[Told]:
    """Return findings in the order of the file, or those with a code; none once the files were deleted."""
    where, values = (" WHERE f.code = ?", [code]) if code else ("", [])
    told = f"{TOLD}{where} ORDER BY f.file, f.record, f.id LIMIT ? OFFSET ?"
    return [told_from(row) for row in _rows(import_id, told, [*values, size, start])]


def report_rows(import_id: UUID) -> Iterator[tuple[str, ...]]:
    """Yield the rows of a report as texts, the header first: each problem by file, record, line and field.

    No cell of it is run by a spreadsheet.
    """
    yield HEADER
    meaning = {**ERRORS, **WARNINGS, **NOTES}
    for row in _rows(import_id, f"{TOLD} ORDER BY f.file, f.record, f.id", []):
        told = told_from(row)
        number = [str(one) if one else "" for one in (told.record, told.line)]
        texts = (told.severity, told.code, meaning.get(told.code, ""), str(told.cause), TO_DO.get(told.code, ""))
        cells = (told.file, told.sheet, *number, told.pointer, *texts, told.key)
        yield tuple(map(guarded, cells))


def loaded_subjects(import_id: UUID) -> Iterator[str]:
    """Yield every subject of which an import says something, lines among them; one may come twice."""
    told = (
        "SELECT subject FROM groups WHERE ok UNION ALL SELECT lines.subject FROM lines JOIN groups USING (g) WHERE ok"
    )
    yield from (row[0] for row in _rows(import_id, told, []))


def told_from(row: tuple[Any, ...]) -> Told:
    """Return a finding from its row."""
    file, record, line, pointer, code, cause, *rest = row
    return Told(file, record, line, pointer, code, cause_from(orjson.loads(cause)), *rest)


def cause_from(kept: Any) -> str:
    """Return a cause from its plain data."""
    return Cause.of(kept) if isinstance(kept, dict) else str(kept)


def cause_body(cause: str) -> Any:
    """Return a cause as plain data."""
    return cause.kept() if isinstance(cause, Cause) else str(cause)


def _rows(import_id: UUID, told: str, values: list[object]) -> Iterator[tuple[Any, ...]]:
    path = staged_of(import_id)
    if not path.exists():
        return
    with closing(sqlite3.connect(f"file:{path}?mode=ro", uri=True)) as db:
        try:
            yield from db.execute(told, values)
        except sqlite3.Error:  # It is being written, or was not written to its end.
            return
