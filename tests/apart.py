"""Two databases in one test: that of the desk, with all tables of the tests' own one, and an empty one of intake."""

from __future__ import annotations

import shutil
from collections.abc import Iterator
from contextlib import ExitStack, contextmanager
from dataclasses import dataclass
from pathlib import Path
from typing import Any
from unittest.mock import patch

from django.apps import apps
from django.conf import settings
from django.db import connection, connections
from django.db.backends.base.base import BaseDatabaseWrapper
from django.db.migrations.recorder import MigrationRecorder

from romduol.config.databases import DEFAULT, OF_INTAKE, database_from
from romduol.config.routing import SEALED
from romduol.config.tables import create_or_update_tables
from tests.seizure.disk import Before
from tests.seizure.lite import in_a_file

DESK_FILE, INTAKE_FILE = "romduol.sqlite3", "intake.sqlite3"


@dataclass(frozen=True)
class Urls:
    """How a process of its own is told of the two."""

    desk: str
    intake: str


@contextmanager
def apart(folder: Path, *, target: str = "", empty: bool = False, intake: Path | None = None) -> Iterator[Urls]:
    """Have both, of the kind that the tests run on; `target` may be `sqlite` where they run on PostgreSQL.

    That of intake has its tables, unless it shall be `empty`; as a file it lies in the folder `intake`.
    """
    file = (intake or folder) / INTAKE_FILE
    for one in (folder, file.parent):
        one.mkdir(parents=True, exist_ok=True)
    with ExitStack() as stack:
        # Tests are kept from every database that is not named beforehand.
        stack.enter_context(patch.object(BaseDatabaseWrapper, "ensure_connection", _connect))
        if connection.vendor == "sqlite":
            stack.enter_context(in_a_file(folder / DESK_FILE, Before()))
            desk = f"sqlite:///{folder / DESK_FILE}"
        else:
            desk = stack.enter_context(_own(connection.settings_dict, "desk", template=True))
            stack.enter_context(_switched(DEFAULT, desk))
        own = f"sqlite:///{file}"
        if connection.vendor == "postgresql" and target != "sqlite":
            own = stack.enter_context(_own(connection.settings_dict, "intake", template=not empty))
        if connection.vendor == "sqlite" and not empty:
            shutil.copy(folder / DESK_FILE, file)
        stack.enter_context(_switched(OF_INTAKE, own))
        if empty:
            pass
        elif connections[OF_INTAKE].vendor == connection.vendor:
            _leave_what_is_sealed()
        else:
            create_or_update_tables()
        yield Urls(desk, own)


@contextmanager
def in_one() -> Iterator[None]:
    """Do something as whoever has not set ROMDUOL_INTAKE_DATABASE yet."""
    held = settings.DATABASES.pop(OF_INTAKE)
    try:
        yield
    finally:
        settings.DATABASES[OF_INTAKE] = held


def _leave_what_is_sealed() -> None:
    """Take the tables of the desk from a copy of all."""
    held = connections[OF_INTAKE]
    others = [model._meta.db_table for model in apps.get_models() if model._meta.app_label not in SEALED]
    with held.cursor() as cursor:
        if held.vendor == "sqlite":
            cursor.execute("PRAGMA foreign_keys=OFF")
            for name in others:
                cursor.execute(f'DROP TABLE IF EXISTS "{name}"')
            cursor.execute("PRAGMA foreign_keys=ON")
        else:
            cursor.execute(f"DROP TABLE IF EXISTS {', '.join(others)} CASCADE")
    MigrationRecorder(held).migration_qs.exclude(app__in=SEALED).delete()


def _connect(self: BaseDatabaseWrapper) -> None:
    if self.connection is None:
        with self.wrap_database_errors:
            self.connect()


@contextmanager
def _switched(alias: str, url: str) -> Iterator[None]:
    """Have another database under a name, and what there was again afterwards."""
    told = database_from(url, Path())
    told["TEST"] = {}
    held = settings.DATABASES.get(alias)
    held_connection = connections[alias] if held else connections[DEFAULT]
    settings.DATABASES[alias] = connections.settings[alias] = connections.configure_settings({**_dummy(), alias: told})[
        alias
    ]
    connections[alias] = connections.create_connection(alias)
    try:
        yield
    finally:
        connections[alias].close()
        if held is None:
            settings.DATABASES.pop(alias)
            connections.settings.pop(alias, None)
            del connections[alias]
        else:
            settings.DATABASES[alias] = connections.settings[alias] = held
            connections[alias] = held_connection


def _dummy() -> dict[str, Any]:
    return {DEFAULT: {"ENGINE": "django.db.backends.dummy"}}


@contextmanager
def _own(told: dict[str, Any], name: str, *, template: bool = False) -> Iterator[str]:
    """Make a PostgreSQL database beside the tests' own, as a copy of it or empty; yields its URL."""
    import psycopg

    whole = f"{told['NAME'].removesuffix('_desk')}_{name}"
    where = {"host": told["HOST"], "port": told["PORT"] or 5432, "user": told["USER"], "password": told["PASSWORD"]}
    connection.close()
    with psycopg.connect(**where, dbname="postgres", autocommit=True) as server:
        server.execute(f'DROP DATABASE IF EXISTS "{whole}" WITH (FORCE)')
        server.execute(f'CREATE DATABASE "{whole}"' + (f' TEMPLATE "{told["NAME"]}"' if template else ""))
        try:
            who = where["user"] + (f":{where['password']}" if where["password"] else "")
            yield f"postgres://{who}@{where['host']}:{where['port']}/{whole}"
        finally:
            server.execute(f'DROP DATABASE "{whole}" WITH (FORCE)')
