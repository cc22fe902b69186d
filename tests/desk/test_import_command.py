"""`romduol import` tries a file, tells each problem by row and field, loads it, and undoes it."""

from __future__ import annotations

import csv
import json
import re
from datetime import date
from pathlib import Path
from typing import Any
from uuid import uuid4

import pytest
from tests.desk.copies import load_tiny
from tests.desk.handed_over import NOW, supplier, written
from tests.desk.test_changes import BOPHA

from romduol.config import wires
from romduol.config.cli import DONE, MISUSE, PROBLEM, main
from romduol.desk.loading.actions import ask_to_load, begin_import, keep_supplier, resembling
from romduol.desk.loading.models import Import
from romduol.desk.loading.queries.folders import imports_folder
from romduol.knowledge.claims.models import Claim

pytestmark = pytest.mark.django_db

RIVER, LANTERN = "11111111-1111-4111-8111-111111111111", "22222222-2222-4222-8222-222222222222"
NEW = [
    *("--source", "river-list", "--title", "The list of River House", "--publisher", "River House"),
    *("--kind", "directory", "--grade", "B", "--lineage", "own", "--date", "2026-11-01", "--whole"),
]


@pytest.fixture(autouse=True)
def country(db: None, settings: Any, tmp_path: Path) -> None:
    """A small country, and a data folder of this test's own."""
    settings.DATA = tmp_path / "data"
    load_tiny(by="test", on=date(2026, 11, 2))


def house(key: str, name: str, number: str) -> dict[str, Any]:
    phone = {"id": str(uuid4()), "number": number}
    return {"id": key, "name": name, "description": "Invented.", "phones": [phone]}


def help_at(of: dict[str, Any], name: str = "Counselling", **more: Any) -> dict[str, Any]:
    return {"id": str(uuid4()), "name": name, "status": "active", "organization": of, **more}


@pytest.fixture
def feed(tmp_path: Path) -> Path:
    """A feed of two services of two bodies; one number cannot be dialled."""
    bodies = house(RIVER, "River House", "099 000 101"), house(LANTERN, "Lantern", "099")
    return written(tmp_path / "services.ndjson", [help_at(body) for body in bodies])


def imported() -> set[tuple[str, str]]:
    rows = Claim.objects.filter(source_id="river-list", ended_on=None)
    return set(rows.values_list("property", "value"))


def test_a_try_tells_what_a_load_would_do_and_leaves_nothing(feed, capsys, django_capture_on_commit_callbacks):
    with django_capture_on_commit_callbacks(execute=True):
        assert main(["import", str(feed), *NEW]) == DONE
    told = capsys.readouterr().out
    assert "services.ndjson line 2 record 2" in told
    assert "warning phone" in told
    assert "records: 4, ready: 4, set aside: 0" in told
    assert "nothing was loaded; with --load it is" in told
    assert imported() == set()
    assert list(imports_folder().iterdir()) == []


def test_what_was_said_of_the_source_is_remembered_and_the_load_can_be_undone(feed, capsys):
    assert main(["import", str(feed), *NEW]) == DONE
    assert main(["import", str(feed), "--source", "river-list", "--load"]) == DONE
    told = capsys.readouterr().out
    assert ("phone", "+85599000101") in imported()
    assert main(["import", str(feed), "--source", "river-list", "--load"]) == DONE
    assert "nothing has changed, no claim was written" in capsys.readouterr().out
    first, again = Import.objects.filter(state="loaded").order_by("loaded_at").values_list("pk", flat=True)
    assert re.search(f"romduol import --undo {first}", told)
    assert main(["import", "--undo", str(first)]) == MISUSE
    assert main(["import", "--undo", str(again)]) == DONE
    assert main(["import", "--undo", str(first)]) == DONE
    assert imported() == set()


def test_a_broken_record_is_set_aside_and_a_body_that_stands_in_a_sound_one_too_is_loaded(tmp_path, capsys):
    body = house(RIVER, "River House", "099 000 101")
    broken = help_at(body, name="")
    path = written(tmp_path / "services.ndjson", [broken, help_at(body)])
    report = tmp_path / "problems.csv"
    assert main(["import", str(path), *NEW, "--load", "--report", str(report), "--json"]) == PROBLEM
    counts = json.loads(capsys.readouterr().out)["counts"]
    assert (counts["set_aside"], counts["ready"] + counts["repeated"]) == (1, 2)
    with report.open(encoding="utf-8-sig", newline="") as stream:
        rows = list(csv.DictReader(stream))
    assert [(row["record"], row["field"]) for row in rows if row["severity"] == "error"] == [("1", "/name")]
    assert ("name", "River House") in imported()
    assert ("name", "Counselling") in imported()


def test_services_that_are_not_offered_now_are_named_and_what_ends_is_explained_by_them(tmp_path, capsys):
    """Of two services one is closed for now; the other, and what is said of their bodies, stays."""
    bodies = house(RIVER, "River House", "099 000 101"), house(LANTERN, "Lantern", "099 000 102")
    services = [help_at(body) for body in bodies]
    assert main(["import", str(written(tmp_path / "first.ndjson", services)), *NEW, "--load"]) == DONE
    capsys.readouterr()
    closed = written(tmp_path / "second.ndjson", [services[0], {**services[1], "status": "temporarily closed"}])
    report, more = tmp_path / "problems.csv", ["--source", "river-list"]
    assert main(["import", str(closed), *more, "--report", str(report)]) == DONE
    told = capsys.readouterr().out
    ends = Claim.objects.filter(locator=f"service/{services[1]['id']}", ended_on=None).count()
    assert ends >= 2
    assert f"{ends} end," in told
    assert f"{ends} of those that end: their services are not offered now, as the file says" in told
    with report.open(encoding="utf-8-sig", newline="") as stream:
        rows = [row for row in csv.DictReader(stream) if row["code"] == "not_running"]
    assert [(row["record"], row["id"]) for row in rows] == [("2", services[1]["id"])]
    assert main(["import", str(closed), *more, "--load", "--json"]) == DONE
    counts = json.loads(capsys.readouterr().out)["counts"]
    assert (counts["left_out"]["not_running"], counts["not_running"], counts["effect"]["ended"]) == (1, ends, ends)
    assert main(["import", str(closed), *more, "--json"]) == DONE
    assert json.loads(capsys.readouterr().out)["counts"]["not_running"] == 0, "it ended already"


class TestRecordsThatLookAlike:
    """The tiny country has a body called Harbour with the numbers 099 000 111 and 099 000 112."""

    def alike(self, path: Path, capsys: Any, *more: str) -> int | None:
        main(["import", str(path), *(more or NEW), "--json"])
        found: int | None = json.loads(capsys.readouterr().out)["counts"]["alike"]
        return found

    def test_a_try_tells_how_many_new_ones_look_like_ones_that_we_have(self, tmp_path, capsys):
        bodies = house(RIVER, "River House", "099 000 171"), house(LANTERN, "Harbour", "099 000 111")
        path = written(tmp_path / "list.ndjson", [help_at(body, "Tea and cake") for body in bodies])
        assert self.alike(path, capsys) == 1
        main(["import", str(path), "--source", "river-list"])
        assert "new records that look like ones that we have: 1" in capsys.readouterr().out

    def test_what_came_before_is_not_like_itself(self, tmp_path, capsys):
        path = written(tmp_path / "list.ndjson", [help_at(house(LANTERN, "Harbour", "099 000 111"), "Tea and cake")])
        assert main(["import", str(path), *NEW, "--load"]) == DONE
        capsys.readouterr()
        assert self.alike(path, capsys, "--source", "river-list") == 0

    @pytest.mark.parametrize("bound", ["MOST_RECORDS", "MOST_KNOWN"])
    def test_of_too_many_it_is_not_counted_and_that_is_told(self, bound, tmp_path, capsys, monkeypatch):
        monkeypatch.setattr(resembling, bound, 1)
        path = written(tmp_path / "list.ndjson", [help_at(house(LANTERN, "Harbour", "099 000 111"))])
        assert self.alike(path, capsys) is None
        main(["import", str(path), "--source", "river-list"])
        assert "new records that look like ones that we have: not counted" in capsys.readouterr().out


def test_a_file_that_is_none_is_refused(tmp_path, capsys):
    path = tmp_path / "list.ndjson"
    path.write_bytes(b"\x00\x01 nothing")
    assert main(["import", str(path), *NEW, "--load"]) == PROBLEM
    assert "refused:" in capsys.readouterr().out
    assert imported() == set()


@pytest.mark.parametrize(
    ("arguments", "told"),
    [
        ([], "name a file"),
        (["{file}"], "name a file"),
        (["nowhere.json", "--source", "river-list"], "there is no file or folder"),
        (["{file}", "--source", "river-list"], "--whole list of this source or a --part"),
        (["{file}", "--source", "river-list", "--part"], "--grade has to be said"),
        (["{file}", "--source", "river-list", "--part", "--grade", "A"], "--speaks-for"),
        (["{file}", *NEW[:-1], "--part", "--source", "River!"], "--source is written in another way"),
        (["--undo", str(uuid4())], "there is no import"),
    ],
)
def test_called_wrongly_it_says_how(feed, capsys, arguments, told):
    assert main(["import", *(str(feed) if one == "{file}" else one for one in arguments)]) == MISUSE
    assert told in capsys.readouterr().err


def test_a_known_publisher_is_offered_its_lineage(feed, capsys):
    main(["import", str(feed), *NEW, "--load"])
    capsys.readouterr()
    others = [*NEW, "--source", "river-two", "--lineage", "nobody"]
    assert main(["import", str(feed), *others]) == MISUSE
    assert "of the same publisher are known: river-list (river-list)" in capsys.readouterr().err


def test_the_desk_lets_a_process_try_and_load(feed, monkeypatch):
    seen: list[list[str]] = []
    monkeypatch.setattr(wires, "AFTER_LOADING", (lambda subjects, now: seen.append(sorted(subjects)),))

    class Outlets:
        def start(self, arguments: list[str]) -> None:
            assert main(arguments) == DONE

    monkeypatch.setattr("romduol.desk.loading.actions.beginning.outlets", Outlets)
    keep_supplier(supplier(), by="test", now=NOW)
    lines = feed.read_text("utf-8").replace("099 000 101", "099").encode()
    feed.write_bytes(lines)
    made = begin_import(
        act=uuid4(), file=feed, file_name="services.ndjson", supplier="river-list", by=BOPHA.by, now=NOW
    )
    assert (made.state, made.counts.ready) == ("tried", 4)
    done = ask_to_load(made.id, seen=made.staged, by=BOPHA, now=NOW)
    assert done.state == "loaded"
    assert [len(one) for one in seen] == [4]
    assert main(["import", "--run", str(made.id), "--stage", "load"]) == MISUSE
