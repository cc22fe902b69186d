"""What a page reads is noted whole: no fact of an edition can change without the record of its reading telling."""

from collections.abc import Callable, Mapping
from dataclasses import fields, is_dataclass, replace
from datetime import timedelta
from typing import Any, get_args, get_type_hints

import pytest
from tests.knowledge.building import HARBOUR, LANTERN, NUMBER, OWN_PAGE, TODAY, claim, edition

from romduol.knowledge.releases.records import Edition
from romduol.knowledge.releases.rules.tracing import (
    DERIVED,
    Derived,
    Log,
    Memo,
    UnknownTable,
    Watched,
    WatchesAnother,
    canonical,
    watched,
)

EDITION = edition(
    claim(OWN_PAGE),
    claim(OWN_PAGE, "Lantern", property="name", words={"en": "Lantern"}),
    claim(OWN_PAGE, "Harbour", subject=HARBOUR, property="name", words={"en": "Harbour"}),
)
KEY = NUMBER.lstrip("+")


def reads_of(read: Callable[[Edition], object], of: Edition = EDITION) -> tuple[Log, list[int]]:
    """Return what is noted while an edition is read."""
    log = Log()
    seen = watched(of, log)
    with log.reading() as reads:
        read(seen)
    return log, sorted(reads)


def rows_read(read: Callable[[Edition], object], of: Edition = EDITION) -> set[tuple[str, str]]:
    """Return table and key of what is noted."""
    log, reads = reads_of(read, of)
    return {log.rows[number] for number in reads}


def stands(read: Callable[[Edition], object], after: Edition, before: Edition = EDITION) -> bool:
    """Tell whether what reads an edition so is found unchanged in another one."""
    log, reads = reads_of(read, before)
    then = Log(log.rows)
    watched(after, then)
    return log.trace((), reads) == then.trace((), reads)


def suppress_missing(rows: Mapping[str, object], key: str) -> None:
    with pytest.raises(KeyError):
        rows[key]


def read_name(seen: Edition) -> object:
    return seen.organizations[LANTERN].first("name")


class TestReading:
    @pytest.mark.parametrize(
        "read",
        [
            lambda seen: seen.organizations[LANTERN],
            lambda seen: seen.organizations.get(LANTERN),
            lambda seen: LANTERN in seen.organizations,
        ],
    )
    def test_a_row_is_noted_however_it_is_asked_for(self, read):
        assert rows_read(read) == {("organizations", LANTERN)}

    @pytest.mark.parametrize(
        "read",
        [
            lambda seen: seen.organizations.get("org-nobody"),
            lambda seen: "org-nobody" in seen.organizations,
            lambda seen: suppress_missing(seen.organizations, "org-nobody"),
        ],
    )
    def test_a_row_that_is_not_there_is_noted_and_missed_no_more_when_it_comes(self, read):
        assert rows_read(read) == {("organizations", "org-nobody")}
        came = {**EDITION.organizations, "org-nobody": replace(EDITION.organizations[LANTERN], id="org-nobody")}
        assert stands(read, EDITION)
        assert not stands(read, replace(EDITION, organizations=came))

    @pytest.mark.parametrize("read", [list, len, dict, sorted, lambda rows: rows.keys(), lambda rows: rows.values()])
    def test_whoever_goes_through_a_table_reads_all_of_it(self, read):
        def walk(seen: Edition) -> object:
            return read(seen.organizations)

        assert ("organizations*", "") in rows_read(walk)
        assert stands(walk, EDITION)
        bodies = EDITION.organizations
        changed = {**bodies, LANTERN: replace(bodies[LANTERN], caution={"en": "Invented."})}
        for other in (changed, dict(reversed(list(bodies.items()))), {LANTERN: bodies[LANTERN]}):
            assert not stands(walk, replace(EDITION, organizations=other))

    def test_the_order_in_which_things_are_drawn_counts(self):
        words = {"en": "Lantern", "km": "ចង្កៀង"}
        one, other = (
            replace(EDITION, organizations={LANTERN: replace(EDITION.organizations[LANTERN], label=label)})
            for label in (words, dict(reversed(words.items())))
        )
        assert not stands(read_name, other, one)

    def test_what_was_not_read_may_change(self):
        bodies = EDITION.organizations
        other = {**bodies, HARBOUR: replace(bodies[HARBOUR], caution={"en": "Invented."})}
        assert stands(read_name, replace(EDITION, organizations=other, today=TODAY + timedelta(days=1), release="x"))

    def test_outside_of_a_page_nothing_is_noted(self):
        log = Log()
        assert watched(EDITION, log).organizations[LANTERN] is EDITION.organizations[LANTERN]
        assert log.rows == []

    def test_a_row_of_an_unknown_table_never_stands(self):
        log = Log([("gone", "x")])
        watched(EDITION, log)
        with pytest.raises(UnknownTable):
            log.trace((), [0])
        with pytest.raises(IndexError):
            log.trace((), [1])

    def test_what_was_given_counts(self):
        log = Log()
        assert len({log.trace(given, []) for given in ((), ("a",), ("a", "b"), ("ab",), (["a"], "b"))}) == 5

    def test_what_is_no_plain_record_cannot_be_given(self):
        for given in (object(), {1, 2}, {"a": 1}.values(), lambda: None):
            with pytest.raises(TypeError):
                Log().trace((given,), [])

    def test_a_log_watches_one_edition(self):
        log = Log()
        watched(EDITION, log)
        with pytest.raises(WatchesAnother):
            watched(EDITION, log)


class TestEveryField:
    @pytest.mark.parametrize("name", [field.name for field in fields(Edition)])
    def test_whoever_reads_a_field_depends_on_it(self, name):
        def read(seen: Edition) -> object:
            value = getattr(seen, name)
            if isinstance(value, Watched):
                return list(value)
            return [getattr(value, field.name) for field in fields(value)] if is_dataclass(value) else value

        assert rows_read(read), f"nobody notes who reads {name}"
        assert stands(read, EDITION)
        assert not stands(read, replace(EDITION, **{name: another(getattr(EDITION, name))}))

    @pytest.mark.parametrize("name", [field.name for field in fields(type(EDITION.info))])
    def test_each_thing_of_the_pack_is_noted_by_itself(self, name):
        assert rows_read(lambda seen: getattr(seen.info, name)) == {("info", name)}

    def test_the_view_is_an_edition_and_says_the_same(self):
        seen = watched(EDITION, Log())
        assert isinstance(seen, Edition)
        for field in fields(Edition):
            mine = getattr(seen, field.name)
            wanted = getattr(EDITION, field.name)
            if isinstance(mine, Watched):
                assert dict(mine) == dict(wanted)
            elif field.name != "info":
                assert mine == wanted

    def test_no_record_hides_a_field_from_its_digest(self):
        kinds = records_within(Edition, set())
        assert len(kinds) > 15
        assert not [field.name for kind in kinds for field in fields(kind) if field.name.startswith("_")]
        assert not [kind for kind in kinds if not hasattr(kind, "__slots__")], "what has no slots may hold more"


def another(value: Any) -> Any:
    """Return a value of the same kind that is not equal."""
    if isinstance(value, Mapping):
        return {**value, "another": next(iter(value.values()), None)}
    if isinstance(value, tuple):
        return (*value, None)
    if is_dataclass(value):
        return replace(value, exit_url="https://example.org")  # type: ignore[type-var]
    return f"{value}!" if isinstance(value, str) else value + timedelta(days=1)


def records_within(kind: type, seen: set[type]) -> set[type]:
    """Return every record class that a record class can hold."""
    if kind not in seen:
        seen.add(kind)
        waiting = list(get_type_hints(kind).values())
        while waiting:
            hint = waiting.pop()
            waiting += get_args(hint)
            if isinstance(hint, type) and is_dataclass(hint):
                records_within(hint, seen)
    return seen


class TestMemo:
    def test_every_page_that_uses_a_value_reads_what_it_was_made_of(self):
        log = Log()
        seen = watched(EDITION, log)
        made = []

        def make(key: str) -> str:
            made.append(key)
            return seen.organizations[key].id

        names = Memo(log, make)
        names(LANTERN)
        for _ in range(2):
            with log.reading() as reads:
                assert names(LANTERN) == LANTERN
            assert {log.rows[number] for number in reads} == {("organizations", LANTERN)}
        assert made == [LANTERN]

    def test_a_value_within_a_value_is_read_too(self):
        log = Log()
        seen = watched(EDITION, log)
        inner = Memo(log, lambda key: seen.organizations[key].id)
        outer = Memo(log, lambda key: inner(LANTERN) + seen.lines[key].key)
        inner(LANTERN)
        with log.reading() as reads:
            outer(KEY)
        assert {log.rows[number] for number in reads} == {("organizations", LANTERN), ("lines", KEY)}

    def test_what_fails_is_read_as_well(self):
        log = Log()
        seen = watched(EDITION, log)
        names = Memo(log, lambda key: seen.organizations[key].id)
        with log.reading() as reads, pytest.raises(KeyError):
            names("org-nobody")
        assert {log.rows[number] for number in reads} == {("organizations", "org-nobody")}


def count_of_lines(seen: Edition, showing: str) -> int:
    """Count the lines that are shown so."""
    return sum(line.showing == showing for line in seen.lines.values())


@pytest.fixture
def counted():
    """A derived table, for as long as a test takes."""
    derived = Derived(count_of_lines)
    yield derived
    del DERIVED[derived.name]


class TestDerived:
    def test_a_page_depends_on_the_row_and_not_on_what_it_was_made_of(self, counted):
        def read(seen: Edition) -> object:
            return counted(seen, "call")

        assert {table for table, _ in rows_read(read)} == {counted.name}
        line = EDITION.lines[KEY]
        assert stands(read, replace(EDITION, lines={KEY: replace(line, police=True)}))
        assert not stands(read, replace(EDITION, lines={}))

    def test_without_a_log_it_is_a_plain_function(self, counted):
        assert counted(EDITION, "call") == 1

    def test_a_row_whose_ground_is_gone_does_not_stand(self):
        derived = Derived(body_of)
        try:
            assert not stands(lambda seen: derived(seen, KEY), replace(EDITION, lines={}))
        finally:
            del DERIVED[derived.name]


def body_of(seen: Edition, key: str) -> str:
    """Return who answers a line."""
    return seen.lines[key].owner


def test_equal_records_are_equal_bytes():
    again = edition(
        claim(OWN_PAGE),
        claim(OWN_PAGE, "Lantern", property="name", words={"en": "Lantern"}),
        claim(OWN_PAGE, "Harbour", subject=HARBOUR, property="name", words={"en": "Harbour"}),
    )
    assert canonical(again.organizations[LANTERN]) == canonical(EDITION.organizations[LANTERN])
