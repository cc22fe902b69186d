"""What the feeds read of a query or a body, and what they refuse: with the field and the cause, never what was sent."""

from contextlib import suppress

import orjson
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from romduol.channels.api.parameters import PARAMETERS, Asked, asked
from romduol.channels.api.questions import PROBLEMS, Problem

TERM = "5c4d79d7-cc55-470e-9f1f-8cad074e4892"
ALL = tuple(PARAMETERS)


def read(
    query: str = "", body: object = None, *, known: tuple[str, ...] = ALL, kind: str = "application/json"
) -> Asked:
    sent = b"" if body is None else body if isinstance(body, bytes) else orjson.dumps(body)
    return asked(query, kind, sent, known, "en")


def refused(query: str = "", body: object = None, **more: object) -> tuple[str, str | None]:
    with pytest.raises(Problem) as told:
        read(query, body, **more)  # type: ignore[arg-type]
    assert told.value.status in (400, 415, 422)
    assert told.value.code in PROBLEMS
    return told.value.code, told.value.field


def test_reads_nothing_from_nothing():
    assert read() == Asked() == read("&&") == read("", {}) == read("", b"\xef\xbb\xbf{}")


def test_a_query_a_form_and_json_say_the_same():
    wanted = Asked(search="គ្លីនិក a", page=2, per_page=7, taxonomy_term_id=(TERM, TERM), full=True, postcode="KH-15")
    query = "search=%E1%9E%82%E1%9F%92%E1%9E%9B%E1%9E%B8%E1%9E%93%E1%9E%B7%E1%9E%80+a&page=2&per_page=7"
    query += f"&taxonomy_term_id={TERM}&taxonomy_term_id={TERM.upper()}&full=true&postcode=KH-15"
    body = {
        "search": "គ្លីនិក a",
        "page": 2,
        "per_page": "7",
        "taxonomy_term_id": [TERM, TERM],
        "full": True,
        "postcode": "KH-15",
        "minimal": None,
    }

    assert read(query) == wanted
    assert read("", body) == wanted
    assert read("", {**body, "page": 2.0}) == wanted
    assert read("", query.encode(), kind="application/x-www-form-urlencoded; charset=utf-8") == wanted
    assert read("page=2&per_page=7", {name: body[name] for name in body if name not in ("page", "per_page")}) == wanted


@pytest.mark.parametrize(
    ("given", "told"),
    [
        ("2026-11-22", "2026-11-22T00:00:00Z"),
        ("2026-11-22T08:00:00Z", "2026-11-22T08:00:00Z"),
        ("2026-11-22T08:00:00%2B07:00", "2026-11-22T01:00:00Z"),
        ("2026-11-22T08:00:00+07:00", "2026-11-22T01:00:00Z"),
        ("2026-11-22T08:00:00.999", "2026-11-22T08:00:00Z"),
        ("2026-11-22+08:00", "2026-11-22T08:00:00Z"),
    ],
)
def test_a_moment_is_told_in_utc_to_the_second(given, told):
    assert read(f"modified_after={given}").modified_after == told


@pytest.mark.parametrize(
    ("query", "code", "field"),
    [
        ("per_page=-1", "not_whole", "per_page"),
        ("per_page=0", "out_of_range", "per_page"),
        ("per_page=501", "out_of_range", "per_page"),
        ("per_page=%E1%9F%A5", "not_whole", "per_page"),
        ("page=1e3", "not_whole", "page"),
        ("page=9999999999", "not_whole", "page"),
        ("page=1&page=2", "repeated", "page"),
        ("page=", "not_whole", "page"),
        ("full=maybe", "not_yes_no", "full"),
        ("full=", "not_yes_no", "full"),
        ("format=xml", "unknown_format", "format"),
        ("format=ndjson&page=2", "no_pages", "page"),
        ("format=ndjson&per_page=2", "no_pages", "per_page"),
        ("taxonomy_term_id=pep", "not_an_id", "taxonomy_term_id"),
        ("&".join([f"taxonomy_id={TERM}"] * 11), "repeated", "taxonomy_id"),
        ("modified_after=yesterday", "not_a_moment", "modified_after"),
        ("modified_after=2026-02-30", "not_a_moment", "modified_after"),
        ("modified_after=0001-01-01T00:00:00%2B07:00", "not_a_moment", "modified_after"),
        ("modified_after=1899-12-31", "not_a_moment", "modified_after"),
        ("modified_after=2569-11-22", "buddhist_year", "modified_after"),
        ("modified_after=%E1%9F%A2569-11-22", "not_a_moment", "modified_after"),
        ("postcode=", "no_such_place", "postcode"),
        ("proximity=1000&postcode=15", "distance_unknown", "proximity"),
        ("proximity=-5", "not_whole", "proximity"),
        ("search=" + "a" * 501, "value_too_long", "search"),
        ("search=%ff", "not_utf8", None),
        ("search=%ed%a0%80", "not_utf8", None),
        ("<script>=1", "unknown_parameter", None),
        ("per-page=5", "unknown_parameter", None),
        ("&".join(["search=a"] * 41), "too_many_parameters", None),
    ],
)
def test_tells_what_is_wrong_and_where(query, code, field):
    assert refused(query) == (code, field)


def test_a_parameter_of_another_list_is_named():
    assert refused("top_only=true", known=("search",)) == ("unknown_parameter", "top_only")


@pytest.mark.parametrize(
    ("body", "kind", "code"),
    [
        (b"{", "application/json", "not_json"),
        (b'{"page": 1, "page": 1}', "application/json", "twice"),
        (b'{"search": "\\ud800"}', "application/json", "not_json"),
        (b"[]", "application/json", "not_an_object"),
        (b'{"search": 1280}', "application/json", "not_words"),
        (b'{"search": true}', "application/json", "not_words"),
        (b'{"page": []}', "application/json", "unreadable_value"),
        (b'{"page": [2]}', "application/json", "unreadable_value"),
        (b'{"taxonomy_id": [null, null]}', "application/json", "unreadable_value"),
        (b'{"taxonomy": null}', "application/json", "unknown_parameter"),
        (b'{"page": 2.5}', "application/json", "unreadable_value"),
        (b"[" * 10_000, "application/json", "not_json"),
        (b'{"page": {"a": 1}}', "application/json", "unreadable_value"),
        (b'{"page": [[1]]}', "application/json", "unreadable_value"),
        (b'{"page": 1.5}', "application/json", "unreadable_value"),
        (b"search=%ff", "application/x-www-form-urlencoded", "not_utf8"),
        (b"search=a", "text/plain", "wrong_type"),
        (b"{}", "", "wrong_type"),
    ],
)
def test_a_body_that_cannot_be_read_is_refused(body, kind, code):
    assert refused("", body, kind=kind)[0] == code


@given(st.text(st.characters(max_codepoint=255), max_size=80), st.binary(max_size=80))
@settings(max_examples=300, derandomize=True, deadline=None)
def test_whatever_is_sent_is_read_or_refused(query, body):
    for kind in ("application/json", "application/x-www-form-urlencoded", "x"):
        with suppress(Problem):
            asked(query, kind, body, ALL, "en")


@given(
    st.dictionaries(
        st.sampled_from(ALL),
        st.text(st.characters(exclude_categories=["Cs"]), max_size=20)
        | st.integers(-(2**53), 2**53)
        | st.booleans()
        | st.none(),
        max_size=4,
    )
)
@settings(max_examples=200, derandomize=True, deadline=None)
def test_whatever_values_come_they_are_read_or_refused_with_their_field(values):
    fields = {None, *values}
    with suppress(Problem):
        try:
            asked("", "application/json", orjson.dumps(values), ALL, "en")
        except Problem as problem:
            fields &= {problem.field}
            raise
    assert fields
