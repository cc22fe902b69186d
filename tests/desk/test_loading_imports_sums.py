"""Whatever files come one after another: the last whole list counts, an undoing is exact, and the numbers add up."""

from __future__ import annotations

from datetime import date
from pathlib import Path
from tempfile import TemporaryDirectory
from typing import Any

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st
from tests.desk.copies import load_tiny
from tests.desk.handed_over import body, finding, later, live, loaded, service
from tests.desk.handed_over import tried as read_by_trying
from tests.thoroughness import tried

from romduol.desk.loading.actions import undo_import
from romduol.desk.loading.models import SetAside
from romduol.desk.loading.records import State
from romduol.knowledge.claims.models import Claim

KEYS = st.sampled_from("abcd")
NAMES = st.sampled_from(["House", "Home", "Lantern"])
NUMBERS = st.lists(st.sampled_from(["+85599000101", "+85599000102"]), max_size=2, unique=True)
BODIES = st.builds(lambda key, name, phones: body(key, name, *phones), KEYS, NAMES, NUMBERS)
SERVICES = st.builds(service, KEYS, KEYS, NAMES)
FINDINGS = st.builds(finding, st.sampled_from(["schema", "phone", "not_taken"]), st.integers(1, 8))
FILES = st.lists(st.one_of(BODIES, BODIES, SERVICES, FINDINGS), min_size=1, max_size=9).filter(
    lambda lines: any("key" in line and "code" not in line for line in lines)
)
FEW = settings(max_examples=tried(12, 40), deadline=None, suppress_health_check=[HealthCheck.function_scoped_fixture])


@pytest.fixture(autouse=True)
def country(db: None, settings: Any, tmp_path: Path) -> None:
    """A small country, and a data folder of this test's own."""
    settings.DATA = tmp_path / "data"
    load_tiny(by="test", on=date(2026, 11, 2))


def cleared() -> None:
    Claim.objects.filter(origin="import").delete()


@FEW
@given(first=FILES, second=FILES)
def test_two_whole_lists_one_after_another_are_the_second_alone(first, second):
    with TemporaryDirectory() as folder:
        path = Path(folder) / "list.ndjson"
        cleared()
        loaded(path, second, now=later(0))
        alone = live()
        cleared()
        loaded(path, first, now=later(1))
        made = loaded(path, second, now=later(2))
        assert (made.state, live()) == (State.LOADED, alone)
        before = Claim.objects.count()
        again = loaded(path, second, now=later(3))
        assert (again.counts.effect.changes, Claim.objects.count()) == (False, before)


@FEW
@given(first=FILES, second=FILES, complete=st.booleans())
def test_loaded_and_undone_is_as_before(first, second, complete):
    with TemporaryDirectory() as folder:
        path = Path(folder) / "list.ndjson"
        cleared()
        loaded(path, first, now=later(1))
        before = live()
        made = loaded(path, second, now=later(2), complete=complete)
        undo_import(made.id, by="operator", now=later(3))
        assert live() == before


@FEW
@given(lines=FILES)
def test_what_is_read_is_ready_or_repeated_or_set_aside_and_told(lines):
    with TemporaryDirectory() as folder:
        cleared()
        made = read_by_trying(Path(folder) / "list.ndjson", lines)
        counts = made.counts
        records = [number for number, line in enumerate(lines, 1) if "code" not in line]
        unread = {line["record"] for line in lines if line.get("code") == "schema"} - set(records)
        assert counts.records == len(records) + len(unread)
        assert counts.records == counts.ready + counts.repeated + counts.set_aside
        aside = SetAside.objects.filter(of_id=made.id)
        assert aside.count() == counts.set_aside
        assert all(row.codes.strip() and row.findings for row in aside)
        for code, count in counts.by_reason.items():
            assert aside.filter(codes__contains=f" {code} ").count() == count
        effect = loaded(Path(folder) / "list.ndjson", lines, now=later(1)).counts.effect
        assert (effect.added, effect.ended) == (counts.effect.added, 0)
        assert len(live()) == effect.added
