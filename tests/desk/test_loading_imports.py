"""A file that somebody hands over is loaded whole or not at all, tried first, and undone as a whole."""

from __future__ import annotations

from datetime import date
from pathlib import Path
from typing import Any
from uuid import uuid4

import pytest
from tests.desk.copies import load_tiny
from tests.desk.handed_over import NOW, SOURCE, body, finding, later, live, loaded, service, supplier, tried

from romduol.desk.loading.actions import (
    NotNow,
    SupplierWrong,
    keep_supplier,
    load,
    load_as_operator,
    undo_import,
)
from romduol.desk.loading.queries import counts_by_code, findings, report_rows, set_aside
from romduol.desk.loading.records import Failure, State
from romduol.desk.loading.rules.saying import own_subject
from romduol.knowledge.claims import models
from romduol.knowledge.claims.actions import add_claim, rank_claim, replace_claims, take_back
from romduol.knowledge.claims.models import Claim, Subject
from romduol.knowledge.claims.records import Claim as ClaimRecord
from romduol.knowledge.claims.records import Rank, Standing
from romduol.knowledge.claims.records import Subject as RecordedSubject
from romduol.knowledge.claims.rules.evidence import line_id
from romduol.knowledge.directory.queries import current_edition
from romduol.knowledge.directory.rules.codes import stable_id
from romduol.knowledge.sources.models import Source
from romduol.knowledge.sources.queries import all_sources
from romduol.knowledge.sources.records import Grade

pytestmark = pytest.mark.django_db


@pytest.fixture(autouse=True)
def country(db: None, settings: Any, tmp_path: Path) -> None:
    """A small country, and a data folder of this test's own."""
    settings.DATA = tmp_path / "data"
    load_tiny(by="test", on=date(2026, 11, 2))


@pytest.fixture
def path(tmp_path: Path) -> Path:
    """Where the file lies."""
    return tmp_path / "list.ndjson"


def rows() -> dict[str, int]:
    return {table.__name__: table.objects.count() for table in (Source, Subject, Claim, models.Check)}


LIST = [
    body("o1", "River House", "+85599000101"),
    body("o2", "Lantern", "+85599000102"),
    service("s1", "o1", "Counselling"),
    service("s2", "o2", "Night shelter"),
]


def test_a_try_touches_nothing_that_is_known(path):
    before = rows()
    made = tried(path, LIST)
    assert (made.state, made.counts.records, made.counts.ready, made.counts.set_aside) == (State.TRIED, 4, 4, 0)
    assert (made.counts.effect.added, made.counts.effect.subjects_new) == (8, 4)
    assert dict(made.counts.critical) == {"phone": 2}
    assert rows() == before


def test_a_load_does_what_the_try_said(path):
    made = loaded(path, LIST)
    assert (made.state, made.failed) == (State.LOADED, "")
    assert len(live()) == 8
    assert ("organization/o1", "phone", "+85599000101", "normal") in live()
    assert Claim.objects.filter(source_id=SOURCE, origin="import", recorded_at=made.loaded_at).count() == 8
    assert Source.objects.get(pk=SOURCE).grade == "B"


def test_the_same_file_again_writes_no_row(path):
    loaded(path, LIST)
    before = rows()
    again = loaded(path, LIST, now=later(1))
    assert (again.counts.effect.added, again.counts.effect.ended, again.counts.effect.kept) == (0, 0, 8)
    assert rows() == before


def test_what_a_whole_list_leaves_out_ends_and_a_part_leaves_alone(path):
    loaded(path, LIST)
    loaded(path, LIST[:1], now=later(1), complete=False)
    assert len(live()) == 8
    loaded(path, LIST[:1], now=later(2))
    assert {locator for locator, *_ in live()} == {"organization/o1"}


def test_undone_it_is_as_before(path):
    loaded(path, LIST)
    before = live()
    second = loaded(path, [body("o1", "River Home", "+85599000109")], now=later(1))
    assert live() != before
    undone = undo_import(second.id, by="operator", now=later(2))
    assert (undone.state, live()) == (State.UNDONE, before)


def test_a_record_with_an_error_is_set_aside_with_all_that_hangs_on_it(path):
    made = tried(path, [*LIST, finding("schema", 2)])
    assert (made.counts.records, made.counts.ready, made.counts.set_aside) == (4, 2, 2)
    assert dict(made.counts.by_reason) == {"schema": 1, "hangs_on_another": 1}
    aside = set_aside(made.id)
    assert [(one.record, one.key, one.name) for one in aside] == [(2, "o2", "Lantern"), (4, "s2", "Night shelter")]
    assert aside[1].findings[0].code == "hangs_on_another"
    assert [one.key for one in set_aside(made.id, "schema")] == ["o2"]
    assert dict(counts_by_code(made.id)) == {"hangs_on_another": 1, "schema": 1}
    assert {row[6] for row in report_rows(made.id)} == {"code", "schema", "hangs_on_another"}


def test_a_file_level_error_refuses_the_whole_file(path):
    made = tried(path, [*LIST, finding("unreadable")])
    assert (made.state, str(made.why)) == (State.REFUSED, "told")
    assert findings(made.id)[0].code == "unreadable"


def test_of_two_records_with_one_id_the_first_counts_and_the_other_is_set_aside(path):
    made = tried(path, [body("o1", "River House"), body("o1", "River Home"), body("o1", "River House")])
    assert (made.counts.records, made.counts.ready, made.counts.repeated, made.counts.set_aside) == (3, 1, 1, 1)
    assert [(one.record, one.findings[0].code) for one in set_aside(made.id)] == [(2, "duplicate_id")]


def test_a_record_that_is_sound_elsewhere_is_taken_from_there(path):
    made = tried(path, [body("o1"), body("o1"), service("s1", "o1"), finding("schema", 1)])
    assert (made.counts.ready, made.counts.set_aside) == (2, 0)


def test_an_error_that_names_its_record_sets_aside_nothing_beside_it(path):
    lines = [body("o1", record=1), service("s1", "o1", record=1), service("s2", "o1")]
    made = tried(path, [*lines, finding("schema", 1, kind="service", key="s1")])
    assert [one.key for one in set_aside(made.id)] == ["s1"]
    assert made.counts.ready == 2


def test_a_service_of_nobody_is_set_aside_and_a_parent_that_is_not_there_only_left_out(path):
    lost = service("s1", "o9")
    child = body("o1", links=[["part_of", "o8"]])
    made = tried(path, [lost, child])
    assert dict(made.counts.by_reason) == {"dangling_reference": 1}
    assert dict(made.counts.left_out) == {"link_left_out": 1}
    assert made.counts.ready == 1


def test_nobody_is_a_part_of_itself(path):
    lines = [body("o1", links=[["part_of", "o2"]]), body("o2", links=[["part_of", "o1"]]), body("o3")]
    made = loaded(path, lines)
    assert dict(made.counts.left_out) == {"link_left_out": 2}
    assert {name for _, name, *_ in live()} == {"name"}


def test_a_part_may_name_what_an_earlier_file_told_and_a_whole_list_may_not(path):
    loaded(path, LIST)
    late = [service("s3", "o1", "Night line")]
    assert tried(path, late, now=later(1)).counts.set_aside == 1
    made = loaded(path, late, now=later(2), complete=False)
    assert (made.state, made.counts.effect.added, made.counts.effect.kept) == (State.LOADED, 2, 8)


def test_what_was_known_at_the_try_and_is_gone_at_the_load_is_told(path):
    first = loaded(path, LIST)
    made = tried(path, [service("s3", "o1", "Night line")], now=later(1), complete=False)
    undo_import(first.id, by="operator", now=later(2))
    load_as_operator(made.id, by="operator", now=later(3))
    found = load(made.id, clock=lambda: later(3))
    assert (found.state, found.failed, found.counts.set_aside) == (State.TRIED, Failure.MOVED, 1)
    assert live() == set()


def test_a_value_that_no_record_can_have_is_left_out_and_the_rest_loads(path):
    lines = [{**body("o1"), "said": [["name", "House"], ["free_to_leave", "true"], ["status", "asleep"]]}]
    made = loaded(path, lines)
    assert dict(made.counts.left_out) == {"not_ours": 2}
    assert live() == {("organization/o1", "name", "House", "normal")}


def test_an_id_that_steers_a_screen_or_has_half_a_sign_is_set_aside(path):
    made = tried(path, [body("o\n1"), body("o2", "House \ud800"), body("o3")])
    assert dict(made.counts.by_reason) == {"control_character": 1, "lone_surrogate": 1}
    assert (made.counts.records, made.counts.ready, made.counts.set_aside) == (3, 1, 2)


def test_what_a_line_is_said_to_be_is_said_of_the_line(path):
    said = [["name", "House"], ["phone", "+85599000101"], ["cost", "free", "+85599000101"]]
    loaded(path, [{"kind": "organization", "key": "o1", "said": said}])
    told = Claim.objects.filter(subject_id="line-85599000101", source_id=SOURCE)
    assert list(told.values_list("property", "value", "subject__kind")) == [("cost", "free", "line")]


def test_a_record_that_we_publish_is_that_very_record(path):
    known = Subject.objects.filter(kind="organization").order_by("pk")[0]
    uuid = stable_id("tiny", f"organization/{known.pk}")
    loaded(path, [body(uuid, "As it calls itself")])
    claim = Claim.objects.get(source_id=SOURCE)
    assert (claim.subject_id, claim.locator) == (known.pk, f"organization/{uuid}")
    own = own_subject(SOURCE, "organization", "o1")
    loaded(path, [body("o1")], now=later(1))
    assert Claim.objects.get(source_id=SOURCE, ended_on=None).subject_id == own


def test_most_of_what_is_said_ends_only_where_somebody_agrees(path):
    loaded(path, LIST)
    kept = live()
    refused = loaded(path, LIST[:1], now=later(1), let_go=False)
    assert (refused.state, refused.failed, live()) == (State.TRIED, Failure.LETS_GO, kept)
    assert loaded(path, LIST[:1], now=later(2)).state is State.LOADED


def rank(number: str, day: int) -> None:
    key = str(Claim.objects.get(source_id=SOURCE, value=number, ended_on=None).key)
    told: dict[str, Any] = {"rank": Rank.DEPRECATED, "reason": "an old list", "why": "called", "by": "person:bopha"}
    rank_claim(key, at=later(day), **told)


def test_the_rank_that_a_steward_gave_stays(path):
    loaded(path, LIST)
    rank("+85599000101", 1)
    again = loaded(path, [*LIST[:1], body("o2", "Lantern House", "+85599000102"), *LIST[2:]], now=later(2))
    assert ("organization/o1", "phone", "+85599000101", "deprecated") in live()
    assert again.counts.effect.ruled == 1
    undo_import(again.id, by="operator", now=later(3))
    assert ("organization/o1", "phone", "+85599000101", "deprecated") in live()


def test_a_rank_given_after_a_load_survives_its_undoing(path):
    loaded(path, LIST)
    second = loaded(path, [*LIST, body("o3", "Third")], now=later(1))
    rank("+85599000101", 2)
    undo_import(second.id, by="operator", now=later(3))
    assert ("organization/o1", "phone", "+85599000101", "deprecated") in live()
    assert not any(locator == "organization/o3" for locator, *_ in live())


def test_a_pack_and_the_desk_leave_files_alone_and_are_left_alone(path):
    packs = set(Claim.objects.filter(origin="pack").values_list("pk", flat=True))
    loaded(path, LIST)
    subject = own_subject(SOURCE, "organization", "o1")
    said = ClaimRecord(str(uuid4()), subject, "name", "As we heard", SOURCE, words={"en": "As we heard"})
    add_claim(said, why="called", by="person:bopha", at=later(1))
    mine = live()
    replace_claims([], by="test", on=later(2).date())
    assert live() == mine
    loaded(path, [body("o9", "Another")], now=later(3))
    assert ("", "name", "As we heard", "normal") in live()
    assert not Claim.objects.filter(pk__in=packs, ended_on=None).exists()


def test_a_source_of_the_pack_cannot_be_taken_over_by_a_file(path):
    known = Source.objects.order_by("pk")[0].pk
    with pytest.raises(SupplierWrong, match="taken"):
        keep_supplier(supplier(id=known, lineage=known), by="test", now=NOW)


@pytest.mark.parametrize("name", ["desk", "readers", "own-3f2a"])
def test_a_file_speaks_in_no_name_of_the_desk_or_of_a_body_that_was_proved_to_be_itself(name):
    with pytest.raises(SupplierWrong, match="taken"):
        keep_supplier(supplier(id=name, lineage=name), by="test", now=NOW)


def test_a_withdrawn_number_stays_withdrawn_whatever_a_file_says(path):
    number = "+85599000101"
    take_back(RecordedSubject(line_id(number), "line"), on=NOW.date(), reason={"en": "It is not theirs."}, by="test")
    loaded(path, [body("o1", "River House", number)], now=later(1), grade=Grade.B)
    edition = current_edition(later(2).date())
    subject = own_subject(SOURCE, "organization", "o1")
    values = edition.organizations[subject].all("phone")
    assert [(value.value, value.standing) for value in values] == [(number, Standing.WITHDRAWN)]


def test_the_day_of_a_part_is_that_of_its_claims_and_moves_no_other(path):
    loaded(path, LIST[:2], date=date(2026, 3, 1))
    loaded(path, [body("o3", "Third")], now=later(1), complete=False, date=date(2026, 11, 10))
    assert Source.objects.get(pk=SOURCE).date == date(2026, 3, 1)
    days = Claim.objects.filter(source_id=SOURCE, property="name").order_by("value").values_list("value", "observed_on")
    assert list(days) == [("Lantern", None), ("River House", None), ("Third", date(2026, 11, 10))]


def test_a_source_described_anew_leaves_what_it_was_and_an_undoing_brings_it_back(path):
    loaded(path, LIST, grade=Grade.C)
    second = loaded(path, [*LIST, body("o3")], now=later(1), grade=Grade.B, date=date(2026, 11, 20))
    assert all_sources(later(0).date())[SOURCE].grade is Grade.C
    assert all_sources()[SOURCE].grade is Grade.B
    undo_import(second.id, by="operator", now=later(2))
    assert all_sources()[SOURCE].grade is Grade.C


def test_only_the_last_load_of_a_source_is_undone(path):
    first = loaded(path, LIST)
    loaded(path, [*LIST, body("o3")], now=later(1))
    with pytest.raises(NotNow):
        undo_import(first.id, by="operator", now=later(2))


def test_a_past_day_still_sees_what_was_undone(path):
    made = loaded(path, LIST)
    undo_import(made.id, by="operator", now=later(3))
    subject = own_subject(SOURCE, "organization", "o1")
    assert subject in current_edition(later(1).date()).organizations
    assert subject not in current_edition(later(3).date()).organizations
