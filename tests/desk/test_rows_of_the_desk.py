"""What the desk writes outlives a load of the pack, is told with who and why, and is seen by who reads after it."""

from dataclasses import replace
from datetime import UTC, date, datetime, timedelta
from typing import Any

import pytest
from tests.desk.copies import PackCopy

from romduol.desk.packs.actions import load_pack
from romduol.desk.packs.yaml_files import PackErrors
from romduol.knowledge.claims.actions import (
    ClaimOfThePack,
    NotLive,
    Senseless,
    UnknownSubject,
    add_claim,
    end_check,
    end_claim,
    end_ruling,
    rank_claim,
    record_check,
    rule,
    take_back_value,
)
from romduol.knowledge.claims.models import Claim as ClaimRow
from romduol.knowledge.claims.queries import all_claims, picture_of, rows_about, state_of_claims, version_of
from romduol.knowledge.claims.records import Check, Claim, Origin, Outcome, Rank, Ruling, Verdict, Withdrawal
from romduol.knowledge.directory.actions import keep_desk_sources
from romduol.knowledge.directory.queries import current_edition, loaded_info
from romduol.knowledge.sources.queries import all_sources
from romduol.safety.audit.models import AuditEntry

pytestmark = pytest.mark.django_db

FIRST, SECOND = date(2026, 11, 2), date(2026, 11, 9)
NOW = datetime(2026, 11, 5, 3, tzinfo=UTC)
NUMBER = "+85599000102"
HARBOUR = '{value: "099 000 112", purpose: office}'
DISAGREEMENT = "0b1e3a58-8a4a-5b0e-9c05-0f53a1f5a001"
DID: dict[str, Any] = {"by": "person:bopha", "at": NOW}


@pytest.fixture
def loaded(tiny: PackCopy) -> PackCopy:
    load_pack(tiny.folder, by="load", on=FIRST)
    return tiny


def reload(tiny: PackCopy, on: date = SECOND) -> None:
    load_pack(tiny.folder, by="load", on=on)


def live(**about: str) -> ClaimRow:
    return ClaimRow.objects.get(ended_on__isnull=True, **about)


def said(**more: Any) -> Claim:
    fields: dict[str, Any] = {
        "subject": "org-harbour",
        "property": "status",
        "value": "active",
        "source": "guide-blue",
        **more,
    }
    return Claim(**{"id": "5c6d2d0e-31b0-4f9a-a7f3-0d2a6b1f0c01", **fields})


def called(**more: Any) -> Check:
    fields: dict[str, Any] = {
        "subject": "org-harbour",
        "property": "phone",
        "value": "+85599000112",
        "how": "call",
        "role": "steward",
    }
    days: dict[str, Any] = {"on": date(2026, 11, 5), "holds_until": date(2027, 5, 5)}
    return Check(**{**fields, "outcome": Outcome.RIGHT, **days, **more})


def ruling(**more: Any) -> Ruling:
    fields: dict[str, Any] = {"disagreement": DISAGREEMENT, "subject": "org-harbour", "property": "status"}
    told: dict[str, Any] = {
        "saw": frozenset({"active", "closed"}),
        "verdict": Verdict.LEFT_OPEN,
        "reason": {"en": "Nobody knows."},
    }
    return Ruling(**{**fields, **told, "on": date(2026, 11, 5), **more})


class TestALoadLeavesTheDesksRowsAlone:
    def test_a_claim_of_the_desk_lives_on(self, loaded):
        add_claim(said(), why="They said so.", **DID)
        loaded.replace("statements/organisations.yaml", HARBOUR, HARBOUR.replace("112", "113"))
        reload(loaded)
        assert live(key=said().id).origin == "desk"

    def test_a_pack_that_takes_a_claim_up_does_not_say_it_twice(self, loaded):
        said_there = next(claim for claim in all_claims() if claim.value == "+85599000112")
        ClaimRow.objects.filter(key=said_there.id).update(origin="desk")
        loaded.replace("statements/facts.yaml", "subjects:", "# One more remark.\nsubjects:")
        reload(loaded)
        assert ClaimRow.objects.get(key=said_there.id).origin == "desk"

    def test_a_rank_set_at_the_desk_stays(self, loaded):
        key = str(live(value="+85599000112").key)
        ranked = rank_claim(key, rank=Rank.DEPRECATED, reason="An old page.", why="Asked them.", **DID)
        assert (ranked.rank, ranked.recorded_on) == (Rank.DEPRECATED, date(2026, 11, 5))
        loaded.replace("statements/facts.yaml", "subjects:", "# One more remark.\nsubjects:")
        reload(loaded)
        row = live(key=key)
        assert (row.rank, row.reason, row.ruled, row.origin) == ("deprecated", "An old page.", True, "pack")
        assert ClaimRow.objects.filter(key=key).count() == 2

    def test_a_rank_set_at_the_desk_outlives_other_words_but_not_a_new_day(self, loaded):
        key = str(live(property="access", value="confidential").key)
        rank_claim(key, rank=Rank.PREFERRED, reason="", why="Seen there.", **DID)
        loaded.replace("statements/services.yaml", "{value: confidential, hedged: true}", "confidential")
        reload(loaded)
        row = live(key=key)
        assert (row.rank, row.hedged, row.ruled, row.why) == ("preferred", False, True, "Seen there.")
        rows = ClaimRow.objects.filter(key=key)
        rows.filter(ended_on__isnull=True).update(observed_on=date(2026, 1, 1))
        loaded.replace("statements/facts.yaml", "subjects:", "# One more remark.\nsubjects:")
        reload(loaded, date(2026, 11, 16))
        assert (live(key=key).rank, live(key=key).ruled) == ("normal", False)

    def test_a_rank_that_is_left_to_the_pack_again_is_the_packs(self, loaded):
        key = str(live(value="+85599000112").key)
        rank_claim(key, rank=Rank.DEPRECATED, reason="An old page.", why="Asked them.", **DID)
        rank_claim(key, rank=Rank.PREFERRED, reason="", why="A mistake.", ruled=False, **DID)
        loaded.replace("statements/facts.yaml", "subjects:", "# One more remark.\nsubjects:")
        reload(loaded)
        assert (live(key=key).rank, live(key=key).ruled) == ("normal", False)

    def test_a_claim_that_the_pack_takes_out_ends_whatever_its_rank(self, loaded):
        key = str(live(value="+85599000112").key)
        rank_claim(key, rank=Rank.PREFERRED, reason="", why="Asked them.", **DID)
        loaded.replace("statements/organisations.yaml", HARBOUR, HARBOUR.replace("112", "113"))
        reload(loaded)
        assert not ClaimRow.objects.filter(key=key, ended_on__isnull=True).exists()

    def test_checks_and_rulings_live_on_and_an_ended_check_of_the_pack_stays_ended(self, loaded):
        record_check(called(), **DID)
        rule(ruling(), **DID)
        (of_the_pack,) = (row.pk for row in rows_about("org-lantern") if isinstance(row.said, Check))
        end_check(of_the_pack, why="Another line was called.", **DID)
        before = (rows_about("org-harbour"), rows_about("org-lantern"))
        loaded.replace("statements/facts.yaml", "subjects:", "# One more remark.\nsubjects:")
        reload(loaded)
        assert (rows_about("org-harbour"), rows_about("org-lantern")) == before


class TestHistories:
    def test_a_row_tells_who_wrote_it_when_and_why_and_who_ended_it(self, loaded):
        add_claim(said(), why="They said so.", **DID)
        end_claim(said().id, why="A mistake.", by="person:dara", at=NOW + timedelta(days=1))
        (row,) = (row for row in rows_about("org-harbour", "status") if row.origin is Origin.DESK)
        assert (row.at, row.by, row.why) == (NOW, "person:bopha", "They said so.")
        assert (row.ended_by, row.ended_why, row.ended_on) == ("person:dara", "A mistake.", date(2026, 11, 6))
        assert row.said == Claim(**{**row_fields(said()), "recorded_on": row.on, "ended_on": row.ended_on})

    def test_the_history_of_a_line_tells_what_bodies_claim_its_number(self, loaded):
        rows = rows_about("line-85599000101")
        assert {row.said.subject for row in rows} == {"line-85599000101", "org-lantern", "org-watch"}

    def test_every_write_is_audited_with_its_reason(self, loaded):
        before = AuditEntry.objects.count()
        add_claim(said(), why="They said so.", **DID)
        end_ruling(rule(ruling(), why="Asked twice.", **DID), why="It is known now.", **DID)
        entries = list(AuditEntry.objects.order_by("pk"))[before:]
        assert [entry.verb for entry in entries] == ["add_claim", "rule", "end_ruling"]
        assert [entry.detail["why"] for entry in entries] == ["They said so.", "Asked twice.", "It is known now."]


def row_fields(claim: Claim) -> dict[str, Any]:
    return {name: getattr(claim, name) for name in Claim.__dataclass_fields__}


def add() -> None:
    add_claim(said(), why="", **DID)


def rank() -> None:
    rank_claim(str(live(value="+85599000112").key), rank=Rank.PREFERRED, reason="", why="", **DID)


def end() -> None:
    end_check(next(row.pk for row in rows_about("org-harbour") if isinstance(row.said, Check)), why="", **DID)


WRITES = {
    "a claim": add,
    "a rank": rank,
    "a check": lambda: record_check(called(value="+85599000111"), **DID),
    "an ended check": end,
    "a ruling": lambda: rule(ruling(disagreement="0b1e3a58-8a4a-5b0e-9c05-0f53a1f5a002"), **DID),
    "an ended ruling": lambda: end_ruling(
        next(row.pk for row in rows_about("org-harbour") if isinstance(row.said, Ruling)), why="", **DID
    ),
    "a value taken back": lambda: take_back_value(
        Withdrawal("org-harbour", "phone", "+85599000111", FIRST, {"en": "It is private."}), **DID
    ),
}


@pytest.mark.parametrize("write", WRITES.values(), ids=WRITES)
def test_each_write_is_seen_by_publish_and_by_a_second_steward(loaded, write):
    record_check(called(), **DID)
    rule(ruling(), **DID)
    before = state_of_claims(), version_of("org-harbour"), version_of("org-lantern")
    write()
    assert state_of_claims() != before[0]
    assert version_of("org-harbour") != before[1]
    assert version_of("org-lantern") == before[2]


def test_a_version_is_that_of_one_property_and_of_what_takes_it_back(loaded):
    names = ("phone", "status", "name")
    before = {name: version_of("org-harbour", name) for name in names}
    add_claim(said(), why="", **DID)
    assert {name for name in names if version_of("org-harbour", name) != before[name]} == {"status"}


REFUSED = {
    "a body that nobody knows": (lambda: add_claim(said(subject="org-nobody"), why="", **DID), UnknownSubject),
    "a property that it cannot have": (lambda: add_claim(said(property="hours"), why="", **DID), Senseless),
    "a code that is none": (lambda: add_claim(said(value="asleep"), why="", **DID), Senseless),
    "no number": (lambda: record_check(called(value="099 000 112"), **DID), Senseless),
    "the end of a source's word": (lambda: end_claim(str(live(value="1280").key), why="", **DID), ClaimOfThePack),
    "the end of nothing": (lambda: end_check(0, why="", **DID), NotLive),
    "a rank without a reason": (
        lambda: rank_claim(str(live(value="1280").key), rank=Rank.DEPRECATED, reason="", why="", **DID),
        Senseless,
    ),
}


@pytest.mark.parametrize(("write", "problem"), REFUSED.values(), ids=REFUSED)
def test_what_makes_no_sense_is_not_written(loaded, write, problem):
    before = ClaimRow.objects.count(), AuditEntry.objects.count()
    with pytest.raises(problem):
        write()
    assert (ClaimRow.objects.count(), AuditEntry.objects.count()) == before


def test_a_line_that_nothing_is_said_of_yet_can_be_told_of(loaded):
    add_claim(said(subject="line-85599000112", property="asks_id", value="true"), why="They did.", **DID)
    assert live(subject_id="line-85599000112").subject.kind == "line"


def test_a_new_ruling_ends_the_one_before(loaded):
    rule(ruling(), **DID)
    rule(ruling(verdict=Verdict.BOTH_TRUE), **DID)
    rows = [row for row in rows_about("org-harbour") if isinstance(row.said, Ruling)]
    assert [(getattr(row.said, "verdict", ""), row.ended_on is None) for row in rows] == [
        ("left_open", False),
        ("both_true", True),
    ]


def test_a_day_is_that_of_the_country(loaded):
    late = datetime(2026, 11, 5, 18, tzinfo=UTC)
    assert add_claim(said(), why="", by="person:bopha", at=late).recorded_on == date(2026, 11, 6)


class TestTheSourcesOfTheDesk:
    def test_they_are_made_when_first_needed_and_outlive_a_load(self, loaded):
        desk, readers = keep_desk_sources(by="person:bopha", on=FIRST)
        add_claim(said(source=desk.id, observed_on=FIRST), why="They said so.", **DID)
        loaded.replace("statements/facts.yaml", "subjects:", "# One more remark.\nsubjects:")
        reload(loaded)
        assert {all_sources()[name].lineage for name in ("desk", "readers")} == {desk.lineage, readers.lineage}
        values = current_edition(SECOND).organizations["org-harbour"].all("status")
        assert [value.value for value in values] == ["active"]

    def test_an_operator_with_another_name_leaves_past_days_alone(self, loaded):
        keep_desk_sources(by="person:bopha", on=FIRST)
        before = AuditEntry.objects.count()
        keep_desk_sources(by="person:bopha", on=SECOND)
        assert AuditEntry.objects.count() == before
        keep_desk_sources(by="person:bopha", on=SECOND, info=replace(loaded_info(), operator={"en": "Lantern"}))
        assert (all_sources(FIRST)["desk"].publisher, all_sources(SECOND)["desk"].publisher) == ("", "Lantern")

    def test_no_pack_speaks_for_the_desk(self, tiny):
        tiny.add_source(id="desk", grade="B")
        with pytest.raises(PackErrors, match="desk"):
            reload(tiny)
        assert not ClaimRow.objects.exists()


def test_a_ruling_and_an_ended_check_are_in_the_edition(loaded):
    found = next(one for one in current_edition(SECOND).disagreements if one.subject == "org-harbour")
    saw = frozenset(side.value for side in found.positions)
    rule(ruling(disagreement=found.id, property="phone", saw=saw, verdict=Verdict.BOTH_TRUE), **DID)
    (of_the_pack,) = (row.pk for row in rows_about("org-lantern") if isinstance(row.said, Check))
    end_check(of_the_pack, why="Another line was called.", **DID)
    edition = current_edition(SECOND)
    assert found.id not in {one.id for one in edition.disagreements}
    assert edition.lines["85599000102"].owned[0].check is None
    assert picture_of("org-harbour", SECOND).disagreements == ()
    assert found.id in {one.id for one in current_edition(FIRST).disagreements}
