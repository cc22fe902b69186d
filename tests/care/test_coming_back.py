"""Whoever comes back with a code, without a script: reads, adds, fetches, takes back."""

from __future__ import annotations

import json
import logging
import re
from datetime import UTC, date, datetime, timedelta
from uuid import uuid4

import pytest
from tests.care.reporting_world import (
    CANARY,
    KHMER,
    TABLES,
    answer_to,
    ask,
    back,
    found_in,
    opened,
    picture,
    read_by,
    send,
    text,
    upload,
)

from romduol.care.reports import models
from romduol.care.reports.queries import records_for
from romduol.care.reports.records import Waiting
from romduol.care.reports.rules.floods import ADDED_THERE, AN_HOUR
from romduol.care.reports.views import coming_back
from romduol.care.reports.views.coming_back import NEW_KEYS
from romduol.care.reports.views.guarding import Guarding
from romduol.safety.crypto.contexts import SealedKind
from romduol.safety.crypto.receipts import check_digit, show_code
from romduol.safety.crypto.threads import (
    open_addition,
)

pytestmark = [pytest.mark.django_db, pytest.mark.usefixtures("released")]


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
        other = digits + check_digit(digits)
        answers = [back(code, word="wrong"), back(code), back(other, word="mango")]
        assert len({one.status_code for one in answers}) == 1
        pages = {one.content.decode().replace(show_code(code), "").replace(show_code(other), "") for one in answers}
        assert len(pages) == 1
        assert len({tuple(sorted(one.headers.items())) for one in answers}) == 1

    def test_a_code_is_read_however_it_was_copied(self, queue):
        _, code = send(queue)
        groups = show_code(code).split(" ")
        pasted = ("\r\n".join(groups), " – ".join(groups).translate(KHMER), "\u200b".join(code), f" {code}\n")
        for typed in pasted:
            assert "There is no answer yet" in text(back(typed))

    @pytest.mark.parametrize("between", [" ", "-", "\n"])
    def test_the_group_that_is_wrong_is_named_and_what_was_typed_stands_there_still(self, queue, between):
        _, code = send(queue)
        groups = show_code(code).split(" ")
        for wrong, said in (
            (groups[2][:3], "look at group 3: each group has four digits"),
            ("12o4", "look at group 3: a code has digits alone"),
        ):
            typed = between.join([*groups[:2], wrong, *groups[3:]])
            page = text(back(typed.translate(KHMER)))
            assert said in page
            assert " ".join(typed.translate(KHMER).split()) in page
        assert "you typed 20" in text(back(between.join(groups[:5])))

    def test_what_is_mistyped_is_named_before_anything_is_looked_for(self, queue, django_assert_num_queries):
        _, code = send(queue)
        wrong = str((int(code[3]) + 1) % 10)
        with django_assert_num_queries(0):
            assert "A code has 24 digits" in text(back(code[:-1]))
            assert "group 1: a code has digits alone" in text(back("o" + code[1:]))
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

    def test_a_thread_that_is_full_says_so_and_keeps_what_was_written(self, queue, monkeypatch):
        monkeypatch.setattr("romduol.care.reports.actions.storing.MOST_ADDITIONS", 1)
        _, code = send(queue)
        assert "It is sent, sealed." in text(back(code, "add", text="first"))
        answer = back(code, "add", text=CANARY)
        assert answer.status_code == 422
        page = text(answer)
        assert "there is no more room. Answers still come here. To tell more, begin a new report." in page
        assert "Nothing was sent" in page
        assert CANARY in page
        assert "cannot take anything" not in page
        assert 'href="/in/en/r"' in answer.content.decode()
        assert models.Record.objects.filter(kind=SealedKind.ADDITION).count() == 1

    def test_a_thread_that_takes_no_more_files_says_so(self, queue, monkeypatch):
        monkeypatch.setattr("romduol.care.reports.actions.storing.MOST_SENT_FILES", 0)
        _, code = send(queue)
        page = text(back(code, "add", text=CANARY, file=upload(picture())))
        assert "no more room for files. Words are still taken" in page
        assert CANARY in page

    def test_it_is_said_where_nobody_looked_lately(self, queue):
        _, code = send(queue)
        said = "Nobody who reads this has looked lately"
        assert said not in text(back(code))
        opened(queue, 49)
        assert said in text(back(code))

    def test_too_long_an_addition_is_told_and_kept(self, queue):
        _, code = send(queue)
        answer = back(code, "add", text="ក" * 18_001)
        assert answer.status_code == 422
        assert "This is too long" in text(answer)
        assert "ក" * 18_001 in text(answer)
        assert models.Record.objects.count() == 1

    def test_answers_of_one_minute_stand_in_the_order_in_which_they_were_written(self, queue):
        _, code = send(queue)
        said = [f"part {number}" for number in range(6)]
        for within, one in enumerate(said):
            answer_to(queue, said=one, within=within)
        page = text(back(code))
        assert sorted(said, key=page.index) == said

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

    def test_to_an_inbox_whose_key_is_over_nothing_is_added_and_it_is_said(self, queue, monkeypatch, caplog):
        _, code = send(queue)
        later = datetime.combine(date.today() + timedelta(days=90), datetime.min.time(), UTC)
        monkeypatch.setattr("romduol.care.reports.views.coming_back.timezone.now", lambda: later)
        with caplog.at_level(logging.WARNING):
            answer = back(code, "add", text=CANARY)
        assert CANARY in text(answer)
        assert NEW_KEYS in text(answer)
        told = [one for one in caplog.records if one.levelno >= logging.ERROR]
        assert not told, "a line in a log would tell the second in which somebody came back"

    def test_what_many_add_from_one_neighbourhood_joins_later_and_is_never_refused(self, queue, monkeypatch):
        guarding = Guarding()
        monkeypatch.setattr(coming_back, "guarding", guarding)
        _, code = send(queue)
        pages = [ask({"code": code, "action": "add", "text": CANARY}, path="r/b") for _ in range(2)]
        assert {one.status_code for one in pages} == {200}
        for _ in range(AN_HOUR):
            request = type("Asks", (), {"META": {"REMOTE_ADDR": "198.51.100.7"}})()
            guarding.comes_in_a_flood(request, ADDED_THERE)
        page = ask({"code": code, "action": "add", "text": CANARY}, path="r/b", REMOTE_ADDR="198.51.100.9")
        assert page.status_code == 200
        added = models.Record.objects.filter(kind=SealedKind.ADDITION)
        assert sorted(added.values_list("waiting", flat=True)) == [
            Waiting.NEXT_BATCH,
            Waiting.NEXT_BATCH,
            Waiting.LATER,
        ]

    def test_no_page_names_the_code_in_an_address_a_title_or_a_header(self, queue):
        _, code = send(queue)
        for one in (back(code), back(code, "withdraw"), back(code, "withdraw_now")):
            page = one.content.decode()
            assert code not in str(one.headers)
            assert not re.findall(rf'(?:href|action|src|title)="[^"]*{code}', page)
            assert code not in found_in(r"<title>(.*?)</title>", page)
