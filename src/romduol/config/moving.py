"""Moves what is sealed out of the database of the desk, into the one of intake: all of it, once, and in no order.

Five steps, each of which is one transaction or may be done twice, so that whoever is killed in between goes on:
1. the old tables get other names: whoever still serves from them fails, and nothing comes in behind our back;
2. every row is copied, read again and compared, and the copy is marked as whole: one transaction of the new database;
3. the old tables go;
4. both databases are written anew, so that nothing of the old rows stays and the new ones lie in no order;
5. the marks go.
A copy that cannot be made gives the old tables their names back.
"""

from __future__ import annotations

import os
from collections.abc import Callable, Iterator, Mapping
from contextlib import suppress
from secrets import token_hex

from django.apps import apps
from django.conf import settings
from django.db import DatabaseError, IntegrityError, OperationalError, connections, transaction
from django.db.backends.base.base import BaseDatabaseWrapper
from django.db.migrations.recorder import MigrationRecorder
from django.db.migrations.state import ModelState, ProjectState
from django.db.models import Model

from romduol.config.copying import NotTheSame, copy_table
from romduol.config.databases import DEFAULT, OF_INTAKE, sqlite_file
from romduol.config.routing import SEALED
from romduol.config.tables import create_or_update_tables, has_desk, unseen_by
from romduol.safety.audit import actions as audit
from romduol.safety.retention.unordered import rewrite

LEAVING = "leaving_"
"""Before the names of old tables, from the moment on from which nothing may be written to them."""
MARK = "moving_sealed"
"""A table with one random word, the same in both databases: a move that has begun, and a copy that is whole."""
PATIENCE = "20s"
COMMAND = "romduol move-sealed"
COUNT, WORD, TAKE = "SELECT count(*) FROM {}", "SELECT word FROM {}", "INSERT INTO {} VALUES (%s)"


class CannotMove(Exception):
    """What is sealed stays where it is, or the last steps are still to do; the message says why, and what would do."""


def is_apart() -> bool:
    """Tell whether this process has both databases, so that rows can lie in the wrong one."""
    return OF_INTAKE in settings.DATABASES and has_desk()


def left_behind() -> dict[str, int]:
    """Return how many rows each table of what is sealed has in the database of the desk; raises OperationalError.

    Empty where there is no such table, or no other database for it.
    """
    if not is_apart():
        return {}
    connection = connections[DEFAULT]
    there = _tables(connection)
    found = {}
    with connection.cursor() as cursor:
        for model in _models():
            names = [name for name in (model._meta.db_table, _leaving(model)) if name in there]
            for name in names:
                cursor.execute(COUNT.format(connection.ops.quote_name(name)))
                found[model._meta.db_table] = int(cursor.fetchone()[0])
    return found


def has_begun() -> bool:
    """Tell whether a move has begun and not ended."""
    return is_apart() and MARK in _tables(connections[DEFAULT])


def strangers() -> list[str]:
    """Return the tables in the database of intake that belong to the desk."""
    desk = {model._meta.db_table for model in apps.get_models() if model._meta.app_label not in SEALED}
    return sorted(desk & _tables(connections[OF_INTAKE])) if OF_INTAKE in settings.DATABASES else []


def expect_apart() -> None:
    """Raise `CannotMove` where there are not two databases, or the second one is one of a desk."""
    if not is_apart():
        raise CannotMove("this needs both databases: set ROMDUOL_INTAKE_DATABASE, on a machine that shows the desk")
    if there := strangers():
        raise CannotMove(f"ROMDUOL_INTAKE_DATABASE names a database that holds tables of the desk: {there[0]}")


def move(*, by: str) -> None:
    """Move what is sealed, or go on where somebody stopped; raises `CannotMove`, and then no row is lost or doubled."""
    expect_apart()
    if not (has_begun() or left_behind()):
        return
    create_or_update_tables()
    word = _marked(DEFAULT) or _begin()
    if _olds():
        if _marked(OF_INTAKE) != word:
            _copy_or_give_back(word)
        _remove(by)
    _finish()


def _models() -> list[type[Model]]:
    """Return the tables of what is sealed; one that points to another comes after it."""
    return [model for app in sorted(SEALED) for model in apps.get_app_config(app).get_models()]


def _leaving(model: type[Model]) -> str:
    return LEAVING + model._meta.db_table


def _tables(connection: BaseDatabaseWrapper) -> set[str]:
    return set(connection.introspection.table_names())


def _olds() -> list[type[Model]]:
    there = _tables(connections[DEFAULT])
    return [model for model in _models() if _leaving(model) in there]


def _marked(alias: str) -> str | None:
    connection = connections[alias]
    if MARK not in _tables(connection):
        return None
    with connection.cursor() as cursor:
        cursor.execute(WORD.format(MARK))
        return str(cursor.fetchone()[0])


def _mark(alias: str, word: str) -> None:
    with connections[alias].cursor() as cursor:
        cursor.execute(f"CREATE TABLE {MARK} (word varchar(32) PRIMARY KEY)")
        cursor.execute(TAKE.format(MARK), [word])


def _unmark(alias: str) -> None:
    with connections[alias].cursor() as cursor:
        cursor.execute(f"DROP TABLE IF EXISTS {MARK}")


def _begin() -> str:
    """Take the old tables from whoever serves from them; return the word of this move."""
    if missing := unseen_by(DEFAULT, SEALED):
        raise CannotMove(
            f"the old tables are of an earlier version (no {missing[0]}): unset ROMDUOL_INTAKE_DATABASE, run "
            "romduol serve --prepare once, and come back"
        )
    word = token_hex(16)
    _rename({model._meta.db_table: _leaving(model) for model in _models()}, lambda: _mark(DEFAULT, word))
    return word


def _rename(names: Mapping[str, str], then: Callable[[], None]) -> None:
    connection = connections[DEFAULT]
    quote = connection.ops.quote_name
    try:
        with transaction.atomic(using=DEFAULT), connection.cursor() as cursor:
            if connection.vendor == "postgresql":
                cursor.execute(f"SET LOCAL lock_timeout = '{PATIENCE}'")
            there = _tables(connection)
            for old, new in names.items():
                if old in there:
                    cursor.execute(f"ALTER TABLE {quote(old)} RENAME TO {quote(new)}")
            then()
    except OperationalError as problem:
        raise CannotMove(f"somebody else holds the old tables ({type(problem).__name__}): stop what serves") from None


def _copy_or_give_back(word: str) -> None:
    try:
        _make_durable()
        with transaction.atomic(using=OF_INTAKE):
            for old, new in _pairs():
                copy_table(old, new, source=DEFAULT, target=OF_INTAKE)
            _unmark(OF_INTAKE)
            _mark(OF_INTAKE, word)
        _settle()
    except (NotTheSame, DatabaseError) as problem:
        if _holds(word):
            return
        # What is still being read would keep its table from another name.
        connections[DEFAULT].close()
        _rename({_leaving(model): model._meta.db_table for model in _models()}, lambda: _unmark(DEFAULT))
        if isinstance(problem, IntegrityError):
            # What a database says of it repeats the values.
            told = "both databases hold something that there can be once, such as an inbox of one body for one kind"
            raise CannotMove(f"{told}; nothing was moved") from None
        told = str(problem) if isinstance(problem, NotTheSame) else type(problem).__name__
        raise CannotMove(f"the copy failed ({told}); nothing was moved") from None


def _holds(word: str) -> bool:
    """Tell whether the copy is whole all the same: of a line that broke at the very end only the answer was lost."""
    connections[OF_INTAKE].close()
    try:
        return _marked(OF_INTAKE) == word
    except DatabaseError:
        return False


def _pairs() -> Iterator[tuple[type[Model], type[Model]]]:
    """Yield each table under its old name, and the one that it goes to."""
    olds, state = _olds(), ProjectState()
    for model in olds:
        # They point to nothing outside of what is sealed, so no other table has to be known.
        old = ModelState.from_model(model)
        state.add_model(old.clone())
        state.models[old.app_label, old.name_lower].options["db_table"] = _leaving(model)
    for model in olds:
        yield state.apps.get_model(model._meta.app_label, str(model._meta.model_name)), model


def _make_durable() -> None:
    """Have the copy on the disk before the old tables go: a power cut must not take both."""
    with connections[OF_INTAKE].cursor() as cursor:
        is_sqlite = connections[OF_INTAKE].vendor == "sqlite"
        cursor.execute("PRAGMA synchronous=FULL" if is_sqlite else "SET synchronous_commit = on")


def _settle() -> None:
    file = sqlite_file(settings.DATABASES[OF_INTAKE])
    if file is not None and file.parent.is_dir():
        folder = os.open(file.parent, os.O_RDONLY)
        try:
            os.fsync(folder)
        finally:
            os.close(folder)


def _remove(by: str) -> None:
    """Let the old tables go, and how they were made; the audit tells that they went, and not how many rows."""
    connection = connections[DEFAULT]
    with transaction.atomic(using=DEFAULT), connection.cursor() as cursor:
        for model in reversed(_olds()):
            cursor.execute(f"DROP TABLE {connection.ops.quote_name(_leaving(model))}")
        MigrationRecorder(connection).migration_qs.filter(app__in=SEALED).delete()
        audit.record(by=by, verb="move_sealed", subject=("database", "intake"))


def _finish() -> None:
    """Write both databases anew, and take the marks away."""
    try:
        done = _old_is_written_anew() and rewrite(_models())
    except OperationalError:
        done = False
    if not done:
        raise CannotMove(
            "all is moved, but a database could not be written anew, because somebody else looks at it: stop what "
            f"serves, and run {COMMAND} --move again"
        )
    for alias in (OF_INTAKE, DEFAULT):
        _unmark(alias)


def _old_is_written_anew() -> bool:
    connection = connections[DEFAULT]
    if connection.vendor == "sqlite":
        # Of a file all of it is written anew, whichever table asks for it.
        return rewrite([apps.get_model("accounts", "Account")])
    # Files of tables that are gone are unlinked then; who may not ask for it waits for the next one.
    with suppress(DatabaseError), connection.cursor() as cursor:
        cursor.execute("CHECKPOINT")
    return True
