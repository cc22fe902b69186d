"""After a test that commits, PostgreSQL empties what is full, and not every table that there is.

Each table that it empties gets a new file, which takes it long; most tests fill a few of eighty. A table that stands
empty already is left as it is, unless one that is emptied is named in it: PostgreSQL empties the two together only.
"""

from __future__ import annotations

from collections.abc import Iterable
from typing import Any

from django.apps import apps
from django.db.backends.postgresql.operations import DatabaseOperations
from django.db.models import ForeignKey

_every = DatabaseOperations.sql_flush


def begin() -> None:
    """Let it be so from now on."""
    DatabaseOperations.sql_flush = _sql_flush  # type: ignore[assignment]


def _sql_flush(self: DatabaseOperations, style: Any, tables: Any, **how: Any) -> list[str]:
    if how.get("reset_sequences") or not tables:
        return _every(self, style, tables, **how)
    found = with_those_that_name_them(_full(self, sorted(tables)))
    return _every(self, style, sorted(found & set(tables)), **how)


def _full(operations: DatabaseOperations, tables: list[str]) -> set[str]:
    asked = (f"SELECT '{table}' WHERE EXISTS (SELECT FROM \"{table}\")" for table in tables)
    with operations.connection.cursor() as cursor:
        cursor.execute(" UNION ALL ".join(asked))
        return {row[0] for row in cursor.fetchall()}


def with_those_that_name_them(tables: Iterable[str]) -> set[str]:
    """Return tables and all from which a key leads to one of them, by however many steps."""
    found, new = set(tables), set(tables)
    while new:
        new = {name for name, target in _keys() if target in new} - found
        found |= new
    return found


def _keys() -> set[tuple[str, str]]:
    models = apps.get_models(include_auto_created=True)
    keys = [(model, key) for model in models for key in model._meta.local_fields if isinstance(key, ForeignKey)]
    return {(model._meta.db_table, key.target_field.model._meta.db_table) for model, key in keys}
