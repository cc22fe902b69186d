"""What a source says goes out and comes in again: nothing changes, and the next file out is the same bytes."""

from __future__ import annotations

import json
from datetime import date
from io import BytesIO
from pathlib import Path
from typing import Any
from uuid import uuid4
from zipfile import ZipFile

import pytest
from tests.desk.copies import load_tiny
from tests.desk.handed_over import NOW, SOURCE, body, later, live, loaded, service, supplier
from tests.made_once import empty_all
from tests.thoroughness import THOROUGH

from romduol.desk.exports.gathering import NoSuchSource, said_by
from romduol.desk.exports.writing import CSV, ENDINGS, NotInOneList, written
from romduol.desk.loading.actions import begin_import, keep_supplier, load, load_as_operator, try_import
from romduol.desk.loading.records import Import, State
from romduol.knowledge.claims.models import Claim

pytestmark = pytest.mark.django_db
DAY = date(2026, 12, 1)
FORMS = pytest.mark.parametrize("form", list(ENDINGS))
LIST = [
    {
        **body("o1", "River House", "+85599000101", observed_on="2026-11-01"),
        "said": [
            ["name", "River House"],
            ["description", "People to talk to; no names asked."],
            ["phone", "+85599000101"],
            ["works_in", "01"],
            ["hours", "8 to 17", "+85599000101"],
            ["languages", "km", "+85599000101"],
        ],
    },
    body("o2", "=Lantern", "+85599000102"),
    {**service("s1", "o1", "Counselling"), "said": [["name", "Counselling"], ["serves", "01"], ["access", "free"]]},
    service("s2", "o2", "Night shelter"),
]


@pytest.fixture(autouse=True)
def country(db: None, settings: Any, tmp_path: Path) -> None:
    """A small country, and a data folder of this test's own."""
    settings.DATA = tmp_path / "data"
    load_tiny(by="test", on=date(2026, 11, 2))


def given_out(form: str) -> bytes:
    return written(said_by(SOURCE, DAY), form, language="en", licence="CC BY 4.0", release="tiny-2026-11-22-1")


def taken_in(body: bytes, form: str, folder: Path, days: int) -> Import:
    """Load a file through the reader of all formats."""
    file = folder / f"list{days}.{ENDINGS[form]}"
    file.write_bytes(body)
    described = keep_supplier(supplier(complete=True), by="test", now=later(days))
    made = begin_import(
        act=uuid4(), file=file, file_name=file.name, supplier=described.id, by="test", now=later(days), start=False
    )
    found = try_import(made.id, clock=lambda: later(days), file=file)
    assert found.state is State.TRIED, (found.why, found.failed)
    assert found.counts.set_aside == 0, found.counts
    load_as_operator(made.id, let_go=False, by="operator", now=later(days))
    return load(made.id, clock=lambda: later(days))


def zipped(body: bytes) -> list[bytes]:
    with ZipFile(BytesIO(body)) as archive:
        return [archive.read(name) for name in archive.namelist()]


def standings() -> dict[tuple[str, str, str], str]:
    said = said_by(SOURCE, DAY)
    return {(one.subject, one.property, one.value): str(said.standing(one)) for one in said.claims}


def emptied() -> None:
    """Begin anew with the same country."""
    empty_all()
    load_tiny(by="test", on=date(2026, 11, 2))
    assert live() == set()


@FORMS
def test_out_and_in_again_changes_nothing_and_is_the_same_bytes(form, tmp_path):
    loaded(tmp_path / "first.ndjson", LIST)
    handed_in = given_out(form)
    emptied()
    taken_in(handed_in, form, tmp_path, 0)
    before, rows, out = live(), Claim.objects.count(), given_out(form)
    assert out == handed_in
    again = taken_in(out, form, tmp_path, 1)
    assert (again.counts.effect.added, again.counts.effect.ended) == (0, 0)
    assert (live(), Claim.objects.count()) == (before, rows)
    assert given_out(form) == out


SPELLINGS = {
    "+85599000101": ["", "099 000 101", "099-000-101", "(099) 000101", "+855 99 000 101", "០៩៩ ០០០ ១០១", "99 000 101"],
    "1280": ["", "1 280"],
}
FIRST_FILE = """organization_id,organization,phones,service_id,service_name,category,places
l1,Lotus,{numbers},s1,Counselling,,01
l2,Reed,+85599000103 / 099 000 104,s2,A ride,,01
"""


SPELLED = [(number, one) for number, some in SPELLINGS.items() for one in some]
# Every spelling in the table that people see; how a form writes a text does not depend on the spelling.
IN_FORMS = [
    (form, *one)
    for place, form in enumerate(ENDINGS)
    for one in (SPELLED if THOROUGH or form == CSV else SPELLED[place :: len(ENDINGS)])
]


@pytest.mark.parametrize(("form", "number", "spelled"), IN_FORMS)
def test_a_number_stays_as_its_source_spelled_it(form, number, spelled, tmp_path):
    first = {**body("o1", "River House"), "said": [["name", "River House"], ["phone", number, "", spelled]]}
    loaded(tmp_path / "first.ndjson", [first, service("s1", "o1", "Counselling")])
    before, rows = said_of_numbers(), Claim.objects.count()
    assert before == {(number, spelled)}
    again = taken_in(given_out(form), form, tmp_path, 1)
    assert (again.counts.effect.added, again.counts.effect.ended) == (0, 0)
    assert (said_of_numbers(), Claim.objects.count()) == (before, rows)


@FORMS
def test_the_first_table_of_a_source_goes_out_and_in_without_a_change(form, tmp_path):
    spelled = "099-000-101; 099 000 102 or +855 99 000 105, 1280"
    taken_in(zip_of(FIRST_FILE.replace("{numbers}", f'"{spelled}"')), CSV, tmp_path, 0)
    before = said_of_numbers()
    assert {one for one in before if one[1]} == {
        ("+85599000101", "099-000-101"),
        ("+85599000102", "099 000 102"),
        ("+85599000105", "+855 99 000 105"),
        ("+85599000104", "099 000 104"),
    }
    again = taken_in(given_out(form), form, tmp_path, 1)
    assert (again.counts.effect.added, again.counts.effect.ended) == (0, 0)
    assert said_of_numbers() == before


@FORMS
def test_of_several_numbers_in_one_field_each_is_kept_as_it_stood_there(form, tmp_path):
    record = {
        "id": "s1",
        "name": "Counselling",
        "organization": {"id": "o1", "name": "Lotus", "phones": [{"id": "p1", "number": "099 000 101 / 099-000-102"}]},
    }
    taken_in(json.dumps(record).encode() + b"\n", "ndjson", tmp_path, 0)
    before = said_of_numbers()
    assert before == {("+85599000101", "099 000 101"), ("+85599000102", "099-000-102")}
    again = taken_in(given_out(form), form, tmp_path, 1)
    assert (again.counts.effect.added, again.counts.effect.ended) == (0, 0)
    assert said_of_numbers() == before


def test_another_spelling_is_another_word_of_a_source_and_none_is_no_other(tmp_path):
    def handed_in(spelled: str, day: int) -> Import:
        record = {
            **body("o1", "River House"),
            "said": [["name", "River House"], ["phone", "+85599000101", "", spelled]],
        }
        return loaded(tmp_path / "list.ndjson", [record], now=later(day))

    handed_in("099 000 101", 0)
    changes = [
        handed_in(one, day).counts.effect.changes for day, one in enumerate(("", "099 000 101", "099-000-101"), 1)
    ]
    assert changes == [False, False, True]
    assert said_of_numbers() == {("+85599000101", "099-000-101")}


def said_of_numbers() -> set[tuple[str, str]]:
    rows = Claim.objects.filter(source_id=SOURCE, property="phone", ended_on__isnull=True)
    return set(rows.values_list("value", "as_given"))


def zip_of(table: str) -> bytes:
    held = BytesIO()
    with ZipFile(held, "w") as archive:
        archive.writestr("table.csv", table)
    return held.getvalue()


@FORMS
def test_in_an_empty_copy_of_the_same_country_it_becomes_the_same(form, tmp_path):
    loaded(tmp_path / "first.ndjson", LIST)
    before, stood, out = live(), standings(), given_out(form)
    emptied()
    taken_in(out, form, tmp_path, 0)
    assert live() == before
    assert standings() == stood
    assert given_out(form) == out


def test_the_standing_of_each_value_goes_along(tmp_path):
    loaded(tmp_path / "first.ndjson", LIST)
    assert {"reported"} <= set(standings().values())
    assert b'"reported"' in given_out("ndjson")
    assert b"standing_of_phones" in b"".join(zipped(given_out(CSV)))


@pytest.mark.parametrize("form", list(ENDINGS))
def test_licence_and_release_go_along(form, tmp_path):
    loaded(tmp_path / "first.ndjson", LIST)
    out = given_out(form)
    told = out if form in ("hsds", "ndjson") else b"".join(zipped(out))
    assert b"CC BY 4.0" in told
    assert b"tiny-2026-11-22-1" in told


@pytest.mark.parametrize("form", ["hsds", "ndjson"])
def test_bodies_that_give_nothing_stand_in_the_same_list_as_those_that_do(form, tmp_path):
    loaded(tmp_path / "first.ndjson", [*LIST, body("o3", "Reed House", "+85599000103")])
    out = given_out(form)
    before = live()
    emptied()
    taken_in(out, form, tmp_path, 0)
    assert live() == before
    assert given_out(form) == out


@pytest.mark.parametrize("form", ["hsds", "ndjson"])
def test_where_no_list_of_one_kind_holds_all_nothing_is_left_out_in_silence(form, tmp_path):
    loaded(tmp_path / "first.ndjson", [*LIST, body("o3", "Reed House"), service("s3", None, "A ride home")])
    with pytest.raises(NotInOneList):
        given_out(form)
    assert b"A ride home" in b"".join(zipped(given_out("tables")))


def test_a_source_that_says_nothing_is_told(tmp_path):
    with pytest.raises(NoSuchSource):
        said_by("nobody", DAY)
    loaded(tmp_path / "first.ndjson", LIST)
    assert NOW.date() < DAY
    assert {claim.source for claim in said_by(SOURCE, DAY).claims} == {SOURCE}
