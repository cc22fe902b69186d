"""Worlds that are made once in a run, and put back for each further test that wants them: rows, and folders of files.

    made_once("harbour", harbour)                        # what `harbour()` stored is stored
    made_once("given out", make, tmp_path / "releases")  # and what it wrote to this folder is there

What is put back stands under the same keys and at the same moments as when it was made. A world is put back only where
what stands in the database is what stood in the same tables before the making; anywhere else it is made anew.
"""

from __future__ import annotations

import atexit
import os
import shutil
import tempfile
from collections.abc import Callable, Iterable
from copy import deepcopy
from dataclasses import dataclass
from functools import cache
from pathlib import Path
from typing import Any

from django.apps import apps
from django.db import connection

Rows = list[tuple[Any, ...]]
Counts = tuple[tuple[str, int], ...]


@dataclass(frozen=True)
class Table:
    """A table that a world changed: its columns, and all that stands in it afterwards."""

    name: str
    columns: tuple[str, ...]
    rows: Rows
    before: Rows
    """What stood in it before."""


@dataclass(frozen=True)
class World:
    """What is to be put back."""

    before: Counts
    tables: tuple[Table, ...]
    folders: tuple[Path | None, ...]
    returned: Any


_MADE: dict[str, World] = {}


def made_once(name: str, make: Callable[[], Any], *folders: Path) -> Any:
    """Let a world stand that is known by a name, with the folders that it is made in, and return what making it did."""
    before = _counts()
    known = _MADE.get(name)
    if known is None:
        return _keep(name, make, before, folders)
    if known.before != before or any(one.before and _rows(one.name) != one.before for one in known.tables):
        return make()
    for table in known.tables:
        _put_back(table)
    for kept, folder in zip(known.folders, folders, strict=True):
        if kept is not None:
            shutil.copytree(kept, folder, symlinks=True, dirs_exist_ok=True, copy_function=_another)
    return deepcopy(known.returned)


def empty_all() -> None:
    """Empty what is full within the transaction of a test: PostgreSQL takes long over making every table anew."""
    with connection.cursor() as cursor:
        for table, many in _counts():
            if many:
                cursor.execute(f'DELETE FROM "{table}"')


def forget(name: str) -> None:
    """Let a world be made anew the next time."""
    _MADE.pop(name, None)


def _keep(name: str, make: Callable[[], Any], before: Counts, folders: Iterable[Path]) -> Any:
    stood = {table: _rows(table) for table, many in before if many}
    returned = make()
    changed = [_table(table, stood) for table, many in _counts() if many or table in stood]
    kept = tuple(_copied(folder) for folder in folders)
    _MADE[name] = World(before, tuple(one for one in changed if stood.get(one.name) != one.rows), kept, returned)
    return returned


def _table(name: str, stood: dict[str, Rows]) -> Table:
    return Table(name, tuple(_columns()[name]), _rows(name), stood.get(name, []))


def _copied(folder: Path) -> Path | None:
    if not folder.exists():
        return None
    kept = Path(tempfile.mkdtemp(prefix="romduol-made-"))
    atexit.register(shutil.rmtree, kept, ignore_errors=True)
    return Path(shutil.copytree(folder, kept, symlinks=True, dirs_exist_ok=True))


def _another(kept: str, wanted: str) -> None:
    """Copy a file; when a blob was written, and who may read it, nobody asks, and there are many."""
    (shutil.copyfile if f"{os.sep}blobs{os.sep}" in kept else shutil.copy2)(kept, wanted)


@cache
def _columns() -> dict[str, list[str]]:
    """Return the columns of every table of ours."""
    models = [model for model in apps.get_models(include_auto_created=True) if model._meta.managed]
    return {model._meta.db_table: [field.column for field in model._meta.local_concrete_fields] for model in models}


def _counts() -> Counts:
    each = (f"SELECT '{table}', count(*) FROM \"{table}\"" for table in sorted(_columns()))
    with connection.cursor() as cursor:
        cursor.execute(" UNION ALL ".join(each))
        return tuple(sorted(cursor.fetchall()))


def _rows(table: str) -> Rows:
    # With a sign before it SQLite hands a column out as it is stored, and not as a date.
    sign = "+" if connection.vendor == "sqlite" else ""
    columns = ", ".join(f'{sign}"{column}"' for column in _columns()[table])
    with connection.cursor() as cursor:
        cursor.execute(f'SELECT {columns} FROM "{table}" ORDER BY 1')
        rows: Rows = cursor.fetchall()
        return rows


def _put_back(table: Table) -> None:
    names = ", ".join(f'"{column}"' for column in table.columns)
    row = "(" + ", ".join(["%s"] * len(table.columns)) + ")"
    with connection.cursor() as cursor:
        if table.before:
            cursor.execute(f'DELETE FROM "{table.name}"')
        if table.rows:
            given = [value for one in table.rows for value in one]
            every = ", ".join([row] * len(table.rows))
            cursor.execute(f'INSERT INTO "{table.name}" ({names}) VALUES {every}', given)
