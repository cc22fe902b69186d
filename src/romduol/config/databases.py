"""Turns DATABASE_URL and ROMDUOL_INTAKE_DATABASE into Django's database settings, for the faces of a process."""

from __future__ import annotations

from pathlib import Path
from typing import Any

import dj_database_url
from django.core.exceptions import ImproperlyConfigured

from romduol.config.facing import INTAKE, STAFF

ENGINES = ("django.db.backends.sqlite3", "django.db.backends.postgresql")

# WAL lets readers read while a steward writes; NORMAL is safe with WAL and spares the disk of a small
# machine; a deleted word is overwritten, so that it cannot be read from a seized disk.
SQLITE_PRAGMAS = (
    "PRAGMA journal_mode=WAL;"
    "PRAGMA synchronous=NORMAL;"
    "PRAGMA secure_delete=ON;"
    "PRAGMA temp_store=MEMORY;"
    "PRAGMA cache_size=-16000;"
    "PRAGMA journal_size_limit=16777216;"
)


NONE = {"ENGINE": "django.db.backends.dummy"}
"""Of a process that shows pages alone: whoever takes that machine takes no table."""
DEFAULT, OF_INTAKE = "default", "intake"


def databases_from(faces: frozenset[str], url: str, intake: str, data: Path) -> dict[str, dict[str, Any]]:
    """Return the databases of a process: none for pages alone, and only that of intake for who shows no desk.

    Raises ImproperlyConfigured as `database_from` does.
    """
    found: dict[str, dict[str, Any]] = {DEFAULT: dict(NONE)}
    if STAFF in faces or (INTAKE in faces and not intake):
        found[DEFAULT] = database_from(url, data)
    if intake and faces & {INTAKE, STAFF}:
        found[OF_INTAKE] = database_from(intake, data, setting="ROMDUOL_INTAKE_DATABASE")
        if found[OF_INTAKE]["NAME"] == found[DEFAULT].get("NAME") and sqlite_file(found[OF_INTAKE]):
            raise ImproperlyConfigured(
                "ROMDUOL_INTAKE_DATABASE is the database of the desk; give intake one of its own"
            )
    return found


def database_from(url: str, data: Path, *, setting: str = "DATABASE_URL") -> dict[str, Any]:
    """Return the settings for ``url``, or for a SQLite file in ``data`` where it is empty.

    Raises ImproperlyConfigured where the URL cannot be read; it is not told, because it may hold a password.
    """
    try:
        settings: dict[str, Any] = dict(dj_database_url.parse(url or f"sqlite:///{data / 'romduol.sqlite3'}"))
    except ValueError:
        settings = {}
    if settings.get("ENGINE") not in ENGINES:
        raise ImproperlyConfigured(
            f"{setting} names no database that this program can use; write it as "
            "postgres://USER:PASSWORD@HOST/NAME, with special signs in its parts percent-encoded"
        )
    if settings["ENGINE"] == "django.db.backends.sqlite3":
        settings["OPTIONS"] = {
            **settings.get("OPTIONS", {}),
            "init_command": SQLITE_PRAGMAS,
            # A transaction takes the write lock at once and waits for it, instead of failing half-way.
            "transaction_mode": "IMMEDIATE",
            "timeout": 20,
        }
    else:
        # A thread that kept its connection would keep it from others: there are more threads than PostgreSQL lets in.
        settings["CONN_MAX_AGE"] = 0
    return settings


def sqlite_file(settings: dict[str, Any]) -> Path | None:
    """Return the file of a SQLite database, or None where the database is another one."""
    if settings["ENGINE"] != "django.db.backends.sqlite3":
        return None
    return Path(settings["NAME"]).resolve()
