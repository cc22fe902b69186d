"""The feeds as they are served: each filter, each format, what was taken back, and what changed."""

from collections.abc import Iterator
from dataclasses import replace
from datetime import UTC, date, datetime, time, timedelta
from gzip import decompress
from io import BytesIO
from pathlib import Path
from shutil import copytree
from typing import Any
from urllib.parse import urlencode
from zipfile import ZipFile

import orjson
import pytest
from django.utils.timezone import get_default_timezone
from tests.thoroughness import THOROUGH
from tests.web.changes import country_of
from tests.web.editions import REAL, edition_of

from romduol.channels.api.hsds.ids import service_at_location_id
from romduol.channels.api.hsds.index import rows_of
from romduol.channels.api.hsds.records import KINDS
from romduol.channels.api.hsds.rendering import HsdsRenderer
from romduol.channels.api.routes import LISTINGS
from romduol.channels.api.server import ApiServer
from romduol.channels.web.rendering import WebRenderer
from romduol.config.layers import layered
from romduol.config.wires import renderers
from romduol.knowledge.answers.jobs import UnderstandingRenderer
from romduol.knowledge.answers.queries.searching import search_keys
from romduol.knowledge.directory.records import JoinedRecord, TakenBack
from romduol.knowledge.releases.actions.publishing import publish
from romduol.knowledge.releases.actions.rolling_back import roll_back
from romduol.knowledge.releases.actions.withdrawing import withdraw
from romduol.knowledge.releases.queries.folder import last_good
from romduol.knowledge.releases.queries.shelf import Shelf
from romduol.knowledge.releases.records import Draft, Edition, Kind, Withdrawn

FIRST = datetime.now(UTC).replace(microsecond=0) - timedelta(hours=3)
LANGUAGES = ("km", "en")
EDITION = edition_of(REAL)


class Reply:
    """What a program got."""

    def __init__(self, status: str, headers: dict[str, str], body: bytes) -> None:
        self.status, self.headers, self.body = int(status.split()[0]), headers, body

    @property
    def json(self) -> Any:
        return orjson.loads(self.body)

    @property
    def lines(self) -> list[Any]:
        return [orjson.loads(line) for line in self.body.splitlines()]

    @property
    def ids(self) -> list[str]:
        return [one["id"] for one in self.json["contents"]]


def _layers(layer: Any) -> Iterator[Any]:
    """Yield an application and each that it hands on to; files for the desk have a gate of their own."""
    while layer is not None:
        yield layer
        further = (getattr(layer, name, None) for name in ("others", "gate", "beyond"))
        layer = next((one for one in further if one is not None), None)


class Program:
    """Asks a copy of the site as a program does."""

    def __init__(self, folder: Path) -> None:
        self.folder = folder

        def nobody(environ: Any, start: Any) -> list[bytes]:
            raise AssertionError("Django is not asked")

        self.application = layered(Shelf(folder), nobody)
        self.server = next(layer for layer in _layers(self.application) if isinstance(layer, ApiServer))

    def ask(self, path: str, body: object = None, method: str = "", **more: Any) -> Reply:
        """Ask for a path below /api/; `more` are parameters, or headers where they begin with HTTP_."""
        sent = b"" if body is None else body if isinstance(body, bytes) else orjson.dumps(body)
        headers = {name: value for name, value in more.items() if name.isupper()}
        query = urlencode({name: value for name, value in more.items() if not name.isupper()}, doseq=True)
        environ = {
            "REQUEST_METHOD": method or ("POST" if body is not None else "GET"),
            "PATH_INFO": f"/api/{path}",
            "QUERY_STRING": query,
            "CONTENT_TYPE": "application/json",
            "CONTENT_LENGTH": str(len(sent)),
            "wsgi.input": BytesIO(sent),
            **headers,
        }
        told: list[Any] = []

        def start(status: str, headers: list[tuple[str, str]], *_: Any) -> Any:
            told.extend((status, dict(headers)))

        chunks = b"".join(self.application(environ, start))
        return Reply(told[0], told[1], chunks)


def published(folder: Path, edition: Edition = EDITION, now: datetime = FIRST) -> Program:
    """Publish an edition as the command does, which knows the release before."""
    # Pages for people, and what questions are understood by, take long and are not asked for here.
    left_out = (WebRenderer, UnderstandingRenderer)
    told = [one for one in renderers(last_good(folder), now, folder) if not isinstance(one, left_out)]
    publish(edition, renderers=told, folder=folder, facts=str(now), now=now)
    return Program(folder)


@pytest.fixture(scope="module")
def program(first_release) -> Program:
    """The real country, asked by a program."""
    return Program(first_release)


@pytest.fixture
def own(program, tmp_path) -> Program:
    """The real country, for a test that changes it."""
    copytree(program.folder.parent, tmp_path / "own")
    return Program(tmp_path / "own" / program.folder.name)


def all_of(program: Program, name: str, lang: str = "en", **more: Any) -> list[Any]:
    return program.ask(f"hsds/{lang}/{name}", format="ndjson", **more).lines


@pytest.mark.parametrize("lang", LANGUAGES)
@pytest.mark.parametrize("name", LISTINGS)
def test_pages_hold_every_record_once_and_say_where_they_stand(program, name, lang):
    first = program.ask(f"hsds/{lang}/{name}", per_page=7).json
    pages = [program.ask(f"hsds/{lang}/{name}", per_page=7, page=n + 1).json for n in range(first["total_pages"])]

    assert pages[0] == first
    ids = [one["id"] for page in pages for one in page["contents"]]
    assert ids == sorted(set(ids)) == [one["id"] for one in all_of(program, name, lang)]
    assert [page["size"] for page in pages] == [len(page["contents"]) for page in pages]
    assert {page["total_items"] for page in pages} == {len(ids)}
    assert [page["first_page"] for page in pages] == [True] + [False] * (len(pages) - 1)
    assert [page["last_page"] for page in pages] == [False] * (len(pages) - 1) + [True]
    assert not any(page["empty"] for page in pages)
    for page in pages:
        assert page["license"] == "CC-BY-SA-4.0"
        about = program.ask(f"hsds/{lang}/").json
        assert (page["release"], page["expires_on"]) == (about["release"], about["expires_on"])
        assert datetime.fromisoformat(page["expires_on"]) > FIRST


def test_a_list_of_lines_says_how_many_it_has(program, monkeypatch):
    whole = program.ask("hsds/en/services", format="ndjson")
    assert whole.headers["Romduol-Records"] == str(len(whole.lines)) == str(len(EDITION.services))
    monkeypatch.setattr("romduol.channels.api.server.IN_ONE_PIECE", 5)
    for coding in ("identity", "gzip"):
        streamed = program.ask("hsds/en/services", format="ndjson", HTTP_ACCEPT_ENCODING=coding)
        body = decompress(streamed.body) if coding == "gzip" else streamed.body
        assert (body, streamed.headers["Romduol-Records"]) == (whole.body, whole.headers["Romduol-Records"])


def test_a_page_beyond_the_last_is_empty_and_says_so(program):
    beyond = program.ask("hsds/en/services", page=10**8).json

    assert (beyond["contents"], beyond["empty"], beyond["size"], beyond["last_page"]) == ([], True, 0, True)
    nothing = program.ask("hsds/en/services", modified_after="2100-01-01").json
    assert (nothing["total_items"], nothing["total_pages"], nothing["empty"]) == (0, 0, True)
    assert nothing["first_page"]
    assert nothing["last_page"]


@pytest.mark.parametrize("lang", LANGUAGES)
@pytest.mark.parametrize("name", LISTINGS)
def test_a_record_by_its_id_is_the_full_one(program, name, lang):
    for short in all_of(program, name, lang)[::9]:
        one = program.ask(f"hsds/{lang}/{name}/{short['id']}").json
        plain = {key: value for key, value in short.items() if isinstance(value, str)}
        assert one.items() >= plain.items()
        assert one["license"] == "CC-BY-SA-4.0"
        assert one["release"] == short["release"]
        assert program.ask(f"hsds/{lang}/{name}/{short['id'].upper()}").json == one


def test_full_and_full_service_nest_what_belongs_to_a_record(program):
    wide = all_of(program, "organizations", full="true", full_service="true")
    narrow = all_of(program, "organizations", full="true")
    services = {one["id"]: one for one in all_of(program, "services", full="true")}

    given = {one["id"] for body in narrow for one in body["services"]}
    assert given
    assert given == {one for one, service in services.items() if service.get("organization_id")} | given
    for body in wide:
        for service in body["services"]:
            whole = services[service["id"]]
            assert service == {key: whole[key] for key in whole if key not in ("license", "release")}
    at_places = all_of(program, "service_at_locations", full="true")
    for one in at_places:
        assert one["service"]["id"] == one["service_id"]
        assert one["service"].get("provenance") == services[one["service_id"]].get("provenance")


def carried(service: dict[str, Any]) -> set[str]:
    return {one["taxonomy_term"]["id"] for one in service.get("attributes", ())}


def test_filters_are_anded(program):
    services = all_of(program, "services", full="true")
    body = next(one["organization_id"] for one in services if "organization_id" in one)
    some = [one for one in services if one.get("organization_id") == body]
    term = sorted(carried(some[0]))[0]

    def ids(**more: Any) -> set[str]:
        return set(program.ask("hsds/en/services", per_page=500, **more).ids)

    by_body, by_term = ids(organization_id=body), ids(taxonomy_term_id=term)
    assert {one["id"] for one in some} <= by_body
    assert by_term == {one["id"] for one in services if term in carried(one)}
    assert ids(organization_id=body, taxonomy_term_id=term) == by_body & by_term
    other = next(one for service in services for one in sorted(carried(service)) if one != term)
    both = ids(taxonomy_term_id=[term, other])
    assert both == by_term & ids(taxonomy_term_id=other)
    here = ids(postcode="KH-15")
    assert here
    assert ids(postcode="15", organization_id=body) == here & by_body
    found = ids(search="pursat")
    assert ids(search="pursat", postcode="15") == found & here


def test_a_place_has_what_serves_it_its_province_or_the_country(program):
    at_places = all_of(program, "service_at_locations")
    codes = {one["id"]: one["location"].get("external_identifier", "national") for one in at_places}

    found = program.ask("hsds/en/service_at_locations", postcode="0106", per_page=500).ids
    wanted = {one for one, code in codes.items() if code in ("0106", "01") or len(code) > 4 or code == "KH"}
    assert set(found) == {one for one in wanted if codes[one] != "0100"}


def test_terms_by_taxonomy_parent_and_top(program):
    terms = all_of(program, "taxonomy_terms")
    tops = program.ask("hsds/en/taxonomy_terms", top_only="true", per_page=500).ids
    assert set(tops) == {one["id"] for one in terms if "parent_id" not in one}
    parent = next(one["parent_id"] for one in terms if "parent_id" in one)
    under = program.ask("hsds/en/taxonomy_terms", parent_id=parent).ids
    assert set(under) == {one["id"] for one in terms if one.get("parent_id") == parent}
    taxonomy = terms[0]["taxonomy_id"]
    of_one = program.ask("hsds/en/taxonomy_terms", taxonomy_id=taxonomy, per_page=500).ids
    assert set(of_one) == {one["id"] for one in terms if one["taxonomy_id"] == taxonomy}
    assert program.ask("hsds/en/taxonomy_terms", parent_id=parent, top_only="true").json["empty"]


def test_words_find_in_either_language(program):
    latin = program.ask("hsds/en/services", search="hiv test")
    khmer = program.ask("hsds/km/services", search="មេរោគអេដស៍")
    assert latin.ids
    assert khmer.ids
    assert program.ask("hsds/en/services", {"search": "hiv test"}).ids == latin.ids
    assert program.ask("hsds/km/taxonomy_terms", search="មេរោគអេដស៍").ids
    assert program.ask("hsds/en/taxonomies", search="kinds of bodies").json["total_items"] == 1


@pytest.mark.parametrize("name", LISTINGS)
def test_a_post_gets_what_a_get_does(program, name):
    asked: dict[str, Any] = {"per_page": 3, "page": 2}
    got, sent = program.ask(f"hsds/en/{name}", **asked), program.ask(f"hsds/en/{name}", asked)

    assert got.body == sent.body
    assert sent.headers["Cache-Control"] == "no-store"
    assert program.ask(f"hsds/en/{name}", b"", method="POST").body == program.ask(f"hsds/en/{name}").body


def test_minimal_is_everything_on_one_page(program):
    reply = program.ask("hsds/en/services", minimal="true").json

    assert reply["total_pages"] == 1
    assert reply["size"] == reply["total_items"] == len(all_of(program, "services"))
    assert {tuple(one) for one in reply["contents"]} == {("id", "last_modified", "modified_date")}
    assert program.ask("hsds/en/services", minimal="true", per_page=4).json["size"] == 4


@pytest.mark.parametrize(
    ("path", "status", "code", "field"),
    [
        ("hsds/en/services/zzz", 404, "no_such_record", "id"),
        ("hsds/en/services/%00", 404, "no_such_record", "id"),
        ("hsds/xx/services", 404, "no_such_feed", None),
        ("hsds/", 404, "not_found", None),
        ("hsds/en/people", 404, "not_found", None),
        ("hsds/en/services/a/b", 404, "not_found", None),
        ("nothing", 404, "not_found", None),
        ("_/h/index", 404, "not_found", None),
        ("claims/zzz", 404, "no_such_record", "id"),
    ],
)
def test_what_is_not_there_is_told_with_its_reason(program, path, status, code, field):
    reply = program.ask(path)

    assert (reply.status, reply.json["error"]["code"], reply.json["error"]["field"]) == (status, code, field)
    assert reply.headers["Access-Control-Allow-Origin"] == "*"


def test_a_wrong_parameter_is_told_in_the_language_of_the_feed(program):
    khmer = program.ask("hsds/km/services", per_page=-1)
    english = program.ask("hsds/en/services/" + "0" * 36, page=2)

    assert khmer.status == english.status == 400
    assert khmer.json["error"] == {"code": "not_whole", "field": "per_page", "message": khmer.json["error"]["message"]}
    assert "ចំនួនគត់" in khmer.json["error"]["message"]
    assert english.json["error"]["code"] == "unknown_parameter"


@pytest.mark.parametrize("path", ["sources", "disagreements", "places", "openapi.json", "hsds/profile"])
def test_a_document_takes_no_parameters_and_no_post(program, path):
    assert program.ask(path).status == 200
    assert program.ask(path, a=1).json["error"]["code"] == "unknown_parameter"
    refused = program.ask(path, {})
    assert (refused.status, refused.json["error"]["code"]) == (405, "not_allowed")
    assert refused.headers["Allow"] == "GET, HEAD, OPTIONS"


@pytest.mark.parametrize("path", ["sources", "disagreements", "places", "openapi.json", "hsds/profile"])
def test_a_document_is_there_under_any_writing_of_its_address(program, path):
    plain = program.ask(path).body

    assert program.ask(f"{path}/").body == plain
    assert program.ask(path, QUERY_STRING="&").body == plain


@pytest.mark.parametrize("path", ["hsds/en/services", "hsds/en/", "sources", "claims/x", "hsds/en/tabular.zip"])
def test_a_browser_that_asks_first_may_go_on(program, path):
    reply = program.ask(path, method="OPTIONS")

    assert (reply.status, reply.body) == (204, b"")
    assert "GET" in reply.headers["Access-Control-Allow-Methods"]
    assert reply.headers["Access-Control-Allow-Origin"] == "*"


@pytest.mark.parametrize(
    "path", ["hsds/en/services", "hsds/en/services?format=ndjson", "hsds/en/", "hsds/en/tabular.zip"]
)
def test_an_unchanged_answer_is_not_sent_twice(program, path):
    path, _, query = path.partition("?")
    more = dict([query.split("=")]) if query else {}
    for coding in ("br", "gzip", "identity"):
        whole = program.ask(path, HTTP_ACCEPT_ENCODING=coding, **more)
        again = program.ask(path, HTTP_ACCEPT_ENCODING=coding, HTTP_IF_NONE_MATCH=whole.headers["ETag"], **more)
        head = program.ask(path, method="HEAD", HTTP_ACCEPT_ENCODING=coding, **more)
        assert (whole.status, again.status, again.body) == (200, 304, b"")
        assert (head.body, head.headers["Content-Length"]) == (b"", str(len(whole.body)))
        assert again.headers["ETag"] == whole.headers["ETag"]
        assert again.headers["Romduol-Release"] == whole.headers["Romduol-Release"]


def test_the_tabular_export_has_the_same_services(program):
    files = ZipFile(BytesIO(program.ask("hsds/en/tabular.zip").body))
    rows = files.read("services.csv").decode().splitlines()

    assert len(rows) - 1 >= len(all_of(program, "services"))


def taken(kind: Kind, key: str, code: str, **more: Any) -> Withdrawn:
    # Not the machine's day: around midnight that one begins after the releases of these tests were made.
    return Withdrawn(
        kind,
        key,
        code,
        FIRST.astimezone(get_default_timezone()).date(),
        {"en": "It was found unsafe.", "km": "មិនមានសុវត្ថិភាព។"},
        **more,
    )


def a_line() -> Withdrawn:
    line = next(line for line in EDITION.lines.values() if line.urgent and EDITION.services_of.get(line.owner))
    return taken(Kind.LINE, line.key, line.entity.code, value=line.value, national=line.national, masked=line.masked)


def later(program: Program) -> str:
    """Return a moment after the release was made."""
    return (FIRST + timedelta(minutes=1)).isoformat()


def test_a_service_that_is_taken_back_is_gone_at_once_and_the_feed_says_so(own):
    service = next(one for one in EDITION.services.values() if one.all("provided_by") and one.all("serves"))
    assert own.ask("hsds/en/services", modified_after=later(own)).json["empty"]
    withdraw([taken(Kind.SERVICE, service.id, service.code)], folder=own.folder, now=datetime.now(UTC))

    assert service.uuid not in own.ask("hsds/en/services", per_page=500).ids
    lost = own.ask(f"hsds/km/services/{service.uuid}")
    assert (lost.status, lost.json["error"]["code"]) == (404, "withdrawn")
    assert "មិនមានសុវត្ថិភាព។" in lost.json["error"]["message"]
    for lines in (all_of(own, "organizations", full="true", full_service="true"), all_of(own, "service_at_locations")):
        assert service.uuid not in orjson.dumps(lines).decode()
    told = own.ask("hsds/en/services", modified_after=later(own)).json["contents"]
    assert [(one["id"], one["status"], one["alert"]) for one in told] == [
        (service.uuid, "defunct", "It was found unsafe.")
    ]
    places = own.ask("hsds/en/service_at_locations", modified_after=later(own)).json["contents"]
    assert {one["status"] for one in places} == {"defunct"}
    assert own.ask("hsds/en/tabular.zip").json["error"]["code"] == "withdrawn_since"


def test_a_number_that_is_taken_back_is_in_no_answer_any_more(own):
    line = a_line()
    before = own.ask("hsds/en/services", per_page=500, full="true").body
    assert line.value.encode() in before
    withdraw([line], folder=own.folder, now=datetime.now(UTC))

    for lang in LANGUAGES:
        for name in LISTINGS:
            for one in all_of(own, name, lang, full="true") if name[0] != "t" else ():
                for phone in [*one.get("phones", ()), *one.get("service", {}).get("phones", ())]:
                    assert phone["number"] != line.value
    changed = own.ask("hsds/en/services", modified_after=later(own), per_page=500).json
    assert changed["contents"]
    assert {one["status"] for one in changed["contents"]} == {"active"}


def test_a_place_that_is_taken_back_takes_what_stands_there(own):
    withdraw([taken(Kind.PLACE, "15", "p15")], folder=own.folder, now=datetime.now(UTC))

    left = all_of(own, "service_at_locations")
    assert left
    assert "15" not in {one["location"].get("external_identifier") for one in left}
    told = own.ask("hsds/en/service_at_locations", modified_after=later(own), per_page=500).json["contents"]
    there = {one["id"] for one in left}
    assert {one["status"] for one in told if one["id"] not in there} == {"defunct"}
    # What the same services give elsewhere is told too, since they lost a place.
    assert {one["service_id"] for one in told if one["id"] in there} < {one["service_id"] for one in left}
    areas = [one for service in all_of(own, "services", full="true") for one in service.get("service_areas", ())]
    assert areas
    assert "15" not in {one["extent"] for one in areas}

    lost = {one["id"] for one in told} - there
    item = TakenBack("place", "15", "p15", date.today(), {"en": "It was found unsafe."})
    revised(own, replace(EDITION, taken_back={item.id: item}), 60)
    again = own.ask("hsds/en/service_at_locations", modified_after=later(own), per_page=500).json["contents"]
    assert {(one["id"], one["status"], one["alert"]) for one in again if one["id"] in lost} == {
        (one, "defunct", "It was found unsafe.") for one in lost
    }
    assert "15" not in {one["location"]["external_identifier"] for one in all_of(own, "service_at_locations")}


def test_of_a_record_that_is_gone_no_number_stays_in_the_release(own):
    line = a_line()
    published(own.folder, without(EDITION, *EDITION.services_of[line_owner(line)]), FIRST + timedelta(hours=1))
    served = Shelf(own.folder).served()
    rows = [row for kind in KINDS for row in rows_of(kind, served.page)]

    assert any(row.gone for row in rows)
    assert not any(row.lines for row in rows if row.gone)


def line_owner(line: Withdrawn) -> str:
    return EDITION.lines[line.key].owner


def test_what_somebody_typed_is_not_kept(own):
    own.ask("hsds/en/services", {"search": "violence"})
    server = own.server

    assert server._pages.cache_info().currsize == 0
    own.ask("hsds/en/services")
    assert server._pages.cache_info().currsize == 1


def without(edition: Edition, *services: str) -> Edition:
    kept = {one: service for one, service in edition.services.items() if one not in services}
    of = {body: tuple(one for one in given if one in kept) for body, given in edition.services_of.items()}
    places = {place: tuple(one for one in given if one in kept) for place, given in edition.services_in.items()}
    return replace(edition, services=kept, services_of=of, services_in=places)


def test_the_feed_tells_with_the_next_release_what_changed_and_what_is_no_longer_listed(own):
    service = next(one for one in EDITION.services.values() if one.all("provided_by") and one.all("serves"))
    second = FIRST + timedelta(hours=1)
    revised(own, without(EDITION, service.id), 60)

    since = (FIRST + timedelta(minutes=30)).isoformat()
    told = {one["id"]: one for one in own.ask("hsds/en/services", modified_after=since).json["contents"]}
    assert list(told) == [service.uuid]
    assert told[service.uuid]["status"] == "defunct"
    assert told[service.uuid]["last_modified"] == second.strftime("%Y-%m-%dT%H:%M:%SZ")
    gone = own.ask(f"hsds/en/services/{service.uuid}")
    assert (gone.status, gone.json["error"]["code"]) == (404, "no_longer_listed")
    bodies = own.ask("hsds/en/organizations", modified_after=since).ids
    assert bodies == [EDITION.organizations[service.all("provided_by")[0].value].uuid]
    # It stays told, and a record that comes back is a changed one.
    revised(own, EDITION, 120)
    since = (FIRST + timedelta(minutes=90)).isoformat()
    back = own.ask("hsds/en/services", modified_after=since).json["contents"]
    assert [(one["id"], one["status"]) for one in back] == [(service.uuid, "active")]
    assert own.ask("hsds/en/services", modified_after=FIRST.isoformat()).json["total_items"] == len(EDITION.services)


def test_a_release_of_the_same_facts_changes_nothing(own):
    before = all_of(own, "services")
    revised(own, EDITION, 60)

    assert [one["last_modified"] for one in all_of(own, "services")] == [one["last_modified"] for one in before]
    assert own.ask("hsds/en/services", modified_after=later(own)).json["empty"]


def test_a_language_more_or_less_is_another_page_of_every_record():
    fewer = replace(EDITION, info=replace(EDITION.info, languages=("en",)))
    both, one = ({page.path: page for page in HsdsRenderer().render(edition)} for edition in (EDITION, fewer))
    drafts = [page for page in both.values() if isinstance(page, Draft) and page.path in one]

    assert len(drafts) > len(EDITION.services)
    others = {path: page.given for path, page in one.items() if isinstance(page, Draft)}
    assert not any(page.given == others[page.path] for page in drafts if "tabular" not in page.path)


def test_ids_are_the_same_in_every_release(own, program):
    for name in LISTINGS:
        assert [one["id"] for one in all_of(own, name)] == [one["id"] for one in all_of(program, name)]


def test_who_asks_before_anything_is_published_is_told(tmp_path):
    reply = Program(tmp_path / "releases").ask("hsds/en/services")

    assert (reply.status, reply.json["error"]["code"]) == (503, "nothing_published")
    assert reply.headers["Retry-After"]


class Mirror:
    """A partner's copy of the lists, kept as docs/how-to/api.md says."""

    NAMES: tuple[str, ...] = ("services", "organizations", "service_at_locations")

    def __init__(self, program: Program, lang: str = "en", **more: str) -> None:
        self.program, self.lang, self.more = program, lang, more
        self.held: dict[str, dict[str, Any]] = {name: {} for name in self.NAMES}
        self.since = dict.fromkeys(self.NAMES, "")
        self.told: dict[str, int] = {}
        """How many records the last look at each list brought."""

    def follow(self) -> None:
        for name in self.NAMES:
            since, held = self.since[name], self.held[name]
            changed = all_of(self.program, name, self.lang, **self.more, **({"modified_after": since} if since else {}))
            held.update((one["id"], one) for one in changed)
            there = set(self.program.ask(f"hsds/{self.lang}/{name}", minimal="true").ids)
            assert there <= held.keys()
            self.held[name] = {one: record for one, record in held.items() if one in there}
            self.since[name] = max([since, *(one["last_modified"] for one in changed)])
            self.told[name] = len(changed)

    def is_exact(self) -> bool:
        """Tell whether the copy is what the server lists now, but for the release that a record was read from."""

        def plain(record: dict[str, Any]) -> dict[str, Any]:
            return {key: value for key, value in record.items() if key != "release"}

        now = {name: all_of(self.program, name, self.lang, **self.more) for name in self.NAMES}
        mine = {name: {one: plain(record) for one, record in held.items()} for name, held in self.held.items()}
        return mine == {name: {one["id"]: plain(one) for one in records} for name, records in now.items()}


def revised(program: Program, edition: Edition, minutes: int) -> None:
    """Publish the feeds of an edition some minutes after the first, and nothing else."""
    now, folder = FIRST + timedelta(minutes=minutes), program.folder
    drawing = [one for one in renderers(last_good(folder), now, folder) if isinstance(one, HsdsRenderer)]
    publish(edition, renderers=drawing, folder=folder, facts=str(now), now=now)


def renamed(edition: Edition, service: str) -> Edition:
    found = edition.services[service]
    return replace(edition, services={**edition.services, service: replace(found, label={"en": "Anew", "km": "ថ្មី"})})


@pytest.mark.parametrize("more", [{}, {"full": "true"}, {"full": "true", "full_service": "true"}])
def test_a_copy_that_follows_the_changes_is_what_the_server_lists_each_time(own, more):
    usual = {key: value for key, value in more.items() if key != "full_service"}
    # The plain lists in both languages, what is nested in one: the same code nests it.
    langs = LANGUAGES if THOROUGH or not more else ("km",)
    mirrors = [Mirror(own, lang, **usual) for lang in langs]
    if "full_service" in more:
        for mirror in mirrors:
            mirror.NAMES, mirror.more = ("organizations",), more
            mirror.held = {"organizations": {}}

    def follow() -> None:
        for mirror in mirrors:
            mirror.follow()
            assert mirror.is_exact()

    with_places = [one for one in EDITION.services.values() if one.all("provided_by") and one.all("serves")]
    changed, closed, back = with_places[0], with_places[-1], with_places[1]
    follow()
    # A fact changed: so did what it is nested in.
    revised(own, renamed(EDITION, changed.id), 10)
    follow()
    follow()
    assert all(mirror.told[name] < 20 for mirror in mirrors for name in mirror.NAMES)
    withdraw([a_line()], folder=own.folder, now=datetime.now(UTC))
    follow()
    withdraw([taken(Kind.SERVICE, back.id, back.code)], folder=own.folder, now=datetime.now(UTC))
    follow()
    withdraw([taken(Kind.PLACE, "15", "p15")], folder=own.folder, now=datetime.now(UTC))
    follow()
    revised(own, without(renamed(EDITION, changed.id), closed.id), 20)
    follow()
    # What only the release had that somebody went back from is in no list of changes.
    revised(own, renamed(EDITION, closed.id), 30)
    follow()
    roll_back(own.folder, None, now=FIRST + timedelta(minutes=40))
    follow()
    revised(own, without(EDITION, closed.id), 50)
    follow()


@pytest.mark.parametrize("path", ["sources", "places", "openapi.json", "hsds/profile"])
def test_a_document_is_the_same_under_another_spelling_of_its_address(program, path):
    plain = program.ask(path)
    for spelled in (program.ask(f"{path}/"), program.ask(path, QUERY_STRING="&")):
        assert (spelled.status, spelled.body) == (200, plain.body)
        assert spelled.headers["Romduol-Release"] == plain.headers["Romduol-Release"]
    assert program.ask(f"{path}/", method="DELETE").status == 405


def test_what_was_looked_for_does_not_stay_in_memory(own):
    server = own.server
    own.ask("hsds/en/services", {"search": "condom"})
    own.ask("hsds/en/services", search="condom")
    assert server._pages.cache_info().currsize == 0
    own.ask("hsds/en/services", page=2)
    assert server._pages.cache_info().currsize == 1


def test_what_was_taken_back_never_counts_as_changed_in_the_time_to_come(own):
    service = next(iter(EDITION.services.values()))
    now = datetime.now(UTC)
    here = now.astimezone(get_default_timezone()).date()
    withdraw([replace(taken(Kind.SERVICE, service.id, service.code), on=here)], folder=own.folder, now=now)

    told = [one for one in all_of(own, "services", modified_after=later(own)) if one["id"] == service.uuid]
    assert told
    assert all(datetime.fromisoformat(one["last_modified"]) <= now for one in told)
    begins = datetime.combine(here, time.min, get_default_timezone())
    assert datetime.fromisoformat(told[0]["last_modified"]) == max(begins.astimezone(UTC), FIRST)


def test_an_answer_is_of_one_release_though_another_is_published_meanwhile(own, monkeypatch):
    first = own.ask("hsds/en/").json["release"]
    server = own.server

    def meanwhile(words: str, release: Any, **more: Any) -> Any:
        published(own.folder, without(EDITION, *list(EDITION.services)[:20]), FIRST + timedelta(hours=1))
        assert server.shelf.manifest().release != first
        return search_keys(words, release, **more)

    whole = own.ask("hsds/en/services", search="hiv").ids
    monkeypatch.setattr("romduol.channels.api.server.search_keys", meanwhile)
    found = own.ask("hsds/en/services", search="hiv")
    assert found.ids == whole
    assert found.json["release"] == found.headers["Romduol-Release"] == first


def test_a_long_list_that_is_asked_for_by_post_is_not_gathered_in_memory(own, monkeypatch):
    monkeypatch.setattr("romduol.channels.api.server.IN_ONE_PIECE", 5)
    monkeypatch.setattr("romduol.channels.api.server.STREAMS_AT_ONCE", 1)
    program = Program(own.folder)
    told: list[Any] = []

    def begin() -> Any:
        body = orjson.dumps({"format": "ndjson"})
        environ = {
            "REQUEST_METHOD": "POST",
            "PATH_INFO": "/api/hsds/en/services",
            "CONTENT_TYPE": "application/json",
            "CONTENT_LENGTH": str(len(body)),
            "wsgi.input": BytesIO(body),
        }
        return program.application(environ, lambda status, headers: told.append(status))

    answer = begin()
    assert not isinstance(answer, list)
    del answer
    assert len(b"".join(begin()).splitlines()) == len(EDITION.services)
    assert told == ["200 OK", "200 OK"]


def test_a_record_that_is_another_one_is_told_with_that_one_and_comes_back(own):
    stays, goes = list(EDITION.organizations)[:2]
    uuids = {one: EDITION.organizations[one].uuid for one in (stays, goes)}
    one_of_them, hour = country_of(REAL).joined(goes, stays).edition(), timedelta(hours=1)
    revised(own, one_of_them, 60)

    assert uuids[goes] not in own.ask("hsds/en/organizations", per_page=500).ids
    since = {"modified_after": (FIRST + hour / 2).isoformat()}
    gone = {one["id"]: one for one in all_of(own, "organizations", **since)}[uuids[goes]]
    assert (gone["status"], gone["gone_because"], gone["joined_into"]) == ("defunct", "joined", uuids[stays])
    lost = own.ask(f"hsds/km/organizations/{uuids[goes]}")
    assert (lost.status, lost.json["error"]["code"], lost.json["error"]["into"]) == (404, "joined", uuids[stays])

    # The same again on the next day is no change; into another one is.
    revised(own, one_of_them, 120)
    again = {one["id"]: one for one in all_of(own, "organizations", **since)}[uuids[goes]]
    assert again["last_modified"] == gone["last_modified"]

    # Parted again, it is back, as of later than it went.
    revised(own, EDITION, 150)
    back = {one["id"]: one for one in all_of(own, "organizations", **since)}[uuids[goes]]
    assert "gone_because" not in back
    assert back["last_modified"] > gone["last_modified"]
    assert own.ask(f"hsds/en/organizations/{uuids[goes]}").status == 200


def test_a_service_that_is_another_one_says_so_at_each_of_its_places_too(own):
    goes = next(one for one in EDITION.services.values() if len(one.all("serves")) > 0)
    place = goes.all("serves")[0].value
    stays = next(one for one in EDITION.services_in[place] if one != goes.id)
    told = {goes.id: JoinedRecord(goes.id, "service", goes.uuid, goes.code, stays)}
    revised(own, replace(without(EDITION, goes.id), joined=told), 60)
    since = {"modified_after": (FIRST + timedelta(minutes=30)).isoformat()}

    found = {one["id"]: one for one in all_of(own, "services", **since)}[goes.uuid]
    assert (found["gone_because"], found["joined_into"]) == ("joined", EDITION.services[stays].uuid)
    places = {one["id"]: one for one in all_of(own, "service_at_locations", **since)}
    here = places[service_at_location_id(EDITION, goes.id, place)]
    assert here["joined_into"] == service_at_location_id(EDITION, stays, place)
    assert own.ask(f"hsds/en/service_at_locations/{here['joined_into']}").status == 200
