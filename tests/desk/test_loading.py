"""Loading a pack stores all of it or nothing, twice is once, and nothing is ever overwritten."""

import shutil
from copy import deepcopy
from datetime import date, timedelta

import pytest
from tests.desk.copies import TINY, TODAY, PackCopy, picture_of, untouched

from romduol.desk.packs.actions import OtherPackLoaded, load_pack
from romduol.desk.packs.queries import edition_of_pack
from romduol.desk.packs.records import LoadReport
from romduol.desk.packs.yaml_files import PackErrors
from romduol.knowledge.claims.models import Claim, Subject
from romduol.knowledge.claims.queries import all_checks, all_claims, all_withdrawals
from romduol.knowledge.claims.records import Resolution, Standing
from romduol.knowledge.claims.rules.resolving import resolve
from romduol.knowledge.directory.models import Pack, Place
from romduol.knowledge.directory.queries import NoPackLoaded, current_edition, loaded_packs
from romduol.knowledge.sources.models import Source
from romduol.knowledge.sources.queries import all_sources
from romduol.safety.audit.models import AuditEntry

pytestmark = pytest.mark.django_db

FIRST, SECOND, THIRD = date(2026, 11, 2), date(2026, 11, 9), date(2026, 11, 16)
HARBOUR = '{value: "099 000 112", purpose: office}'


def load(copy: PackCopy, on: date = FIRST) -> LoadReport:
    return load_pack(copy.folder, by="bopha", on=on)


def picture(day: date) -> Resolution:
    return resolve(all_claims(), all_checks(), all_withdrawals(), all_sources(day), day)


def standing(day: date, number: str) -> Standing | None:
    return next((value.standing for value in picture(day).values if value.value == number), None)


def stored() -> dict[str, int]:
    return {table.__name__: table.objects.count() for table in (Source, Subject, Claim, Pack, Place)}


def test_what_is_loaded_comes_back_as_it_was_read(tiny):
    report = load(tiny)
    pack = untouched(TINY)
    assert (report.pack, report.unchanged, report.counts["claims"]) == ("tiny", False, len(pack.claims))
    assert sorted(all_claims(), key=lambda claim: claim.id) == sorted(pack.claims, key=lambda claim: claim.id)
    assert all_sources() == pack.sources_by_id()
    assert (set(map(repr, all_checks())), set(map(repr, all_withdrawals()))) == (
        set(map(repr, pack.checks)),
        set(map(repr, pack.withdrawals)),
    )


def test_the_stored_directory_is_that_of_the_files(tiny):
    load(tiny)
    stored, read = current_edition(TODAY), edition_of_pack(untouched(TINY), TODAY)
    assert stored.disagreements == read.disagreements == picture_of(untouched(TINY)).disagreements
    assert {key: line.showing for key, line in stored.lines.items()} == {
        key: line.showing for key, line in read.lines.items()
    }
    assert (stored.info, stored.situations, stored.places) == (read.info, read.situations, read.places)
    assert stored.held_back == read.held_back


def test_nothing_is_stored_when_one_file_is_wrong(tiny):
    tiny.replace("withdrawals.yaml", "subject: org-watch", "subject: org-x")
    with pytest.raises(PackErrors):
        load(tiny)
    assert set(stored().values()) == {0}
    with pytest.raises(NoPackLoaded):
        current_edition(TODAY)


def test_a_wrong_edit_leaves_what_was_loaded(tiny):
    load(tiny)
    before = stored(), loaded_packs()
    tiny.replace("statements/organisations.yaml", HARBOUR, HARBOUR.replace("112", "1129999"))
    with pytest.raises(PackErrors):
        load(tiny, SECOND)
    assert (stored(), loaded_packs()) == before
    assert standing(THIRD, "+85599000112") is Standing.REPORTED


def test_loading_the_same_again_changes_nothing(tiny):
    load(tiny)
    before = stored(), AuditEntry.objects.count(), list(Claim.objects.values_list("pk", "ended_on").order_by("pk"))
    assert load(tiny, SECOND) == LoadReport(pack="tiny", unchanged=True)
    after = stored(), AuditEntry.objects.count(), list(Claim.objects.values_list("pk", "ended_on").order_by("pk"))
    assert after == before


def test_an_edit_that_says_the_same_ends_no_claim(tiny):
    load(tiny)
    tiny.replace("statements/facts.yaml", "subjects:", "# One more remark.\nsubjects:")
    report = load(tiny, SECOND)
    assert (report.unchanged, report.counts["claims added"], report.counts["claims ended"]) == (False, 0, 0)


def test_an_edited_claim_ends_and_another_begins(tiny):
    load(tiny)
    tiny.replace("statements/organisations.yaml", HARBOUR, HARBOUR.replace("112", "113"))
    report = load(tiny, SECOND)
    assert (report.counts["claims added"], report.counts["claims ended"]) == (1, 1)
    old, new = (Claim.objects.get(value=f"+8559900011{digit}") for digit in "23")
    assert (old.ended_on, new.recorded_on, new.ended_on) == (SECOND, SECOND, None)


def test_a_claim_whose_words_change_keeps_its_id_and_its_history(tiny):
    load(tiny)
    tiny.replace("statements/services.yaml", "Few evening hours.", "Few hours in the evening.")
    tiny.replace("statements/services.yaml", "{value: confidential, hedged: true}", "confidential")
    load(tiny, SECOND)
    rows = Claim.objects.filter(property="access", value="confidential").order_by("recorded_on")
    assert [(row.hedged, row.ended_on) for row in rows] == [(True, SECOND), (False, None)]
    assert len({row.key for row in rows}) == 1


def test_a_past_day_keeps_its_picture_after_a_reload(tiny):
    load(tiny)
    before = picture(FIRST)
    tiny.replace("statements/organisations.yaml", HARBOUR, HARBOUR.replace("112", "113"))
    load(tiny, SECOND)
    tiny.withdraw("org-harbour", "099 000 113")
    load(tiny, THIRD)
    then = picture(FIRST)
    assert [(v.value, v.standing, v.fresh_until) for v in then.values] == [
        (v.value, v.standing, v.fresh_until) for v in before.values
    ]
    assert [found.id for found in then.disagreements] == [found.id for found in before.disagreements]
    assert standing(FIRST, "+85599000112") is Standing.REPORTED
    assert standing(SECOND, "+85599000112") is None


def test_a_withdrawal_outlives_the_file_that_named_it(tiny):
    load(tiny)
    tiny.write("withdrawals.yaml", {"withdrawals": []})
    load(tiny, SECOND)
    assert standing(THIRD, "+85599000119") is Standing.WITHDRAWN


def test_a_claim_that_is_taken_out_is_gone_from_that_day(tiny):
    load(tiny)
    (tiny.folder / "statements/facts.yaml").unlink()
    (tiny.folder / "emergency.yaml").unlink()
    shutil.rmtree(tiny.folder / "guides")  # They rest on what is taken out.
    load(tiny, SECOND)
    assert "law-1" in {value.subject for value in picture(FIRST).values}
    assert "law-1" not in {value.subject for value in picture(SECOND).values}
    assert "law-1" not in current_edition(THIRD).statements


def test_changed_and_changed_back_on_one_day(tiny):
    load(tiny)
    for old, new in (("112", "113"), ("113", "112")):
        tiny.replace("statements/organisations.yaml", f"099 000 {old}", f"099 000 {new}")
        load(tiny, SECOND)
    assert (standing(SECOND, "+85599000112"), standing(SECOND, "+85599000113")) == (Standing.REPORTED, None)


def test_another_pack_does_not_end_the_claims_of_the_first(tiny):
    load(tiny)
    tiny.replace("pack.yaml", "id: tiny", "id: other")
    with pytest.raises(OtherPackLoaded):
        load(tiny, SECOND)
    assert not Claim.objects.filter(ended_on__isnull=False).exists()


def test_a_source_that_is_graded_anew_leaves_past_days_alone(tiny):
    load(tiny)
    before = [(value.value, value.standing, value.grade) for value in picture(FIRST).values]
    tiny.replace("sources/all.yaml", "grade: C", "grade: D")
    load(tiny, SECOND)
    assert [(value.value, value.standing, value.grade) for value in picture(FIRST).values] == before
    assert [(value.value, value.standing, value.grade) for value in picture(SECOND).values] != before


def test_a_service_and_a_place_that_were_taken_back_stay_so_when_the_file_forgets_them(tiny):
    entries = [{"subject": "svc-lantern-legal"}, {"place": "02"}]
    rest = {"on": str(FIRST), "reason": {"en": "It does harm."}}
    tiny.write("withdrawals.yaml", {"withdrawals": [{**entry, **deepcopy(rest)} for entry in entries]})
    load(tiny)
    tiny.write("withdrawals.yaml", {"withdrawals": []})
    load(tiny, SECOND)
    edition = current_edition(SECOND)
    assert set(edition.taken_back) == {"service:svc-lantern-legal", "place:02", "service:svc-harbour-beds"}
    assert set(current_edition(FIRST - timedelta(days=1)).taken_back) == set()


@pytest.mark.parametrize("name", ["desk", "readers", "own-harbour"])
def test_a_pack_does_not_speak_as_the_desk_as_readers_or_as_a_verified_body(tiny, name):
    tiny.add_source(id=name)
    with pytest.raises(PackErrors):
        load(tiny)
    assert not Source.objects.exists()
