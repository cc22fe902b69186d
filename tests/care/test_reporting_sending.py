"""What somebody sends without a script is read by whom they chose, and nothing else of it is left anywhere."""

from __future__ import annotations

import logging
import re
from io import BytesIO
from typing import Any
from uuid import uuid4

import pytest
from django.db import OperationalError
from PIL import Image
from tests.care.reporting_world import (
    CANARY,
    CODE,
    SHOWN,
    TABLES,
    ask,
    found_in,
    open_queue,
    opened,
    picture,
    read_by,
    send,
    text,
    upload,
)
from tests.care.staffed import Staffed

from romduol.care.queues.models import Queue
from romduol.care.reports import actions, models
from romduol.care.reports.forms.plain import BYTES
from romduol.care.reports.forms.strict import MOST_WRITTEN
from romduol.care.reports.queries import pieces_of, records_for
from romduol.care.reports.records import Waiting
from romduol.care.reports.rules.written import (
    LARGEST_FILE,
    LONGEST_NAME,
    MOST_FILES,
    About,
    Consent,
    File,
    Report,
    Who,
    report_bytes,
    weight,
)
from romduol.care.reports.views.guarding import guarding
from romduol.safety.crypto.contexts import SealedKind
from romduol.safety.crypto.padding import padded_length
from romduol.safety.crypto.receipts import check_digit, read_code
from romduol.safety.crypto.threads import MAX_QUEUES, open_attachment

pytestmark = [pytest.mark.django_db, pytest.mark.usefixtures("released")]


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
        answer, code = send(queue, what="")
        assert answer.status_code == 422
        page = text(answer)
        assert "You have written nothing yet. To send it all the same, press once more." in page
        assert 'name="sure"' in answer.content.decode()
        assert not models.Record.objects.exists()
        answer, _ = send(queue, what="", sure="1", code=code)
        assert answer.status_code == 200
        said = read_by(queue)
        assert not any(said[name] for name in ("consent", "what", "where", "when", "contact", "who", "files"))

    def test_the_code_is_shown_before_it_is_sent_and_a_form_sent_twice_is_kept_once(self, queue):
        page = ask({"about": "me", "kind": "violence"}).content.decode()
        code = found_in(CODE, page)
        assert "".join(SHOWN.findall(page)) == code == read_code(code)
        fields = {
            "about": "me",
            "kind": "violence",
            "send": "1",
            "what": "it happened",
            "code": code,
            "queue": str(queue.id),
        }
        ask(fields)
        again = ask({**fields, "what": "changed"})
        assert models.Receipt.objects.count() == models.Record.objects.count() == 1
        assert "It had arrived at your first try" in text(again)
        other = open_queue(name="Home of 099")
        elsewhere = text(ask({**fields, "queue": str(other.id)}))
        assert "It had arrived at your first try" in elsewhere
        assert not any(told in elsewhere for told in ("Only these", "Home of 099", "promised")), "it is not theirs"
        assert "There is no answer yet" in text(ask({"code": code}, path="r/b"))

    def test_what_was_sent_is_told_so_also_where_its_inbox_was_shut_since(self, queue):
        answer, code = send(queue)
        assert "Only these can open it: House of 099" in text(answer)
        opened(queue, 49)
        fields = {"about": "me", "kind": "violence", "send": "1", "what": "it happened", "queue": str(queue.id)}
        again = text(ask({**fields, "code": code}))
        assert "It had arrived at your first try" in again
        assert "Only these" not in again, "who they are is not known by then"
        other = open_queue(name="Home of 099")
        assert "It had arrived at your first try" in text(ask({**fields, "code": code}))
        opened(other, 49)
        assert "It had arrived" not in text(ask({**fields, "code": "1" * 23 + check_digit("1" * 23)}))
        assert models.Receipt.objects.count() == 1

    def test_the_receipt_says_when_the_first_answer_is_promised(self, queue):
        other = open_queue(name="Home of 099")
        some_days = [{"days": [1, 2], "from": "07:30", "to": "11:30"}]
        for hours, spans, told in (
            (48, [], "An answer is promised within 24 hours. Look again then"),
            (3, [], "An answer is promised within 3 hours. Look again then"),
            (24, some_days, "An answer is promised within 24 hours. Look again then"),
            (
                1,
                some_days,
                "An answer is promised within one hour. On days when nobody reads, it takes longer. Look again then",
            ),
        ):
            Queue.objects.filter(pk=other.id).update(answer_hours=hours, hours=spans)
            answer, _ = send(queue, other)
            assert told in " ".join(text(answer).split())

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
        answer, _ = send(queue, what="ក" * 18_001)
        assert answer.status_code == 422
        assert 'id="p-what"' in answer.content.decode()
        assert "ក" * 18_001 in text(answer), "nothing of it is lost"

    def test_the_longest_khmer_text_is_kept_whole(self, queue):
        answer, _ = send(queue, what="ក" * 18_000)
        assert answer.status_code == 200
        assert read_by(queue)["what"] == "ក" * 18_000

    @pytest.mark.parametrize("letter", ["ក", "x", '"', "\n", "\x01", "😀"])
    def test_the_longest_of_everything_fits_the_bucket_that_browsers_may_send(self, letter):
        most = {name: letter * (limit // weight(letter)) for name, limit in BYTES.items()}
        report = Report("trafficking", About.OTHER, Consent.PASS_WITHOUT_NAME, who=tuple(Who), **most)
        file = File(uuid4(), "ក" * LONGEST_NAME, "x" * 100, LARGEST_FILE, "0" * 64, True)
        inside = report_bytes(report, lang="km", at="2026-11-28T14:05", within=59_999, files=[file] * MOST_FILES)
        around = 32 + 65 + 1 + MAX_QUEUES * 32
        assert padded_length(around + len(inside), SealedKind.REPORT) == MOST_WRITTEN

    def test_a_code_that_is_none_is_replaced(self, queue):
        fields = {
            "about": "me",
            "kind": "violence",
            "send": "1",
            "what": "it happened",
            "code": "1" * 24,
            "queue": str(queue.id),
        }
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
