"""What is kept of a build saves work and decides nothing: where it is missing, damaged or another's, all is drawn."""

import sqlite3
from pathlib import Path

import pytest
from tests.knowledge.building import LANTERN, OWN_PAGE, claim, edition

from romduol.knowledge.releases.jobs import BuildState
from romduol.knowledge.releases.records import Draft, Edition

ONE, TWO = (1, "sha of one"), (2, "sha of two")
BEFORE = edition(claim(OWN_PAGE))
AFTER = edition(claim(OWN_PAGE, locator="line 2"))


def draft_of(seen: Edition, path: str = "en/o", given: tuple[object, ...] = ("en",)) -> Draft:
    """Return a page that tells of Lantern."""
    return Draft(path, "text/html", lambda: repr(seen.organizations[LANTERN]).encode(), given, policy="none")


def publish(path: Path, now: Edition = BEFORE, *, of=None, code="code", kept=ONE, pages=("en/o",)) -> list[str]:
    """Publish pages; return which were drawn."""
    state = BuildState.open(path, code=code, of=of)
    seen, made = state.watch(now), []
    for name in pages:
        draft = draft_of(seen, name)
        if not state.still_stands(draft):
            made.append(name)
            assert state.draw(draft).body == draft.make()
    if kept:
        state.keep(*kept)
    state.close()
    return made


@pytest.fixture
def file(tmp_path):
    path = tmp_path / "var" / "build.sqlite3"
    assert publish(path) == ["en/o"]
    return path


def test_a_page_whose_facts_are_the_same_is_not_drawn_again(file):
    assert publish(file, of=ONE, kept=TWO) == []
    assert publish(file, of=TWO, kept=TWO) == []


def test_a_page_whose_facts_changed_is_drawn(file):
    assert publish(file, AFTER, of=ONE, kept=TWO) == ["en/o"]
    assert publish(file, AFTER, of=TWO) == []


def test_facts_that_change_back_are_drawn_again(file):
    publish(file, AFTER, of=ONE, kept=TWO)
    assert publish(file, BEFORE, of=TWO) == ["en/o"]


@pytest.mark.parametrize("of", [None, TWO, (1, "another"), (3, "sha of one")])
def test_the_state_of_another_release_is_of_no_use(file, of):
    assert publish(file, of=of) == ["en/o"]


def test_the_state_of_another_code_is_of_no_use(file):
    assert publish(file, of=ONE, code="another") == ["en/o"]


def test_a_release_that_came_to_nothing_leaves_the_state_of_before(file):
    assert publish(file, AFTER, of=ONE, kept=None) == ["en/o"]
    assert publish(file, BEFORE, of=ONE) == []


def test_a_page_that_is_given_something_else_is_drawn(file):
    state = BuildState.open(file, code="code", of=ONE)
    seen = state.watch(BEFORE)
    assert state.still_stands(draft_of(seen))
    assert not state.still_stands(draft_of(seen, given=("km",)))
    assert not state.still_stands(draft_of(seen, path="en/o2"))
    state.close()


def test_a_page_that_was_left_out_once_is_drawn_when_it_comes_again(file):
    publish(file, of=ONE, kept=TWO, pages=())
    assert publish(file, of=TWO) == ["en/o"]


@pytest.mark.parametrize("length", [0, 10, 100, 3000, 9000])
def test_a_file_that_was_cut_off_is_begun_anew(file, length):
    file.write_bytes(file.read_bytes()[:length])
    assert publish(file, of=ONE, kept=TWO) == ["en/o"]
    assert publish(file, of=TWO) == []


def test_a_file_of_noise_is_begun_anew(file):
    file.write_bytes(b"\xff" * 5000)
    assert publish(file, of=ONE, kept=TWO) == ["en/o"]
    assert publish(file, of=TWO) == []


def test_a_database_of_somebody_else_is_left_alone(tmp_path):
    path = tmp_path / "db.sqlite3"
    with sqlite3.connect(path) as other:
        other.execute("create table pages (precious text)")
    assert publish(path, of=ONE) == publish(path, of=ONE) == ["en/o"]
    assert sqlite3.connect(path).execute("select count(*) from pages").fetchone() == (0,)


def test_a_file_that_another_process_holds_is_left_alone(file):
    held = sqlite3.connect(file, isolation_level=None)
    held.execute("begin immediate")
    assert publish(file, of=ONE, kept=TWO) == ["en/o"]
    held.execute("rollback")
    assert publish(file, of=ONE) == []


def test_where_nothing_can_be_kept_all_is_drawn(tmp_path):
    (tmp_path / "file").write_text("no folder")
    for path in (tmp_path, tmp_path / "file" / "build.sqlite3"):
        assert publish(path, of=ONE) == ["en/o"]


@pytest.mark.parametrize(
    "change",
    [
        "update pages set reads = x'ffffffff'",
        "update pages set reads = x'00'",
        "update pages set reads = ''",
        "update pages set reads = 'words'",
        "update pages set digest = x'00'",
        "update rows set key = 'org-another'",
        "update rows set name = 'another'",
        "update rows set number = number + 1",
        "delete from rows",
        "drop table pages",
    ],
)
def test_a_record_that_was_tampered_with_is_not_believed(file, change):
    with sqlite3.connect(file) as database:
        database.execute(change)
    assert publish(file, of=ONE, kept=TWO) == ["en/o"]


def test_a_record_that_could_not_be_written_is_not_missed_later(file):
    state = BuildState.open(file, code="code", of=ONE)
    seen = state.watch(AFTER)
    state._database.execute("pragma query_only = on")
    assert state.draw(draft_of(seen)).body
    state._database.execute("pragma query_only = off")
    state.keep(*TWO)
    # The old record would say of the new page that it was made of the old facts.
    assert publish(file, BEFORE, of=TWO) == ["en/o"]
