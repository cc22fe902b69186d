"""Tables that do not tell in which order their rows came.

SQLite numbers the rows of an ordinary table as they come; `WITHOUT ROWID` keeps them by their random key instead. What
is longer than a quarter of a page goes on in other pages, and those are taken one after another as rows come: so after
each batch the file is written anew. PostgreSQL writes rows behind one another, notes the transaction, and numbers every
long value from one counter; after each batch all of them are written anew in one transaction, by their random key.

What somebody else's look at the database still needs cannot go meanwhile: PostgreSQL then keeps old copies of rows,
SQLite old pages in its log. Both say so; those tables are owed, and a later call writes them anew once more.
"""

from __future__ import annotations

import re
from collections.abc import Callable, Iterable, Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from functools import partial
from itertools import groupby
from threading import Lock
from time import sleep
from typing import Any

from django.db import OperationalError, connections, migrations, models, router, transaction

PAUSES = (0.05, 0.1, 0.2, 0.4, 0.8, 1.6)
"""Seconds between tries, as long as somebody else still needs what was there before."""

_PATIENCE_MS = 200
_HELD_BY_OTHERS = ("55P03", "40P01")
"""What PostgreSQL calls a lock that was not to be had in time, and two who wait for one another."""


class _Owed:
    """Which tables were not written anew yet; what was marked while somebody wrote them stays marked after it."""

    def __init__(self) -> None:
        self._lock = Lock()
        self._marks: dict[type[models.Model], int] = {}
        self._last = 0

    def __contains__(self, table: object) -> bool:
        return table in self._marks

    @property
    def now(self) -> int:
        """Return the last mark that was made."""
        return self._last

    def mark(self, tables: Iterable[type[models.Model]]) -> int:
        """Mark tables; returns their mark."""
        with self._lock:
            self._last += 1
            self._marks.update(dict.fromkeys(tables, self._last))
            return self._last

    def clear(self, tables: Iterable[type[models.Model]], upto: int) -> None:
        """Take marks away that are no later than one."""
        with self._lock:
            for table in tables:
                if self._marks.get(table, upto + 1) <= upto:
                    del self._marks[table]


_owed = _Owed()


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


def rewrite(tables: Iterable[type[models.Model]], *, pauses: Iterable[float] = PAUSES) -> bool:
    """Write tables anew, so that nothing in their files tells when or in which order rows came or went.

    SQLite: the whole file, which takes seconds for hundreds of megabytes, so these tables do well in a file of their
    own. PostgreSQL: every row and every long value gets the same transaction, and lies and is numbered by its key;
    each table is locked meanwhile. Within a transaction of the caller's nothing can be written anew.

    Returns whether nothing is left of what was there. Where it is not so after the last of `pauses`, in seconds, the
    tables are `owed`: somebody else looks at what was there, and a later call makes good for it. What fails for another
    reason is raised, and owed by whoever asked: nothing is written anew then.
    """
    named = sorted(tables, key=router.db_for_write)
    for alias, group in groupby(named, key=router.db_for_write):
        found, begun = list(group), _owed.now
        if not connections[alias].in_atomic_block and _rewritten(alias, found, pauses):
            _owed.clear(found, begun)
        else:
            _owed.mark(found)
    return not owed(named)


def owed(tables: Iterable[type[models.Model]]) -> list[type[models.Model]]:
    """Return which of these tables this process could not write anew yet."""
    return [table for table in tables if table in _owed]


def forget(tables: Iterable[type[models.Model]]) -> bool:
    """Leave nothing of rows that were just removed; returns whether nothing is left, and waits for nobody.

    Quick on SQLite, whose pages were overwritten already: what is left in the log goes with the next `rewrite`.
    """
    named = list(tables)
    in_files = [one for one in named if connections[router.db_for_write(one)].vendor == "sqlite"]
    mark = _owed.mark(in_files)
    for alias in {router.db_for_write(one) for one in in_files}:
        if not connections[alias].in_atomic_block and _emptied(alias):
            _owed.clear((one for one in in_files if router.db_for_write(one) == alias), mark)
    rewrite((one for one in named if one not in in_files), pauses=())
    return not owed(named)


def _rewritten(alias: str, tables: Iterable[type[models.Model]], pauses: Iterable[float]) -> bool:
    if connections[alias].vendor == "sqlite":
        _rewrite_file(alias)
        return _in_time(lambda: _emptied(alias), pauses)
    pauses = list(pauses)
    return all(_in_time(partial(done, alias, model), pauses) for done in (_renumbered, _lies_anew) for model in tables)


def _in_time(is_done: Callable[[], bool], pauses: Iterable[float]) -> bool:
    """Try until something is done, with these pauses between; tells whether it was done."""
    for pause in pauses:
        if is_done():
            return True
        sleep(pause)
    return is_done()


def _rewrite_file(alias: str) -> None:
    """Write every table of a SQLite file by its keys, page after page; no page stays free."""
    with connections[alias].cursor() as cursor:
        # The copy goes through a temporary file without a name; in memory it would be as large as all there is.
        cursor.execute("PRAGMA temp_store=FILE")
        try:
            cursor.execute("VACUUM")
        finally:
            cursor.execute("PRAGMA temp_store=MEMORY")


def _emptied(alias: str) -> bool:
    """Empty the log of a SQLite file; returns whether it is empty, which a reader of old pages prevents.

    Whoever writes has to wait as long as this waits for readers, so it waits for none.
    """
    with connections[alias].cursor() as cursor:
        cursor.execute("PRAGMA busy_timeout")
        (patience,) = cursor.fetchone()
        cursor.execute("PRAGMA busy_timeout=0")
        try:
            cursor.execute("PRAGMA wal_checkpoint(TRUNCATE)")
            busy, *_ = cursor.fetchone()
        except OperationalError:
            return False
        finally:
            cursor.execute(f"PRAGMA busy_timeout={int(patience)}")
    return not busy


@dataclass(slots=True)
class _Held:
    """Whether a lock was got in time, and what was done under it holds."""

    got: bool = False


@contextmanager
def _held_briefly(alias: str) -> Iterator[_Held]:
    """Do something in one PostgreSQL transaction; or nothing, where somebody else holds a table for longer.

    Whoever comes after us has to wait as long as we do, and a dump holds its tables for minutes.
    """
    held = _Held()
    try:
        with transaction.atomic(using=alias):
            with connections[alias].cursor() as cursor:
                cursor.execute(f"SET LOCAL lock_timeout = '{_PATIENCE_MS}ms'")
            yield held
        held.got = True
    except OperationalError as problem:
        if getattr(problem.__cause__, "sqlstate", None) not in _HELD_BY_OTHERS:
            raise


_RENUMBER = """
LOCK TABLE {table} IN EXCLUSIVE MODE;
DO $$
DECLARE one record;
BEGIN
    FOR one IN SELECT {key} AS key FROM {table} ORDER BY {key} LOOP
        UPDATE {table} SET {changed} WHERE {key} = one.key;
    END LOOP;
END $$
"""


def _renumbered(alias: str, model: type[models.Model]) -> bool:
    """Give every row and every long value of a PostgreSQL table the same transaction, and numbers by its key."""
    connection = connections[alias]
    quote = connection.ops.quote_name
    table, key = quote(model._meta.db_table), quote(model._meta.pk.column)
    # A long value that nobody touches keeps its number; joined to nothing it is another value, and gets a new one.
    long = [quote(field.column) for field in model._meta.concrete_fields if isinstance(field, models.BinaryField)]
    changed = ", ".join([f"{key} = {key}", *(f"{name} = {name} || ''::bytea" for name in long)])
    with _held_briefly(alias) as held, connection.cursor() as cursor:
        cursor.execute(_RENUMBER.format(table=table, key=key, changed=changed))
    return held.got


_KEPT = re.compile(r"\d+")
"""The first number in the detail of what CLUSTER VERBOSE says: "3 dead row versions cannot be removed yet." """


def _lies_anew(alias: str, model: type[models.Model]) -> bool:
    """Write a PostgreSQL table into new files by its key; returns whether no old copy of a row had to come along."""
    connection = connections[alias]
    quote = connection.ops.quote_name
    said: list[str] = []

    def hear(notice: Any) -> None:
        said.append(notice.message_detail or "")

    with _held_briefly(alias), connection.cursor() as cursor:
        cursor.execute(
            "SELECT c.relname FROM pg_index i JOIN pg_class c ON c.oid = i.indexrelid"
            " WHERE i.indrelid = %s::regclass AND i.indisprimary",
            [model._meta.db_table],
        )
        primary = quote(cursor.fetchone()[0])
        connection.connection.add_notice_handler(hear)
        try:
            cursor.execute(f"CLUSTER VERBOSE {quote(model._meta.db_table)} USING {primary}")
        finally:
            connection.connection.remove_notice_handler(hear)
    kept = [found.group() for detail in said if (found := _KEPT.match(detail))]
    return kept == ["0"]
