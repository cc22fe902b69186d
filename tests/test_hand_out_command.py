"""Handing out a file from the command line: the part asked for, whole or not at all, never what was taken back."""

from __future__ import annotations

import csv
from datetime import date
from pathlib import Path

import openpyxl
import pytest
from django.test import override_settings

from romduol.config import wires
from romduol.config.cli import main
from romduol.config.commands import withdraw as withdrawing
from romduol.config.giving import whole_or_nothing
from romduol.knowledge.claims.models import Claim
from tests.desk.copies import load_tiny
from tests.made_once import made_once

TODAY = date(2026, 11, 22)
NUMBER, DIGITS = "099 000 102", "85599000102"


@pytest.fixture
def out(db, tmp_path, monkeypatch):
    """A folder for files; the tiny country is published."""
    monkeypatch.setattr(wires, "today", lambda: TODAY)
    monkeypatch.setattr(withdrawing, "today", lambda: TODAY)
    with override_settings(RELEASES=tmp_path / "releases"):
        made_once("the tiny country, published to be handed out", published, tmp_path)
        (tmp_path / "out").mkdir()
        yield tmp_path / "out"


def published() -> None:
    load_tiny(by="bopha", on=TODAY)
    assert main(["publish"]) == 0


@pytest.mark.parametrize("form", ["hsds", "ndjson", "tables", "csv", "xlsx"])
def test_each_form_is_written_and_says_how_long_it_may_be_used(out, form, capsys):
    assert main(["hand-out", str(out / "file"), "--format", form, "--lang", "en"]) == 0
    assert (out / "file").stat().st_size > 1000
    told = capsys.readouterr().out
    assert "to be used until 2026-" in told or "to be used until 2027-" in told
    assert "release tiny-2026-11-22-1" in told


@pytest.mark.any_database
def test_in_a_folder_a_file_has_its_own_neutral_name(out):
    assert main(["hand-out", str(out), "--format", "csv", "--lang", "km", "--province", "KH-01"]) == 0
    assert [file.name for file in out.iterdir()] == ["directory-01-km.csv"]
    rows = list(csv.reader((out / "directory-01-km.csv").open(encoding="utf-8-sig", newline="")))
    assert len(rows) > 1


@pytest.mark.any_database
def test_without_a_language_a_file_has_both(out):
    assert main(["hand-out", str(out / "both.xlsx"), "--format", "xlsx"]) == 0
    names = openpyxl.load_workbook(out / "both.xlsx").sheetnames
    assert {name[:2] for name in names} == {"km", "en"}


@pytest.mark.any_database
@pytest.mark.parametrize(
    ("more", "says"),
    [
        (["--province", "77"], "no province has the code 77"),
        (["--need", "no_such"], "legal_aid_rights"),
        (["--lang", "fr"], "the languages are"),
        (["--release", "99"], "romduol rollback --list"),
    ],
)
def test_what_is_not_there_is_said_with_what_is(out, more, says, capsys):
    assert main(["hand-out", str(out / "file"), "--format", "csv", *more]) == 2
    assert says in capsys.readouterr().err
    assert list(out.iterdir()) == []


@pytest.mark.any_database
def test_a_folder_that_is_not_there_is_said(out, capsys):
    assert main(["hand-out", str(out / "no" / "file"), "--format", "csv"]) == 2
    assert "there is no folder" in capsys.readouterr().err


@pytest.mark.any_database
def test_a_folder_that_is_written_as_one_has_to_be_there(out, capsys):
    with pytest.raises(SystemExit) as refused:
        main(["hand-out", f"{out}/files/", "--format", "csv", "--lang", "en"])
    assert refused.value.code == 2
    assert "there is no folder" in capsys.readouterr().err
    assert not (out / "files").exists()


def test_an_earlier_release_is_given_without_what_was_taken_back_since(out):
    where = str(out / "file.ndjson")
    assert main(["hand-out", where, "--format", "csv", "--lang", "en"]) == 0
    assert DIGITS in Path(where).read_text("utf-8")
    assert main(["withdraw", "line", NUMBER, "--reason", "It rings at a private home.", "--yes"]) == 0
    for more in ([], ["--release", "1"]):
        assert main(["hand-out", where, "--format", "csv", "--lang", "en", *more]) == 0
        told = Path(where).read_text("utf-8-sig")
        assert DIGITS not in told
        assert "It rings at a private home." in told


def test_where_writing_breaks_off_the_file_of_before_stays(tmp_path):
    (tmp_path / "file").write_bytes(b"before")

    class BreaksOff(Exception):
        pass

    def write() -> None:
        with whole_or_nothing(tmp_path / "file") as held:
            held.write(b"half of it")
            raise BreaksOff

    with pytest.raises(BreaksOff):
        write()
    assert (tmp_path / "file").read_bytes() == b"before"
    assert [file.name for file in tmp_path.iterdir()] == ["file"]


@pytest.mark.any_database
def test_where_nothing_is_published_nothing_is_written(db, tmp_path, capsys):
    with override_settings(RELEASES=tmp_path / "none"):
        assert main(["hand-out", str(tmp_path / "file"), "--format", "csv"]) == 1
    assert "romduol publish" in capsys.readouterr().err
    assert not (tmp_path / "file").exists()


@pytest.mark.parametrize("form", ["tables", "csv", "xlsx"])
def test_what_one_source_says_is_written_for_it(out, form, capsys):
    source = Claim.objects.filter(property="phone", ended_on=None).values_list("source_id", flat=True)[0]
    assert main(["hand-out", str(out), "--format", form, "--source", source, "--lang", "en"]) == 0
    told = capsys.readouterr().out
    assert f"statements of {source}" in told
    assert "nobody else" in told
    assert [file.name.partition(".")[0] for file in out.iterdir()] == ["own-en"]


def test_a_source_takes_no_part_and_has_to_be_there(out, capsys):
    assert main(["hand-out", str(out), "--format", "csv", "--source", "nobody"]) == 2
    assert "no source nobody says anything now" in capsys.readouterr().err
    assert main(["hand-out", str(out), "--format", "csv", "--source", "x", "--province", "01"]) == 2
    assert list(out.iterdir()) == []
