"""Loads a file again and again in processes that are killed at one statement after another; run by a test.

It has a data folder and a database of its own (on PostgreSQL one that it makes), and prints as JSON for each step how
the process ended and whether the source says what it said before, or what the file says.
"""

from __future__ import annotations

import json
import os
import signal
import sys
from collections.abc import Iterator
from contextlib import contextmanager
from datetime import date, timedelta
from pathlib import Path
from typing import Any
from urllib.parse import urlsplit, urlunsplit

MOST = 400
NAME = f"romduol_killed_{os.getpid()}"


@contextmanager
def own_database() -> Iterator[None]:
    """Have a database that nobody else uses."""
    url = urlsplit(os.environ.get("DATABASE_URL", ""))
    if not url.scheme.startswith("postgres"):
        os.environ.pop("DATABASE_URL", None)
        yield
        return
    import psycopg

    with psycopg.connect(urlunsplit(url), autocommit=True) as server:
        server.execute(f'CREATE DATABASE "{NAME}"')
        os.environ["DATABASE_URL"] = urlunsplit(url._replace(path=f"/{NAME}"))
        try:
            yield
        finally:
            server.execute(f'DROP DATABASE "{NAME}" WITH (FORCE)')


def main(folder: Path) -> list[dict[str, Any]]:
    """Prepare, then load in one process after the other until one of them comes to its end."""
    (folder / "data").mkdir()
    os.environ["ROMDUOL_DATA"] = str(folder / "data")
    os.environ["DJANGO_SETTINGS_MODULE"] = "romduol.config.settings"
    import django

    django.setup()
    from django.core.management import call_command
    from tests.desk import handed_over as over
    from tests.desk.copies import TINY

    from romduol.desk.packs.actions import load_pack
    from romduol.knowledge.claims.actions import imports

    imports.BATCH = 3
    call_command("migrate", verbosity=0)
    load_pack(TINY, by="test", on=date(2026, 11, 2))
    old = [over.body(f"o{n}", f"House {n}", f"+85599000{100 + n}") for n in range(8)]
    new = [over.body(f"o{n}", f"Home {n}", f"+85599000{100 + n}") for n in range(4, 12)]
    over.loaded(folder / "list.ndjson", old)
    made = over.tried(folder / "list.ndjson", new, now=over.later(1))
    return list(_killed_one_after_the_other(made.id))


def _killed_one_after_the_other(import_id: Any) -> Iterator[dict[str, Any]]:
    from django.db import connections
    from tests.desk import handed_over as over

    before, after = sorted(over.live()), _told_by_the_file()
    for step in range(1, MOST):
        now = over.later(2) + timedelta(hours=step)
        connections.close_all()
        child = os.fork()
        if child == 0:
            _load(import_id, step, now)
        _, status = os.waitpid(child, 0)
        said = sorted(over.live())
        told = "before" if said == before else "after" if said == after else "between"
        yield {"step": step, "killed": os.WIFSIGNALED(status), "said": told}
        if not os.WIFSIGNALED(status) or told == "after":
            return


def _told_by_the_file() -> list[tuple[str, str, str, str]]:
    names = [(f"organization/o{n}", "name", f"Home {n}", "normal") for n in range(4, 12)]
    phones = [(f"organization/o{n}", "phone", f"+85599000{100 + n}", "normal") for n in range(4, 12)]
    return sorted([*names, *phones])


def _load(import_id: Any, step: int, now: Any) -> None:
    from django.db import connection

    from romduol.desk.loading.actions import load, load_as_operator

    left = step

    def count(execute: Any, sql: str, params: Any, many: bool, context: Any) -> Any:
        nonlocal left
        left -= 1
        if left < 0:
            os.kill(os.getpid(), signal.SIGKILL)
        return execute(sql, params, many, context)

    code = 1
    try:
        load_as_operator(import_id, let_go=True, by="operator", now=now)
        with connection.execute_wrapper(count):
            found = load(import_id, clock=lambda: now)
        code = 0 if found.state == "loaded" else 2
    finally:
        os._exit(code)


if __name__ == "__main__":
    with own_database():
        print(json.dumps(main(Path(sys.argv[1]))))
