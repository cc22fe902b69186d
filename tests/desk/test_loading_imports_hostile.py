"""Nobody alone makes readers trust a number by handing in a list, however it is cut, dated, or taken back again."""

from __future__ import annotations

import os
import sqlite3
from contextlib import closing
from datetime import date
from pathlib import Path
from typing import Any
from unittest.mock import patch
from uuid import uuid4

import pytest
from tests.desk.copies import load_tiny
from tests.desk.handed_over import NOW, SOURCE, body, later, live, loaded, service, supplier, tried, written
from tests.desk.test_changes import BOPHA, DARA

from romduol.desk.loading.actions import (
    ask_to_load,
    ask_to_undo,
    begin_import,
    keep_supplier,
    load,
    say_yes,
    tidy_imports,
    undo_import,
)
from romduol.desk.loading.models import Import
from romduol.desk.loading.queries import critical_said
from romduol.desk.loading.queries.folders import folder_of, imports_folder, staged_of
from romduol.desk.loading.records import Failure, State
from romduol.knowledge.directory.rules.codes import stable_id
from romduol.knowledge.sources.queries import all_sources
from romduol.knowledge.sources.records import Grade

pytestmark = pytest.mark.django_db

NUMBER = "+85599000101"
PHONES = [body("o1", "River House", NUMBER), service("s1", "o1", "Counselling")]
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
    return ask_to_load(made.id, seen=made.staged, let_go=True, by=by, now=later(5), start=False, **more)


def numbers() -> set[str]:
    return {value for _, name, value, _ in live() if name == "phone"}


class TestANumberAlone:
    def test_a_try_from_before_the_number_was_taken_out_lets_it_in_for_nobody(self, path):
        first = loaded(path, PHONES)
        old = tried(path, PHONES, now=later(1))
        assert not old.counts.critical
        undo_import(first.id, by="operator", now=later(2))
        asked(old)
        assert load(old.id, clock=lambda: later(6)).failed == Failure.MOVED
        assert numbers() == set()
        assert asked(old).state is State.WAITING
        assert dict(Import.objects.get(pk=old.id).counts["critical"]) == {"phone": 1}

    def test_what_a_second_person_agreed_to_is_not_stretched_by_a_load_between(self, path):
        waits = asked(tried(path, [*PHONES, body("o2", "Lantern", "+85599000102")]))
        loaded(path, [body("o3", "Reed House", "+85599000103")], now=later(6))
        say_yes(waits.id, seen=waits.staged, by=DARA, now=later(7), start=False)
        assert load(waits.id, clock=lambda: later(7)).failed == Failure.MOVED
        assert numbers() == {"+85599000103"}

    def test_a_list_that_is_only_dated_anew_waits_since_its_numbers_become_fresh(self, path):
        loaded(path, PHONES, date=None)
        again = tried(path, PHONES, now=later(1), date=date(2026, 11, 19))
        assert not again.counts.effect.changes
        assert dict(again.counts.renewed) == {"phone": 1}
        assert asked(again).state is State.WAITING
        say_yes(again.id, seen=again.staged, by=DARA, now=later(6), start=False)
        assert load(again.id, clock=lambda: later(6)).state is State.LOADED
        assert all_sources()[SOURCE].date == date(2026, 11, 19)

    def test_words_that_are_dated_anew_and_numbers_that_grow_older_do_not_wait(self, path):
        loaded(path, WORDS, date=None)
        assert asked(tried(path, WORDS, now=later(1), date=date(2026, 11, 19))).state is State.LOADING

    def test_a_date_that_moved_since_the_try_renews_nothing_unseen(self, path):
        loaded(path, PHONES, date=date(2026, 11, 19))
        old = tried(path, PHONES, now=later(1), date=date(2026, 11, 19))
        loaded(path, PHONES, now=later(2), date=date(2020, 1, 1))
        asked(old)
        assert load(old.id, clock=lambda: later(6)).failed == Failure.MOVED
        assert all_sources()[SOURCE].date == date(2020, 1, 1)


class TestAVoice:
    def test_whoever_speaks_for_a_body_waits_whatever_the_grade_that_they_chose(self, path):
        """A word of a body about itself is first-hand, also where the list calls itself unsigned."""
        made = tried(path, WORDS, grade=Grade.D, speaks_for="org-lantern")
        assert asked(made).state is State.WAITING


class TestWhatASecondPersonSees:
    def test_each_number_with_the_body_that_it_would_stand_under(self, path):
        ours = stable_id("tiny", "organization/org-lotus")
        loaded(path, [body("o1", "River House", NUMBER)])
        made = tried(path, [body(ours, "A harmless club", "+85599000102")], now=later(1))
        seen = {(one.begins, one.property, one.value, one.name) for one in critical_said(made.id)}
        assert seen == {
            (True, "phone", "+85599000102", "A harmless club"),
            (False, "phone", NUMBER, ""),
        }


class TestUndoing:
    def test_what_brings_a_number_back_is_undone_by_two(self, path):
        loaded(path, PHONES)
        second = loaded(path, WORDS, now=later(1))
        asked_for = ask_to_undo(second.id, why="a slip", by=BOPHA, now=later(2))
        assert (asked_for.state, asked_for.undo_by, numbers()) == (State.LOADED, BOPHA.by, set())
        assert ask_to_undo(second.id, why="", by=BOPHA, now=later(2)).state is State.LOADED
        assert ask_to_undo(second.id, why="", by=DARA, now=later(3)).state is State.UNDONE
        assert numbers() == {NUMBER}

    def test_what_takes_a_number_out_is_undone_at_once(self, path):
        first = loaded(path, PHONES)
        assert ask_to_undo(first.id, why="wrong", by=BOPHA, now=later(2)).state is State.UNDONE
        assert numbers() == set()

    def test_what_makes_a_source_weigh_more_again_is_undone_by_two(self, path):
        loaded(path, WORDS)
        second = loaded(path, WORDS[:1], now=later(1), grade=Grade.D)
        ask_to_undo(second.id, why="a slip", by=BOPHA, now=later(2))
        assert all_sources()[SOURCE].grade is Grade.D


class TestTheSameFormTwice:
    def test_the_second_harms_nothing_of_the_first(self, path, monkeypatch):
        keep_supplier(supplier(), by="test", now=NOW)
        act = uuid4()
        told: dict[str, Any] = {"act": act, "file_name": "a.ndjson", "supplier": SOURCE, "by": "test", "now": NOW}
        monkeypatch.setattr("romduol.desk.loading.actions.beginning.start_job", lambda *args: None)
        begin_import(file=written(path, PHONES), **told)
        kept = next(folder_of(act).glob("file*")).read_bytes()
        real = Import.objects.filter

        def blind(*args: Any, **more: Any) -> Any:
            """See no import of this id, as who came at the same moment."""
            return Import.objects.none() if more == {"pk": act} else real(*args, **more)

        monkeypatch.setattr(Import.objects, "filter", blind)
        with pytest.raises(Exception, match=r".*"):
            begin_import(file=written(path, WORDS), **told)
        monkeypatch.undo()
        assert next(folder_of(act).glob("file*")).read_bytes() == kept


class TestTheDisk:
    def test_a_list_that_unpacks_far_leaves_room_and_nothing_of_itself(self, path, monkeypatch):
        monkeypatch.setattr("romduol.desk.loading.actions.staging.filling.KEPT_FREE", 1 << 62)
        made = tried(path, PHONES)
        assert (made.state, made.failed) == (State.FAILED, Failure.DISK_FULL)
        assert not staged_of(made.id).exists()

    def test_what_was_staged_and_is_another_now_is_not_loaded(self, path):
        made = asked(tried(path, WORDS))
        with closing(sqlite3.connect(staged_of(made.id))) as db:
            db.execute("DELETE FROM groups WHERE g > 1")
            db.commit()
        assert load(made.id, clock=lambda: later(6)).failed == Failure.FILE_GONE
        assert live() == set()


class TestWhatIsDeleted:
    def test_the_file_of_a_killed_try_goes_as_promised(self, path):
        keep_supplier(supplier(), by="test", now=NOW)
        act = uuid4()
        told: dict[str, Any] = {
            "file": written(path, PHONES),
            "file_name": "a.ndjson",
            "supplier": SOURCE,
            "by": "test",
            "now": NOW,
        }
        with patch("romduol.desk.loading.actions.beginning.start_job"):
            begin_import(act=act, **told)
        tidy_imports(now=later(0), by="test")
        assert list(folder_of(act).glob("file*"))
        tidy_imports(now=later(31), by="test")
        assert not folder_of(act).exists()
        assert Import.objects.get(pk=act).state == State.DROPPED

    def test_a_table_that_nobody_came_back_to_goes_without_another_one_coming(self):
        folders = [imports_folder() / name for name in (f"columns-{uuid4()}", f"arriving-{uuid4().hex}")]
        for folder in folders:
            folder.mkdir(parents=True)
            (folder / "file.csv").write_text("a", "utf-8")
            os.utime(folder, (NOW.timestamp(), NOW.timestamp()))
        tidy_imports(now=NOW, by="test")
        assert all(folder.exists() for folder in folders)
        tidy_imports(now=later(2), by="test")
        assert not any(folder.exists() for folder in folders)
