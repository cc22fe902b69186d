"""Publishing from the command line: when something is made, when nothing, and when somebody else is at it."""

from __future__ import annotations

from datetime import date, timedelta

import pytest
from django.test import override_settings
from rich.console import Console

from romduol.channels.web import views
from romduol.config import wires
from romduol.config.cli import main
from romduol.config.commands import serve
from romduol.knowledge.releases.actions.folder import publishing
from romduol.knowledge.releases.queries.folder import last_good
from tests.desk.copies import load_tiny
from tests.desk.few_pages import draw_few

TODAY = date(2026, 11, 22)
TOMORROW = TODAY + timedelta(days=1)


@pytest.fixture
def releases(db, tmp_path, monkeypatch):
    """A release folder, and facts to publish into it."""
    load_tiny(by="bopha", on=TODAY)
    monkeypatch.setattr(wires, "today", lambda: TODAY)
    with override_settings(RELEASES=tmp_path / "releases"):
        yield tmp_path / "releases"


def test_a_tick_publishes_each_day_once_and_is_silent_otherwise(releases, monkeypatch, capsys):
    draw_few(monkeypatch)
    assert main(["tick"]) == 0
    assert "release tiny-2026-11-22-1" in capsys.readouterr().out
    assert main(["tick"]) == 0
    assert capsys.readouterr().out == ""
    monkeypatch.setattr(wires, "today", lambda: TOMORROW)
    assert main(["tick"]) == 0
    assert "release tiny-2026-11-23-2" in capsys.readouterr().out


def test_publishing_twice_makes_nothing_new_unless_forced(releases, monkeypatch, capsys):
    draw_few(monkeypatch)
    for arguments in (["publish"], ["publish"], ["publish", "--force"]):
        assert main(arguments) == 0
    assert "nothing changed" in capsys.readouterr().out
    manifest = last_good(releases)
    assert manifest is not None
    assert manifest.serial == 2


@pytest.mark.parametrize("command", ["publish", "tick"])
def test_who_finds_somebody_publishing_is_told_in_one_line(releases, monkeypatch, capsys, command):
    monkeypatch.setattr(wires, "publishing", lambda folder: publishing(folder, patience=0.1))
    with publishing(releases):
        assert main([command]) == 1
    told = capsys.readouterr().err
    assert "is publishing" in told
    assert told.count("\n") == 1
    assert last_good(releases) is None


def test_who_waited_publishes_the_facts_of_after_the_wait(releases, monkeypatch):
    held = []

    def facts() -> str:
        with pytest.raises(Exception, match="publishing"), publishing(releases, patience=0):
            pass
        held.append(True)
        return "one"

    monkeypatch.setattr(wires, "facts_digest", facts)
    assert main(["publish"]) == 0
    assert held


def test_an_address_that_is_told_is_on_paper_from_the_next_publish(releases, capsys):
    main(["publish"])
    with override_settings(ADDRESS="https://lantern.example.org"):
        main(["publish"])
        assert "nothing changed" not in capsys.readouterr().out
        html = (wires.shelf().page("km/k01") or b"").decode()
        main(["publish"])
        assert "nothing changed" in capsys.readouterr().out
    assert "https://lantern.example.org/km/p01" in html


def test_a_damaged_index_of_numbers_is_told_in_one_line(releases, capsys):
    main(["publish"])
    for blob in releases.glob("blobs/*/*"):
        blob.write_bytes(b"")
    assert main(["number", "1280"]) == 1
    assert "romduol publish --force" in (told := capsys.readouterr().err)
    assert told.count("\n") == 1
    assert main(["publish", "--force"]) == 0
    main(["number", "1280"])
    assert capsys.readouterr().err == ""


def test_a_process_reads_through_one_view(releases):
    assert wires.shelf() is views._shelf()


def test_preparing_makes_tables_then_facts_then_pages(monkeypatch):
    done = steps(monkeypatch, code=0)
    assert serve.prepare(Console(quiet=True)) == 0
    assert done == ["tables", "load", "publish"]


def test_preparing_stops_at_what_fails(monkeypatch):
    done = steps(monkeypatch, code=2)
    assert serve.prepare(Console(quiet=True)) == 2
    assert done == ["tables", "load"]


def steps(monkeypatch, *, code):
    """Note which steps run, and let each command end with a code."""
    done = []

    def noted(name: str = "tables", *_: str) -> int:
        done.append(name)
        return 0 if name == "tables" else code

    monkeypatch.setattr(serve, "create_or_update_tables", noted)
    monkeypatch.setattr(serve, "run_plainly", noted)
    return done


def test_a_command_runs_plainly_with_its_own_defaults(releases):
    assert serve.run_plainly("publish") == 0
    assert last_good(releases) is not None
