"""The page that seals without a network: made for the inboxes that live, signed, proved, offered while it counts."""

from __future__ import annotations

import json
import re
from base64 import b64encode
from datetime import UTC, timedelta
from hashlib import sha256
from pathlib import Path
from typing import Any
from uuid import uuid4

import pytest
from django.test import override_settings
from django.utils import timezone
from tests.bundles import make_bundles
from tests.care.reporting_world import ask, open_queue, opened, text
from tests.care.staffed import Staffed, without

from romduol.care.queues import queries
from romduol.care.queues.rules import chain_of
from romduol.care.reports.views import offering, sealing_page
from romduol.care.reports.views.offering import signature_of
from romduol.config import quiet
from romduol.config.cli import main
from romduol.config.findings import Level
from romduol.knowledge.releases.actions.keys import signer
from romduol.knowledge.releases.records import SignedFile
from romduol.knowledge.releases.rules.manifests import MANIFEST, SEALING_PAGE, file_payload
from romduol.safety.crypto.members import new_member

pytestmark = pytest.mark.django_db
DONE, PROBLEM, MISUSE = 0, 1, 2
TODAY = timezone.now().astimezone(UTC).date()


@pytest.fixture(scope="module", autouse=True)
def _bundle() -> None:
    make_bundles()


@pytest.fixture
def page(released, queue: Staffed, tmp_path: Path) -> Path:
    """A page that somebody made on a stick."""
    made = tmp_path / "stick" / "note.html"
    assert main(["sealing-page", "--to", str(made)]) == DONE
    return made


def told_in(page: Path) -> Any:
    found = re.search(r'<script type="application/json" id="sealing">(.*?)</script>', page.read_text("utf-8"))
    assert found
    return json.loads(found[1])


def signed_anew(page: Path, until, purpose: str = SEALING_PAGE, **changed: object) -> None:
    """Sign a page as this copy does, with something else told of it."""
    from django.conf import settings

    now = timezone.now()
    told = SignedFile(sha256(page.read_bytes()).hexdigest(), changed.get("made_on", now), until)  # type: ignore[arg-type]
    signing = signer(Path(settings.RELEASES), now)
    signature_of(page).write_bytes(signing.sign(file_payload(told), purpose))


def test_what_is_printed_is_what_was_written_and_it_is_proved(page, capsys):
    capsys.readouterr()
    assert main(["sealing-page", "--check", str(page)]) == DONE
    said = capsys.readouterr().out
    assert sha256(page.read_bytes()).hexdigest() in said
    assert f"{TODAY + sealing_page.LIFE:%Y-%m-%d}" in said
    assert "counts" in said


def test_one_letter_changed_in_page_or_signature_is_refused(page, capsys):
    whole, signed = page.read_bytes(), signature_of(page).read_bytes()
    for path, data in ((page, whole.replace(b"Seal and save", b"Seal and safe")), (signature_of(page), signed[:-9])):
        kept = path.read_bytes()
        path.write_bytes(data)
        assert main(["sealing-page", "--check", str(page)]) == PROBLEM
        path.write_bytes(kept)
    assert "changed" in capsys.readouterr().err
    assert main(["sealing-page", "--check", str(page)]) == DONE


def test_what_was_signed_as_something_else_or_is_over_does_not_count(page, capsys):
    signed_anew(page, TODAY, MANIFEST)
    assert main(["sealing-page", "--check", str(page)]) == PROBLEM
    signed_anew(page, TODAY - timedelta(days=1))
    assert main(["sealing-page", "--check", str(page)]) == PROBLEM
    assert "over" in capsys.readouterr().out
    signed_anew(page, TODAY, made_on=timezone.now() - timedelta(days=400))
    assert main(["sealing-page", "--check", str(page)]) == PROBLEM, "its key did not count then"
    signature_of(page).unlink()
    assert main(["sealing-page", "--check", str(page)]) == MISUSE


def test_nothing_in_it_is_fetched_and_it_can_reach_nobody(page):
    html = page.read_text("utf-8")
    marks = re.sub(r"<script.*?</script>", "", html, flags=re.DOTALL)
    assert re.findall(r"<(?:link|img|iframe|object|base)\b|\bsrc=|url\(|@import|<[a-z]+ [^>]*\bon[a-z]+=", marks) == []
    assert (
        re.findall(r"\bfetch\(|XMLHttp|WebSocket|EventSource|sendBeacon|https?://", html.partition("<script")[2]) == []
    )
    policy = re.search(r'http-equiv="Content-Security-Policy" content="([^"]*)"', html)
    assert policy
    rules = dict(one.split(" ", 1) for one in policy[1].replace("&#39;", "'").split("; "))
    assert (rules["default-src"], rules["connect-src"], rules["form-action"]) == ("'none'",) * 3
    for kind, inline in (
        ("script-src", re.findall(r"<script>(.*?)</script>", html, re.DOTALL)),
        ("style-src", re.findall(r"<style>(.*?)</style>", html, re.DOTALL)),
    ):
        hashes = [f"'sha256-{b64encode(sha256(one.encode()).digest()).decode()}'" for one in inline]
        assert rules[kind].split() == hashes
    assert html.index("Content-Security-Policy") < html.index("<style>")


def test_the_licences_of_what_is_in_it_go_with_it(page):
    assert page.read_text("utf-8").count("Permission is hereby granted") == 2


def test_each_step_stands_in_it_in_each_language_and_the_server_sees_none_of_it(page):
    html = page.read_text("utf-8")
    steps = re.findall(r'<template id="([^"]*)">', html)
    named = ["start", "over"]
    for about in ("me", "other"):
        named += [f"kinds-{about}", f"write-{about}-violence"]
    assert sorted(steps) == sorted(f"{lang}-{name}" for lang in ("km", "en") for name in named)
    assert "action=" not in html, "no form leads anywhere"
    assert re.findall(r'href="(?!tel:)([^"]*)"', html) == ["https://www.google.com/"], "but the way out"
    assert "Last opened" not in html
    assert "opened_hours_ago" not in html
    assert 'name="website"' not in html


def test_the_lines_in_it_tell_their_standing_and_their_day(page):
    html = page.read_text("utf-8")
    assert "As known on 22 November 2026." in html
    assert "We called on 15 September 2026." in html


def test_it_holds_the_chains_of_inboxes_that_live_and_of_no_other(released, page, queue):
    opened(open_queue(name="Nobody looks"), 1_000)
    open_queue("audit")
    assert main(["sealing-page", "--to", str(page)]) == DONE
    kept = told_in(page)["kept"]
    assert [one["id"] for one in kept["queues"]] == [str(queue.id)]
    assert len(kept["queues"][0]["signed"]) == len(queue.chain.signed)
    assert kept["until"] - kept["made"] == sealing_page.LIFE.days


def test_an_inbox_whose_key_soon_ends_does_not_end_the_page(released, page, queue, capsys, monkeypatch):
    other = open_queue(name="Ends soon")
    ends = {queue.id: TODAY + timedelta(days=20), other.id: TODAY + timedelta(days=13)}
    monkeypatch.setattr(sealing_page, "_last_day", lambda inbox: ends[inbox.queue.id])
    capsys.readouterr()
    assert main(["sealing-page", "--to", str(page)]) == DONE
    said = capsys.readouterr().out
    assert "left out Ends soon" in said
    assert f"until    {TODAY + timedelta(days=20):%Y-%m-%d}" in said
    ends[queue.id] = TODAY
    assert main(["sealing-page", "--to", str(page)]) == MISUSE
    assert "no inbox" in capsys.readouterr().err


def test_the_last_day_is_that_of_the_last_statement(released, queue):
    inbox = queries.inbox(queue.id)
    assert sealing_page._last_day(inbox) == chain_of(inbox).last.statement.last_day


def test_the_page_is_offered_while_it_counts_and_as_nothing_to_look_at(page):
    for lang in ("km", "en"):
        assert b"/r/h" not in ask(lang=lang).content
        assert ask(path="r/p", lang=lang).status_code == 404
    with override_settings(SEALING_PAGE=page):
        assert "Write without a network" in text(ask())
        assert "can be used until" in text(ask(path="r/h"))
        got = ask(path="r/p")
        assert got.content == page.read_bytes()
        assert got["Content-Disposition"] == 'attachment; filename="note.html"'
        assert got["Cache-Control"] == "no-store"
        signed_anew(page, TODAY - timedelta(days=1))
        assert offering.offered() is None
        signed_anew(page, TODAY)
        assert offering.offered() is not None
        page.write_bytes(page.read_bytes() + b" ")
        assert offering.offered() is None, "one that somebody changed is not handed on"
        assert "can be used until" not in text(ask(path="r/h"))


def test_a_page_whose_inbox_has_a_new_key_is_offered_no_more_and_the_operator_is_told(page, queue):
    with override_settings(SEALING_PAGE=page):
        assert quiet.check_sealing_page().level is Level.OK
        without(queue, uuid4(), new_member(), TODAY)
        assert offering.offered() is None
        found = quiet.check_sealing_page()
        assert (found.level, found.due) == (Level.WARN, True)
    with override_settings(SEALING_PAGE=page.with_name("none.html")):
        assert quiet.check_sealing_page().level is Level.OK
