"""`romduol answer`: an answer in a terminal, as people and as programs read it."""

import io
import json
from dataclasses import replace

import pytest

from romduol.channels.web.kept_lines import LineRenderer
from romduol.config.cli import main
from romduol.config.commands import answer as command
from romduol.knowledge.answers.jobs import AdviceRenderer
from romduol.knowledge.releases.actions.publishing import publish
from romduol.knowledge.releases.queries.shelf import Shelf
from tests.web import invented
from tests.web.editions import TINY, edition_of


@pytest.fixture
def heard(tmp_path, monkeypatch):
    """What was asked; the tiny country is published, and the answer is invented."""
    publish(edition_of(TINY), renderers=[AdviceRenderer(), LineRenderer()], folder=tmp_path, facts="for tests")
    monkeypatch.setattr(command, "shelf", lambda: Shelf(tmp_path))
    asked = []

    def answer(question, lang, release, place=None):
        asked.append((question, lang, place))
        return invented.answered(lang)

    monkeypatch.setattr(command, "answer", answer)
    return asked


def test_it_is_told_in_the_order_in_which_it_helps(heard, capsys):
    assert main(["answer", invented.ASKED, "--lang", "en", "--place", "01"]) == 0
    told = capsys.readouterr().out
    parts = (
        "PEP and PrEP · 72h · Pursat",
        "099 000 101",
        "Go to a public hospital",
        "099 000 104",
        "PEP within 3 days",
    )
    places = [told.index(part) for part in (*parts, "sources disagree:", "next:", "why:")]
    assert places == sorted(places)
    assert "099 ... ..7  Nobody known (held back" in told
    assert "An unsigned list (undated, D)" in told
    assert heard == [(invented.ASKED, "en", "01")]


def test_police_stand_behind_what_to_do(heard, monkeypatch, capsys):
    known = invented.answered()
    lines = (invented.POLICE, *known.emergency_lines)
    monkeypatch.setattr(command, "answer", lambda *_: replace(known, emergency_lines=lines))
    main(["answer", "help", "--lang", "en"])
    told = capsys.readouterr().out
    assert told.index(known.emergency_lines[0].number) < told.index(known.guidance[0].text) < told.index("117")


def test_khmer_is_printed_whole_and_never_broken(heard, capsys, monkeypatch):
    monkeypatch.setenv("COLUMNS", "20")
    assert main(["answer", "ស្រោមអនាម័យរហែក", "--lang", "km"]) == 0
    assert "ថ្នាំការពារមេរោគអេដស៍ · 72h · ពោធិ៍សាត់\n" in capsys.readouterr().out


def test_the_question_can_come_from_standard_input(heard, monkeypatch, capsys):
    monkeypatch.setattr("sys.stdin", io.StringIO("line one\nline two\n"))
    assert main(["answer", "-", "--lang", "en"]) == 0
    assert heard[0][0] == "line one\nline two"


def test_json_is_what_the_api_gives(heard, capsysbinary):
    assert main(["answer", "a", "--lang", "en", "--json"]) == 0
    found = json.loads(capsysbinary.readouterr().out)
    assert found["question_understood"]["need"] == "pep_prep"


@pytest.mark.parametrize(
    ("more", "words"), [(["--place", "99"], "no place has this code"), ([], "there is no question")]
)
def test_what_is_wrong_is_told_in_a_line(heard, capsys, more, words):
    assert main(["answer", "a" if more else " ", "--lang", "en", *more]) == 2
    assert words in capsys.readouterr().err
    assert heard == []


def test_without_a_release_it_says_what_to_do(tmp_path, monkeypatch, capsys):
    monkeypatch.setattr(command, "shelf", lambda: Shelf(tmp_path))
    assert main(["answer", "a", "--lang", "en", "--place", "01"]) == 1
    assert "romduol publish" in capsys.readouterr().err


def test_a_refusal_lists_nothing(heard, monkeypatch, capsys):
    monkeypatch.setattr(command, "answer", lambda *asked: invented.refused())
    assert main(["answer", "a", "--lang", "en"]) == 0
    told = capsys.readouterr().out
    assert "Law and ethics" in told
    assert "PEP within" not in told
