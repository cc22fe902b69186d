"""A file that somebody hands over is loaded whole or not at all, tried first, and undone as a whole."""

from __future__ import annotations

from datetime import date
from pathlib import Path
from typing import Any

import pytest
from tests.desk.copies import TINY
from tests.desk.handed_over import SOURCE, body, finding, later, live, loaded, service, tried

from romduol.desk.loading.actions import undo_import
from romduol.desk.loading.queries import counts_by_code, findings, report_rows, set_aside
from romduol.desk.loading.records import State
from romduol.desk.packs.actions import load_pack
from romduol.knowledge.claims import models
from romduol.knowledge.claims.models import Claim, Subject
from romduol.knowledge.sources.models import Source

pytestmark = pytest.mark.django_db


@pytest.fixture(autouse=True)
def country(db: None, settings: Any, tmp_path: Path) -> None:
    """A small country, and a data folder of this test's own."""
    settings.DATA = tmp_path / "data"
    load_pack(TINY, by="test", on=date(2026, 11, 2))


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
