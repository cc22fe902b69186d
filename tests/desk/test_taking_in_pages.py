"""Taking in at the desk: what a person sees, what they send, and what comes of it."""

from __future__ import annotations

import csv
import io
import re
import stat
from collections.abc import Iterator, Mapping
from pathlib import Path
from typing import Any
from uuid import UUID, uuid4

import pytest
from django.core.files.uploadedfile import SimpleUploadedFile
from django.test import Client, override_settings
from django.utils import timezone
from tests.desk.copies import TINY, TODAY
from tests.safety.cast import hire, signed_in

from romduol.config import outlets as config_outlets
from romduol.desk.imports.sheets.reading import read_sheets
from romduol.desk.loading import actions, models, queries
from romduol.desk.loading.forms import key_from
from romduol.desk.loading.records import Effect, State
from romduol.desk.loading.views.arriving import FORGOTTEN
from romduol.desk.operator.actions import name_operator
from romduol.desk.operator.records import SecondYes
from romduol.desk.packs.actions import load_pack
from romduol.knowledge.claims.models import Claim
from romduol.safety.audit.queries import recent

ROOT = "/desk/en/imports"
SOURCE = "in-health-centres"
TABLE = """organization,phones,category,note
Reed Clinic,099 000 171,,Sok
Lotus Room,099 000 172,,
,099 000 173,,
"""
"""Two organisations, and a row of nobody."""
DESCRIBED = {
    "title": "Health centres",
    "publisher": "Department of Examples",
    "speaks": "official",
    "language": "en",
    "lineage": "",
    "licence": "CC BY",
}
ABOUT_FILE = {"dated": "undated", "extent": "whole", "format": "auto"}


@pytest.fixture
def started(monkeypatch: pytest.MonkeyPatch) -> list[list[str]]:
    """What was begun in a process of its own: here it is only noted."""
    found: list[list[str]] = []
    monkeypatch.setattr(config_outlets.DeskOutlets, "start", lambda self, arguments: found.append(list(arguments)))
    return found


@pytest.fixture
def data(db: None, tmp_path: Path, started: list[list[str]]) -> Iterator[Path]:
    """The tiny country, and a data folder."""
    load_pack(TINY, by="test", on=TODAY)
    with override_settings(DATA=tmp_path, RELEASES=tmp_path / "releases"):
        yield tmp_path


@pytest.fixture
def bopha(data: Path, client: Client) -> Client:
    """Bopha, who described a source already."""
    signed_in(client, "bopha")
    assert client.post(f"{ROOT}/supplier", DESCRIBED)["Location"] == f"{ROOT}/from/{SOURCE}"
    return client


def publisher() -> Client:
    """Return the browser of Dara."""
    found = Client()
    signed_in(found, "dara")
    return found


def file(content: str = TABLE, name: str = "list.csv") -> SimpleUploadedFile:
    return SimpleUploadedFile(name, content.encode())


def hand_in(client: Client, content: str = TABLE, **more: Any) -> Any:
    sent = {"act": str(uuid4()), **ABOUT_FILE, "file": file(content), **more}
    return client.post(f"{ROOT}/from/{SOURCE}", sent)


def say_columns(client: Client, page: str) -> Any:
    """Agree with what was guessed of each column."""
    chosen = re.findall(r'name="(c\d+)".*?</select>', client.get(page).content.decode(), re.DOTALL)
    html = client.get(page).content.decode()
    selects = re.findall(r'<select id="f-(c\d+)".*?</select>', html, re.DOTALL)
    assert chosen == selects
    sent = {}
    for block in re.findall(r'<select id="f-c\d+".*?</select>', html, re.DOTALL):
        name = re.search(r'name="(c\d+)"', block)[1]  # type: ignore[index]
        picked = re.search(r'<option value="(\w*)" selected>', block)
        sent[name] = picked[1] if picked else ""
    return client.post(page, sent)


def tried(client: Client, content: str = TABLE, **more: Any) -> UUID:
    """Hand a list in and let it be tried, as a process of its own does; returns its id."""
    answer = hand_in(client, content, **more)
    if "/columns/" in answer["Location"]:
        answer = say_columns(client, answer["Location"])
    key = UUID(answer["Location"].rpartition("/")[2])
    actions.try_import(key, clock=timezone.now, read=read_sheets)
    return key


def state(key: UUID) -> State:
    return queries.import_of(key, timezone.now()).state


def text(answer: Any) -> str:
    return re.sub(r"\s+", " ", re.sub(r"<[^>]+>", " ", answer.content.decode()))


def staged(key: UUID) -> str:
    return queries.import_of(key, timezone.now()).staged


def left(data: Path) -> list[str]:
    """Return the folders of files that are on their way in."""
    return sorted(found.name for found in (data / "imports").glob("*"))


class TestWhoseItIs:
    def test_nothing_yet_says_what_this_is_for(self, data, client):
        signed_in(client, "bopha")
        page = text(client.get(ROOT))
        assert "Nothing was handed in yet" in page
        assert "Describe who made it" in text(client.get(f"{ROOT}/new"))

    def test_it_is_asked_once_and_offered_again(self, bopha):
        assert "Health centres" in text(bopha.get(f"{ROOT}/new"))
        assert queries.supplier(SOURCE).grade == "B"
        form = bopha.get(f"{ROOT}/supplier/{SOURCE}").content.decode()
        assert 'value="Department of Examples"' in form

    def test_what_is_wrong_is_told_at_its_field_and_what_was_typed_stays(self, data, client):
        signed_in(client, "bopha")
        answer = client.post(f"{ROOT}/supplier", {"title": "", "publisher": "Somebody", "url": "http://a.example"})
        html = answer.content.decode()
        assert answer.status_code == 422
        assert 'value="Somebody"' in html
        assert 'id="p-title"' in html and 'id="p-speaks"' in html
        assert queries.suppliers() == []

    def test_an_organisation_about_itself_is_named_by_its_name(self, data, client):
        signed_in(client, "bopha")
        sent = {**DESCRIBED, "speaks": "itself"}
        assert client.post(f"{ROOT}/supplier", sent).status_code == 422
        assert client.post(f"{ROOT}/supplier", {**sent, "speaks_for": "Nobody at all"}).status_code == 422
        assert client.post(f"{ROOT}/supplier", {**sent, "speaks_for": "org-harbour"}).status_code == 303
        assert queries.supplier(SOURCE).speaks_for == "org-harbour"

    def test_a_list_of_a_known_publisher_is_a_voice_of_its_own_only_if_somebody_says_so_twice(self, data, client):
        signed_in(client, "bopha")
        known = next(one for one in _sources() if one.publisher)
        sent = {**DESCRIBED, "publisher": known.publisher}
        answer = client.post(f"{ROOT}/supplier", sent)
        assert answer.status_code == 422
        assert 'name="apart"' in answer.content.decode()
        assert client.post(f"{ROOT}/supplier", {**sent, "lineage": known.lineage}).status_code == 303
        assert queries.supplier(SOURCE).lineage == known.lineage
        assert client.post(f"{ROOT}/supplier", {**sent, "apart": "yes"})["Location"].endswith(f"{SOURCE}-2")

    @pytest.mark.parametrize(
        ("title", "taken", "key"),
        [
            ("Health centres", set(), "in-health-centres"),
            ("Centre de santé №2", {"in-centre-de-sante-no2"}, "in-centre-de-sante-no2-2"),
            ("មណ្ឌលសុខភាព", set(), "in-source"),
            ("x" * 200, set(), "in-" + "x" * 60),
        ],
    )
    def test_nobody_has_to_think_of_an_id(self, title, taken, key):
        assert key_from(title, taken) == key


def _sources() -> Any:
    from romduol.knowledge.sources.queries import all_sources

    return all_sources().values()


class TestHandingIn:
    def test_what_is_missing_is_asked_for_again_and_the_file_too(self, bopha, data):
        answer = bopha.post(f"{ROOT}/from/{SOURCE}", {"dated": "dated", "day": "31", "month": "2", "year": "2026"})
        page = text(answer)
        assert answer.status_code == 422
        assert "There is no such day" in page and "Choose a file." in page
        answer = hand_in(bopha, dated="dated", day="1", month="3", year="2569")
        assert "Buddhist" in text(answer) and "Choose the file again" in text(answer)
        assert left(data) == []

    @pytest.mark.parametrize(
        ("sent", "told"),
        [
            ({"file": file("")}, "This file is empty"),
            ({"file": [file(), file()]}, "Choose one file"),
            ({"file": file("x" * 1_000_001)}, "too large"),
        ],
        ids=["empty", "two", "too large"],
    )
    def test_what_is_no_good_file_is_told_and_leaves_nothing(self, bopha, data, sent, told):
        with override_settings(UPLOAD_MB=1):
            answer = hand_in(bopha, **sent)
        assert answer.status_code == 422
        assert told in text(answer)
        assert left(data) == []

    def test_who_may_not_writes_nothing_to_the_disk(self, bopha, data):
        for who in ("rith", "sokha"):
            other = Client()
            signed_in(other, who)
            assert hand_in(other).status_code == 404
        assert hand_in(Client()).status_code in (302, 404)
        assert left(data) == []

    def test_a_form_without_its_key_leaves_nothing(self, bopha, data):
        strict = Client(enforce_csrf_checks=True)
        signed_in(strict, "bopha")
        assert hand_in(strict).status_code == 403
        assert left(data) == []

    def test_a_form_of_another_site_leaves_nothing(self, bopha, data):
        sent = {"act": str(uuid4()), **ABOUT_FILE, "file": file()}
        answer = bopha.post(f"{ROOT}/from/{SOURCE}", sent, headers={"Sec-Fetch-Site": "cross-site"})
        assert answer.status_code == 422
        assert left(data) == []

    def test_the_same_form_twice_is_one_import(self, bopha, started):
        act = str(uuid4())
        first = hand_in(bopha, act=act)["Location"]
        say_columns(bopha, first)
        again = hand_in(bopha, act=act)
        assert again.status_code == 303
        assert models.Import.objects.count() == 1

    def test_a_second_list_of_a_source_waits_until_the_first_is_read(self, bopha):
        say_columns(bopha, hand_in(bopha)["Location"])
        answer = hand_in(bopha)
        assert answer.status_code == 409
        assert "Another list of theirs" in text(answer)

    def test_the_day_and_the_extent_are_kept_with_the_source(self, bopha):
        hand_in(bopha, dated="dated", day="1", month="3", year="2026", extent="part")
        found = queries.supplier(SOURCE)
        assert (str(found.date), found.complete) == ("2026-03-01", False)


class TestColumns:
    def test_each_column_is_shown_with_cells_a_guess_and_why(self, bopha, data):
        page = hand_in(bopha)["Location"]
        html = bopha.get(page).content.decode()
        assert "Reed Clinic" in html and "Lotus Room" in html
        assert re.search(r'value="organization" selected', html)
        assert "Its heading says so." in html
        folder = data / "imports" / left(data)[0]
        assert {stat.S_IMODE(one.stat().st_mode) for one in folder.iterdir()} == {0o600}

    def test_it_is_nobody_elses(self, bopha):
        page = hand_in(bopha)["Location"]
        assert publisher().get(page).status_code == 404

    def test_two_columns_that_hold_the_same_are_told(self, bopha):
        page = hand_in(bopha)["Location"]
        answer = bopha.post(page, {"c0": "organization", "c1": "organization"})
        assert answer.status_code == 422
        assert 'role="alert"' in answer.content.decode()

    def test_what_was_said_is_remembered_and_not_asked_again(self, bopha, data):
        say_columns(bopha, hand_in(bopha)["Location"])
        assert [name for name in left(data) if name.startswith("columns-")] == []
        key = models.Import.objects.get().pk
        actions.try_import(key, clock=timezone.now, read=read_sheets)
        assert "/columns/" not in hand_in(bopha)["Location"]

    def test_words_that_nobody_knows_are_asked_about_and_remembered(self, bopha):
        table = "organization,service,category,phones\nReed Clinic,Tests,Blood things,099 000 171\n"
        answer = say_columns(bopha, hand_in(bopha, table)["Location"])
        assert answer["Location"].endswith("/words")
        html = bopha.get(answer["Location"]).content.decode()
        assert "Blood things" in html
        code = re.findall(r'<option value="([^"]+)"', html)[0]
        key = UUID(bopha.post(answer["Location"], {"w0": code})["Location"].rpartition("/")[2])
        actions.try_import(key, clock=timezone.now, read=read_sheets)
        assert "unknown_term" not in queries.counts_by_code(key)
        assert "category" in queries.supplier(SOURCE).reading["columns"]["values"]

    def test_it_can_be_said_again_after_a_try(self, bopha, data):
        key = tried(bopha)
        page = bopha.post(f"{ROOT}/{key}/columns")["Location"]
        assert bopha.get(page).status_code == 200
        new = UUID(say_columns(bopha, page)["Location"].rpartition("/")[2])
        assert (state(key), state(new)) == (State.DROPPED, State.TRYING)
        assert bopha.get(page).status_code == 302 or bopha.get(page).status_code == 303

    def test_a_table_that_nobody_came_back_to_is_swept(self, bopha, data):
        hand_in(bopha)
        folder = data / "imports" / left(data)[0]
        old = timezone.now().timestamp() - 2 * FORGOTTEN
        import os

        os.utime(folder, (old, old))
        hand_in(bopha)
        assert folder.name not in left(data)


class TestTheReport:
    def test_while_it_is_read_the_page_looks_again_by_itself(self, bopha):
        page = say_columns(bopha, hand_in(bopha)["Location"])["Location"]
        answer = bopha.get(page)
        assert answer["Refresh"] == "2"
        assert "The file is being read." in text(answer)

    def test_it_tells_in_numbers_what_a_load_would_do_and_what_is_set_aside(self, bopha):
        key = tried(bopha)
        page = text(bopha.get(f"{ROOT}/{key}"))
        assert "2 records new to us" in page
        assert "Ask for a second yes" in page
        assert "row 4" in page
        assert "Refresh" not in bopha.get(f"{ROOT}/{key}").headers

    def test_every_problem_is_listed_with_row_and_field_and_never_with_what_stands_there(self, bopha):
        key = tried(bopha)
        for code in ("", *queries.counts_by_code(key)):
            answer = bopha.get(f"{ROOT}/{key}/problems", {"code": code})
            assert answer.status_code == 200
            assert "Sok" not in text(answer)
        assert "row 4" in text(bopha.get(f"{ROOT}/{key}/problems"))
        assert bopha.get(f"{ROOT}/{key}/problems", {"code": "<b>", "start": "-1"}).status_code == 200

    def test_the_table_to_send_back_runs_in_no_spreadsheet(self, bopha):
        key = tried(bopha, TABLE.replace("note", "=1+1"))
        answer = bopha.get(f"{ROOT}/{key}/problems.csv")
        rows = list(csv.reader(io.StringIO(answer.content.decode("utf-8-sig"))))
        assert len(rows) > 1
        assert [cell for row in rows for cell in row if cell[:1] in ("=", "+", "-", "@")] == []
        assert any("'=1+1" in row for row in rows)
        assert "099 000 173" not in answer.content.decode()

    def test_a_file_that_cannot_be_read_says_why(self, bopha, started):
        answer = hand_in(bopha, "%PDF-1.7 nothing to see", act=str(uuid4()))
        key = UUID(answer["Location"].rpartition("/")[2])
        actions.try_import(key, clock=timezone.now, read=read_sheets)
        assert state(key) is State.REFUSED
        assert "This file cannot be taken in" in text(bopha.get(f"{ROOT}/{key}"))
        bopha.post(f"{ROOT}/{key}/leave")
        assert state(key) is State.DROPPED


class TestDeciding:
    def test_numbers_wait_for_a_second_yes_of_somebody_else(self, bopha, started):
        key = tried(bopha)
        assert bopha.post(f"{ROOT}/{key}/load", {"seen": staged(key)}).status_code == 303
        assert state(key) is State.WAITING
        assert "somebody else has to say yes" in text(bopha.get(f"{ROOT}/{key}"))
        assert bopha.post(f"{ROOT}/{key}/yes", {"seen": staged(key)}).status_code == 404
        dara = publisher()
        assert "Yes, let it count" in text(dara.get(f"{ROOT}/{key}"))
        assert re.search(r"Take in\s+1", text(dara.get(ROOT)))
        dara.post(f"{ROOT}/{key}/yes", {"seen": staged(key)})
        assert state(key) is State.LOADING
        assert started[-1] == ["import", "--run", str(key), "--stage", "load"]

    def test_it_is_loaded_told_and_undone(self, bopha):
        key = tried(bopha)
        bopha.post(f"{ROOT}/{key}/load", {"seen": staged(key)})
        dara = publisher()
        dara.post(f"{ROOT}/{key}/yes", {"seen": staged(key)})
        actions.load(key, clock=timezone.now)
        assert state(key) is State.LOADED
        live = Claim.objects.filter(source=SOURCE, ended_on=None)
        assert live.filter(property="phone").count() == 2
        assert "Dara said the second yes." in text(dara.get(f"{ROOT}/{key}"))
        assert dara.post(f"{ROOT}/{key}/undo", {"why": ""}).status_code == 422
        assert dara.post(f"{ROOT}/{key}/undo", {"why": "It was an old list."}).status_code == 303
        assert state(key) is State.UNDONE
        assert live.count() == 0
        assert dara.post(f"{ROOT}/{key}/undo", {"why": "Again."}).status_code == 409

    def test_what_is_decided_is_what_was_seen(self, bopha):
        key = tried(bopha)
        answer = bopha.post(f"{ROOT}/{key}/load", {"seen": "another"})
        assert answer.status_code == 409
        assert "not what you looked at" in text(answer)
        assert state(key) is State.TRIED

    def test_it_is_declined_with_a_reason_or_taken_back_without(self, bopha):
        key, other = tried(bopha), ""
        bopha.post(f"{ROOT}/{key}/load", {"seen": staged(key)})
        dara = publisher()
        assert dara.post(f"{ROOT}/{key}/no", {"why": ""}).status_code == 422
        dara.post(f"{ROOT}/{key}/no", {"why": "Two numbers are of a bank."})
        assert state(key) is State.DECLINED
        assert "Two numbers are of a bank." in text(bopha.get(f"{ROOT}/{key}"))
        other = tried(bopha)
        bopha.post(f"{ROOT}/{other}/load", {"seen": staged(other)})
        maly = Client()
        signed_in(maly, "maly")
        assert maly.post(f"{ROOT}/{other}/no", {"why": "No."}).status_code == 404
        bopha.post(f"{ROOT}/{other}/no")
        assert state(other) is State.DECLINED
        assert "It was taken back." in text(bopha.get(f"{ROOT}/{other}"))

    def test_where_no_second_yes_is_asked_for_it_is_loaded_at_once(self, bopha):
        name_operator(name={"en": "Lantern"}, second_yes=SecondYes.NEVER, by=hire("sokha").by, at=timezone.now())
        key = tried(bopha)
        assert "It counts at once at the desk" in text(bopha.get(f"{ROOT}/{key}"))
        bopha.post(f"{ROOT}/{key}/load", {"seen": staged(key)})
        assert state(key) is State.LOADING

    def test_where_much_would_end_somebody_ticks_that_it_is_right(self, bopha, monkeypatch):
        key = tried(bopha)
        row = models.Import.objects.get(pk=key)
        effect: Mapping[str, int] = {**row.counts["effect"], "added": 1, "ended": 900, "kept": 10}
        assert Effect(**effect).lets_go
        row.counts = {**row.counts, "effect": dict(effect)}
        row.save()
        assert 'name="let_go"' in bopha.get(f"{ROOT}/{key}").content.decode()
        answer = bopha.post(f"{ROOT}/{key}/load", {"seen": staged(key)})
        assert answer.status_code == 422
        assert state(key) is State.TRIED
        bopha.post(f"{ROOT}/{key}/load", {"seen": staged(key), "let_go": "yes"})
        assert state(key) is State.WAITING

    def test_what_was_left_never_counts(self, bopha):
        key = tried(bopha)
        bopha.post(f"{ROOT}/{key}/leave")
        assert state(key) is State.DROPPED
        assert bopha.post(f"{ROOT}/{key}/load", {"seen": "x"}).status_code == 409
        assert Claim.objects.filter(source=SOURCE).count() == 0

    def test_all_of_it_is_in_the_audit(self, bopha):
        key = tried(bopha)
        bopha.post(f"{ROOT}/{key}/load", {"seen": staged(key)})
        verbs = {entry.verb for entry in recent(limit=20)}
        assert {"keep_supplier", "begin_import", "try_import", "decide_import"} <= verbs
