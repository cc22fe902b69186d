"""Tables that do not tell in which order their rows came.

SQLite numbers the rows of an ordinary table as they come; `WITHOUT ROWID` keeps them by their random key instead.
PostgreSQL writes them behind one another and notes the transaction; after each batch `rewrite` writes all of them
anew in one transaction, by their random key.
"""

from __future__ import annotations

from collections.abc import Iterable
from typing import Any

from django.db import connections, migrations, models, router, transaction


class CreateUnordered(migrations.CreateModel):
    """Creates a table whose rows lie by their random key."""

    def database_forwards(self, app_label: str, schema_editor: Any, from_state: Any, to_state: Any) -> None:
        """Create the table; in SQLite without the hidden number of each row."""
        if schema_editor.connection.vendor == "sqlite":
            schema_editor.sql_create_table = "CREATE TABLE %(table)s (%(definition)s) WITHOUT ROWID"
        try:
            super().database_forwards(app_label, schema_editor, from_state, to_state)
        finally:
            schema_editor.__dict__.pop("sql_create_table", None)

    def describe(self) -> str:
        """Return what this does, for the list of migrations."""
        return f"Create the table of {self.name}, which keeps no order"


def rewrite(tables: Iterable[type[models.Model]]) -> None:
    """Write tables anew, so that nothing in their files tells when or in which order rows came or went.

    SQLite: what a deletion left in the log is written over. PostgreSQL: every row gets the same transaction, and lies
    by its key; each table is locked meanwhile, which is moments for thousands of rows.
    """
    models_by_alias: dict[str, list[type[models.Model]]] = {}
    for model in tables:
        models_by_alias.setdefault(router.db_for_write(model), []).append(model)
    for alias, found in models_by_alias.items():
        connection = connections[alias]
        if connection.vendor == "sqlite":
            with connection.cursor() as cursor:
                cursor.execute("PRAGMA wal_checkpoint(TRUNCATE)")
        elif connection.vendor == "postgresql":
            for model in found:
                _rewrite_rows(alias, model)


def _rewrite_rows(alias: str, model: type[models.Model]) -> None:
    connection = connections[alias]
    quote = connection.ops.quote_name
    table, key = quote(model._meta.db_table), quote(model._meta.pk.column)  # type: ignore[union-attr]
    with transaction.atomic(using=alias), connection.cursor() as cursor:
        cursor.execute(f"UPDATE {table} SET {key} = {key}")  # noqa: S608 - names of our own tables
    with connection.cursor() as cursor:
        cursor.execute(
            "SELECT c.relname FROM pg_index i JOIN pg_class c ON c.oid = i.indexrelid"
            " WHERE i.indrelid = %s::regclass AND i.indisprimary",
            [model._meta.db_table],
        )
        primary = quote(cursor.fetchone()[0])
        cursor.execute(f"CLUSTER {table} USING {primary}")
