"""Feedback on a service: what is counted, what is shown and when, what reaches a steward, what is never kept."""

from __future__ import annotations

import logging
import re
from datetime import date, timedelta
from itertools import pairwise
from pathlib import Path
from typing import Any
from uuid import UUID, uuid4

import pytest
from django.apps import apps
from django.db import OperationalError, connection, models
from django.test import Client, override_settings
from hypothesis import given
from hypothesis import strategies as st
from tests.safety.cast import hire, organization, signed_in
from tests.web.editions import TINY, edition_of

from romduol.care.feedback import actions, counts, queries
from romduol.care.feedback.actions import NoSuchConcern, erase, handle, make_cards, receive
from romduol.care.feedback.models import Batch, Card, Concern, Sum
from romduol.care.feedback.records import Conduct, Done, Question, Said
from romduol.care.feedback.rules.asking import ANSWERS, ASKED, CONDUCT, DONE
from romduol.care.feedback.rules.codes import Mistyped, new_code, read_code, show_code
from romduol.care.feedback.rules.showing import FEW, SHOWN_FROM, last_shown, spread
from romduol.care.feedback.rules.weeks import first_kept, last_day_of, week_of
from romduol.care.feedback.views import intake
from romduol.config.logs import QuietFormatter
from romduol.knowledge.releases.queries.shelf import shelf_of
from romduol.safety.audit.models import AuditEntry

HERE: dict[str, Any] = {"HTTP_SEC_FETCH_SITE": "same-origin"}
DAY = date(2026, 11, 18)
NEXT = DAY + timedelta(days=7)
SERVICE = next(iter(edition_of(TINY).services.values())).code
KHMER = str.maketrans("0123456789", "០១២៣៤៥៦៧៨៩")
FINE = {Question.OPENED: "yes", Question.COST: "free"}
TABLES = (Batch, Card, Sum, Concern)

pytestmark = pytest.mark.django_db


@pytest.fixture(autouse=True)
def released(tiny_release: Path):
    """Every test reads that release."""
    with override_settings(RELEASES=tiny_release):
        yield


def codes_of(many: int, today: date = DAY) -> list[str]:
    """Return the codes of new cards."""
    where = organization("lantern").pk
    return make_cards(organization=where, province="12", many=many, by=hire("sokha"), today=today)


def told(many: int, answers: dict[Question, str] = FINE, today: date = DAY) -> None:
    """Let so many people tell the same, each with a card."""
    for code in codes_of(many, today):
        receive(Said(SERVICE, answers), code, today=today)


def send(lang: str = "en", service: str = SERVICE, **fields):
    """Hand in what a browser sends from our own form."""
    headers = fields.pop("headers", HERE)
    return Client(enforce_csrf_checks=True).post(f"/in/{lang}/v/{service}", fields, **headers)


def people_shown(week: str) -> int:
    found = queries.shown(SERVICE, week)
    return found.people if found else 0


def shown_page(lang: str = "en") -> str:
    return Client().get(f"/in/{lang}/v/{SERVICE}").content.decode()


class TestWhatIsShown:
    def test_a_service_is_shown_at_ten_with_a_card_and_not_at_nine(self):
        told(9)
        assert queries.shown(SERVICE, week_of(NEXT)) is None
        told(1)
        found = queries.shown(SERVICE, week_of(NEXT))
        assert found is not None
        assert found.people == 10

    def test_without_a_card_nothing_ever_counts(self):
        told(9)
        for _ in range(60):
            receive(Said(SERVICE, {Question.OPENED: "no"}), "", today=DAY)
        assert queries.shown(SERVICE, week_of(NEXT)) is None
        told(1)
        found = queries.shown(SERVICE, week_of(NEXT))
        assert found is not None
        assert (found.people, found.spreads[0].rows[0].count) == (10, 10)

    def test_the_spread_is_told_and_not_a_mean(self):
        told(6, {Question.WAITED: "short"})
        told(4, {Question.WAITED: "half_day"})
        found = queries.shown(SERVICE, week_of(NEXT))
        assert found is not None
        rows = next(one.rows for one in found.spreads if one.question is Question.WAITED)
        assert [(row.answers, row.count) for row in rows] == [
            (("short",), 6),
            (("half_day",), 4),
            (("hour", "longer"), None),
        ]

    def test_the_week_that_runs_is_not_shown_so_that_no_answer_shows_as_it_comes(self):
        told(12)
        assert queries.shown(SERVICE, week_of(DAY)) is None
        assert queries.shown(SERVICE, week_of(NEXT)) is not None

    def test_what_is_shown_moves_only_when_several_more_have_told(self):
        told(10)
        told(4, {Question.OPENED: "no"}, NEXT)
        later = week_of(NEXT + timedelta(days=14))
        assert people_shown(later) == 10
        told(1, FINE, NEXT + timedelta(days=7))
        assert people_shown(later) == 15

    @given(st.dictionaries(st.sampled_from(list(ANSWERS[Question.WAITED])), st.integers(0, 30)))
    def test_no_answer_of_one_or_two_people_stands_alone_with_its_number(self, given_by):
        rows = spread(Question.WAITED, given_by).rows
        assert sorted(one for row in rows for one in row.answers) == sorted(ANSWERS[Question.WAITED])
        for row in rows:
            many = sum(given_by.get(one, 0) for one in row.answers)
            assert (row.count is None and many < FEW) or (row.count == many >= FEW)
            assert row.count is None or len(row.answers) > 1 or given_by[row.answers[0]] >= FEW

    @given(st.lists(st.integers(1, 30), max_size=12))
    def test_whoever_looks_every_week_never_sees_fewer_than_five_more(self, came):
        people = {week_of(DAY + timedelta(weeks=number)): many for number, many in enumerate(came)}
        seen = []
        for number in range(len(came) + 1):
            last = last_shown(people, week_of(DAY + timedelta(weeks=number)))
            seen.append(sum(many for week, many in people.items() if last and week <= last))
        steps = [after - before for before, after in pairwise(seen) if after != before]
        assert all(step >= 5 for step in steps)
        assert all(many >= SHOWN_FROM for many in seen if many)

    @pytest.mark.parametrize("lang", ["km", "en"])
    def test_readers_see_the_counts_and_what_few_said_without_a_number(self, lang):
        lately = date.today() - timedelta(days=14)
        told(9, FINE, lately)
        told(1, {Question.OPENED: "no"}, lately)
        html = shown_page(lang)
        few = {"en": "fewer than three", "km": "តិចជាងបី"}[lang]
        assert "<b>9</b>" in html
        assert few in html
        assert "<b>1</b>" not in html


class TestCards:
    def test_a_code_counts_once(self):
        (code,) = codes_of(1)
        for _ in range(3):
            receive(Said(SERVICE, FINE), code, today=DAY)
        found = {row.trusted: row.count for row in Sum.objects.filter(question="told")}
        assert found == {True: 1, False: 2}

    def test_a_code_that_is_over_does_not_count(self):
        (code,) = codes_of(1)
        receive(Said(SERVICE, FINE), code, today=DAY + timedelta(weeks=27))
        assert not Sum.objects.get(question="told").trusted

    def test_unknown_used_over_and_good_codes_get_the_same_page(self):
        good, used = codes_of(2, date.today())
        (over,) = codes_of(1, date.today() - timedelta(weeks=40))
        receive(Said(SERVICE, FINE), used, today=date.today())
        found = {send(opened="yes", code=code).content for code in (new_code(), used, over, good)}
        assert len(found) == 1
        assert b"If your code is good" in found.pop()

    def test_the_database_holds_digests_and_no_code(self):
        codes = codes_of(5)
        stored = repr([row for model in apps.get_models() for row in model._default_manager.all().values_list()])
        assert not any(code in stored for code in codes)
        with override_settings(CARD_KEY="another"):
            receive(Said(SERVICE, FINE), codes[0], today=DAY)
        assert Card.objects.count() == 5

    def test_nothing_joins_a_card_to_whoever_got_it_or_to_what_was_told(self):
        told(1)
        assert Card.objects.count() == 0
        assert {field.name for field in Batch._meta.get_fields()} == {
            "id", "organization", "province", "made", "expires", "cards",
        }  # fmt: skip
        assert {field.name for field in Card._meta.get_fields()} == {"digest", "batch"}

    @pytest.mark.parametrize("slip", ["one digit", "neighbours"])
    def test_a_slip_is_told_before_anything_is_kept(self, slip):
        code = "481209337713"
        code = code[:-1] + next(one for one in "0123456789" if _reads(code[:-1] + one))
        if slip == "one digit":
            wrong = {code[:at] + str((int(code[at]) + 3) % 10) + code[at + 1 :] for at in range(12)}
        else:
            wrong = {code[:at] + code[at + 1] + code[at] + code[at + 2 :] for at in range(11)} - {code}
        assert not any(map(_reads, wrong))
        answer = send(opened="yes", code=wrong.pop())
        assert answer.status_code == 422
        assert b"This is not how a card" in answer.content
        assert Sum.objects.count() == 0

    def test_khmer_digits_and_any_groups_are_read(self):
        code = new_code()
        assert read_code(show_code(code).translate(KHMER)) == code
        assert read_code("-".join(code)) == code
        assert read_code("  ") == ""


def _reads(code: str) -> bool:
    try:
        return read_code(code) == code
    except Mistyped:
        return False


class TestSeriousConduct:
    @pytest.mark.parametrize("conduct", list(Conduct))
    def test_one_person_without_a_card_is_enough_to_reach_a_steward(self, client, conduct):
        send(conduct=[conduct])
        assert counts.serious_waiting() == 1
        signed_in(client, "bopha")
        html = client.get("/desk/en/feedback").content.decode()
        assert CONDUCT[conduct] in html
        assert 'class="alarmed"' in client.get("/desk/en/queue").content.decode()
        assert html.index(CONDUCT[conduct]) < html.index("<h2>Services</h2>")

    @pytest.mark.parametrize(("conduct", "leads"), [(["threatened"], True), ([], False)])
    def test_whoever_told_it_is_led_to_where_words_can_be_sealed(self, conduct, leads):
        html = send(opened="yes", conduct=conduct).content.decode()
        assert ("/in/en/r" in html.split("<main")[1].split("</main>")[0]) is leads

    def test_it_is_dealt_with_once_it_is_said_what_was_done_and_the_audit_tells(self, client):
        send(conduct=["threatened"])
        (waiting,) = queries.open_concerns()
        signed_in(client, "bopha")
        answer = client.post("/desk/en/feedback/handled", {"concern": waiting.id, "seen": 1, "done": "taken_off"})
        assert answer.status_code == 302
        assert counts.serious_waiting() == 0
        entry = AuditEntry.objects.get(verb="handle_conduct")
        assert (entry.by, entry.subject_id, entry.detail["done"]) == (hire("bopha").by, SERVICE, "taken_off")
        assert DONE[Done.TAKEN_OFF] in client.get("/desk/en/feedback").content.decode()

    def test_what_came_after_the_steward_looked_waits_still(self):
        send(conduct=["threatened"])
        (waiting,) = queries.open_concerns()
        send(conduct=["threatened"])
        handle(waiting.id, seen=waiting.count, done=Done.CALLED, by=hire("bopha"))
        assert counts.serious_waiting() == 1

    def test_a_flood_makes_no_new_rows_and_moves_no_number_that_readers_see(self):
        told(10)
        before = queries.shown(SERVICE, week_of(NEXT)), Sum.objects.count()
        for _ in range(50):
            receive(Said(SERVICE, FINE, (Conduct.THREATENED,)), "", today=DAY)
        assert queries.shown(SERVICE, week_of(NEXT)) == before[0]
        assert Sum.objects.count() == before[1] + 3
        assert (Concern.objects.count(), counts.serious_waiting()) == (1, 50)

    @pytest.mark.parametrize("form", [{}, {"concern": "x", "seen": "1", "done": "called"}, {"done": "burnt"}])
    def test_a_form_that_is_not_ours_changes_nothing(self, client, form):
        signed_in(client, "bopha")
        assert client.post("/desk/en/feedback/handled", form).status_code == 404
        with pytest.raises(NoSuchConcern):
            handle(uuid4(), seen=1, done=Done.CALLED, by=hire("bopha"))


class TestWhatIsNeverKept:
    def test_no_time_no_address_and_no_number_that_counts_rows(self):
        forbidden = (models.DateField, models.TimeField, models.AutoField, models.GenericIPAddressField)
        for model in TABLES:
            for column in model._meta.concrete_fields:
                assert not isinstance(column, forbidden), column
                assert "ip" not in column.name.split("_")
        told(1)
        assert {row.week for row in Sum.objects.all()} == {"2026-W53"}

    def test_the_answers_of_one_person_do_not_stand_together(self):
        told(3, {Question.OPENED: "yes", Question.RESPECTED: "no"})
        told(3, {Question.OPENED: "no", Question.RESPECTED: "yes"})
        receive(Said(SERVICE, {Question.OPENED: "no", Question.RESPECTED: "yes"}), "", today=DAY)
        rows = {(row.trusted, row.question, row.answer, row.week): row.count for row in Sum.objects.all()}
        assert rows == {
            (True, "told", "", "2026-W47"): 5,
            (True, "opened", "yes", "2026-W47"): 3,
            (True, "opened", "no", "2026-W47"): 2,
            (True, "respected", "yes", "2026-W47"): 2,
            (True, "respected", "no", "2026-W47"): 3,
            **{(one, "told", "", "2026-W53"): 1 for one in (True, False)},
            **{(one, "opened", "no", "2026-W53"): 1 for one in (True, False)},
            **{(one, "respected", "yes", "2026-W53"): 1 for one in (True, False)},
        }

    def test_tables_do_not_tell_the_order_in_which_rows_came(self):
        if connection.vendor != "sqlite":
            pytest.skip("PostgreSQL's rows are written anew each hour")
        for number in range(40):
            receive(Said(f"s{number:010}", {}), "", today=DAY)
        with connection.cursor() as cursor:
            for model in TABLES:
                with pytest.raises(OperationalError):
                    cursor.execute(f"SELECT rowid FROM {model._meta.db_table}")
            cursor.execute(f"SELECT id FROM {Sum._meta.db_table}")
            found = [row[0] for row in cursor.fetchall()]
        assert found == sorted(found)

    def test_nothing_of_who_sends_is_stored_or_logged_and_the_audit_is_silent(self, caplog):
        headers = HERE | {"REMOTE_ADDR": "192.0.2.77", "HTTP_USER_AGENT": "Zqxbrowser/1"}
        with caplog.at_level(logging.DEBUG):
            answer = send(opened="yes", words="zqxwords", conduct=["threatened"], headers=headers)
        logged = "\n".join(QuietFormatter().format(record) for record in caplog.records)
        stored = repr([row for model in apps.get_models() for row in model._default_manager.all().values_list()])
        for mark in ("192.0.2.77", "Zqx", "zqx"):
            assert mark not in stored + logged + answer.content.decode()
        assert AuditEntry.objects.count() == 0

    def test_it_is_erased_after_two_years_and_cards_when_they_are_over(self, monkeypatch):
        rewritten: list[object] = []
        monkeypatch.setattr(actions, "rewrite", rewritten.extend)  # A test's transaction holds the tables.
        codes_of(3)
        told(2)
        send(conduct=["threatened"])
        Concern.objects.update(week=week_of(DAY))
        assert erase(today=DAY + timedelta(weeks=26), by="tick") == 0
        assert erase(today=DAY + timedelta(weeks=27), by="tick") == 5  # Three cards, and two batches.
        assert erase(today=DAY + timedelta(weeks=104), by="tick") == 0
        assert erase(today=DAY + timedelta(weeks=105), by="tick") > 0
        assert (Batch.objects.count(), Card.objects.count(), Concern.objects.count()) == (0, 0, 0)
        assert not Sum.objects.filter(week=week_of(DAY)).exists()
        assert set(rewritten) == set(TABLES)
        assert first_kept(DAY) < week_of(DAY)
        assert last_day_of(week_of(DAY)) == date(2026, 11, 22)


class TestTheForm:
    @pytest.mark.parametrize("lang", ["km", "en"])
    def test_a_services_page_leads_to_it_and_it_needs_no_account_cookie_or_script(self, lang, tiny_release):
        page = shelf_of(tiny_release).page(f"{lang}/{SERVICE}") or b""
        answer = Client().get(f"/in/{lang}/v/{SERVICE}")
        html = answer.content.decode()
        assert answer.status_code == 200
        assert (answer.cookies, answer["Cache-Control"]) == ({}, "no-store")
        assert f'action="/in/{lang}/v/{SERVICE}"' in html
        assert f'href="/{lang}/e"' in html
        assert "<textarea" not in html
        assert _title(html) == {"en": "Note · Romduol", "km": _title(Client().get("/in/km/s/e").content.decode())}[lang]
        assert f'href="/in/{lang}/v/{SERVICE}"' in page.decode()

    @pytest.mark.parametrize("service", ["nothing-here", "e", "saaaaaaaaaa", "..", "s"])
    def test_what_is_no_service_is_not_there(self, service):
        assert Client().get(f"/in/en/v/{service}").status_code == 404
        assert send(service=service, opened="yes").status_code == 404
        assert Sum.objects.count() == 0

    def test_the_address_on_cards_says_how_to_find_the_service(self):
        for lang in ("km", "en"):
            answer = Client().get(f"/in/{lang}/v")
            assert answer.status_code == 200
            assert f'href="/{lang}/s"' in answer.content.decode()

    @pytest.mark.parametrize("fields", [{}, {"opened": "perhaps"}, {"conduct": ["nonsense"]}, {"words": "x"}])
    def test_where_nothing_is_tapped_that_we_know_nothing_is_kept(self, fields):
        answer = send(**fields)
        assert answer.status_code == 422
        assert b"Please tap one answer at least." in answer.content
        assert Sum.objects.count() == 0

    @pytest.mark.parametrize("headers", [{"HTTP_SEC_FETCH_SITE": "cross-site"}, {"HTTP_ORIGIN": "https://x.example"}])
    def test_a_post_from_another_site_is_refused(self, headers):
        assert send(opened="yes", headers=headers).status_code == 403
        assert Sum.objects.count() == 0

    def test_where_nothing_can_be_kept_it_says_so_and_no_code_is_logged(self, monkeypatch, caplog):
        def breaks(said, code, today):
            raise OperationalError(f"DELETE {code}")

        monkeypatch.setattr(intake, "receive", breaks)
        code = new_code()
        with caplog.at_level(logging.DEBUG):
            answer = send(opened="yes", code=code)
        assert answer.status_code == 503
        assert code not in answer.content.decode() + caplog.text


def _title(html: str) -> str:
    found = re.search(r"<title>([^<]*)", html)
    return found[1] if found else ""


class TestMakingCards:
    @pytest.mark.parametrize(("who", "status"), [("sokha", 200), ("bopha", 200), ("chanda", 404), ("veasna", 404)])
    def test_administrators_and_stewards_make_them_and_nobody_else(self, client, who, status):
        signed_in(client, who)
        assert client.get("/desk/en/feedback/cards").status_code == status

    @pytest.mark.parametrize("lang", ["km", "en"])
    def test_the_sheet_shows_the_codes_once(self, client, lang):
        signed_in(client, "sokha")
        form = {"organization": str(organization("river").pk), "province": "", "many": "12"}
        with override_settings(ADDRESS="https://romduol.example.org"):
            answer = client.post(f"/desk/{lang}/feedback/cards", form)
        html = answer.content.decode()
        codes = re.findall(r"[0-9]{4} [0-9]{4} [0-9]{4}", html)
        assert (len(codes), len(set(codes)), answer["Cache-Control"]) == (12, 12, "no-store")
        assert f"romduol.example.org/in/{lang}/v<" in html
        assert {read_code(code) for code in codes} == set(map(read_code, codes))
        again = client.get(f"/desk/{lang}/feedback/cards").content.decode()
        assert not any(code in again for code in codes)
        assert Batch.objects.get().organization == UUID(form["organization"])
        entry = AuditEntry.objects.get(verb="make_feedback_cards")
        assert not any(read_code(code) in repr(entry.detail) for code in codes)

    def test_no_organisation_is_chosen_for_whoever_makes_them(self, client):
        signed_in(client, "sokha")
        html = client.get("/desk/en/feedback/cards").content.decode()
        [select] = re.findall(r"<select id=.f-organization.*?</select>", html, re.DOTALL)
        assert "required" in select
        assert re.findall(r"<option value=\"([^\"]*)", select).index("") == 0
        assert select.count('value=""') == 1

    @pytest.mark.parametrize(("address", "warned"), [("", True), ("https://romduol.example.org", False)])
    def test_before_any_is_made_it_is_told_that_they_would_lead_nowhere(self, client, address, warned):
        signed_in(client, "sokha")
        with override_settings(ADDRESS=address):
            html = client.get("/desk/en/feedback/cards").content.decode()
        assert ("ROMDUOL_ADDRESS" in html) is warned

    @pytest.mark.parametrize(
        "form", [{}, {"many": "0"}, {"many": "301"}, {"many": "x"}, {"many": "5", "province": "zz"}, {"many": "5"}]
    )
    def test_what_makes_no_sense_is_told_and_makes_no_card(self, client, form):
        signed_in(client, "sokha")
        assert client.post("/desk/en/feedback/cards", form).status_code == 422
        assert Card.objects.count() == 0


def test_every_code_has_its_words():
    assert set(ASKED) == set(ANSWERS) == set(Question)
    assert set(CONDUCT) == set(Conduct)
    assert set(DONE) == set(Done)
    codes = [*Question, *(answer for answers in ANSWERS.values() for answer in answers)]
    assert max(map(len, codes)) <= 12, "the columns of sums hold no more"
