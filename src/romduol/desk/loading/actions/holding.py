"""Keeps a table on the disk until somebody has said what its columns hold; then it becomes an import."""

from __future__ import annotations

import json
import os
import shutil
from collections.abc import Sequence
from dataclasses import asdict, replace
from datetime import datetime
from pathlib import Path
from uuid import UUID

from romduol.desk.imports.rules.mappings import ColumnMapping
from romduol.desk.loading.actions.beginning import begin_import
from romduol.desk.loading.actions.deciding import drop_import
from romduol.desk.loading.actions.problems import NotNow
from romduol.desk.loading.actions.suppliers import remember_reading
from romduol.desk.loading.queries.holding import ABOUT, Held, folder_held
from romduol.desk.loading.queries.imports import NoSuchImport
from romduol.desk.loading.queries.suppliers import supplier
from romduol.desk.loading.records import Import


def hold(
    *, key: UUID, file: Path, file_name: str, of: str, by: str, format: str = "auto", instead_of: str = ""
) -> Held:
    """Copy a table of a supplier into a folder for whoever handed it in alone; the same key is one table."""
    folder = folder_held(key)
    target = folder / file.name
    folder.mkdir(mode=0o700, parents=True, exist_ok=True)
    if not target.exists():
        os.close(os.open(target, os.O_WRONLY | os.O_CREAT, 0o600))
        shutil.copyfile(file, target)
    kept = Held(key, target, file_name, of, by, format, instead_of=instead_of)
    _note(kept)
    return kept


def note_columns(held: Held, mapping: ColumnMapping, words: Sequence[tuple[str, str]]) -> Held:
    """Keep what somebody said of the columns, and the words that they are asked about next."""
    kept = replace(held, columns=mapping.kept(), words=tuple(words))
    _note(kept)
    return kept


def begin_held(held: Held, mapping: ColumnMapping, *, by: str, now: datetime) -> Import:
    """Let a table be tried with these columns, which are remembered for the next one of its supplier.

    Raises `UnderWay`, and `NoSuchSupplier`.
    """
    reading = {**supplier(held.supplier).reading, "format": held.format, "columns": mapping.kept()}
    begun = begin_import(
        act=held.key,
        file=held.file,
        file_name=held.file_name,
        supplier=held.supplier,
        reading=reading,
        by=by,
        now=now,
    )
    remember_reading(held.supplier, {**reading, "format": "auto"}, by=by)
    release(held.key)
    if held.instead_of:
        _drop(UUID(held.instead_of), by, now)
    return begun


def release(key: UUID) -> None:
    """Delete a table that waits no more."""
    shutil.rmtree(folder_held(key), ignore_errors=True)


def _drop(key: UUID, by: str, now: datetime) -> None:
    try:
        drop_import(key, by=by, now=now)
    except (NoSuchImport, NotNow):
        return  # Somebody decided about it meanwhile.


def _note(held: Held) -> None:
    about = {name: value for name, value in asdict(held).items() if name not in ("key", "file")}
    path = folder_held(held.key) / ABOUT
    with os.fdopen(os.open(path, os.O_WRONLY | os.O_CREAT | os.O_TRUNC, 0o600), "w", encoding="utf-8") as stream:
        json.dump(about, stream, ensure_ascii=False)
