"""Tries an import: reads the file whole, and finds out what a load would do; nothing of it counts."""

from __future__ import annotations

import errno
import json
import sqlite3
from collections.abc import Callable, Iterator, Mapping
from dataclasses import asdict, replace
from datetime import date, datetime
from pathlib import Path
from typing import Any, Protocol
from uuid import UUID

from django.db import transaction
from django.utils import timezone

from romduol.desk.imports.causes import Cause
from romduol.desk.imports.listings import Listing
from romduol.desk.imports.reading import read_listings
from romduol.desk.imports.readings import Reading
from romduol.desk.imports.records import Finding
from romduol.desk.imports.schemas import SchemasUnusable
from romduol.desk.loading import models
from romduol.desk.loading.actions import staging
from romduol.desk.loading.actions.comparing import Compared, compare, known_elsewhere, renewed
from romduol.desk.loading.actions.problems import NotNow
from romduol.desk.loading.actions.resembling import looking_like_ours
from romduol.desk.loading.actions.staging import Staging
from romduol.desk.loading.actions.staging.filling import made_lasting, opened
from romduol.desk.loading.actions.telling import Clock, Shown, Telling, unseen
from romduol.desk.loading.queries.folders import file_of, staged_of
from romduol.desk.loading.queries.imports import NoSuchImport, counts_from, import_from
from romduol.desk.loading.queries.readings import reading_of
from romduol.desk.loading.queries.staged import cause_body
from romduol.desk.loading.records import Counts, Failure, Import, Stage, State
from romduol.desk.loading.rules.saying import KINDS
from romduol.desk.loading.rules.supplying import dated
from romduol.desk.loading.rules.weighing import critical_of
from romduol.knowledge.claims.queries import subject_ids
from romduol.knowledge.directory.queries import NoPackLoaded, loaded_info
from romduol.knowledge.directory.rules.codes import stable_id
from romduol.safety.audit import actions as audit
from romduol.ui.words import phrase


class Read(Protocol):
    """Reads a file the way a supplier's files are read, and tells how many bytes and records it has read."""

    def __call__(
        self, read: Path, how: Reading, *, name: str, progress: Callable[[int, int], None]
    ) -> Iterator[Finding | Listing]:
        """Yield records, and what was found on the way."""
        ...


NOTHING = Cause(phrase("there is no record in it that can be loaded"))
KEPT_ASIDE = 10_000
"""Records that were set aside, kept in the database for the desk; the report of a run has every one."""
SOME = 500


def try_import(
    import_id: UUID,
    *,
    clock: Clock,
    file: Path | None = None,
    read: Read = read_listings,
    schemas: Path | None = None,
    shown: Shown = unseen,
    comparing: bool = True,
) -> Import:
    """Read the file of an import and stage what it says; returns the import as it is then.

    `file` is where it lies, where it was not copied; `schemas` the official ones, if not those of the server. Without
    `comparing`, it is left to the load to count what it does.
    It ends `tried`, `refused` or `failed`. Raises `NoSuchImport` and `NotNow`.
    """
    row = models.Import.objects.filter(pk=import_id).first()
    if row is None:
        raise NoSuchImport(import_id)
    if row.state != State.TRYING:
        raise NotNow(State(row.state))
    telling = Telling(import_id, clock, shown)
    path = file or file_of(import_id)
    try:
        if path is None:
            raise FileNotFoundError
        found = import_from(row, clock())
        how = reading_of(found.supplier, timezone.localdate(clock()), schemas)
        refusals = _stage(found, read(path, how, name=found.file_name, progress=telling.read))
        if refusals:
            _refuse(row, refusals, clock())
        else:
            settle_and_count(row, telling, comparing=comparing, today=timezone.localdate(clock()))
            _over(row, State.TRIED, clock())
    except BaseException as problem:
        failed = failure_of(problem)
        staged_of(row.pk).unlink(missing_ok=True)
        _over(row, State.FAILED, clock(), failed=failed)
        if failed is Failure.BROKE:
            raise
    row.refresh_from_db()
    return import_from(row, clock())


def settle_and_count(
    row: models.Import, telling: Telling, *, comparing: bool = True, today: date | None = None
) -> None:
    """Hold what was staged against itself and what is known, and write down what a load would do.

    With a day, also how many new records look like ones of the directory on it; else that stays as it was counted.
    """
    telling.enter(Stage.COMPARING)
    alike = counts_from(row.counts).alike
    supplier = import_from(row, row.asked_at).supplier
    with opened(staged_of(row.pk)) as db:
        staging.settle(db, known_elsewhere(supplier))
        found = staging.counts(db)
        # What ends is explained also where the load itself counts what it does.
        if comparing or (supplier.complete and staging.not_running(db)):
            found = with_effect(found, compare(db, supplier, telling.alive), renewed(db, supplier))
        if comparing and today is not None:
            alike = looking_like_ours(db, today, telling.alive)
        found = replace(found, alike=alike)
        _keep_asides(row, db)
        row.counts = stored_counts(found)
        row.staged = staging.digest(db)
    made_lasting(staged_of(row.pk))
    row.read_bytes, row.read_records = telling.size, max(telling.records, found.records)
    row.save(update_fields=["counts", "staged", "read_bytes", "read_records"])


def with_effect(counts: Counts, found: Compared, renewed: Mapping[str, int]) -> Counts:
    """Return counts with what a load does."""
    return replace(
        counts,
        effect=found.effect,
        critical=critical_of(found.properties),
        renewed=renewed,
        claims=found.effect.added + found.effect.kept,
        not_running=found.not_running,
    )


def stored_counts(counts: Counts) -> dict[str, Any]:
    """Return counts as they are stored."""
    return asdict(counts)


def failure_of(problem: BaseException) -> Failure:
    """Return the code of what stopped a process."""
    if isinstance(problem, NoPackLoaded):
        return Failure.NO_PACK
    if isinstance(problem, SchemasUnusable):
        return Failure.NO_SCHEMAS
    if isinstance(problem, FileNotFoundError):
        return Failure.FILE_GONE
    full = isinstance(problem, OSError) and problem.errno == errno.ENOSPC
    if full or (isinstance(problem, sqlite3.OperationalError) and "full" in str(problem)):
        return Failure.DISK_FULL
    return Failure.STOPPED if isinstance(problem, KeyboardInterrupt) else Failure.BROKE


def _stage(found: Import, file: Iterator[Finding | Listing]) -> list[Finding]:
    """Stage a file; returns what refuses it whole, if anything does."""
    pack = loaded_info().id
    source = found.supplier.id
    with Staging.anew(
        staged_of(found.id), pack=pack, source=source, dated=dated(found.supplier), published=lambda: _published(pack)
    ) as stage:
        for told in file:
            if isinstance(told, Listing):
                stage.take(told)
            else:
                stage.note(told)
        if not stage.taken and not stage.refusals:
            stage.note(Finding(found.file_name, None, None, "", "empty", NOTHING))
        return stage.refusals


def _published(pack: str) -> Iterator[tuple[str, str]]:
    for kind in KINDS:
        for subject in subject_ids(kind):
            yield stable_id(pack, f"{kind}/{subject}"), subject


def _keep_asides(row: models.Import, db: sqlite3.Connection) -> None:
    with transaction.atomic():
        models.SetAside.objects.filter(of=row).delete()
        found = (
            models.SetAside(
                of=row,
                place=place,
                file=one.file[:200],
                record=one.record,
                line=one.line,
                kind=one.kind,
                key=one.key[:200],
                name=one.name[:200],
                codes=f" {' '.join(dict.fromkeys(told.code for told in one.findings if told.severity == 'error'))} ",
                findings=[{**asdict(told), "cause": cause_body(told.cause)} for told in one.findings],
            )
            for place, one in enumerate(staging.asides(db, KEPT_ASIDE))
        )
        models.SetAside.objects.bulk_create(found, batch_size=SOME)


@transaction.atomic
def _refuse(row: models.Import, refusals: list[Finding], now: datetime) -> None:
    row.why = json.dumps(cause_body(refusals[0].cause))
    row.counts = stored_counts(Counts(by_reason={one.code: 1 for one in refusals}))
    row.save(update_fields=["why", "counts"])
    _over(row, State.REFUSED, now)


@transaction.atomic
def _over(row: models.Import, state: State, now: datetime, failed: str = "") -> None:
    models.Import.objects.filter(pk=row.pk).update(state=state, failed=failed, ended_at=now, alive_at=now)
    detail = {"import": str(row.pk), "state": str(state), **({"failed": str(failed)} if failed else {})}
    audit.record(by=row.asked_by, verb="try_import", subject=("source", row.source), detail=detail)
