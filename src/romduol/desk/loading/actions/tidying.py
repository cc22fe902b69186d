"""Deletes what imports leave on the disk, once nobody needs it."""

import shutil
from collections.abc import Collection
from datetime import datetime, timedelta
from pathlib import Path
from uuid import UUID

from django.db import transaction

from romduol.desk.loading import models
from romduol.desk.loading.queries.folders import file_of, folder_of, imports_folder
from romduol.desk.loading.queries.holding import HOLDING
from romduol.desk.loading.queries.imports import import_from
from romduol.desk.loading.records import State
from romduol.desk.loading.rules.keeping import is_forgotten, keeps_the_file, keeps_the_staged
from romduol.safety.audit import actions as audit

ARRIVING = "arriving-"
"""How the folder of a file begins that is being sent; one that waits for its columns begins with `HOLDING`."""
YOUNG = timedelta(days=1)
"""A folder of nobody may belong to an upload that is not written down yet."""


def tidy_imports(*, now: datetime, by: str) -> int:
    """Delete the files of imports that are over or older than they are kept; returns of how many."""
    tidied = 0
    # Also what seems under way: a process that was killed ends no row, and its file would lie there for ever.
    for row in models.Import.objects.iterator():
        tidied += _tidied(row, now, by)
    return tidied + sum(map(_deleted, _of_nobody(now)))


def _tidied(row: models.Import, now: datetime, by: str) -> bool:
    state = import_from(row, now).state
    if is_forgotten(state, row.asked_at, now):
        _forget(row, now, by)
        state = State.DROPPED
    path = file_of(row.pk)
    if path is not None and not keeps_the_file(state, row.asked_at, now):
        path.unlink(missing_ok=True)
    if keeps_the_staged(state, row.asked_at, now):
        return False
    models.SetAside.objects.filter(of=row).delete()
    return _deleted(folder_of(row.pk))


@transaction.atomic
def _forget(row: models.Import, now: datetime, by: str) -> None:
    models.Import.objects.filter(pk=row.pk).update(state=State.DROPPED, ended_at=now)
    detail = {"import": str(row.pk), "state": str(State.DROPPED)}
    audit.record(by=by, verb="tidy_imports", subject=("source", row.source), detail=detail)


def _of_nobody(now: datetime) -> list[Path]:
    folder = imports_folder()
    if not folder.is_dir():
        return []
    known = {str(pk) for pk in models.Import.objects.values_list("pk", flat=True)}
    limit = (now - YOUNG).timestamp()
    return [path for path in folder.iterdir() if _is_nobodys(path.name, known) and _age(path) < limit]


def _is_nobodys(name: str, known: Collection[str]) -> bool:
    """Tell whether no import knows a folder: of an import that is gone, or of a file that came to nothing."""
    return (_is_id(name) and name not in known) or name.startswith((ARRIVING, HOLDING))


def _is_id(name: str) -> bool:
    try:
        return str(UUID(name)) == name
    except ValueError:
        return False


def _age(path: Path) -> float:
    return path.stat().st_mtime


def _deleted(folder: Path) -> bool:
    if not folder.exists():
        return False
    shutil.rmtree(folder, ignore_errors=True)
    return True
