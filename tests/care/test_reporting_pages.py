"""The pages on which somebody reports without a script: what they say, and who may read what."""

from __future__ import annotations

import gzip
import re

import pytest
from tests.care.reporting_world import (
    CANARY,
    FIRST_VIEW,
    ask,
    open_queue,
    opened,
    read_by,
    send,
    text,
)

from romduol.care.queues.records import QueueKind
from romduol.care.reports import models
from romduol.care.reports.rules.telling import NOT_TO_POLICE, OFFERED

pytestmark = [pytest.mark.django_db, pytest.mark.usefixtures("released")]


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
        opened(queue, 2)
        page = text(ask({"about": "me", "kind": "violence"}))
        for said in ("House of 099", "every day 08:00 to 17:00", "Last opened 2 hours ago", "within 24 hours"):
            assert said in page
        page = text(ask({"about": "me", "kind": "violence"}, lang="km"))
        assert "រាល់ថ្ងៃ ម៉ោង 08:00 ដល់ 17:00" in page, "in the words of the page, whoever set it up"

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


def test_every_kind_that_is_offered_has_a_queue_kind():
    assert set(OFFERED) == set(QueueKind) - {QueueKind.AUDIT}
