"""The pages on which somebody reports without a script: what they say, what they take, what is left of it."""

from __future__ import annotations

import gzip
import json
import logging
import re
from datetime import UTC, date, datetime, timedelta
from hashlib import sha256
from html import unescape
from io import BytesIO
from pathlib import Path
from typing import Any
from uuid import uuid4

import pytest
from django.core.files.uploadedfile import SimpleUploadedFile
from django.db import OperationalError
from django.test import Client, override_settings
from django.utils import timezone
from PIL import Image
from tests.care.staffed import Staffed, envelopes, staffed
from tests.web.editions import TINY, edition_of

from romduol.care.queues import models as queue_models
from romduol.care.queues.records import QueueKind
from romduol.care.queues.rules import day_of
from romduol.care.reports import actions, models
from romduol.care.reports.actions import collect, write_for_queue
from romduol.care.reports.queries import pieces_of, records_for
from romduol.care.reports.records import ForQueue, SealedRecord, Waiting
from romduol.care.reports.rules.telling import NOT_TO_POLICE, OFFERED
from romduol.care.reports.rules.written import Answer, AnswerType, File, Status, answer_bytes
from romduol.care.reports.views.guarding import guarding
from romduol.channels.web.rendering import WebRenderer
from romduol.knowledge.releases.actions.publishing import publish
from romduol.safety.crypto.contexts import SealedKind
from romduol.safety.crypto.receipts import check_digit, read_code
from romduol.safety.crypto.threads import (
    answer,
    attach,
    open_addition,
    open_attachment,
    open_report,
)

HERE: dict[str, Any] = {"HTTP_SEC_FETCH_SITE": "same-origin"}
CANARY = "zqxcanary ខ្យងខ្ញុំ"
KHMER = str.maketrans("0123456789", "០១២៣៤៥៦៧៨៩")
FIRST_VIEW = 14_600
CODE = re.compile(r'name="code" value="(\d{24})"')
SHOWN = re.compile(r"<span>(\d{4})</span>")
TABLES = (models.Record, models.Envelope, models.Piece, models.Receipt)

pytestmark = pytest.mark.django_db


@pytest.fixture(scope="module")
def folder(tmp_path_factory):
    """The tiny country as readers get it."""
    made = tmp_path_factory.mktemp("reporting") / "releases"
    publish(edition_of(TINY), renderers=[WebRenderer()], folder=made, facts="for tests")
    return made


@pytest.fixture(autouse=True)
def released(folder: Path, monkeypatch):
    """Every test reads that release, and makes receipts in a hundredth of the time; how, the vault's tests prove."""
    monkeypatch.setattr("romduol.safety.crypto.receipts.ROUNDS", 2_000)
    with override_settings(RELEASES=folder):
        yield


@pytest.fixture
def queue() -> Staffed:
    return open_queue()


def open_queue(kind: str = "violence", body: str = "", name: str = "House of 099") -> Staffed:
    """A queue that lives today."""
    made = staffed(day_of(timezone.now()), kind=kind, name=name)
    if body:
        queue_models.Queue.objects.filter(pk=made.id).update(body=body)
    return made


def opened(queue: Staffed, hours_ago: int) -> None:
    row = queue_models.Queue.objects.get(pk=queue.id)
    row.opened_hour = (row.opened_hour or 0) - hours_ago
    row.save()


def ask(data: dict[str, Any] | None = None, *, path: str = "r", lang: str = "en", **headers: Any):
    client = Client(enforce_csrf_checks=True)
    address = f"/in/{lang}/{path}"
    return client.get(address) if data is None else client.post(address, data, **{**HERE, **headers})


def text(answer: Any) -> str:
    return unescape(" ".join(re.sub(r"<[^>]+>", " ", answer.content.decode()).split()))


def found_in(pattern: re.Pattern[str] | str, page: str) -> str:
    found = re.search(pattern, page)
    assert found
    return found[1]


def form(about: str = "me", kind: str = "violence", **more: Any) -> dict[str, Any]:
    page = ask({"about": about, "kind": kind}).content.decode()
    return {"about": about, "kind": kind, "send": "1", "code": found_in(CODE, page), **more}


def send(*to: Staffed, about: str = "me", kind: str = "violence", **more: Any):
    fields = form(about, kind, queue=[str(one.id) for one in to], **more)
    return ask(fields), fields["code"]


def read_by(queue: Staffed) -> dict[str, Any]:
    """Return the one report as its queue reads it."""
    collect(timezone.now())
    collect(timezone.now() + timedelta(hours=1))
    [report] = [one for one in records_for({queue.id}) if one.kind == SealedKind.REPORT]
    opened = open_report(report.box, report.envelopes[0].data, queue.pair, report.id, queue.chain)
    return {**json.loads(opened.written), "thread": opened.thread}


def picture(kind: str = "JPEG", size: tuple[int, int] = (60, 40), **more: Any) -> bytes:
    out = BytesIO()
    Image.new("RGB", size, "#37a").save(out, kind, **more)
    return out.getvalue()


def upload(data: bytes, name: str = "a.jpg", kind: str = "image/jpeg") -> SimpleUploadedFile:
    return SimpleUploadedFile(name, data, kind)


class TestWhatThePagesSay:
    @pytest.mark.parametrize("lang", ["km", "en"])
    def test_lines_to_call_stand_above_the_first_field_of_each_step(self, queue, lang):
        for fields in (None, {"about": "me"}, {"about": "other", "kind": "violence"}):
            page = ask(fields, lang=lang).content.decode()
            assert 0 < page.index('href="tel:') < page.index("<form")
            assert page.index(f'href="/{lang}/e"') < page.index("<form")

    def test_no_title_and_no_address_tells_what_it_is(self, queue):
        answers = [ask(), ask({"about": "me"}), ask({"about": "me", "kind": "violence"}), ask(path="r/b")]
        answers += [send(queue)[0]]
        for one in answers:
            assert re.search(r"<title>Note · Romduol</title>", one.content.decode())
            assert "?" not in "".join(re.findall(r'(?:action|href)="(/in/[^"]*)"', one.content.decode()))
            assert one["Cache-Control"] == "no-store"
            assert not one.cookies

    def test_whether_it_is_about_oneself_is_asked_before_anything_else(self, queue):
        page = ask().content.decode()
        assert re.findall(r'<button[^>]* name="about" value="(\w+)"', page) == ["me", "other"]
        assert not re.findall(r"<(?:input|textarea|select)", page)

    def test_who_reads_it_when_they_last_looked_and_when_they_answer_is_told(self, queue):
        queue_models.Queue.objects.filter(pk=queue.id).update(
            opened_hour=queue_models.Queue.objects.get().opened_hour - 2
        )
        page = text(ask({"about": "me", "kind": "violence"}))
        for said in ("House of 099", "every day", "Last opened 2 hours ago", "within 24 hours"):
            assert said in page

    def test_it_is_said_that_it_is_no_emergency_line_and_when_it_arrives(self, queue):
        open_queue("child")
        page = text(ask({"about": "me", "kind": "violence"}))
        assert "It is no emergency line" in page
        assert "within the hour, together with others" in page
        assert "within minutes" not in page
        assert "within minutes" in text(ask({"about": "me", "kind": "child"}))

    def test_where_confidentiality_ends_and_what_a_lost_code_means_is_said_before_sending(self, queue):
        page = text(ask({"about": "me", "kind": "violence"}))
        assert "Where a child is in danger, they may have to tell others" in page
        assert "If you lose it, nobody can give it back" in page

    def test_where_nobody_looks_lines_are_shown_and_nothing_is_taken(self, queue):
        opened(queue, 49)
        answer = ask({"about": "me", "kind": "violence", "queue": str(queue.id), "send": "1", "what": CANARY})
        page = answer.content.decode()
        assert "Nobody takes this just now" in page
        assert 'href="tel:' in page
        assert "<textarea" not in page
        assert not models.Record.objects.exists()

    def test_one_place_leads_to_feedback_a_correction_and_back(self):
        page = ask().content.decode()
        for address in ("/in/en/v", "/in/en/s/", "/in/en/r/b"):
            assert f'href="{address}"' in page

    @pytest.mark.parametrize("lang", ["km", "en"])
    def test_the_first_view_is_within_the_budget_of_public_pages(self, queue, lang):
        open_queue(body="police", name="Station of 099")
        for fields in (None, {"about": "me"}, {"about": "me", "kind": "violence"}):
            assert len(gzip.compress(ask(fields, lang=lang).content, 9)) <= FIRST_VIEW

    def test_an_unknown_language_is_no_page(self):
        assert ask(lang="xx").status_code == 404


class TestWhoMayReadIt:
    def test_police_are_never_chosen_before(self):
        station = open_queue(body="police", name="Station of 099")
        for about in ("me", "other"):
            page = ask({"about": about, "kind": "violence"}).content.decode()
            assert str(station.id) in page
            assert '" checked' not in page
            assert "Police may have to act" in page

    def test_the_only_one_that_supports_is_chosen_before_and_one_of_several_is_not(self, queue):
        page = ask({"about": "me", "kind": "violence"}).content.decode()
        assert re.findall(r'value="([^"]+)" checked', page) == [str(queue.id)]
        open_queue(name="Home of 099")
        assert '" checked' not in ask({"about": "me", "kind": "violence"}).content.decode()

    def test_a_third_partys_report_about_adults_never_goes_to_police(self, queue):
        station = open_queue(body="police")
        answer, _ = send(queue, station, about="other", what=CANARY)
        assert answer.status_code == 422
        assert NOT_TO_POLICE in text(answer)
        assert "sent workers into detention" in text(answer)
        assert CANARY in text(answer)
        assert not models.Record.objects.exists()

    @pytest.mark.parametrize("sign", ["danger", "child"])
    def test_but_for_somebody_in_danger_now_or_a_child(self, sign):
        station = open_queue(body="police")
        answer, _ = send(station, about="other", **{sign: "1"})
        assert answer.status_code == 200
        assert read_by(station)[sign] is True

    def test_ones_own_story_goes_to_police_only_by_picking_them(self, queue):
        station = open_queue(body="police")
        send(queue)
        assert not models.Envelope.objects.filter(queue=station.id).exists()
        send(station)
        assert models.Envelope.objects.filter(queue=station.id).exists()

    def test_only_queues_of_that_kind_may_be_chosen(self, queue):
        other = open_queue("trafficking")
        answer, _ = send(queue, other)
        assert answer.status_code == 422
        assert not models.Record.objects.exists()

    def test_nobody_chosen_is_asked_for_and_what_was_written_stays(self, queue):
        answer, code = send(what=CANARY)
        assert answer.status_code == 422
        assert "Please choose who may read it" in text(answer)
        assert CANARY in text(answer)
        assert f'value="{code}"' in answer.content.decode()

    def test_consent_is_asked_of_oneself_alone(self, queue):
        assert 'name="consent"' in ask({"about": "me", "kind": "violence"}).content.decode()
        assert 'name="consent"' not in ask({"about": "other", "kind": "violence"}).content.decode()
        send(queue, about="other", consent="pass_in_full", pass_to="somebody")
        said = read_by(queue)
        assert (said["consent"], said["pass_to"]) == ("", "")


class TestSending:
    def test_what_was_written_is_read_by_who_was_chosen_and_by_nobody_else(self, queue):
        other = open_queue(name="Home of 099")
        answer, code = send(
            queue,
            consent="pass_without_name",
            pass_to="Home of 099",
            who=["client", "police", "nonsense"],
            what=CANARY + "\r\nmore",
            where="there",
            when="then",
            contact="099 000 101",
        )
        assert answer.status_code == 200
        assert "".join(SHOWN.findall(answer.content.decode())) == code
        said = read_by(queue)
        assert said["what"] == CANARY + "\nmore"
        assert (said["about"], said["kind"], said["consent"]) == ("me", "violence", "pass_without_name")
        assert said["who"] == ["client", "police"]
        assert (said["where"], said["when"], said["contact"], said["lang"]) == ("there", "then", "099 000 101", "en")
        assert re.fullmatch(r"\d{4}-\d\d-\d\dT\d\d:\d\d", said["at"])
        assert not records_for({other.id})

    def test_every_question_may_stay_empty(self, queue):
        answer, _ = send(queue)
        assert answer.status_code == 200
        said = read_by(queue)
        assert not any(said[name] for name in ("consent", "what", "where", "when", "contact", "who", "files"))

    def test_the_code_is_shown_before_it_is_sent_and_a_form_sent_twice_is_kept_once(self, queue):
        page = ask({"about": "me", "kind": "violence"}).content.decode()
        code = found_in(CODE, page)
        assert "".join(SHOWN.findall(page)) == code == read_code(code)
        fields = {"about": "me", "kind": "violence", "send": "1", "code": code, "queue": str(queue.id)}
        ask(fields)
        again = ask({**fields, "what": "changed"})
        assert models.Receipt.objects.count() == models.Record.objects.count() == 1
        assert "It had arrived at your first try" in text(again)
        assert "There is no answer yet" in text(ask({"code": code}, path="r/b"))

    def test_nothing_that_was_written_lies_in_the_database(self, queue):
        _, code = send(queue, what=CANARY, word=CANARY, contact=CANARY)
        rows = repr([row for model in TABLES for row in model.objects.values_list()])
        for secret in (CANARY, "zqxcanary", code):
            assert secret not in rows

    def test_what_a_machine_filled_in_waits_and_is_not_refused(self, queue):
        answer, _ = send(queue, website="http://spam.example")
        assert answer.status_code == 200
        assert models.Record.objects.get().waiting == Waiting.LATER

    def test_many_without_a_proof_for_one_inbox_are_kept_and_wait(self, queue, monkeypatch):
        monkeypatch.setattr(guarding, "fills", lambda inboxes: bool(list(inboxes)))
        assert send(queue)[0].status_code == 200
        assert models.Record.objects.get().waiting == Waiting.LATER

    def test_another_site_can_send_nothing(self, queue):
        for path in ("r", "r/b"):
            answer = ask({"about": "me"}, path=path, HTTP_SEC_FETCH_SITE="cross-site")
            assert answer.status_code == 403
            assert "This came from another site" in text(answer)

    def test_what_the_database_refuses_is_not_lost_and_not_told_to_a_log(self, queue, monkeypatch, caplog):
        def fails(*_: Any, **__: Any):
            raise OperationalError(CANARY)

        monkeypatch.setattr(actions, "submit", fails)
        with caplog.at_level(logging.DEBUG):
            answer, code = send(queue, what=CANARY)
        assert answer.status_code == 503
        assert CANARY in text(answer)
        assert f'value="{code}"' in answer.content.decode()
        assert CANARY not in caplog.text

    def test_too_long_a_text_is_told_at_its_field(self, queue):
        answer, _ = send(queue, what="x" * 20_001)
        assert answer.status_code == 422
        assert 'id="p-what"' in answer.content.decode()

    def test_the_longest_khmer_text_is_kept_whole(self, queue):
        answer, _ = send(queue, what="ក" * 20_000)
        assert answer.status_code == 200
        assert read_by(queue)["what"] == "ក" * 20_000

    def test_a_code_that_is_none_is_replaced(self, queue):
        fields = {"about": "me", "kind": "violence", "send": "1", "code": "1" * 24, "queue": str(queue.id)}
        answer = ask(fields)
        assert read_code("".join(SHOWN.findall(answer.content.decode()))) != "1" * 24


class TestFiles:
    def files_of(self, queue: Staffed) -> list[tuple[dict[str, Any], bytes]]:
        said = read_by(queue)
        found = {str(one.id): one for one in records_for({queue.id}) if one.kind == SealedKind.ATTACHMENT}
        return [
            (
                named,
                b"".join(
                    open_attachment(
                        said["thread"],
                        found[named["id"]].id,
                        pieces_of(found[named["id"]].id),
                        found[named["id"]].envelopes[0].data,
                        queue.pair,
                    )
                ),
            )
            for named in said["files"]
        ]

    def test_gps_is_gone_from_a_cleaned_picture(self, queue):
        exif = Image.Exif()
        exif[0x010F] = "zqxcamera"
        exif.get_ifd(0x8825)[1] = "N"
        exif.get_ifd(0x8825)[2] = (11.0, 33.0, 1.0)
        exif[0x0112] = 6
        dirty = picture(exif=exif.tobytes(), comment=b"zqxcomment", xmp=b"<x>zqxmp</x>", size=(60, 40))
        assert b"zqxcamera" in dirty
        answer, _ = send(queue, file=upload(dirty, "IMG_20261128_zqxname.jpg"))
        assert answer.status_code == 200
        [(named, clean)] = self.files_of(queue)
        assert (named["name"], named["type"], named["original"]) == ("1.jpg", "image/jpeg", False)
        assert named["size"] == len(clean)
        with Image.open(BytesIO(clean)) as found:
            assert not found.getexif()
            assert found.size == (40, 60), "turned as its phone was held"
        for left in (b"zqx", b"Exif", b"GPS", b"http://ns.adobe.com"):
            assert left not in clean

    @pytest.mark.parametrize("kind", ["PNG", "WEBP", "GIF"])
    def test_other_pictures_are_drawn_anew_too(self, queue, kind):
        assert send(queue, file=upload(picture(kind), "a", "image/x"))[0].status_code == 200
        [(_, clean)] = self.files_of(queue)
        with Image.open(BytesIO(clean)) as found:
            assert found.format in ("PNG", "JPEG")

    def test_what_is_no_picture_goes_only_as_it_is_and_then_untouched(self, queue):
        pdf = upload(b"%PDF-1.7 zqxname", "..zqx/../told.pdf", "application/pdf")
        refused, _ = send(queue, file=pdf)
        assert refused.status_code == 422
        assert 'id="p-file"' in refused.content.decode()
        pdf.seek(0)
        assert send(queue, file=pdf, original="1")[0].status_code == 200
        [(named, data)] = self.files_of(queue)
        assert data == b"%PDF-1.7 zqxname"
        assert named["original"] is True
        assert "/" not in named["name"]

    def test_a_picture_that_would_fill_the_memory_is_refused(self, queue):
        header = bytearray(picture("PNG"))
        header[16:24] = (20_000).to_bytes(4) + (20_000).to_bytes(4)
        answer, _ = send(queue, file=upload(bytes(header), "a.png", "image/png"))
        assert answer.status_code == 422
        assert not models.Record.objects.exists()

    @pytest.mark.parametrize(
        "broken", [b"\xff\xd8\xff\xe0", picture()[:300], b"\x89PNG\r\n\x1a\n" + bytes(40), b"GIF89a"]
    )
    def test_a_broken_picture_is_told_and_breaks_nothing(self, queue, broken):
        assert send(queue, file=upload(broken))[0].status_code == 422

    def test_six_files_or_too_large_a_one_are_told(self, queue):
        assert send(queue, file=[upload(picture()) for _ in range(6)])[0].status_code == 422
        large = upload(bytes(10 * 1024 * 1024 + 1), "a.bin")
        assert send(queue, file=large, original="1")[0].status_code == 422
        assert not models.Record.objects.exists()

    def test_no_file_goes_to_a_queue_for_children(self):
        child = open_queue("child")
        page = ask({"about": "other", "kind": "child"}).content.decode()
        assert 'type="file"' not in page
        answer, _ = send(child, about="other", kind="child", file=upload(picture()))
        assert answer.status_code == 422
        assert not models.Record.objects.exists()

    def test_no_file_touches_a_disk(self, queue, monkeypatch):
        def never(*_: Any, **__: Any):
            raise AssertionError("a file on a disk")

        monkeypatch.setattr("tempfile.NamedTemporaryFile", never)
        monkeypatch.setattr("tempfile.mkstemp", never)
        assert send(queue, file=upload(picture(size=(2_000, 1_500))))[0].status_code == 200


def answer_to(queue: Staffed, *, said: str = "we heard you", file: bytes = b"") -> None:
    """Let a queue answer the one report."""
    thread = read_by(queue)["thread"]
    today, files, named = day_of(timezone.now()), [], []
    if file:
        itself = uuid4()
        made = attach(thread, itself, (file,), [queue.chain], today, to_reporter=True)
        box = b"".join(made.pieces)
        named = [File(itself, "told.txt", "text/plain", len(file), sha256(box).hexdigest())]
        files = [SealedRecord(itself, SealedKind.ATTACHMENT, both(queue, made.envelopes), pieces=(box,))]
    itself = uuid4()
    written = Answer(AnswerType.QUESTION, said, Status.WORKING, "2026-11-28T14:05", tuple(named))
    said_so = answer(thread, itself, answer_bytes(written), [queue.chain], today)
    record = SealedRecord(itself, SealedKind.ANSWER, both(queue, said_so.envelopes), said_so.box)
    write_for_queue(record, thread.report, files, queues_of_writer={queue.id}, today=today)


def both(queue: Staffed, data: tuple[bytes, ...]) -> tuple[ForQueue, ...]:
    return (ForQueue(None, None, data[0]), *envelopes([queue], data[1:]))


def back(code: str, action: str = "open", word: str = "", lang: str = "en", **more: Any):
    return ask({"code": code, "word": word, "action": action, **more}, path="r/b", lang=lang)


class TestComingBack:
    def test_whoever_has_the_code_reads_the_answer(self, queue):
        _, code = send(queue)
        answer_to(queue, said="we heard you\n\nand more")
        page = text(back(code))
        for said in ("Question to you", "we heard you", "and more", "Somebody works on it.", "28 November 2026"):
            assert said in page

    def test_khmer_digits_and_any_spaces_are_the_same_code(self, queue):
        _, code = send(queue)
        for typed in (code.translate(KHMER), " ".join(code), f"{code[:12]}-{code[12:]}"):
            assert "There is no answer yet" in text(back(typed))

    def test_the_safety_word_is_asked_for_with_it(self, queue):
        _, code = send(queue, word="ស្វាយ  mango")
        assert "Nothing lies under this code" in text(back(code))
        assert "Nothing lies under this code" in text(back(code, word="mango"))
        assert "There is no answer yet" in text(back(code, word="ស្វាយ mango"))

    def test_a_wrong_word_and_an_unknown_code_are_one_and_the_same(self, queue):
        _, code = send(queue, word="mango")
        digits = "1234567890" * 2 + "123"
        answers = [back(code, word="wrong"), back(code), back(digits + check_digit(digits), word="mango")]
        assert len({one.status_code for one in answers}) == 1
        assert len({one.content for one in answers}) == 1
        assert len({tuple(sorted(one.headers.items())) for one in answers}) == 1

    def test_what_is_mistyped_is_named_before_anything_is_looked_for(self, queue, django_assert_num_queries):
        _, code = send(queue)
        wrong = str((int(code[3]) + 1) % 10)
        with django_assert_num_queries(0):
            assert "A code has 24 digits" in text(back(code[:-1]))
            assert "A code has digits alone" in text(back("o" + code[1:]))
            assert "One digit is wrong" in text(back(code[:3] + wrong + code[4:]))

    def test_what_is_added_is_read_by_the_same_queue_once(self, queue):
        _, code = send(queue)
        page = back(code).content.decode()
        fields = {"text": CANARY, "id": found_in(r'name="id" value="([^"]+)"', page)}
        for _ in range(2):
            answer = back(code, "add", **fields, file=upload(picture()))
            assert "It is sent, sealed." in text(answer)
        thread = read_by(queue)["thread"]
        [added] = [one for one in records_for({queue.id}) if one.kind == SealedKind.ADDITION]
        said = json.loads(open_addition(thread, added.id, added.box, added.envelopes[0].data, queue.pair))
        assert said["text"] == CANARY
        assert len(said["files"]) == 1
        assert CANARY not in text(answer)

    def test_nothing_at_all_is_not_added(self, queue):
        _, code = send(queue)
        assert back(code, "add", text=" ").status_code == 422
        assert models.Record.objects.count() == 1

    def test_a_file_of_an_answer_is_handed_out_as_mere_bytes(self, queue):
        _, code = send(queue)
        answer_to(queue, file=b"<script>zqx</script>")
        page = back(code).content.decode()
        itself = found_in(r'name="action" value="file"><input type="hidden" name="id" value="([^"]+)"', page)
        found = back(code, "file", id=itself)
        assert found.content == b"<script>zqx</script>"
        assert found["Content-Type"] == "application/octet-stream"
        assert found["Content-Disposition"].startswith("attachment")
        assert back(code, "file", id=str(uuid4())).status_code == 422

    def test_withdrawal_is_asked_once_more_and_leaves_nothing(self, queue):
        _, code = send(queue, file=upload(picture()))
        answer_to(queue)
        assert "at once and for good" in text(back(code, "withdraw"))
        assert models.Receipt.objects.exists()
        assert "It is taken back" in text(back(code, "withdraw_now"))
        assert not any(model.objects.exists() for model in TABLES)
        assert "Nothing lies under this code" in text(back(code))

    def test_to_an_inbox_whose_key_is_over_nothing_is_added_and_it_is_said(self, queue, monkeypatch):
        _, code = send(queue)
        later = datetime.combine(date.today() + timedelta(days=90), datetime.min.time(), UTC)
        monkeypatch.setattr("romduol.care.reports.views.coming_back.timezone.now", lambda: later)
        answer = back(code, "add", text=CANARY)
        assert answer.status_code == 503
        assert CANARY in text(answer)

    def test_no_page_names_the_code_in_an_address_a_title_or_a_header(self, queue):
        _, code = send(queue)
        for one in (back(code), back(code, "withdraw"), back(code, "withdraw_now")):
            page = one.content.decode()
            assert code not in str(one.headers)
            assert not re.findall(rf'(?:href|action|src|title)="[^"]*{code}', page)
            assert code not in found_in(r"<title>(.*?)</title>", page)


def test_every_kind_that_is_offered_has_a_queue_kind():
    assert set(OFFERED) == set(QueueKind) - {QueueKind.AUDIT}
