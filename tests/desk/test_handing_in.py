"""Handing a list in: whose it is, the file, which column is what."""

from __future__ import annotations

import os
import re
import stat
from uuid import UUID, uuid4

import pytest
from django.test import Client, override_settings
from django.utils import timezone
from tests.desk.handing import (
    ABOUT_FILE,
    DESCRIBED,
    ROOT,
    SOURCE,
    file,
    hand_in,
    left,
    publisher,
    say_columns,
    state,
    text,
    tried,
)
from tests.desk.sheets_world import READING
from tests.safety.cast import signed_in

from romduol.desk.imports.rules.guessing import guess_columns
from romduol.desk.loading import actions, queries
from romduol.desk.loading.forms import key_from
from romduol.desk.loading.models import Import
from romduol.desk.loading.queries.holding import beginning_of, unknown_words
from romduol.desk.loading.records import State
from romduol.desk.loading.views.arriving import FORGOTTEN
from romduol.knowledge.sources.queries import all_sources


class TestWhoseItIs:
    def test_nothing_yet_says_what_this_is_for(self, kept, client):
        signed_in(client, "bopha")
        page = text(client.get(ROOT))
        assert "Nothing was handed in yet" in page
        assert "Describe who made it" in text(client.get(f"{ROOT}/new"))

    def test_it_is_asked_once_and_offered_again(self, bopha):
        assert "Health centres" in text(bopha.get(f"{ROOT}/new"))
        assert queries.supplier(SOURCE).grade == "B"
        form = bopha.get(f"{ROOT}/supplier/{SOURCE}").content.decode()
        assert 'value="Department of Examples"' in form

    def test_what_is_wrong_is_told_at_its_field_and_what_was_typed_stays(self, kept, client):
        signed_in(client, "bopha")
        answer = client.post(f"{ROOT}/supplier", {"title": "", "publisher": "Somebody", "url": "http://a.example"})
        html = answer.content.decode()
        assert answer.status_code == 422
        assert 'value="Somebody"' in html
        assert 'id="p-title"' in html
        assert 'id="p-speaks"' in html
        assert queries.suppliers() == []

    def test_an_organisation_about_itself_is_named_by_its_name(self, kept, client):
        signed_in(client, "bopha")
        sent = {**DESCRIBED, "speaks": "itself"}
        assert client.post(f"{ROOT}/supplier", sent).status_code == 422
        assert client.post(f"{ROOT}/supplier", {**sent, "speaks_for": "Nobody at all"}).status_code == 422
        assert client.post(f"{ROOT}/supplier", {**sent, "speaks_for": "org-harbour"}).status_code == 303
        assert queries.supplier(SOURCE).speaks_for == "org-harbour"

    def test_a_list_of_a_known_publisher_is_a_voice_of_its_own_only_if_somebody_says_so_twice(self, kept, client):
        signed_in(client, "bopha")
        known = next(one for one in all_sources().values() if one.publisher)
        sent = {**DESCRIBED, "publisher": known.publisher}
        answer = client.post(f"{ROOT}/supplier", sent)
        assert answer.status_code == 422
        assert 'name="apart"' in answer.content.decode()
        assert client.post(f"{ROOT}/supplier", {**sent, "lineage": known.lineage}).status_code == 303
        assert queries.supplier(SOURCE).lineage == known.lineage
        assert client.post(f"{ROOT}/supplier", {**sent, "apart": "yes"})["Location"].endswith(f"{SOURCE}-2")

    @pytest.mark.parametrize(
        ("title", "taken", "key"),
        [
            ("Health centres", set(), "in-health-centres"),
            ("Centre de santé №2", {"in-centre-de-sante-no2"}, "in-centre-de-sante-no2-2"),
            ("មណ្ឌលសុខភាព", set(), "in-source"),
            ("x" * 200, set(), "in-" + "x" * 60),
        ],
    )
    def test_nobody_has_to_think_of_an_id(self, title, taken, key):
        assert key_from(title, taken) == key


class TestTheTemplate:
    @pytest.mark.parametrize("lang", ["km", "en"])
    @pytest.mark.parametrize("ending", ["csv", "xlsx"])
    def test_it_is_handed_out_and_reads_as_a_table_of_ours(self, bopha, kept, lang, ending):
        assert f"imports/template.{ending}" in bopha.get(ROOT).content.decode()
        answer = bopha.get(f"/desk/{lang}/imports/template.{ending}")
        path = kept / f"template.{ending}"
        path.write_bytes(answer.content)
        found = beginning_of(path)
        assert found is not None
        guessed = guess_columns(found.header)
        assert "organization" in guessed.columns.values()
        assert "" not in guessed.columns.values()


class TestHandingIn:
    def test_what_is_missing_is_asked_for_again_and_the_file_too(self, bopha, kept):
        answer = bopha.post(f"{ROOT}/from/{SOURCE}", {"dated": "dated", "day": "31", "month": "2", "year": "2026"})
        page = text(answer)
        assert answer.status_code == 422
        assert "There is no such day" in page
        assert "Choose a file." in page
        answer = hand_in(bopha, dated="dated", day="1", month="3", year="2569")
        assert "Buddhist" in text(answer)
        assert "Choose the file again" in text(answer)
        assert left(kept) == []

    @pytest.mark.parametrize(
        ("sent", "told"),
        [
            ({"file": file("")}, "This file is empty"),
            ({"file": [file(), file()]}, "Choose one file"),
            ({"file": file("x" * 1_000_001)}, "too large"),
        ],
        ids=["empty", "two", "too large"],
    )
    def test_what_is_no_good_file_is_told_and_leaves_nothing(self, bopha, kept, sent, told):
        with override_settings(UPLOAD_MB=1):
            answer = hand_in(bopha, **sent)
        assert answer.status_code == 422
        assert told in text(answer)
        assert left(kept) == []

    def test_who_may_not_writes_nothing_to_the_disk(self, bopha, kept):
        for who in ("rith", "sokha"):
            other = Client()
            signed_in(other, who)
            assert hand_in(other).status_code == 404
        assert hand_in(Client()).status_code in (302, 404)
        assert left(kept) == []

    def test_a_form_without_its_key_leaves_nothing(self, bopha, kept):
        strict = Client(enforce_csrf_checks=True)
        signed_in(strict, "bopha")
        assert hand_in(strict).status_code == 403
        assert left(kept) == []

    def test_a_form_of_another_site_leaves_nothing(self, bopha, kept):
        sent = {"act": str(uuid4()), **ABOUT_FILE, "file": file()}
        answer = bopha.post(f"{ROOT}/from/{SOURCE}", sent, headers={"Sec-Fetch-Site": "cross-site"})
        assert answer.status_code == 422
        assert left(kept) == []

    def test_the_same_form_twice_is_one_import(self, bopha, begun):
        act = str(uuid4())
        first = hand_in(bopha, act=act)["Location"]
        say_columns(bopha, first)
        again = hand_in(bopha, act=act)
        assert again.status_code == 303
        assert Import.objects.count() == 1

    def test_a_second_list_of_a_source_waits_until_the_first_is_read(self, bopha):
        say_columns(bopha, hand_in(bopha)["Location"])
        answer = hand_in(bopha)
        assert answer.status_code == 409
        assert "Another list of theirs" in text(answer)

    def test_the_day_and_the_extent_are_kept_with_the_source(self, bopha):
        hand_in(bopha, dated="dated", day="1", month="3", year="2026", extent="part")
        found = queries.supplier(SOURCE)
        assert (str(found.date), found.complete) == ("2026-03-01", False)


class TestColumns:
    def test_each_column_is_shown_with_cells_a_guess_and_why(self, bopha, kept):
        page = hand_in(bopha)["Location"]
        html = bopha.get(page).content.decode()
        assert "Reed Clinic" in html
        assert "Lotus Room" in html
        assert re.search(r'value="organization" selected', html)
        assert "Its heading says so." in html
        folder = kept / "imports" / left(kept)[0]
        assert {stat.S_IMODE(one.stat().st_mode) for one in folder.iterdir()} == {0o600}

    def test_it_is_nobody_elses(self, bopha):
        page = hand_in(bopha)["Location"]
        assert publisher().get(page).status_code == 404

    def test_two_columns_that_hold_the_same_are_told(self, bopha):
        page = hand_in(bopha)["Location"]
        answer = bopha.post(page, {"c0": "organization", "c1": "organization"})
        assert answer.status_code == 422
        assert 'role="alert"' in answer.content.decode()

    def test_what_was_said_is_remembered_and_not_asked_again(self, bopha, kept):
        say_columns(bopha, hand_in(bopha)["Location"])
        assert [name for name in left(kept) if name.startswith("columns-")] == []
        key = Import.objects.get().pk
        actions.try_import(key, clock=timezone.now)
        assert "/columns/" not in hand_in(bopha)["Location"]

    def test_words_that_nobody_knows_are_asked_about_and_remembered(self, bopha):
        table = "organization,service,category,phones\nReed Clinic,Tests,Blood things,099 000 171\n"
        answer = say_columns(bopha, hand_in(bopha, table)["Location"])
        assert answer["Location"].endswith("/words")
        html = bopha.get(answer["Location"]).content.decode()
        assert "Blood things" in html
        code = re.findall(r'<option value="([^"]+)"', html)[0]
        key = UUID(bopha.post(answer["Location"], {"w0": code})["Location"].rpartition("/")[2])
        actions.try_import(key, clock=timezone.now)
        assert "unknown_term" not in queries.counts_by_code(key)
        assert "category" in queries.supplier(SOURCE).reading["columns"]["values"]

    def test_a_place_is_named_by_its_code_or_its_name(self, bopha):
        for sent in ("02", "Southland"):
            table = "organization,service,province,phones\nReed Clinic,Tests,B. bang,099 000 171\n"
            answer = say_columns(bopha, hand_in(bopha, table, extent="part")["Location"])
            assert answer["Location"].endswith("/words")
            page = bopha.get(answer["Location"]).content.decode()
            assert 'list="places"' in page
            key = UUID(bopha.post(answer["Location"], {"w0": sent})["Location"].rpartition("/")[2])
            actions.try_import(key, clock=timezone.now)
            assert queries.supplier(SOURCE).reading["columns"]["values"] == {"places": {"b. bang": "02"}}
            actions.remember_reading(SOURCE, {}, by="test")

    def test_which_comes_first_in_a_day_is_asked_where_it_cannot_be_told(self, bopha):
        table = "organization,checked on,phones\nReed Clinic,03/04/2026,099 000 171\n"
        page = hand_in(bopha, table, extent="part")["Location"]
        assert 'name="days"' in bopha.get(page).content.decode()
        sent = {"c0": "organization", "c1": "checked_on", "c2": "phones", "days": "day_first"}
        key = UUID(bopha.post(page, sent)["Location"].rpartition("/")[2])
        actions.try_import(key, clock=timezone.now)
        assert "not_a_date" not in queries.counts_by_code(key)
        assert queries.supplier(SOURCE).reading["columns"]["days"] == "day_first"

    def test_where_no_day_can_be_read_in_two_ways_nobody_is_asked(self, bopha):
        table = "organization,checked on,phones\nReed Clinic,2026-04-03,099 000 171\n"
        page = hand_in(bopha, table, extent="part")["Location"]
        assert 'name="days"' not in bopha.get(page).content.decode()

    def test_a_place_that_nobody_can_tell_is_asked_about_again(self, bopha):
        table = "organization,service,province,phones\nReed Clinic,Tests,B. bang,099 000 171\n"
        page = say_columns(bopha, hand_in(bopha, table, extent="part")["Location"])["Location"]
        answer = bopha.post(page, {"w0": "Nowhere"})
        assert answer.status_code == 422
        html = answer.content.decode()
        assert 'value="Nowhere"' in html
        assert 'aria-invalid="true"' in html

    def test_a_province_with_a_town_of_its_name_is_not_asked_about(self, bopha, tmp_path):
        table = tmp_path / "t.csv"
        table.write_text(
            "organization,service,province,district\nReed,Tests,Pursat,Pursat\nReed,Tests,Pursat,\nReed,Tests,,\n"
        )
        mapping = guess_columns(["organization", "service", "province", "district"])
        assert unknown_words(table, mapping, READING) == ()
        table.write_text("organization,service,area\nReed,Tests,Pursat\n")
        assert unknown_words(table, guess_columns(["organization", "service", "area"]), READING) == (
            ("places", "Pursat"),
        )

    def test_it_can_be_said_again_after_a_try(self, bopha, kept):
        key = tried(bopha)
        page = bopha.post(f"{ROOT}/{key}/columns")["Location"]
        assert bopha.get(page).status_code == 200
        new = UUID(say_columns(bopha, page)["Location"].rpartition("/")[2])
        assert (state(key), state(new)) == (State.DROPPED, State.TRYING)
        assert bopha.get(page).status_code == 302 or bopha.get(page).status_code == 303

    def test_a_table_that_nobody_came_back_to_is_swept(self, bopha, kept):
        hand_in(bopha)
        folder = kept / "imports" / left(kept)[0]
        old = timezone.now().timestamp() - 2 * FORGOTTEN

        os.utime(folder, (old, old))
        hand_in(bopha)
        assert folder.name not in left(kept)
