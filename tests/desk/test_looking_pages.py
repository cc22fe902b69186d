"""The overview as pages, as a table for a spreadsheet, as a sheet and as a command: both languages, no names."""

from __future__ import annotations

import csv
from dataclasses import replace
from datetime import UTC, datetime, timedelta
from io import StringIO

import pytest
from django.test import Client
from tests.desk.copies import TINY, TODAY, untouched
from tests.safety.cast import signed_in
from tests.web import languages

from romduol.base.cells import harmless
from romduol.config.cli import main
from romduol.desk.looking.actions import record_day
from romduol.desk.looking.views.spreadsheet import BOM
from romduol.desk.packs.queries import edition_of_pack
from romduol.knowledge.directory.records import Edition

AT = datetime(2026, 11, 22, 3, 0, tzinfo=UTC)
PATHS = ("looking", "looking/sheet")
pytestmark = pytest.mark.django_db


@pytest.fixture(scope="module")
def tiny() -> Edition:
    return edition_of_pack(untouched(TINY), TODAY)


@pytest.fixture
def desk(client: Client, tiny: Edition) -> Client:
    """A steward at the desk, two days after each other in the table."""
    record_day(replace(tiny, today=TODAY - timedelta(days=31), disagreements=()), AT - timedelta(days=31))
    record_day(tiny, AT)
    signed_in(client, "bopha")
    return client


def text(client: Client, path: str, **asked: str) -> str:
    answer = client.get(f"/desk/{path}", asked)
    assert answer.status_code == 200
    return answer.content.decode()


@pytest.mark.parametrize("path", PATHS)
def test_no_english_stands_unmarked_on_a_khmer_page(desk, path, monkeypatch):
    monkeypatch.setattr(languages, "names", frozenset)  # The real pack's names would take long to read.
    assert languages.unmarked(text(desk, f"km/{path}")) == set()


def test_gaps_come_before_the_table_and_the_table_before_the_pictures(desk):
    page = text(desk, "en/looking")
    order = [page.index(one) for one in ("What is missing", "Where help is known", "How old the checks are")]
    assert order == sorted(order)
    assert page.count("none known") >= 2
    assert "<script" not in page
    assert "style=" not in page


def test_a_filter_shows_one_province_alone_and_a_wrong_one_shows_all(desk):
    assert text(desk, "en/looking", place="02").count('scope="row">Northland') == 0
    assert text(desk, "en/looking", place="<x>", need="nothing").count('scope="row">Northland') == 1


def test_what_changed_since_a_month_ago_is_told_with_its_day(desk, tiny):
    page = text(desk, "en/looking/sheet")
    assert f"+{len(tiny.disagreements)} since 22 October 2026" in page
    assert "22 November 2026" in page


def test_the_sheet_names_nobody_and_no_number_that_readers_do_not_get(desk):
    page = text(desk, "en/looking/sheet")
    assert "Bopha" not in page
    assert "099 000 119" not in page
    assert "1280" in page


def test_nothing_counted_is_said_and_is_no_fault(client):
    signed_in(client, "bopha")
    assert "Nothing was counted yet" in text(client, "en/looking")
    assert "Nothing was counted yet" in text(client, "en/looking/sheet")
    assert client.get("/desk/en/looking/csv").status_code == 200


def test_the_table_for_a_spreadsheet_is_in_the_language_of_the_page(desk):
    answer = desk.get("/desk/km/looking/csv", {"place": "01"})
    body = answer.content.decode("utf-8")
    assert body.startswith(BOM)
    head, *rows = csv.reader(StringIO(body.removeprefix(BOM)))
    assert head[0] == "កន្លែង"
    assert {row[0] for row in rows} == {"ដែនជើង"}
    assert sum(int(row[2]) for row in rows) == 1
    assert answer["Content-Disposition"] == 'attachment; filename="overview-2026-11-22.csv"'


@pytest.mark.parametrize("cell", ["=1+1", "+855", "-1", "@x", "\tx", "\rx"])
def test_no_cell_becomes_a_formula(cell):
    assert harmless(cell) == f"'{cell}"
    assert harmless("Northland") == "Northland"


def test_whoever_may_not_see_the_desk_finds_nothing(client):
    signed_in(client, "rith")
    assert [client.get(f"/desk/en/{path}").status_code for path in (*PATHS, "looking/csv")] == [404] * 3


def test_the_command_prints_the_same(desk, capsys):
    assert main(["overview", "--places"]) == 0
    told = capsys.readouterr().out
    assert "2 of 2" in told
    assert "Southland" in told


def test_the_command_says_what_to_do_where_nothing_was_counted(capsys):
    assert main(["overview"]) == 1
    assert "romduol publish" in capsys.readouterr().err
