"""Whatever somebody hands in, reading ends with findings or listings, in flat memory, and never with a traceback."""

from __future__ import annotations

import io
import json
import time
import tracemalloc

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st
from tests.desk.feeds import ndjson, uid, zipped
from tests.desk.readings import HOW, body, help_with, read, tables
from tests.thoroughness import tried

from romduol.desk.imports.listings import Listing
from romduol.desk.imports.reading import read_listings
from romduol.desk.imports.records import Finding
from romduol.desk.imports.rules import values
from romduol.knowledge.claims.rules.properties import LINE, problem_with

MANY = settings(max_examples=tried(50, 150), deadline=None, suppress_health_check=[HealthCheck.too_slow])
KEYS = st.sampled_from(
    [
        *("id", "name", "status", "organization", "organization_id", "phones", "number", "type", "languages", "code"),
        *("service_areas", "service_at_locations", "location", "locations", "addresses", "city", "state_province"),
        *("attributes", "taxonomy_term", "romduol", "said", "links", "filled", "key", "property", "value", "words"),
        *("contents", "content", "services", "taxonomy", "physical_addresses", "parent_organization_id", "contacts"),
        *("line", "url", "assured_date", "service", "observed_on", "purpose", "as_given"),
    ]
)
LEAVES = st.one_of(
    st.none(),
    st.booleans(),
    st.integers(),
    st.floats(),
    st.text(max_size=12),
    st.sampled_from([uid(1), "099 000 101", "Siem Reap", "active", "hours", "phone", "service", "2026-02-30"]),
)
VALUES = st.recursive(
    LEAVES, lambda inner: st.lists(inner, max_size=4) | st.dictionaries(KEYS, inner, max_size=8), max_leaves=40
)


def is_sound(told: list[Finding | Listing]) -> bool:
    """Whether all that was read could be a claim, and all that was found can be shown."""
    for one in told:
        if isinstance(one, Finding):
            assert (one.file + one.pointer + one.cause).isprintable()
            assert one.severity in ("error", "warning", "note")
        else:
            assert one.key
            assert all(
                not problem_with(LINE if said.line else one.kind, said.property, said.value) for said in one.said
            )
    return bool(told)


@MANY
@given(st.binary(max_size=300), st.sampled_from(["feed", "services.ndjson", "organizations.json", "x.zip"]))
def test_no_bytes_end_in_a_traceback(raw, name):
    assert is_sound(read(raw, name).told)


@MANY
@given(st.lists(VALUES, max_size=4), st.sampled_from(["service", "organization", "service_at_location", None]))
def test_no_values_end_in_a_traceback(records, kind):
    raw = json.dumps(records).encode()
    assert is_sound(read(raw, "services.json", kind=kind).told)
    lines = b"".join(json.dumps(one).encode() + b"\n" for one in records)
    assert is_sound(read(lines, "services.ndjson", kind=kind).told)


@MANY
@given(
    st.dictionaries(
        st.sampled_from(
            ["services", "organizations", "phones", "locations", "service_phones", "taxonomy", "addresses"]
        ),
        st.lists(
            st.lists(st.sampled_from(["", "1", "1,2", "'=x", "\x00", "é", '"', "Siem Reap"]), max_size=5), max_size=4
        ),
        max_size=5,
    ),
    st.sampled_from(["id,name", "service_recordid,service_name,service_phones", "id,service_id,location_id,number"]),
)
def test_no_tables_end_in_a_traceback(given_tables, head):
    feed = tables(**{name: "\n".join([head, *map(",".join, rows)]) for name, rows in given_tables.items()})
    assert is_sound(read(feed, "x.zip").told)


@pytest.mark.parametrize(
    ("feed", "code"),
    [
        (b"", "empty"),
        (b"[" * 100_000, "too_deep"),
        (json.dumps(help_with()).encode("utf-16"), "wrong_encoding"),
        (b'{"id": "caf\xe9"}', "wrong_encoding"),
        (zipped({"../services.csv": "id\n1\n"}), "unsafe_package"),
        (zipped({"notes.txt": "x"}), "invalid_package"),
        (zipped({"services.csv": "id;name\n1;x\n"}), "invalid_csv"),
        (b"PK\x03\x04 and no more", "invalid_package"),
    ],
)
def test_what_cannot_be_read_is_refused_whole(feed, code):
    got = read(feed, "feed")
    assert got.listings == []
    found = got.finding(code)
    assert (found.severity, found.record) == ("error", None)


def test_a_body_without_end_of_numbers_and_words_is_cut():
    got = read(ndjson(help_with(phones=[{"number": "1" * 5_000}], service_areas=[{"name": "x" * 5_000}])))
    assert {"phone", "unknown_place"} <= set(got.codes)


class Endless(io.RawIOBase):
    """A stream of so many services, which is made as it is read."""

    def __init__(self, count: int) -> None:
        super().__init__()
        self._count, self._at = count, 0

    def readline(self, size: int | None = -1) -> bytes:
        if self._at == self._count:
            return b""
        self._at += 1
        number = self._at
        house = body(number // 3 + 1_000_000, phones=[{"number": f"099 000 1{number % 100:02d}"}])
        return json.dumps(help_with(number, organization=house)).encode() + b"\n"


def peak(count: int) -> int:
    """Return how many bytes were held at once while so many services were read."""
    tracemalloc.start()
    try:
        listings = sum(isinstance(one, Listing) for one in read_listings(Endless(count), HOW, name="s.ndjson"))  # type: ignore[arg-type]
        assert listings > count
        return tracemalloc.get_traced_memory()[1]
    finally:
        tracemalloc.stop()


def test_memory_does_not_grow_with_the_feed():
    small, large = peak(1_000), peak(8_000)
    assert large < small + 4_000_000, "eight times the records, and less than four megabytes more to remember them by"


@pytest.mark.parametrize("text", ["<" * 200_000, "<" + " " * 200_000, "< " * 100_000, "<a" + " on" * 70_000])
def test_looking_for_markup_takes_no_longer_than_the_text_is(text):
    began = time.process_time()
    for field in ("name", "description"):
        list(values.FIELD_RULES[field](field, text))
    assert time.process_time() - began < 2
