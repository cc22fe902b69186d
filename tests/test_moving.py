"""What is sealed can move to a database of its own later: all of it, once, and nothing of it stays where it was."""

from __future__ import annotations

import os
import sqlite3
from collections.abc import Iterator
from contextlib import closing
from datetime import date, timedelta
from pathlib import Path
from typing import Any

import pytest
from django.db import DatabaseError, OperationalError, connection, connections
from django.db.migrations.recorder import MigrationRecorder

from romduol.care.feedback import models as feedback
from romduol.care.queues.models import Queue
from romduol.care.reports import models as reports
from romduol.care.reports.actions import collect, submit
from romduol.config import copying, moving, quiet
from romduol.config.cli import main
from romduol.config.copying import digest_of
from romduol.config.databases import DEFAULT, OF_INTAKE
from romduol.config.findings import Level
from romduol.config.routing import SEALED
from romduol.safety.audit.models import AuditEntry
from romduol.safety.crypto.threads import open_report
from tests.apart import DESK_FILE, INTAKE_FILE, apart, in_one
from tests.care import staffed
from tests.care.killed_reports import dying_at
from tests.thoroughness import tried

TODAY = date(2026, 11, 28)
REPORTS = 6
World = dict[str, Any]


def kept() -> dict[str, tuple[int, int]]:
    """Return how many rows each table of what is sealed has, and their digest, where the router looks for them."""
    return {model._meta.db_table: digest_of(model._default_manager.values()) for model in moving._models()}


def lived() -> World:
    """Let reports with files, feedback and the audit's boxes come in; return what is stored, and who reads it."""
    queue = staffed.staffed(TODAY)
    for number in range(REPORTS):
        sent, _ = staffed.sealed([queue], staffed.written(f"report {number}"), TODAY, files=[bytes(70_000)])
        submit(sent, later=False, today=TODAY)
    batch = feedback.Batch.objects.create(organization=queue.id, made=2, expires="2027-W09")
    feedback.Card.objects.bulk_create(feedback.Card(digest=str(number) * 64, batch=batch) for number in range(2))
    feedback.Sum.objects.create(service="s1", week="2026-W48", trusted=False, question="told", answer="", count=3)
    reports.AuditBox.objects.create(queue=queue.id, epoch=1, box=b"b" * 90, envelope=b"e" * 90, expires="2027-W09")
    return {
        "queue": queue,
        "kept": kept(),
        "boxes": [bytes(row.box) for row in reports.Record.objects.all() if row.box],
    }


@pytest.fixture
def world(tmp_path, transactional_db, target: str, empty: bool) -> Iterator[World]:
    """Both databases, where all lies in the first as it did before there was a second one."""
    with apart(tmp_path / "data", target=target, empty=empty) as urls:
        with in_one():
            world = lived()
            assert world["kept"]["reports_record"][0] == 2 * REPORTS
        yield {**world, "urls": urls, "folder": tmp_path / "data"}


@pytest.fixture
def target() -> str:
    """Of the same kind as the tests' own, but where a test says otherwise."""
    return ""


@pytest.fixture
def empty() -> bool:
    """Tables of intake are there, as making them takes a second; but where a test says otherwise."""
    return False


def read(queue: staffed.Staffed) -> list[bytes]:
    """Open every report as its member does."""
    found = []
    for envelope in reports.Envelope.objects.filter(queue=queue.id, record__box__gt=b"").select_related("record"):
        row = envelope.record
        found.append(open_report(bytes(row.box), bytes(envelope.data), queue.pair, row.id, queue.chain).written)
    return found


@pytest.mark.parametrize(("target", "empty"), [("", True), ("sqlite", False)])
def test_all_of_it_moves_and_is_read_there_and_nothing_stays(world, target, empty):
    if target and connection.vendor == target:
        pytest.skip("the same as the first")
    moving.move(by="test")
    assert kept() == world["kept"]
    assert len(read(world["queue"])) == REPORTS
    there = set(connections[DEFAULT].introspection.table_names())
    assert [name for name in there if name.split("_")[0] in {*SEALED, "leaving", "moving"}] == []
    assert not MigrationRecorder(connections[DEFAULT]).migration_qs.filter(app__in=SEALED).exists()
    assert moving.MARK not in connections[OF_INTAKE].introspection.table_names()
    assert AuditEntry.objects.get(verb="move_sealed").detail == {}
    if connections[DEFAULT].vendor == "sqlite":
        left = b"".join(path.read_bytes() for path in world["folder"].glob(f"{DESK_FILE}*"))
        assert [box for box in world["boxes"] if box[-32:] in left] == []
        assert b'CREATE TABLE "reports_record' not in left
    expect_no_order(world["folder"])
    moving.move(by="test")
    assert kept() == world["kept"], "once more there is nothing to move"
    collect_again(world)


def collect_again(world: World) -> None:
    """Whoever serves from there goes on."""
    from datetime import UTC, datetime

    sent, _ = staffed.sealed([world["queue"]], staffed.written(), TODAY)
    submit(sent, later=False, today=TODAY)
    assert collect(datetime.now(UTC) + timedelta(hours=1)) == 2 * REPORTS + 1


def expect_no_order(folder: Path) -> None:
    """Rows lie by their random keys, wherever they lie."""
    if connections[OF_INTAKE].vendor == "sqlite":
        data = (folder / INTAKE_FILE).read_bytes()
        with closing(sqlite3.connect(folder / INTAKE_FILE)) as file:
            made = dict(
                file.execute("SELECT name, sql FROM sqlite_master WHERE name LIKE 'reports_%' AND type = 'table'")
            )
        assert all("WITHOUT ROWID" in sql for sql in made.values())
        ends = [data.index(bytes(row.box)[-48:]) for row in reports.Record.objects.order_by("pk") if row.box]
        assert ends == sorted(ends)
        return
    for model in (reports.Record, reports.Piece, reports.Envelope, reports.Receipt):
        with connections[OF_INTAKE].cursor() as cursor:
            cursor.execute(f"SELECT {model._meta.pk.column} FROM {model._meta.db_table} ORDER BY ctid")
            lie = [row[0] for row in cursor.fetchall()]
        assert lie == sorted(lie)


def test_whoever_still_serves_from_the_old_tables_loses_nothing_and_adds_nothing(world, monkeypatch):
    told: list[str] = []

    def meanwhile(*what: Any, **more: Any) -> None:
        sent, _ = staffed.sealed([world["queue"]], staffed.written(), TODAY)
        with in_one():
            try:
                submit(sent, later=False, today=TODAY)
            except DatabaseError as problem:
                told.append(type(problem).__name__)
        copy(*what, **more)

    copy = copying.copy_table
    monkeypatch.setattr(moving, "copy_table", meanwhile)
    moving.move(by="test")
    assert len(told) == len(world["kept"]), "each of them was told that it failed"
    assert kept() == world["kept"]


def test_killed_at_any_statement_no_row_is_lost_or_doubled_and_the_next_one_goes_on(world):
    seen: set[tuple[bool, ...]] = set()
    at, kills = 1, 0
    while killed(at):
        kills += 1
        where = stands()
        expect_whole(world, where)
        # Each state is left by one more process, killed at every so many-th of its own statements.
        at = 1 if where not in seen else at + tried(13, 1)
        seen.add(where)
    assert kills > 10
    assert {(True, True, False), (True, True, True), (True, False, True)} <= seen
    assert stands() == (False, False, False)
    assert kept() == world["kept"]
    assert moving.left_behind() == {}
    assert AuditEntry.objects.filter(verb="move_sealed").count() == 1


def stands() -> tuple[bool, ...]:
    """Return whether a move has begun, old tables wait, and the copy is marked."""
    return moving.has_begun(), bool(moving._olds()), moving._marked(OF_INTAKE) is not None


def expect_whole(world: World, where: tuple[bool, ...]) -> None:
    """All rows are under their old names, or under the names that they left, or where they go."""
    begun, old, copied = where
    if begun and old:
        assert {
            new._meta.db_table: digest_of(old._default_manager.using(DEFAULT).values()) for old, new in moving._pairs()
        } == (world["kept"])
    if copied or (begun and not old):
        assert kept() == world["kept"]
    if not begun:
        with in_one():
            assert kept() == world["kept"]
    if not copied and old:
        assert {count for count, _ in kept().values()} == {0}


def killed(at: int) -> bool:
    """Move in a process that is killed at its statement of this number; tell whether it was."""
    connections.close_all()
    child = os.fork()
    if child == 0:
        code = 1
        try:
            with dying_at(at, DEFAULT, OF_INTAKE):
                moving.move(by="test")
            code = 0
        finally:
            os._exit(code)
    _, status = os.waitpid(child, 0)
    assert os.WIFSIGNALED(status) or os.WEXITSTATUS(status) == 0
    return os.WIFSIGNALED(status)


def test_a_copy_that_is_not_the_same_is_no_copy(world, monkeypatch):
    calls = iter(range(1_000))
    monkeypatch.setattr(
        "romduol.config.copying.digest_of", lambda rows: (0, 0) if next(calls) == 9 else digest_of(rows)
    )
    with pytest.raises(moving.CannotMove, match="nothing was moved"):
        moving.move(by="test")
    with in_one():
        assert kept() == world["kept"]
    assert Queue.objects.count() == reports.Record.objects.count() == 0
    monkeypatch.undo()
    moving.move(by="test")
    assert kept() == world["kept"]


@pytest.mark.any_database
def test_a_copy_that_holds_though_its_answer_was_lost_is_not_made_twice(world, monkeypatch):
    monkeypatch.setattr(moving, "_settle", lost)
    moving.move(by="test")
    assert kept() == world["kept"]
    assert stands() == (False, False, False)


def lost() -> None:
    raise OperationalError("the connection was closed in the middle of a commit")


@pytest.mark.any_database
def test_where_the_old_file_cannot_be_written_anew_the_same_command_does_it_later(world, monkeypatch):
    monkeypatch.setattr(moving, "rewrite", lambda tables: False)
    with pytest.raises(moving.CannotMove, match="all is moved"):
        moving.move(by="test")
    assert kept() == world["kept"]
    assert quiet.check_apart().level is Level.FAIL
    monkeypatch.undo()
    moving.move(by="test")
    assert quiet.check_apart().level is Level.OK
    assert kept() == world["kept"]


@pytest.mark.any_database
def test_one_inbox_in_both_is_nothing_that_can_be_joined(world):
    with in_one():
        one = Queue.objects.get()
    Queue.objects.create(
        organization=one.organization, kind=one.kind, body=one.body, name=one.name, answer_hours=one.answer_hours
    )
    with pytest.raises(moving.CannotMove, match="both databases hold") as told:
        moving.move(by="test")
    assert str(one.organization) not in str(told.value)
    with in_one():
        assert kept() == world["kept"]


@pytest.mark.any_database
def test_sums_and_hours_that_a_server_wrote_to_the_new_one_meanwhile_are_joined(world):
    feedback.Sum.objects.create(service="s1", week="2026-W48", trusted=False, question="told", answer="", count=4)
    feedback.Sum.objects.create(service="s2", week="2026-W48", trusted=False, question="told", answer="", count=1)
    reports.Batch.objects.create(name=reports.HOURLY, hour=500_000)
    with in_one():
        reports.Batch.objects.create(name=reports.HOURLY, hour=499_000)
    moving.move(by="test")
    assert dict(feedback.Sum.objects.values_list("service", "count")) == {"s1": 7, "s2": 1}
    assert reports.Batch.objects.get().hour == 500_000


@pytest.mark.any_database
@pytest.mark.parametrize("empty", [True])
def test_without_move_it_is_counted_and_nothing_is_written(world, empty, capsys):
    assert main(["move-sealed"]) == 0
    told = capsys.readouterr().out
    assert f"{2 * REPORTS:>9}  reports_record" in told
    assert str(world["queue"].id) not in told
    with in_one():
        assert kept() == world["kept"]
    assert connections[OF_INTAKE].introspection.table_names() == []


@pytest.mark.any_database
def test_the_doctor_tells_where_rows_lie_in_the_wrong_database(world, capsys):
    found = quiet.check_apart()
    assert (found.level, found.cure) == (Level.FAIL, "romduol move-sealed")
    assert main(["serve", "--port", "18437"]) == 2, "nobody serves an inbox that seems to be empty"
    assert "move-sealed" in capsys.readouterr().err
    assert main(["move-sealed", "--move", "--by", "Bopha"]) == 0
    assert quiet.check_apart().level is Level.OK
    assert AuditEntry.objects.get(verb="move_sealed").by == "Bopha"


@pytest.mark.any_database
def test_a_database_of_a_desk_is_none_of_intake(world, capsys):
    with connections[OF_INTAKE].cursor() as cursor:
        cursor.execute("CREATE TABLE accounts_account (id integer PRIMARY KEY)")
    assert quiet.check_apart().level is Level.FAIL
    assert main(["move-sealed", "--move"]) == 1
    assert "tables of the desk" in capsys.readouterr().err


@pytest.mark.any_database
@pytest.mark.django_db
def test_with_one_database_there_is_nowhere_to_move(capsys):
    assert main(["move-sealed", "--move"]) == 1
    assert "ROMDUOL_INTAKE_DATABASE" in capsys.readouterr().err
