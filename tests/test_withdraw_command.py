"""Taking something back from the command line: at once, told before, written down, drawn, and never half."""

from __future__ import annotations

import sys
from datetime import date, timedelta
from pathlib import Path

import pytest
from django.db import OperationalError
from django.test import Client, override_settings
from django.utils import timezone

from romduol.channels.web import addresses, views
from romduol.config import wires
from romduol.config.cli import main
from romduol.config.commands import withdraw as command
from romduol.knowledge.claims.models import Withdrawal
from romduol.knowledge.directory.queries import current_edition
from romduol.knowledge.releases.actions.folder import publishing
from romduol.knowledge.releases.queries.shelf import Shelf
from romduol.knowledge.releases.views.serving import ReleaseServer
from romduol.safety.audit.models import AuditEntry
from tests.desk.copies import load_tiny
from tests.made_once import made_once
from tests.releases.making import Answer, beyond, served_here

TODAY = date(2026, 11, 22)
NUMBER, WHY = "099 000 102", ["--reason", "It rings at a private home.", "--yes"]


@pytest.fixture
def releases(db, tmp_path, monkeypatch):
    """A release folder in which the tiny country is published."""
    monkeypatch.setattr(wires, "today", lambda: TODAY)
    monkeypatch.setattr(command, "today", lambda: TODAY)
    monkeypatch.setattr(views, "_shelf", lambda: Shelf(tmp_path / "releases"))
    with override_settings(RELEASES=tmp_path / "releases"):
        made_once("the tiny country, published to be withdrawn from", published, tmp_path)
        yield tmp_path / "releases"


def published() -> None:
    load_tiny(by="bopha", on=TODAY)
    assert main(["publish"]) == 0


def pages(releases: Path) -> str:
    """Return every page and document that a server of this folder hands out, one after the other."""
    shelf = Shelf(releases)
    server = ReleaseServer(shelf, beyond)
    found = [
        f"/{lang}/{code}" for lang in ("en", "km") for code in ("", "e", "l", "p", "o", "s", "d", "c", "t1", "p01")
    ]
    answers = (Answer(server, path) for path in (*found, "/api/disagreements"))
    return "\n".join(answer.body.decode() for answer in answers if answer.status == 200)


def test_the_number_is_off_every_page_before_anything_is_drawn_anew(releases, capsys):
    assert NUMBER in pages(releases)
    assert main(["withdraw", "line", NUMBER, *WHY, "--no-publish"]) == 0
    assert served_here(releases).serial == 1
    shown = pages(releases)
    assert NUMBER not in shown
    assert "+85599000102" not in shown
    assert "It rings at a private home." in shown
    assert "Taken back on this server after" in capsys.readouterr().out


def test_it_is_written_down_drawn_and_stays_so(releases):
    assert main(["withdraw", "line", NUMBER, *WHY, "--by", "steward-2"]) == 0
    manifest = served_here(releases)
    assert (manifest.serial, manifest.withdrawn) == (2, ("line:85599000102", "line:85599000119"))
    assert Withdrawal.objects.filter(subject_id="line-85599000102").count() == 1
    assert AuditEntry.objects.filter(verb="take_back", by="steward-2").exists()
    assert main(["publish", "--force"]) == 0
    assert main(["rollback", "1"]) == 0
    assert NUMBER not in pages(releases)


def test_the_answer_about_it_says_do_not_call_at_once(releases):
    main(["withdraw", "line", NUMBER, *WHY, "--no-publish"])
    answer = Client().post("/en/n", {"number": NUMBER}, HTTP_SEC_FETCH_SITE="same-origin")
    assert "Do not call this number." in answer.content.decode()
    assert "It rings at a private home." in answer.content.decode()


def test_a_number_that_nobody_names_can_be_taken_back(releases):
    assert main(["withdraw", "line", "099 000 177", *WHY]) == 0
    answer = Client().post("/en/n", {"number": "099000177"}, HTTP_SEC_FETCH_SITE="same-origin")
    assert "Do not call this number." in answer.content.decode()


def test_a_service_goes_from_its_lists_and_its_page_says_why(releases):
    shelf = Shelf(releases)
    service = next(iter(current_edition(TODAY).services.values()))
    assert service.code in pages(releases)
    assert main(["withdraw", "service", service.id, "--reason", "It closed.", "--yes", "--no-publish"]) == 0
    server = ReleaseServer(shelf, beyond)
    assert "It closed." in Answer(server, f"/en/{service.code}").body.decode()
    assert main(["publish"]) == 0
    assert "It closed." in Answer(server, f"/en/{service.code}").body.decode()
    assert service.code not in pages(releases)


def test_a_service_stands_on_no_source_page_either_before_it_is_drawn_anew(releases):
    edition = current_edition(TODAY)
    service = next(iter(edition.services.values()))
    said_by = {claim.source for values in service.facts.values() for value in values for claim in value.claims}
    server = ReleaseServer(Shelf(releases), beyond)
    paths = [f"/en/{addresses.source(edition.info.id, source)}" for source in said_by]
    assert any(service.code in Answer(server, path).body.decode() for path in paths)
    main(["withdraw", "service", service.id, "--reason", "It closed.", "--yes", "--no-publish"])
    assert not any(service.code in Answer(server, path).body.decode() for path in paths)


def test_a_place_takes_along_what_serves_it_alone(releases, capsys):
    assert main(["withdraw", "place", "01", "--reason", "It puts people at risk.", "--yes"]) == 0
    assert "It puts people at risk." in Answer(ReleaseServer(Shelf(releases), beyond), "/en/p01").body.decode()


@pytest.mark.any_database
@pytest.mark.parametrize(
    ("arguments", "told"),
    [
        (["line", NUMBER], "say why"),
        (["line", NUMBER, "--reason", "  "], "say why"),
        (["line", "hello", *WHY], "no phone number"),
        (["service", "svc-nowhere-at-all", *WHY], "nothing was taken back"),
        (["place", "Atlantis", *WHY], "nothing was taken back"),
        (["line", NUMBER, "--reason", "It is dead."], "add --yes"),
        (["line", NUMBER, "--reason", "It is 099/000/102.", "--yes"], "holds a number"),
        (["service", "svc-typo", *WHY], "nothing was taken back"),
    ],
)
def test_what_cannot_be_done_is_told_and_changes_nothing(releases, capsys, monkeypatch, arguments, told):
    monkeypatch.setattr(sys.stdin, "isatty", lambda: False, raising=False)
    assert main(["withdraw", *arguments]) == 2
    assert told in capsys.readouterr().err
    assert set(Shelf(releases).withdrawn()) == {"line:85599000119"}
    assert served_here(releases).serial == 1


@pytest.mark.parametrize(("typed", "code"), [("yes", 0), ("no", 1), ("", 1)])
def test_a_steward_is_asked_and_told_what_it_touches(releases, capsys, monkeypatch, typed, code):
    monkeypatch.setattr(sys.stdin, "isatty", lambda: True, raising=False)
    monkeypatch.setattr("builtins.input", lambda prompt: typed)
    assert main(["withdraw", "line", NUMBER, "--reason", "It is dead."]) == code
    assert "of " in capsys.readouterr().out
    assert ("line:85599000102" in Shelf(releases).withdrawn()) == (code == 0)


def test_a_database_that_does_not_answer_leaves_readers_safe(releases, capsys, monkeypatch):
    def locked(*_: object, **__: object) -> None:
        raise OperationalError("database is locked")

    monkeypatch.setattr(command, "take_back", locked)
    assert main(["withdraw", "line", NUMBER, *WHY]) == 1
    assert NUMBER not in pages(releases)
    assert "run the same again" in capsys.readouterr().err
    monkeypatch.undo()


def test_somebody_who_publishes_is_not_waited_for(releases, capsys, monkeypatch):
    monkeypatch.setattr(wires, "publishing", lambda folder: publishing(folder, patience=0.1))
    with publishing(releases):
        assert main(["withdraw", "line", NUMBER, *WHY]) == 0
    assert NUMBER not in pages(releases)
    assert "until the next publish" in capsys.readouterr().err


def test_what_the_pack_took_back_stands_in_the_list_too(releases):
    assert set(Shelf(releases).withdrawn()) == {"line:85599000119"}


@pytest.mark.any_database
def test_an_expired_release_says_so_on_every_page(releases, monkeypatch):
    late = timezone.now() + timedelta(days=31)
    monkeypatch.setattr("romduol.knowledge.releases.queries.shelf.time", late.timestamp)
    server = ReleaseServer(Shelf(releases), beyond)
    for lang, words in (("en", "This copy is out of date"), ("km", "ច្បាប់ចម្លងនេះ")):
        assert words in Answer(server, f"/{lang}/e").body.decode()
        assert words in Answer(server, f"/{lang}/").body.decode()
