"""The settings and the health page of a running server."""

from __future__ import annotations

import resource
from datetime import UTC, datetime

from django.test import Client, override_settings

from romduol.config.commands.serve import CONNECTIONS, LEAST_CONNECTIONS, raise_open_files
from romduol.config.databases import database_from
from romduol.config.secret import secret_key_from
from tests.releases.making import HOME, release


def test_health_before_the_first_release(client: Client, tmp_path):
    with override_settings(RELEASES=tmp_path):
        answer = client.get("/healthz")
    assert answer.status_code == 503
    assert answer.json() == {"status": "nothing to serve", "release": None}


def test_health_names_the_release(client: Client, tmp_path):
    made = release(tmp_path / "releases", HOME, now=datetime.now(UTC))
    with override_settings(RELEASES=tmp_path / "releases"):
        answer = client.get("/healthz")
    assert answer.json()["release"] == made.release
    assert answer["Cache-Control"] == "no-store"


def test_health_is_only_read(client: Client):
    assert client.post("/healthz").status_code == 405


def test_a_key_is_made_once_and_kept_from_others(tmp_path):
    key = secret_key_from("", tmp_path / "new")
    assert len(key) > 60
    assert secret_key_from("", tmp_path / "new") == key
    assert (tmp_path / "new" / "secret_key").stat().st_mode & 0o777 == 0o600


def test_a_given_key_leaves_no_file(tmp_path):
    assert secret_key_from("given", tmp_path) == "given"
    assert not list(tmp_path.iterdir())


def test_sqlite_is_the_database_unless_another_is_named(tmp_path):
    settings = database_from("", tmp_path)
    assert settings["NAME"] == str(tmp_path / "romduol.sqlite3")
    assert "journal_mode=WAL" in settings["OPTIONS"]["init_command"]


def test_a_named_database_is_taken(tmp_path):
    settings = database_from("postgres://someone@db.example/romduol", tmp_path)
    assert settings["ENGINE"] == "django.db.backends.postgresql"
    assert "init_command" not in settings.get("OPTIONS", {})
    assert not settings["CONN_MAX_AGE"], "five hundred threads that each kept a connection would lock one another out"


def test_a_process_holds_as_many_connections_as_the_system_lets_it():
    before = resource.getrlimit(resource.RLIMIT_NOFILE)
    held = raise_open_files()
    soft, hard = resource.getrlimit(resource.RLIMIT_NOFILE)
    assert LEAST_CONNECTIONS <= held <= CONNECTIONS
    assert soft >= min(before[0], hard), "never fewer than before"
    resource.setrlimit(resource.RLIMIT_NOFILE, before)
