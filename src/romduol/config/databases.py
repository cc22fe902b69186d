"""Turns DATABASE_URL into Django's database settings."""

from __future__ import annotations

from pathlib import Path
from typing import Any

import dj_database_url
from django.core.exceptions import ImproperlyConfigured

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


def database_from(url: str, data: Path) -> dict[str, Any]:
    """Return the settings for ``url``, or for a SQLite file in ``data`` where it is empty.

    Raises ImproperlyConfigured where the URL cannot be read; it is not told, because it may hold a password.
    """
    try:
        settings: dict[str, Any] = dict(dj_database_url.parse(url or f"sqlite:///{data / 'romduol.sqlite3'}"))
    except ValueError:
        settings = {}
    if settings.get("ENGINE") not in ENGINES:
        raise ImproperlyConfigured(
            "DATABASE_URL names no database that this program can use; write it as "
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
