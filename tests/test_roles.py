"""Three faces on three machines: each answers its own addresses, and holds no table of another's."""

from __future__ import annotations

import os
import shutil
import socket
import sqlite3
import subprocess
import sys
import time
from collections.abc import Iterator
from contextlib import ExitStack, closing, contextmanager
from http.client import HTTPConnection
from pathlib import Path
from types import SimpleNamespace
from typing import Any

import pytest
from django.core.exceptions import ImproperlyConfigured
from django.test import override_settings

from romduol.care.queues.models import Queue
from romduol.config.cli import NO_DATABASE
from romduol.config.databases import databases_from
from romduol.config.facing import EVERY, ROLES
from romduol.config.routing import SEALED, Router
from romduol.safety.accounts.models import Account

ROOT = Path(__file__).resolve().parents[1]
PUBLIC, INTAKE, STAFF = EVERY
OWN_TABLES = ("django_migrations", "sqlite_sequence", *(f"{app}_" for app in sorted(SEALED)))
WHAT_EACH_ANSWERS = {
    "/en/": PUBLIC,
    "/release/current": PUBLIC,
    "/en/n": PUBLIC,
    "/in/en/r": INTAKE,
    "/in/en/r/b": INTAKE,
    "/desk/en/in": STAFF,
}
NOT_INHERITED = ("DATABASE_URL", "ROMDUOL_FACES", "ROMDUOL_SECRET_KEY", "DJANGO_SETTINGS_MODULE")
MAKE_TABLES = "import django; django.setup(); from romduol.config.tables import *; create_or_update_tables()"


def environment(home: Path, **more: str) -> dict[str, str]:
    """Return what a process of a machine of its own is given."""
    inherited = {name: value for name, value in os.environ.items() if name not in NOT_INHERITED}
    own = {"ROMDUOL_DATA": str(home / "var"), "ROMDUOL_INTAKE_DATABASE": f"sqlite:///{home.parent / 'intake.sqlite3'}"}
    return {**inherited, "PYTHONPATH": str(ROOT / "src"), **own, **more}


def romduol(home: Path, *arguments: str, **more: str) -> subprocess.CompletedProcess[str]:
    """Run one command to its end."""
    command = [sys.executable, "-m", "romduol", *arguments]
    return subprocess.run(command, env=environment(home, **more), capture_output=True, text=True, timeout=60)


@contextmanager
def serving(home: Path, role: str) -> Iterator[int]:
    """Serve one face as its machine does; yields the port."""
    with closing(socket.socket()) as held:
        held.bind(("127.0.0.1", 0))
        port = held.getsockname()[1]
    prepare = ["--prepare"] if role != STAFF else []
    command = [sys.executable, "-m", "romduol", "serve", "--role", role, "--port", str(port), *prepare]
    # One of them finds its role by the option alone, and begins anew with it.
    named = {} if role == PUBLIC else {"ROMDUOL_FACES": role}
    process = subprocess.Popen(command, env=environment(home, **named), stdout=subprocess.DEVNULL)
    try:
        yield port
    finally:
        process.terminate()
        process.wait(10)


def asked(port: int, path: str) -> int:
    """Return the status of one answer; waits until somebody listens."""
    for _ in range(600):
        try:
            with closing(HTTPConnection("127.0.0.1", port, timeout=10)) as connection:
                connection.request("GET", path)
                return connection.getresponse().status
        except ConnectionRefusedError:
            time.sleep(0.1)
    raise AssertionError("nobody answers")


def tables(file: Path) -> set[str]:
    with closing(sqlite3.connect(file)) as database:
        return {row[0] for row in database.execute("SELECT name FROM sqlite_master WHERE type = 'table'")}


@pytest.fixture(scope="module")
def machines(tmp_path_factory, tiny_release) -> Iterator[Any]:
    """The three machines, each with its folder and the same release, while they serve."""
    home = tmp_path_factory.mktemp("machines")
    shutil.copytree(tiny_release.parent, home / STAFF / "var")
    for role in (PUBLIC, INTAKE):
        shutil.copytree(home / STAFF / "var" / "releases", home / role / "var" / "releases")
        (home / role / "var" / "keys").mkdir()
        shutil.copy(home / STAFF / "var" / "keys" / "root.pub", home / role / "var" / "keys")
    command = [sys.executable, "-c", MAKE_TABLES]
    own = environment(home / STAFF, ROMDUOL_FACES=STAFF, DJANGO_SETTINGS_MODULE="romduol.config.settings")
    subprocess.run(command, env=own, check=True, timeout=60)
    with ExitStack() as stack:
        ports = {role: stack.enter_context(serving(home / role, role)) for role in EVERY}
        for port in ports.values():
            asked(port, "/healthz")
        yield SimpleNamespace(home=home, ports=ports)


@pytest.mark.parametrize("path", WHAT_EACH_ANSWERS)
def test_each_machine_answers_its_own_face_alone(machines, path):
    found = {role: asked(port, path) for role, port in machines.ports.items()}
    own = WHAT_EACH_ANSWERS[path]
    assert {role for role, status in found.items() if status == 200} == {own}
    assert set(found.values()) <= {200, 404}


def test_notes_about_pages_are_not_taken_where_the_desk_is_elsewhere_and_the_page_says_so(machines):
    with closing(HTTPConnection("127.0.0.1", machines.ports[INTAKE], timeout=10)) as connection:
        connection.request("GET", "/in/en/s/e")
        answer = connection.getresponse()
        assert (answer.status, "Nothing about pages is taken here" in answer.read().decode()) == (404, True)


@pytest.mark.parametrize("role", EVERY)
def test_a_monitor_learns_of_each_machine_whether_it_runs(machines, role):
    assert asked(machines.ports[role], "/healthz") == 200


def test_the_machine_of_pages_holds_no_table_at_all(machines):
    held = [path for path in (machines.home / PUBLIC).rglob("*") if path.is_file()]
    assert held
    assert not [path for path in held if path.read_bytes()[:6] == b"SQLite"]
    assert not [path for path in held if path.name == "secret_key"]


def test_the_machine_of_intake_holds_what_is_sealed_and_nothing_else(machines):
    assert not list((machines.home / INTAKE).rglob("*.sqlite3*"))
    found = tables(machines.home / "intake.sqlite3")
    assert {"queues_queue", "reports_record"} <= found
    assert [name for name in found if not name.startswith(OWN_TABLES)] == []


def test_the_database_of_the_desk_holds_nothing_that_is_sealed(machines):
    found = tables(machines.home / STAFF / "var" / "romduol.sqlite3")
    assert {"accounts_account", "keys_member"} <= found
    assert [name for name in found if name.startswith(tuple(f"{app}_" for app in SEALED))] == []


def test_what_needs_a_database_says_so_on_a_machine_without(tmp_path):
    found = romduol(tmp_path, "audit", ROMDUOL_FACES=PUBLIC)
    assert (found.returncode, found.stderr.strip()) == (2, f"romduol: {NO_DATABASE}")


def test_a_role_that_contradicts_the_settings_is_refused(tmp_path):
    found = romduol(tmp_path, "serve", "--role", "intake", "--port", "18431", ROMDUOL_FACES="staff")
    assert (found.returncode, "ROMDUOL_FACES=staff" in found.stderr) == (2, True)


DESK, OWN = "postgres://a@desk.example/desk", "postgres://a@intake.example/intake"


@pytest.mark.parametrize(
    ("role", "intake", "names"),
    [
        ("public", "", (None, None)),
        ("public", OWN, (None, None)),
        ("intake", OWN, (None, "intake")),
        ("intake", "", ("desk", None)),
        ("staff", OWN, ("desk", "intake")),
        ("all", OWN, ("desk", "intake")),
        ("all", "", ("desk", None)),
    ],
)
def test_a_process_has_the_databases_of_its_faces_alone(tmp_path, role, intake, names):
    found = databases_from(ROLES[role], DESK, intake, tmp_path)
    assert (found["default"].get("NAME"), found.get("intake", {}).get("NAME")) == names


def test_one_file_cannot_be_both_databases(tmp_path):
    with pytest.raises(ImproperlyConfigured, match="ROMDUOL_INTAKE_DATABASE"):
        databases_from(ROLES["all"], "", f"sqlite:///{tmp_path / 'romduol.sqlite3'}", tmp_path)


def test_what_is_no_database_is_told_by_the_name_of_its_setting(tmp_path):
    with pytest.raises(ImproperlyConfigured, match="ROMDUOL_INTAKE_DATABASE"):
        databases_from(ROLES["all"], "", "mysql://a@b/c", tmp_path)


@pytest.mark.filterwarnings("ignore:Overriding setting DATABASES")
def test_what_is_sealed_goes_to_the_database_of_intake(settings):
    router = Router()
    with override_settings(DATABASES={"default": {}}):
        assert {router.db_for_read(Queue), router.db_for_write(Account)} == {"default"}
    with override_settings(DATABASES={"default": {}, "intake": {}}):
        assert (router.db_for_write(Queue), router.db_for_read(Account)) == ("intake", "default")
        assert router.allow_migrate("intake", "reports")
        assert not router.allow_migrate("intake", "accounts")
        assert not router.allow_migrate("default", "queues")
        assert not router.allow_relation(Queue(), Account())
        assert router.allow_relation(Queue(), Queue())
