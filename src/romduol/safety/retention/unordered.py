"""Tables that do not tell in which order their rows came.

SQLite numbers the rows of an ordinary table as they come; `WITHOUT ROWID` keeps them by their random key instead. What
is longer than a quarter of a page goes on in other pages, and those are taken one after another as rows come: so after
each batch the file is written anew. PostgreSQL writes rows behind one another, notes the transaction, and numbers every
long value from one counter; after each batch all of them are written anew in one transaction, by their random key.
"""

from __future__ import annotations

from collections.abc import Iterable
from contextlib import suppress
from typing import Any

from django.db import OperationalError, connections, migrations, models, router, transaction


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

    SQLite: the whole file, which takes seconds for hundreds of megabytes, so these tables do well in a file of their
    own. PostgreSQL: every row and every long value gets the same transaction, and lies and is numbered by its key;
    each table is locked meanwhile. Within a transaction of the caller's nothing can be written anew, and nothing is.
    """
    models_by_alias: dict[str, list[type[models.Model]]] = {}
    for model in tables:
        models_by_alias.setdefault(router.db_for_write(model), []).append(model)
    for alias, found in models_by_alias.items():
        connection = connections[alias]
        if connection.in_atomic_block:
            continue
        if connection.vendor == "sqlite":
            _rewrite_file(alias)
        elif connection.vendor == "postgresql":
            for model in found:
                _rewrite_rows(alias, model)


def forget(tables: Iterable[type[models.Model]]) -> None:
    """Leave nothing of rows that were just removed; quick on SQLite, whose pages were overwritten already.

    Where somebody else holds the file, nothing fails: what is left in the log goes with the next `rewrite`.
    """
    tables = list(tables)
    aliases = {router.db_for_write(model) for model in tables}
    for alias in (one for one in aliases if connections[one].vendor == "sqlite"):
        if not connections[alias].in_atomic_block:
            with suppress(OperationalError), connections[alias].cursor() as cursor:
                cursor.execute("PRAGMA wal_checkpoint(TRUNCATE)")
    rewrite(model for model in tables if connections[router.db_for_write(model)].vendor != "sqlite")


def _rewrite_file(alias: str) -> None:
    """Write every table of a SQLite file by its keys, page after page; no page stays free, and none in the log."""
    with connections[alias].cursor() as cursor:
        # The copy goes through a temporary file without a name; in memory it would be as large as all there is.
        cursor.execute("PRAGMA temp_store=FILE")
        try:
            cursor.execute("VACUUM")
            cursor.execute("PRAGMA wal_checkpoint(TRUNCATE)")
        finally:
            cursor.execute("PRAGMA temp_store=MEMORY")


_REWRITE = """
LOCK TABLE {table} IN SHARE ROW EXCLUSIVE MODE;
DO $$
DECLARE one record;
BEGIN
    FOR one IN SELECT {key} AS key FROM {table} ORDER BY {key} LOOP
        UPDATE {table} SET {changed} WHERE {key} = one.key;
    END LOOP;
END $$
"""


def _rewrite_rows(alias: str, model: type[models.Model]) -> None:
    connection = connections[alias]
    quote = connection.ops.quote_name
    table, key = quote(model._meta.db_table), quote(model._meta.pk.column)
    # A long value that nobody touches keeps its number; joined to nothing it is another value, and gets a new one.
    long = [quote(field.column) for field in model._meta.concrete_fields if isinstance(field, models.BinaryField)]
    changed = ", ".join([f"{key} = {key}", *(f"{name} = {name} || ''::bytea" for name in long)])
    with transaction.atomic(using=alias), connection.cursor() as cursor:
        cursor.execute(_REWRITE.format(table=table, key=key, changed=changed))
    with connection.cursor() as cursor:
        cursor.execute(
            "SELECT c.relname FROM pg_index i JOIN pg_class c ON c.oid = i.indexrelid"
            " WHERE i.indrelid = %s::regclass AND i.indisprimary",
            [model._meta.db_table],
        )
        primary = quote(cursor.fetchone()[0])
        cursor.execute(f"CLUSTER {table} USING {primary}")
