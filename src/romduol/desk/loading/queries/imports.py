"""Reads imports, how far they have come, and what was set aside of them."""

import json
from collections.abc import Iterable, Mapping
from dataclasses import asdict, fields, replace
from datetime import date, datetime, timedelta
from typing import Any
from uuid import UUID

from romduol.desk.loading import models
from romduol.desk.loading.queries.folders import PROGRESS, folder_of
from romduol.desk.loading.queries.staged import cause_from
from romduol.desk.loading.records import Counts, Effect, Failure, Import, SetAside, State, Supplier, Told
from romduol.knowledge.sources.records import Grade

SILENT = timedelta(minutes=2)
"""A process that is silent for so long is over: it tells twice a second how far it has come."""
PLAIN = tuple(column.name for column in fields(Import) if column.name not in ("supplier", "counts", "state", "why"))


class NoSuchImport(LookupError):
    """There is no import of that id."""


def imports(limit: int, now: datetime) -> list[Import]:
    """Return the last imports, the newest first."""
    return _all(models.Import.objects.order_by("-asked_at", "id")[:limit], now)


def waiting_imports(now: datetime) -> list[Import]:
    """Return the imports that wait for a second yes, the oldest first."""
    return _all(models.Import.objects.filter(state=State.WAITING).order_by("wanted_at", "id"), now)


def is_loading(now: datetime) -> bool:
    """Tell whether a process loads a directory: on SQLite nobody else can write then."""
    return any(import_from(row, now).going for row in models.Import.objects.filter(state=State.LOADING))


def import_of(import_id: UUID, now: datetime) -> Import:
    """Return an import, with how far its process has come; one that fell silent failed. Raises `NoSuchImport`."""
    row = models.Import.objects.filter(pk=import_id).first()
    if row is None:
        raise NoSuchImport(import_id)
    return import_from(row, now)


def set_aside(import_id: UUID, code: str = "", start: int = 0, size: int = 50) -> list[SetAside]:
    """Return records that were set aside, in the order of the file; with a code, those of which it is a reason."""
    rows = models.SetAside.objects.filter(of_id=import_id).order_by("place")
    if code:
        rows = rows.filter(codes__contains=f" {code} ")
    return [_aside(row) for row in rows[start : start + size]]


def counts_by_code(import_id: UUID) -> Mapping[str, int]:
    """Return how many records each code set aside, and how many values it left out, the most first."""
    row = models.Import.objects.filter(pk=import_id).first()
    if row is None:
        raise NoSuchImport(import_id)
    counts = counts_from(row.counts)
    found = {**counts.left_out, **counts.by_reason}
    return dict(sorted(found.items(), key=lambda item: (-item[1], item[0])))


def last_load(source: str) -> models.Import | None:
    """Return the row of the load of a source that came last and is not undone."""
    return models.Import.objects.filter(source=source, state=State.LOADED).order_by("-loaded_at").first()


def import_from(row: models.Import, now: datetime) -> Import:
    """Return the record of a row."""
    told = {name: getattr(row, name) for name in PLAIN}
    found = Import(
        **told,
        state=State(row.state),
        supplier=supplier_from(row.supplier),
        counts=counts_from(row.counts),
        why=cause_from(json.loads(row.why)) if row.why else "",
    )
    return _with_progress(found, now) if found.going else found


def _with_progress(found: Import, now: datetime) -> Import:
    """Return an import that a process works on, with what it told last: a load cannot tell it in the database."""
    try:
        told = json.loads((folder_of(found.id) / PROGRESS).read_text("utf-8"))
        alive = datetime.fromisoformat(told["at"])
        if found.state is State.LOADING and found.alive_at is not None and alive > found.alive_at:
            found = replace(found, alive_at=alive, read_records=told["records"], stage=told["stage"])
    except (OSError, ValueError, KeyError, TypeError):
        pass
    if found.alive_at is None or now - found.alive_at <= SILENT:
        return found
    # A load is whole or it is nothing, so what was tried is still there to be loaded.
    over = State.TRIED if found.state is State.LOADING else State.FAILED
    return replace(found, state=over, failed=str(Failure.STOPPED))


def supplier_from(body: Mapping[str, Any]) -> Supplier:
    """Return a supplier from its stored form."""
    day = date.fromisoformat(body["date"]) if body.get("date") else None
    return Supplier(**{**body, "date": day, "grade": Grade(body["grade"])})


def supplier_body(supplier: Supplier) -> dict[str, Any]:
    """Return a supplier as it is stored with an import."""
    return {
        **asdict(supplier),
        "grade": str(supplier.grade),
        "date": supplier.date.isoformat() if supplier.date else "",
    }


def counts_from(body: Mapping[str, Any]) -> Counts:
    """Return counts from their stored form."""
    return Counts(**{**body, "effect": Effect(**body.get("effect", {}))})


def _all(rows: Iterable[models.Import], now: datetime) -> list[Import]:
    return [import_from(row, now) for row in rows]


def _aside(row: models.SetAside) -> SetAside:
    told = tuple(Told(**{**finding, "cause": cause_from(finding["cause"])}) for finding in row.findings)
    return SetAside(row.file, row.record, row.line, row.kind, row.key, row.name, told)
