"""Every record as it is served fits the official schemas of HSDS, and our own output passes our own door."""

import io
import zipfile
from datetime import UTC, datetime, timedelta
from pathlib import Path
from shutil import copytree
from typing import Any

import jsonschema_rs
import pytest
from frictionless import Package, system
from tests.api.hsds_reading import HSDS, NAMES, official, validator
from tests.api.test_feeds import EDITION, FIRST, LANGUAGES, Program, all_of, revised, taken, without

from romduol.channels.api.hsds.profile import PROFILE
from romduol.channels.api.routes import LISTINGS
from romduol.desk.imports.checking import check_feed
from romduol.desk.imports.records import ERRORS, Finding
from romduol.knowledge.releases.actions.withdrawing import withdraw
from romduol.knowledge.releases.records import Kind

BOTH = pytest.mark.parametrize("lang", LANGUAGES)
EACH = pytest.mark.parametrize("name", LISTINGS)
LONG_AGO = (FIRST - timedelta(days=1)).isoformat()


@pytest.fixture(scope="module")
def program(first_release) -> Program:
    """The real country, asked by a program."""
    return Program(first_release)


@pytest.fixture(scope="module")
def thinned(first_release, tmp_path_factory) -> Program:
    """A country whose last release lists less, and that took a service and a place back since."""
    home = tmp_path_factory.mktemp("thinned") / "own"
    copytree(first_release.parent, home)
    found = Program(home / first_release.name)
    gone, back = [one for one in EDITION.services.values() if one.all("provided_by") and one.all("serves")][:2]
    revised(found, without(EDITION, gone.id), 60)
    items = [taken(Kind.SERVICE, back.id, back.code), taken(Kind.PLACE, "15", "p15")]
    withdraw(items, folder=found.folder, now=datetime.now(UTC))
    return found


def faults(name: str, records: list[Any]) -> list[str]:
    """Return what the official schema finds wrong in records of a list."""
    fits = validator(NAMES[LISTINGS[name].kind])
    return [f"{one['id']} {fault.instance_path}: {fault.message}" for one in records for fault in fits.iter_errors(one)]


@BOTH
@EACH
def test_records_of_lists_fit(program, name, lang):
    for more in ({}, {"full": "true"}, {"full": "true", "full_service": "true"}):
        asked = {key: value for key, value in more.items() if key in LISTINGS[name].known}
        lines = all_of(program, name, lang, **asked)
        assert lines
        assert not faults(name, lines)
        page = program.ask(f"hsds/{lang}/{name}", per_page=500, **asked).json
        assert not faults(name, page["contents"])
        assert [one["id"] for one in page["contents"]] == [one["id"] for one in lines]


@BOTH
@EACH
def test_records_by_their_ids_fit(program, name, lang):
    for one in all_of(program, name, lang)[::5]:
        assert not faults(name, [program.ask(f"hsds/{lang}/{name}/{one['id']}").json])
    if "full_service" in LISTINGS[name].of_one:
        first = all_of(program, name, lang)[0]["id"]
        assert not faults(name, [program.ask(f"hsds/{lang}/{name}/{first}", full_service="true").json])


@BOTH
@EACH
def test_every_page_is_a_page_of_hsds(program, name, lang):
    of_hsds = official()["openapi"]["components"]["schemas"]["Page"]
    fits = jsonschema_rs.Draft202012Validator(of_hsds)
    for page in (1, 2, 10**6):
        found = program.ask(f"hsds/{lang}/{name}", per_page=4, page=page).json
        assert fits.is_valid(found)
        assert found.keys() >= of_hsds["properties"].keys() | {"contents"}
    assert not fits.is_valid({**found, "total_items": "many"})


@BOTH
@pytest.mark.parametrize("name", [name for name in LISTINGS if "modified_after" in LISTINGS[name].known])
def test_what_stands_for_a_record_that_is_gone_fits_too(thinned, name, lang):
    told = all_of(thinned, name, lang, modified_after=LONG_AGO)
    listed = {one["id"] for one in all_of(thinned, name, lang)}
    gone = [one for one in told if one["id"] not in listed]

    assert bool(gone) == (name != "organizations")
    assert all(one["status"] == "defunct" and one["alert"] for one in gone)
    assert not faults(name, told)
    paged = thinned.ask(f"hsds/{lang}/{name}", modified_after=LONG_AGO, per_page=500, full="true").json
    assert not faults(name, paged["contents"])


def test_a_minimal_record_is_as_the_specification_words_it(program):
    # "Return array of just services with just 'id' and 'modified_date'": so it cannot have what the schema requires.
    for one in program.ask("hsds/en/services", minimal="true").json["contents"]:
        assert {"id", "modified_date"} <= one.keys()
        assert datetime.fromisoformat(one["modified_date"]) == FIRST


@BOTH
def test_the_tables_as_they_are_served_are_a_data_package(program, lang, tmp_path):
    sent = program.ask(f"hsds/{lang}/tabular.zip")
    assert sent.headers["Content-Type"] == "application/zip"
    with zipfile.ZipFile(io.BytesIO(sent.body)) as archive:
        archive.extractall(tmp_path)
    with system.use_context(trusted=True):
        report = Package.from_descriptor(str(tmp_path / "datapackage.json")).validate()
    assert report.valid, report.flatten(["name", "rowNumber", "fieldName", "type", "note"])


def found_in(feed: Path) -> list[Finding]:
    official()
    return list(check_feed(feed, HSDS / "schema"))


@BOTH
@EACH
def test_our_lists_pass_our_own_door(program, name, lang, tmp_path):
    for full in ("true", "false"):
        asked = {"full": full} if "full" in LISTINGS[name].known else {}
        feed = tmp_path / f"{name}.ndjson"
        feed.write_bytes(program.ask(f"hsds/{lang}/{name}", format="ndjson", **asked).body)
        found = found_in(feed)
        assert not [one for one in found if one.code in ERRORS]
        # Of the body above the one that gives a service, only the id is told there: the list of bodies holds it.
        warned = {(one.code, one.pointer.rpartition("/")[2]) for one in found}
        assert warned <= {("reference_elsewhere", "parent_organization_id")}


@BOTH
def test_our_tables_pass_our_own_door(program, lang, tmp_path):
    feed = tmp_path / "tabular.zip"
    feed.write_bytes(program.ask(f"hsds/{lang}/tabular.zip").body)
    found = found_in(feed)
    # HSDS wants a body for each row of the table of services (its documents do not). No source names one for some of
    # ours, and nobody is made up: that is the only error.
    errors = {(one.file, one.pointer, one.code) for one in found if one.code in ERRORS}
    assert errors == {("services.csv", "organization_id", "schema")}
    # What else is told are the columns of our profile, and those of HSDS that its tables do not list.
    warned = {one.code for one in found} - ERRORS.keys()
    assert warned <= {"unknown_column"}
    ours = {field.name for field in PROFILE}
    assert {one.pointer for one in found if one.code == "unknown_column"} <= ours
