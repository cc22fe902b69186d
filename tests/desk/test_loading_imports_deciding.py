"""What could do harm waits for somebody else, who says yes to what they saw; and nothing is kept longer than needed."""

from __future__ import annotations

from datetime import date, timedelta
from pathlib import Path
from typing import Any
from unittest.mock import patch
from uuid import uuid4

import pytest
from django.db import IntegrityError, transaction
from tests.desk.copies import load_tiny
from tests.desk.handed_over import NOW, SOURCE, body, later, live, loaded, read, service, supplier, tried, written
from tests.desk.test_changes import BOPHA, DARA, RITH, person

from romduol.desk.loading import models
from romduol.desk.loading.actions import (
    NotAllowed,
    NotNow,
    SeenOther,
    SupplierWrong,
    UnderWay,
    ask_to_load,
    begin_import,
    decline,
    drop_import,
    keep_supplier,
    load,
    remember_reading,
    say_yes,
    tidy_imports,
    try_import,
)
from romduol.desk.loading.queries import import_of, imports, lineages_of, report_rows, suppliers, waiting_imports
from romduol.desk.loading.queries.folders import file_of, folder_of, imports_folder, staged_of
from romduol.desk.loading.records import Failure, State
from romduol.desk.operator.actions import name_operator
from romduol.desk.operator.records import SecondYes
from romduol.knowledge.claims.models import Claim
from romduol.knowledge.sources.records import Grade
from romduol.safety.access.records import Role
from romduol.safety.audit.queries import recent

pytestmark = pytest.mark.django_db

SOKHA = person("sokha", Role.PUBLISHER)
PHONES = [body("o1", "River House", "+85599000101")]
WORDS = [body("o1", "River House"), service("s1", "o1", "Counselling")]


@pytest.fixture(autouse=True)
def country(db: None, settings: Any, tmp_path: Path) -> None:
    """A small country, and a data folder of this test's own."""
    settings.DATA = tmp_path / "data"
    load_tiny(by="test", on=date(2026, 11, 2))


@pytest.fixture
def path(tmp_path: Path) -> Path:
    """Where the file lies."""
    return tmp_path / "list.ndjson"


def asked(made: Any, by: Any = BOPHA, **more: Any) -> Any:
    return ask_to_load(made.id, seen=more.pop("seen", made.staged), by=by, now=later(0), start=False, **more)


def test_a_phone_waits_for_somebody_else_and_words_do_not(path):
    assert asked(tried(path, PHONES)).state is State.WAITING
    assert asked(tried(path, WORDS)).state is State.LOADING
    assert live() == set()


def test_the_operators_rule_is_kept(path):
    name_operator(name={"en": "River House"}, second_yes=SecondYes.ALWAYS, by="test", at=NOW)
    assert asked(tried(path, WORDS)).state is State.WAITING
    name_operator(name={"en": "River House"}, second_yes=SecondYes.NEVER, by="test", at=NOW)
    assert asked(tried(path, PHONES)).state is State.LOADING


def test_a_source_that_is_to_weigh_more_waits_and_one_that_changes_nothing_does_not(path):
    loaded(path, WORDS, grade=Grade.C)
    assert asked(tried(path, WORDS, now=later(1), grade=Grade.B)).state is State.WAITING
    assert asked(tried(path, WORDS, now=later(1), grade=Grade.C)).state is State.LOADING


def test_a_phone_that_would_end_waits_too(path):
    loaded(path, [*PHONES, *WORDS[1:]])
    assert asked(tried(path, WORDS, now=later(1)), let_go=True).state is State.WAITING


def test_somebody_else_says_yes_to_what_they_saw(path):
    made = asked(tried(path, PHONES))
    assert [one.id for one in waiting_imports(NOW)] == [made.id]
    for by in (BOPHA, RITH, person("maly", Role.STEWARD)):
        with pytest.raises(NotAllowed):
            say_yes(made.id, seen=made.staged, by=by, now=NOW, start=False)
    with pytest.raises(SeenOther):
        say_yes(made.id, seen="other", by=DARA, now=NOW, start=False)
    agreed = say_yes(made.id, seen=made.staged, by=DARA, now=NOW, start=False)
    assert (agreed.state, agreed.wanted_by, agreed.decided_by) == (State.LOADING, BOPHA.by, DARA.by)
    assert load(made.id, clock=lambda: NOW).state is State.LOADED
    assert len(live()) == 2
    verbs = [entry.verb for entry in recent(limit=50)]
    assert {"begin_import", "try_import", "decide_import", "load_import", "replace_imported"} <= set(verbs)


def test_nobody_says_yes_to_their_own_even_past_the_actions(path):
    made = asked(tried(path, PHONES), by=SOKHA)
    with pytest.raises(NotAllowed):
        say_yes(made.id, seen=made.staged, by=SOKHA, now=NOW, start=False)
    with pytest.raises(IntegrityError), transaction.atomic():
        models.Import.objects.filter(pk=made.id).update(decided_by=SOKHA.by)


def test_who_may_not_import_cannot_ask(path):
    with pytest.raises(NotAllowed):
        asked(tried(path, WORDS), by=RITH)
    with pytest.raises(SeenOther):
        asked(tried(path, WORDS), seen="")


def test_what_is_declined_is_gone_and_cannot_be_asked_again(path):
    made = asked(tried(path, PHONES))
    gone = decline(made.id, why="an old list", by=DARA, now=NOW)
    assert (gone.state, gone.decided_by, gone.decided_why) == (State.DECLINED, DARA.by, "an old list")
    with pytest.raises(NotNow):
        asked(made)
    own = asked(tried(path, PHONES))
    assert decline(own.id, why="", by=BOPHA, now=NOW).decided_by == ""


def test_who_asks_has_to_agree_where_most_of_it_would_end(path):
    loaded(path, [*WORDS, body("o2"), body("o3"), body("o4")])
    made = asked(tried(path, WORDS[:1], now=later(1)))
    assert (made.state, made.failed) == (State.TRIED, Failure.LETS_GO)
    assert asked(made, let_go=True).state is State.LOADING


def test_two_files_of_one_source_are_not_read_at_once(path, tmp_path):
    keep_supplier(supplier(), by="test", now=NOW)
    told: dict[str, Any] = {
        "file": written(path, WORDS),
        "file_name": "a.ndjson",
        "supplier": SOURCE,
        "by": "test",
        "start": False,
    }
    first = begin_import(act=uuid4(), now=NOW, **told)
    assert begin_import(act=first.id, now=NOW, **told).id == first.id
    with pytest.raises(UnderWay) as other:
        begin_import(act=uuid4(), now=NOW + timedelta(seconds=90), **told)
    assert other.value.other.id == first.id
    # It fell silent: somebody pulled the plug.
    assert import_of(first.id, later(1)).failed == Failure.STOPPED
    assert begin_import(act=uuid4(), now=later(1), **told).state is State.TRYING


def test_a_load_that_died_can_be_asked_for_again(path):
    made = asked(tried(path, WORDS))
    dead = import_of(made.id, later(1))
    assert (dead.state, dead.failed) == (State.TRIED, Failure.STOPPED)
    again = ask_to_load(made.id, seen=made.staged, by=BOPHA, now=later(1), start=False)
    assert again.state is State.LOADING
    assert load(made.id, clock=lambda: later(1)).state is State.LOADED


def test_the_file_is_deleted_with_the_load_and_all_of_it_with_its_end(path):
    keep_supplier(supplier(), by="test", now=NOW)
    begun: list[Any] = []

    class Outlets:
        def start(self, arguments: Any) -> None:
            begun.append(list(arguments))

    with patch("romduol.desk.loading.actions.beginning.outlets", Outlets):
        told: dict[str, Any] = {
            "file": written(path, WORDS),
            "file_name": "../../a list.NDJSON",
            "supplier": SOURCE,
            "by": "test",
        }
        made = begin_import(act=uuid4(), now=NOW, **told)
    assert begun == [["import", "--run", str(made.id), "--stage", "try"]]
    copy = file_of(made.id)
    assert (made.file_name, copy and copy.name) == ("a list.NDJSON", "file.ndjson")
    try_import(made.id, clock=lambda: NOW, read=read)
    modes = {one.stat().st_mode & 0o777 for one in (copy, staged_of(made.id)) if one}
    assert modes == {0o600}
    assert {one.stat().st_mode & 0o777 for one in (folder_of(made.id), imports_folder())} == {0o700}
    asked(import_of(made.id, NOW))
    load(made.id, clock=lambda: NOW)
    assert (file_of(made.id), staged_of(made.id).exists()) == (None, True)
    assert tidy_imports(now=later(29), by="tick") == 0
    assert tidy_imports(now=later(31), by="tick") == 1
    assert not folder_of(made.id).exists()
    assert import_of(made.id, NOW).state is State.LOADED


def test_what_nobody_decided_about_is_forgotten(path):
    made = tried(path, [*PHONES, body("o1", "Other")])
    assert models.SetAside.objects.count() == 1
    assert tidy_imports(now=later(31), by="tick") == 1
    assert import_of(made.id, NOW).state is State.DROPPED
    assert models.SetAside.objects.count() == 0
    assert list(report_rows(made.id))[1:] == []


def test_dropped_at_once_it_leaves_nothing(path, django_capture_on_commit_callbacks):
    made = tried(path, WORDS)
    with django_capture_on_commit_callbacks(execute=True):
        drop_import(made.id, by="test", now=NOW)
    assert not folder_of(made.id).exists()
    assert [one.state for one in imports(5, NOW)] == [State.DROPPED]


def test_what_is_asked_of_a_supplier_is_checked_field_by_field():
    wrong = supplier(id="River list", publisher="", kind="x" * 41, grade=Grade.A, lineage="nobody", language="English")
    with pytest.raises(SupplierWrong) as caught:
        keep_supplier(wrong, by="test", now=NOW)
    assert caught.value.problems == {
        "id": "invalid",
        "publisher": "missing",
        "kind": "too_long",
        "grade": "needs_speaks_for",
        "lineage": "unknown_lineage",
        "language": "invalid",
    }
    with pytest.raises(SupplierWrong, match="speaks_for: unknown_body, date: in_the_future"):
        keep_supplier(supplier(speaks_for="nobody", date=later(9).date()), by="test", now=NOW)
    assert suppliers() == []


def test_a_publisher_that_is_known_is_one_voice_with_what_it_said_before(path):
    loaded(path, WORDS)
    assert [source.id for source in lineages_of(" river  HOUSE ")] == [SOURCE]
    second = keep_supplier(supplier(id="river-two", lineage=SOURCE), by="test", now=NOW)
    remember_reading("river-two", {"format": "csv", "columns": {"Name": "name"}}, by="test")
    assert suppliers()[-1].reading["columns"] == {"Name": "name"}
    assert second.lineage == SOURCE
    assert Claim.objects.filter(source_id="river-two").count() == 0
