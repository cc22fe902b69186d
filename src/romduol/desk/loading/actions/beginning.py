"""Takes a file in and lets a process of its own try it."""

import shutil
from collections.abc import Mapping
from datetime import datetime
from hashlib import sha256
from pathlib import Path
from typing import Any
from uuid import UUID, uuid4

from django.db import IntegrityError, transaction

from romduol.desk.loading import models
from romduol.desk.loading.actions.problems import UnderWay
from romduol.desk.loading.queries.folders import folder_of
from romduol.desk.loading.queries.imports import import_from, supplier_body
from romduol.desk.loading.queries.suppliers import supplier as supplier_with
from romduol.desk.loading.records import Failure, Import, State
from romduol.desk.outlets import outlets
from romduol.safety.audit import actions as audit

PIECE = 1 << 20
LONGEST_NAME = 200


def begin_import(
    *,
    act: UUID,
    file: Path,
    file_name: str,
    supplier: str,
    reading: Mapping[str, Any] | None = None,
    by: str,
    now: datetime,
    start: bool = True,
) -> Import:
    """Copy a file into the folder of its import, and begin to try it in a process of its own.

    `act` is the id of the import: the same twice is one import. `reading` is how it is read; as remembered where it is
    None. Without `start`, whoever calls tries it in this process, and the file is read where it lies.
    Raises `UnderWay`, and `NoSuchSupplier`.
    """
    known = models.Import.objects.filter(pk=act).first()
    if known is not None:
        return import_from(known, now)
    described = supplier_with(supplier)
    body = supplier_body(described)
    body["reading"] = dict(described.reading if reading is None else reading)
    bury(supplier, now)
    # The same form may come twice at one moment: each copies into a folder of its own, one of which becomes this one.
    folder = folder_of(uuid4())
    folder.mkdir(parents=True, mode=0o700)
    folder.parent.chmod(0o700)
    try:
        digest, size = _taken(file, folder / f"file{_suffix(file_name)}" if start else None)
        row = _noted(act, supplier, body, folder, file_name=_named(file_name), digest=digest, size=size, by=by, now=now)
    except BaseException:
        shutil.rmtree(folder, ignore_errors=True)
        raise
    if start:
        start_job(row, "try", now)
        row.refresh_from_db()
    return import_from(row, now)


def start_job(row: models.Import, stage: str, now: datetime) -> None:
    """Begin the process of an import; where none can be begun, the import is where it was, and says so."""
    try:
        outlets().start(["import", "--run", str(row.pk), "--stage", stage])
    except OSError:
        over = State.FAILED if row.state == State.TRYING else State.TRIED
        models.Import.objects.filter(pk=row.pk).update(state=over, failed=Failure.BROKE, ended_at=now)


def bury(source: str, now: datetime) -> None:
    """Let imports of a source that fell silent be over, so that the next one can begin."""
    for row in models.Import.objects.filter(source=source, state__in=models.UNDER_WAY):
        found = import_from(row, now)
        if not found.going:
            models.Import.objects.filter(pk=row.pk, state=row.state).update(
                state=found.state, failed=found.failed, ended_at=found.alive_at
            )


def _noted(
    act: UUID, source: str, body: Mapping[str, Any], folder: Path, *, by: str, now: datetime, **more: Any
) -> models.Import:
    try:
        with transaction.atomic():
            row = models.Import.objects.create(
                id=act,
                source=source,
                supplier=body,
                state=State.TRYING,
                asked_by=by,
                asked_at=now,
                alive_at=now,
                **more,
            )
            detail = {"import": str(act), "digest": more["digest"], "size": more["size"]}
            audit.record(by=by, verb="begin_import", subject=("source", source), detail=detail)
            folder.rename(folder_of(act))
    except IntegrityError:
        other = models.Import.objects.filter(source=source, state__in=models.UNDER_WAY).first()
        if other is None:
            raise
        raise UnderWay(import_from(other, now)) from None
    return row


def _taken(file: Path, target: Path | None) -> tuple[str, int]:
    """Return the digest and the size of a file, copied in one go where there is a target; of a folder, of all in it."""
    if file.is_dir():
        return _of_folder(file)
    found, size = sha256(), 0
    out = None
    if target is not None:
        target.touch(mode=0o600)
        out = target.open("wb")
    try:
        with file.open("rb") as stream:
            while piece := stream.read(PIECE):
                found.update(piece)
                size += len(piece)
                if out is not None:
                    out.write(piece)
    finally:
        if out is not None:
            out.close()
    return found.hexdigest(), size


def _of_folder(folder: Path) -> tuple[str, int]:
    found, size = sha256(), 0
    for path in sorted(path for path in folder.rglob("*") if path.is_file()):
        digest, more = _taken(path, None)
        found.update(path.relative_to(folder).as_posix().encode(errors="surrogateescape") + b"\0" + digest.encode())
        size += more
    return found.hexdigest(), size


def _named(name: str) -> str:
    return "".join(sign for sign in name.rpartition("/")[2] if sign.isprintable())[:LONGEST_NAME] or "file"


def _suffix(name: str) -> str:
    suffix = Path(name).suffix.lower()
    return suffix if suffix[1:].isalnum() and suffix.isascii() and len(suffix) <= 8 else ""
