"""Taking in at the desk: the report, what somebody decides, and what comes of it."""

from __future__ import annotations

import csv
import io
import re
from collections.abc import Mapping
from uuid import UUID, uuid4

from django.test import Client
from django.utils import timezone
from tests.desk.handing import ROOT, SOURCE, TABLE, hand_in, publisher, say_columns, staged, state, text, tried
from tests.safety.cast import hire, signed_in

from romduol.desk.loading import actions, queries
from romduol.desk.loading.models import Import
from romduol.desk.loading.records import Effect, State
from romduol.desk.operator.actions import name_operator
from romduol.desk.operator.records import SecondYes
from romduol.desk.resolving.queries.known import names_of_subjects
from romduol.knowledge.claims.models import Claim
from romduol.safety.audit.queries import recent


class TestTheReport:
    def test_while_it_is_read_the_page_looks_again_by_itself(self, bopha):
        page = say_columns(bopha, hand_in(bopha)["Location"])["Location"]
        answer = bopha.get(page)
        assert answer["Refresh"] == "2"
        assert "being read" in text(answer)

    def test_it_tells_in_numbers_what_a_load_would_do_and_what_is_set_aside(self, bopha):
        key = tried(bopha)
        page = text(bopha.get(f"{ROOT}/{key}"))
        assert "2 records new to us" in page
        assert "Ask for a second yes" in page
        assert "row 4" in page
        assert "Refresh" not in bopha.get(f"{ROOT}/{key}").headers

    def test_it_tells_which_new_ones_look_like_ones_that_we_have(self, bopha):
        alike = TABLE.replace("Reed Clinic,099 000 171", "Harbour,099 000 111")
        page = bopha.get(f"{ROOT}/{tried(bopha, alike)}")
        assert "1 new record looks like one that we have." in text(page)
        assert 'href="/desk/en/duplicates"' in page.content.decode()

    def test_it_tells_of_services_that_are_not_offered_now(self, bopha):
        key = tried(bopha)
        row = Import.objects.get(pk=key)
        row.counts = {**row.counts, "not_running": 12, "left_out": {"not_running": 3}}
        row.save()
        page = bopha.get(f"{ROOT}/{key}")
        assert "The file says of 3 services that they are not offered now" in text(page)
        assert "That is why 12 of the statements end." in text(page)
        assert f"{ROOT}/{key}/problems?code=not_running" in page.content.decode()

    def test_every_problem_is_listed_with_row_and_field_and_never_with_what_stands_there(self, bopha):
        key = tried(bopha)
        for code in ("", *queries.counts_by_code(key)):
            answer = bopha.get(f"{ROOT}/{key}/problems", {"code": code})
            assert answer.status_code == 200
            assert "Sok" not in text(answer)
        assert "row 4" in text(bopha.get(f"{ROOT}/{key}/problems"))
        assert bopha.get(f"{ROOT}/{key}/problems", {"code": "<b>", "start": "-1"}).status_code == 200

    def test_the_table_to_send_back_runs_in_no_spreadsheet(self, bopha):
        key = tried(bopha, TABLE.replace("note", "=1+1"))
        answer = bopha.get(f"{ROOT}/{key}/problems.csv")
        rows = list(csv.reader(io.StringIO(answer.content.decode("utf-8-sig"))))
        assert len(rows) > 1
        assert [cell for row in rows for cell in row if cell[:1] in ("=", "+", "-", "@")] == []
        assert any("'=1+1" in row for row in rows)
        assert "099 000 173" not in answer.content.decode()

    def test_a_file_that_cannot_be_read_says_why(self, bopha, begun):
        answer = hand_in(bopha, "%PDF-1.7 nothing to see", act=str(uuid4()))
        key = UUID(answer["Location"].rpartition("/")[2])
        actions.try_import(key, clock=timezone.now)
        assert state(key) is State.REFUSED
        assert "This file cannot be taken in" in text(bopha.get(f"{ROOT}/{key}"))
        bopha.post(f"{ROOT}/{key}/leave")
        assert state(key) is State.DROPPED


class TestDeciding:
    def test_numbers_wait_for_a_second_yes_of_somebody_else(self, bopha, begun):
        key = tried(bopha)
        assert bopha.post(f"{ROOT}/{key}/load", {"seen": staged(key)}).status_code == 303
        assert state(key) is State.WAITING
        assert "somebody else has to say yes" in text(bopha.get(f"{ROOT}/{key}"))
        assert bopha.post(f"{ROOT}/{key}/yes", {"seen": staged(key)}).status_code == 404
        dara = publisher()
        assert "Yes, let it count" in text(dara.get(f"{ROOT}/{key}"))
        assert re.search(r"Take in\s+1", text(dara.get(ROOT)))
        dara.post(f"{ROOT}/{key}/yes", {"seen": staged(key)})
        assert state(key) is State.LOADING
        assert begun[-1] == ["import", "--run", str(key), "--stage", "load"]

    def test_it_is_loaded_told_and_undone(self, bopha):
        key = tried(bopha)
        bopha.post(f"{ROOT}/{key}/load", {"seen": staged(key)})
        dara = publisher()
        dara.post(f"{ROOT}/{key}/yes", {"seen": staged(key)})
        actions.load(key, clock=timezone.now)
        assert state(key) is State.LOADED
        live = Claim.objects.filter(source=SOURCE, ended_on=None)
        assert live.filter(property="phone").count() == 2
        names = names_of_subjects(set(live.filter(property="name").values_list("subject_id", flat=True)))
        assert sorted(name["en"] for name in names.values()) == ["Lotus Room", "Reed Clinic"], "before any publish"
        assert "Dara said the second yes." in text(dara.get(f"{ROOT}/{key}"))
        assert dara.post(f"{ROOT}/{key}/undo", {"why": ""}).status_code == 422
        assert dara.post(f"{ROOT}/{key}/undo", {"why": "It was an old list."}).status_code == 303
        assert state(key) is State.UNDONE
        assert live.count() == 0
        assert dara.post(f"{ROOT}/{key}/undo", {"why": "Again."}).status_code == 409

    def test_what_is_decided_is_what_was_seen(self, bopha):
        key = tried(bopha)
        answer = bopha.post(f"{ROOT}/{key}/load", {"seen": "another"})
        assert answer.status_code == 409
        assert "not what you looked at" in text(answer)
        assert state(key) is State.TRIED

    def test_it_is_declined_with_a_reason_or_taken_back_without(self, bopha):
        key = tried(bopha)
        bopha.post(f"{ROOT}/{key}/load", {"seen": staged(key)})
        dara = publisher()
        assert dara.post(f"{ROOT}/{key}/no", {"why": ""}).status_code == 422
        dara.post(f"{ROOT}/{key}/no", {"why": "Two numbers are of a bank."})
        assert state(key) is State.DECLINED
        assert "Two numbers are of a bank." in text(bopha.get(f"{ROOT}/{key}"))
        other = tried(bopha)
        bopha.post(f"{ROOT}/{other}/load", {"seen": staged(other)})
        maly = Client()
        signed_in(maly, "maly")
        assert maly.post(f"{ROOT}/{other}/no", {"why": "No."}).status_code == 404
        bopha.post(f"{ROOT}/{other}/no")
        assert state(other) is State.DECLINED
        assert "It was taken back." in text(bopha.get(f"{ROOT}/{other}"))

    def test_where_no_second_yes_is_asked_for_it_is_loaded_at_once(self, bopha):
        name_operator(name={"en": "Lantern"}, second_yes=SecondYes.NEVER, by=hire("sokha").by, at=timezone.now())
        key = tried(bopha)
        assert "It counts at once at the desk" in text(bopha.get(f"{ROOT}/{key}"))
        bopha.post(f"{ROOT}/{key}/load", {"seen": staged(key)})
        assert state(key) is State.LOADING

    def test_where_much_would_end_somebody_ticks_that_it_is_right(self, bopha, monkeypatch):
        key = tried(bopha)
        row = Import.objects.get(pk=key)
        effect: Mapping[str, int] = {**row.counts["effect"], "added": 1, "ended": 900, "kept": 10}
        assert Effect(**effect).lets_go
        row.counts = {**row.counts, "effect": dict(effect)}
        row.save()
        assert 'name="let_go"' in bopha.get(f"{ROOT}/{key}").content.decode()
        answer = bopha.post(f"{ROOT}/{key}/load", {"seen": staged(key)})
        assert answer.status_code == 422
        assert state(key) is State.TRIED
        bopha.post(f"{ROOT}/{key}/load", {"seen": staged(key), "let_go": "yes"})
        assert state(key) is State.WAITING

    def test_what_was_left_never_counts(self, bopha):
        key = tried(bopha)
        bopha.post(f"{ROOT}/{key}/leave")
        assert state(key) is State.DROPPED
        assert bopha.post(f"{ROOT}/{key}/load", {"seen": "x"}).status_code == 409
        assert Claim.objects.filter(source=SOURCE).count() == 0

    def test_all_of_it_is_in_the_audit(self, bopha):
        key = tried(bopha)
        bopha.post(f"{ROOT}/{key}/load", {"seen": staged(key)})
        verbs = {entry.verb for entry in recent(limit=20)}
        assert {"keep_supplier", "begin_import", "try_import", "decide_import"} <= verbs
