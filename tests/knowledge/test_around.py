"""The picture of one subject alone is the same as its part of the whole picture."""

from collections import defaultdict

import pytest
from tests.desk.copies import KH, TINY, TODAY, untouched

from romduol.desk.packs.records import Pack
from romduol.knowledge.claims.actions import (
    record_checks,
    record_subjects,
    record_withdrawals,
    replace_claims,
)
from romduol.knowledge.claims.queries import around, picture_of, takes_part
from romduol.knowledge.claims.rules.evidence import line_id
from romduol.knowledge.claims.rules.resolving import resolve
from romduol.knowledge.sources.actions import record_sources

pytestmark = pytest.mark.django_db


def stored(pack: Pack) -> None:
    record_sources(pack.sources, by="load", on=TODAY)
    record_subjects(pack.subjects, by="load")
    replace_claims(pack.claims, by="load", on=TODAY)
    record_checks(pack.checks, by="load")
    record_withdrawals(pack.withdrawals, by="load")


@pytest.mark.parametrize("folder", [TINY, KH], ids=["tiny", "kh"])
def test_the_picture_of_each_subject_is_that_of_the_whole(folder, monkeypatch):
    pack = untouched(folder)
    stored(pack)
    # Read once here; a steward's page reads them once as well.
    monkeypatch.setattr("romduol.knowledge.claims.queries.alone.all_sources", lambda _: pack.sources_by_id())
    whole = resolve(pack.claims, pack.checks, pack.withdrawals, pack.sources_by_id(), TODAY)
    values = defaultdict(list)
    for value in whole.values:
        values[value.subject].append(value)
        if value.property == "phone":
            values[line_id(value.value)].append(value)
    for subject in pack.subjects:
        alone = picture_of(subject.id, TODAY)
        assert list(alone.values) == values[subject.id]
        assert alone.disagreements == tuple(one for one in whole.disagreements if takes_part(subject.id, one))


def test_what_is_around_a_body_a_line_and_a_service():
    stored(untouched(TINY))
    numbers = {"line-1280", "line-85599000101", "line-85599000102", "line-85599000119"}
    assert around("org-lantern") == {"org-lantern", "org-watch", *numbers}
    assert around("line-85599000101") == {"org-lantern", "org-watch", *numbers}
    assert around("svc-lantern-legal") == {"svc-lantern-legal", "org-lantern"}
    assert around("law-1") == {"law-1"}
    assert around("svc-lantern-legal", "law-1", "line-1280") == frozenset().union(
        *map(around, ("svc-lantern-legal", "law-1", "line-1280"))
    )
    assert around() == frozenset()
