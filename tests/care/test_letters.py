"""Letters that were sealed without a network: read as the door reads what browsers send, kept once, told plainly."""

from __future__ import annotations

import json
import re
from hashlib import sha256
from pathlib import Path
from typing import Any

import pytest
from django.core.files.uploadedfile import SimpleUploadedFile
from django.db import DatabaseError
from django.utils import timezone
from tests.care.reporting_world import ask, open_queue, text
from tests.care.sealed_world import SECRET_WORDS, Sent, a_living_inbox, a_report
from tests.care.test_sealed_addresses import TODAY

from romduol.care.queues import models as queue_models
from romduol.care.queues.actions import note_opened
from romduol.care.queues.records import QueueKind
from romduol.care.queues.rules import chain_of
from romduol.care.reports import actions, queries
from romduol.care.reports.forms.letters import MOST_TEXT, read_letter
from romduol.care.reports.forms.strict import NotTaken, Refusal
from romduol.care.reports.models import Record
from romduol.care.reports.records import Waiting
from romduol.care.reports.rules.floods import WITHOUT_A_PROOF
from romduol.care.reports.rules.written import MOST_FILES
from romduol.care.reports.views import handing_in, parts
from romduol.care.reports.views.guarding import Guarding
from romduol.safety.crypto.contexts import SealedKind
from romduol.safety.crypto.threads import open_report


def written(*inside: bytes) -> bytes:
    """Return a letter of these parts."""
    whole = b"".join(len(part).to_bytes(4) + part for part in inside)
    return whole + sha256(whole).digest()


def letter_of(sent: Sent) -> bytes:
    return written(sent.text.encode(), *sent.boxes)


def test_the_parts_of_a_letter_come_back_and_nothing_that_was_cut_or_changed_does():
    for inside in ((b"{}",), (b"", b"a box"), (b"{}", *(bytes([n]) * n for n in range(MOST_FILES)))):
        letter = written(*inside)
        assert read_letter(letter) == (inside[0], [*inside[1:]])
        for at in range(len(letter)):
            changed = letter[:at] + bytes([letter[at] ^ 1]) + letter[at + 1 :]
            for other in (letter[:at], changed, letter + letter[at:]):
                with pytest.raises(NotTaken):
                    read_letter(other)


@pytest.mark.parametrize(
    ("letter", "why"),
    [
        (b"", Refusal.SHAPE),
        (written(), Refusal.SHAPE),
        (written(*[b""] * (2 + MOST_FILES)), Refusal.FILES),
        (written(b"x" * (MOST_TEXT + 1)), Refusal.SIZE),
        (b"\0\0\0\1" + sha256(b"\0\0\0\1").digest(), Refusal.SHAPE),
        (b"\0\0" + sha256(b"\0\0").digest(), Refusal.SHAPE),
    ],
)
def test_what_is_no_letter_is_refused_for_a_plain_reason(letter, why):
    with pytest.raises(NotTaken) as refused:
        read_letter(letter)
    assert refused.value.why is why


def test_browsers_seal_no_more_than_the_door_takes():
    source = (Path(parts.__file__).parents[1] / "browser/files.js").read_text("utf-8")
    found = re.search(r"MOST_SEALED = ([\d_]+);", source)
    assert found
    assert int(found[1]) == parts.MOST_BYTES


@pytest.fixture
def guarding(monkeypatch) -> Guarding:
    new = Guarding()
    monkeypatch.setattr(handing_in, "guarding", new)
    return new


@pytest.fixture
def world(db, released, guarding):
    """An inbox that lives, with its key."""
    return a_living_inbox("House of 099", QueueKind.VIOLENCE)


def handed_in(letter: bytes | None, lang: str = "en", **headers: Any) -> Any:
    files = {} if letter is None else {"file": SimpleUploadedFile("letter.dat", letter)}
    return ask(files, path="r/h", lang=lang, **headers)


@pytest.mark.parametrize("lang", ["km", "en"])
def test_a_letter_is_kept_once_and_opened_by_who_was_chosen_alone(world, lang):
    inbox, key = world
    sent = a_report([inbox], files=[b"a picture"], today=TODAY)
    first, again = (handed_in(letter_of(sent), lang) for _ in range(2))
    assert (first.status_code, again.status_code) == (200, 200)
    assert first["Cache-Control"] == "no-store"
    if lang == "en":
        assert "It is kept, sealed" in text(first)
        assert "handed in before" not in text(first)
        assert "handed in before" in text(again)
    assert sent.code not in first.content.decode()
    assert "House of 099" not in text(first), "whoever carries it need not learn for whom it is"
    assert Record.objects.count() == 2
    row = Record.objects.get(kind=SealedKind.REPORT)
    opened = open_report(bytes(row.box), bytes(row.envelopes.get().data), key, row.id, chain_of(inbox))
    assert json.loads(opened.written)["what"] == SECRET_WORDS


def test_an_inbox_that_nobody_opens_and_a_key_that_changed_are_told_and_keep_nothing(world, queue):
    inbox, _ = world
    sent = a_report([inbox], today=TODAY)
    queue_models.Queue.objects.filter(pk=inbox.queue.id).update(opened_hour=1)
    refused = handed_in(letter_of(sent))
    assert refused.status_code == 422
    assert "Nobody opened lately an inbox" in text(refused)
    assert not Record.objects.exists()
    older = a_report([inbox], today=TODAY)
    older.whole["report"]["envelopes"][0]["epoch"] = 2
    note_opened(inbox.queue.id, timezone.now())
    refused = handed_in(letter_of(older))
    assert "written again, with a newer page" in text(refused)
    assert not Record.objects.exists()
    assert handed_in(letter_of(sent)).status_code == 200


def test_what_came_before_stays_so_whatever_became_of_its_inbox(world, monkeypatch):
    inbox, _ = world
    sent = a_report([inbox], today=TODAY)
    assert handed_in(letter_of(sent)).status_code == 200
    queue_models.Queue.objects.filter(pk=inbox.queue.id).update(opened_hour=1)
    assert "handed in before" in text(handed_in(letter_of(sent))), "nobody is told to write it again"
    new = a_report([inbox], today=TODAY)
    assert "Nobody opened lately" in text(handed_in(letter_of(new)))

    def refuses(*_: Any, **__: Any) -> None:
        raise actions.NotForIt("a key that ended")

    with monkeypatch.context() as patched:
        patched.setattr(actions, "take_in", refuses)
        assert "handed in before" in text(handed_in(letter_of(sent)))
        assert "with a newer page" in text(handed_in(letter_of(new)))
    note_opened(inbox.queue.id, timezone.now())
    sent.whole["files"].append({"id": sent.whole["report"]["id"], "envelopes": []})
    assert "This is no sealed file" in text(handed_in(letter_of(sent))), "what was changed did not come before"


@pytest.mark.parametrize("letter", [b"x", b"\x89PNG" * 99, written(b"{}"), written(b"[" * 9_999), written(b"\xff")])
def test_what_is_no_letter_keeps_nothing_and_comes_back_to_the_form(world, letter):
    refused = handed_in(letter)
    assert refused.status_code == 422
    assert "This is no sealed file" in text(refused)
    assert not Record.objects.exists()


def test_nothing_chosen_too_much_and_two_files_are_told(world, monkeypatch):
    assert "Please choose the file." in text(handed_in(None))
    two = [SimpleUploadedFile("a", b"x"), SimpleUploadedFile("b", b"x")]
    assert ask({"file": two}, path="r/h").status_code == 422
    monkeypatch.setattr(parts, "LARGEST_LETTER", 99)
    assert handed_in(letter_of(a_report([world[0]], today=TODAY))).status_code == 422
    assert not Record.objects.exists()


def test_a_letter_that_was_changed_by_who_can_count_is_refused_as_at_the_door(world):
    inbox, _ = world
    for change in (
        lambda whole: whole["receipt"].update(box=whole["report"]["box"]),
        lambda whole: whole["report"].update(id=str(open_queue().id)),
        lambda whole: whole.update(more=""),
        lambda whole: whole["files"].append({"id": whole["report"]["id"], "envelopes": []}),
    ):
        sent = a_report([inbox], today=TODAY)
        change(sent.whole)
        assert "This is no sealed file" in text(handed_in(letter_of(sent)))
    assert not Record.objects.exists()


def test_from_another_site_nothing_is_taken(world):
    refused = handed_in(letter_of(a_report([world[0]], today=TODAY)), HTTP_SEC_FETCH_SITE="cross-site")
    assert refused.status_code == 403
    assert "/in/en/r/h" in refused.content.decode()
    assert not Record.objects.exists()


def test_many_letters_for_an_inbox_wait_for_their_turn_and_none_is_refused(world, guarding):
    inbox, _ = world
    sent = [a_report([inbox], today=TODAY) for _ in range(2)]
    assert handed_in(letter_of(sent[0])).status_code == 200
    for _ in range(WITHOUT_A_PROOF.at_once):
        guarding.fills([inbox.queue.id])
    assert handed_in(letter_of(sent[1])).status_code == 200
    waits = [Record.objects.get(pk=one.whole["report"]["id"]).waiting for one in sent]
    assert waits == [Waiting.NEXT_BATCH, Waiting.LATER]


def test_a_database_that_fails_is_told_without_a_word_of_it(world, monkeypatch, caplog):
    def fails(*_: Any, **__: Any) -> None:
        raise DatabaseError("locator 00ff")

    monkeypatch.setattr(actions, "take_in", fails)
    refused = handed_in(letter_of(a_report([world[0]], today=TODAY)))
    assert refused.status_code == 503
    assert "00ff" not in refused.content.decode() + caplog.text


def test_the_form_needs_no_script_and_is_told_by_no_title(world):
    for lang in ("km", "en"):
        page = ask(path="r/h", lang=lang)
        assert page.status_code == 200
        assert b'enctype="multipart/form-data"' in page.content
        assert b"/r/s/" not in page.content
    assert "<title>Note" in page.content.decode()
    assert queries.lies_under(b"\0" * 32) is False
