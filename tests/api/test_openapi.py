"""The OpenAPI document is valid, says what is there and nothing else, and the whole site answers as it says."""

from collections.abc import Iterator
from typing import Any

import jsonschema_rs
import orjson
import pytest
import schemathesis
from django.urls import get_resolver
from hypothesis import HealthCheck, Phase, given, settings
from schemathesis import GenerationMode
from schemathesis.config import SchemathesisConfig
from schemathesis.core.failures import FailureGroup
from schemathesis.core.result import Ok
from schemathesis.openapi.checks import RejectedPositiveData
from tests.api.hsds_reading import official
from tests.thoroughness import tried
from tests.web.site import Site, real_site

from romduol.channels.api.questions import PROBLEMS
from romduol.channels.api.routes import LISTINGS
from romduol.config.refusing import CODES
from romduol.knowledge.releases.queries.folder import entries_of, last_good

HERE = "api/openapi.json"
FILES = ("/api/files", "/api/files/{name}")
WORKED_OUT = {"/api/hsds/{lang}/", "/api/hsds/{lang}/tabular.zip", "/api/claims/{id}", *FILES}
"""Addresses that are neither lists, nor stored, nor Django's."""
METHODS = ("GET", "POST", "PUT", "PATCH", "DELETE", "TRACE", "LINK")
BEYOND_A_SCHEMA = {
    "no_such_place",  # A schema knows how a code looks, and not which there are.
    "unknown_place",
    "not_a_number",
    "distance_unknown",  # Always refused, and told so: it stands in the document because HSDS has it.
    "no_pages",  # `page` beside `format=ndjson`.
    "repeated",  # The same in the address and in the body.
    "too_many_parameters",
    "no_length",  # Over HTTP an empty body has a length too; this client, in-process, does not tell it.
    "not_a_moment",  # A year before 1900 ...
    "buddhist_year",  # ... or from 2400 on, or a leap second.
    "not_text",  # A text of spaces alone.
    "missing",
}
"""Why a request that fits the document may still be refused."""


@pytest.fixture(scope="module")
def site(tmp_path_factory) -> Iterator[Site]:
    """The whole site as a server runs it."""
    with real_site(tmp_path_factory.mktemp("openapi"), pages=False) as found:
        yield found


@pytest.fixture(scope="module")
def document(site) -> dict[str, Any]:
    """The document as it is served."""
    found: dict[str, Any] = read(site, HERE)
    return found


def read(site: Site, path: str) -> Any:
    sent = site.send(path, coding="identity")
    assert sent.status == 200
    return orjson.loads(sent.body)


def operations(document: dict[str, Any]) -> Iterator[tuple[str, str, dict[str, Any]]]:
    for path, item in document["paths"].items():
        for method in item.keys() - {"parameters"}:
            yield path, method, item[method]


def test_the_document_is_openapi_3_1(document):
    assert document["openapi"].startswith("3.1.")
    schemathesis.openapi.from_dict(document).validate()
    broken = orjson.loads(orjson.dumps(document).replace(b'"responses":{"200"', b'"replies":{"200"'))
    broken["paths"]["/api/sources"]["get"]["responses"] = 7
    with pytest.raises(jsonschema_rs.ValidationError):
        schemathesis.openapi.from_dict(broken).validate()
    for schema in document["components"]["schemas"].values():
        whole = {**schema, "components": document["components"]}
        assert jsonschema_rs.meta.is_valid({"$schema": "https://json-schema.org/draft/2020-12/schema", **whole})
        jsonschema_rs.Draft202012Validator(whole)


def test_every_address_of_the_api_stands_in_it_and_nothing_else(site, document):
    manifest = last_good(site.folder)
    assert manifest is not None
    stored = {
        f"/{path}"
        for path, entry in entries_of(site.folder, manifest).items()
        if path.startswith("api/") and not entry.private
    }
    lists = {f"/api/hsds/{{lang}}/{name}{one}" for name in LISTINGS for one in ("", "/{id}")}
    asked = {f"/{pattern.pattern}" for pattern in get_resolver("romduol.config.urls_public").url_patterns[:]}
    nested = {
        f"/{one.pattern}"
        for found in get_resolver("romduol.config.urls_public").url_patterns
        for one in getattr(found, "url_patterns", ())
    }
    django = {path for path in asked | nested if path.startswith("/api/")}

    assert django
    assert stored
    assert set(document["paths"]) == stored | lists | django | WORKED_OUT
    names = [operation["operationId"] for _, _, operation in operations(document)]
    assert len(names) == len(set(names))


def test_every_refusal_has_its_status(document):
    told = {status for _, _, operation in operations(document) for status in operation["responses"]}
    assert {str(status) for status, _ in PROBLEMS.values()} | {str(int(status)) for status in CODES} <= told
    for path, method, operation in operations(document):
        wanted = {400, 404, 405, 429, 500, 503}
        if method == "post":
            wanted |= {408, 411, 413, 415}
            wanted |= set() if path.startswith("/api/hsds/") else {422}
        # Of a file a piece may be asked for, and it may be one that the file does not have.
        wanted |= {206, 416} if path == FILES[1] else set()
        assert {int(status) for status in operation["responses"]} == wanted | {200}
    described = " ".join(one["description"] for one in document["components"]["responses"].values())
    assert all(code in described for code in PROBLEMS)


def test_every_parameter_of_hsds_is_known(document):
    hsds = official()["openapi"]
    shared = hsds["components"]["parameters"]
    for path, item in hsds["paths"].items():
        ours = document["paths"]["/api/hsds/{lang}" + path]
        for method in item.keys() & {"get", "post"}:
            wanted = [*item.get("parameters", ()), *item[method].get("parameters", ())]
            known = {
                (one["name"], one["in"]) for one in (*ours.get("parameters", ()), *ours[method].get("parameters", ()))
            }
            for one in wanted:
                found = shared[one["$ref"].rpartition("/")[2]] if "$ref" in one else one
                assert (found["name"], found["in"]) in known, (path, method)


@pytest.mark.parametrize("lang", ["km", "en"])
def test_the_root_of_a_feed_leads_to_what_it_names(site, lang):
    about = read(site, f"api/hsds/{lang}/")

    assert about["version"] == "3.1"
    assert read(site, about["openapi_url"].lstrip("/"))["openapi"].startswith("3.1")
    assert read(site, about["profile"].lstrip("/"))["hsds"] == "3.1"


def test_a_method_that_an_address_does_not_have_is_refused_with_those_that_it_has(site, document):
    for path, item in document["paths"].items():
        told = {method.upper() for method in item.keys() - {"parameters"}}
        real = path.lstrip("/").replace("{lang}", "en").replace("{id}", "0" * 8 + "-0000-4000-8000-" + "0" * 12)
        for method in METHODS:
            sent = site.send(real, REQUEST_METHOD=method, CONTENT_TYPE="application/json")
            assert (sent.status == 405) == (method not in told), (path, method, sent.status)
            if sent.status == 405:
                allow = next(line for line in sent.head.decode().splitlines() if line.startswith("Allow: "))
                assert told <= set(allow[len("Allow: ") :].split(", "))


CHECKED = SchemathesisConfig.from_dict(
    {
        "checks": {
            # A wrong body may have no length that can be read (411).
            "negative_data_rejection": {"expected-statuses": ["400", "404", "405", "411", "413", "415", "422"]},
        }
    }
)


def is_excused(failure: Exception, body: bytes) -> bool:
    """Tell whether a request that fits the document was refused for what no schema can say."""
    return isinstance(failure, RejectedPositiveData) and orjson.loads(body)["error"]["code"] in BEYOND_A_SCHEMA


@pytest.mark.parametrize("mode", list(GenerationMode))
def test_the_site_answers_as_the_document_says(site, document, mode):
    # All checks of schemathesis but the stateful ones, which need several requests, and those of logins: there is none.
    schema = schemathesis.openapi.from_wsgi(f"/{HERE}", site.application, config=CHECKED)
    wrong: list[str] = []
    asked = 0

    def answers_well(case: Any) -> None:
        nonlocal asked
        asked += 1
        response = case.call(headers={"Accept-Encoding": "identity"})
        try:
            case.validate_response(response)
        except FailureGroup as found:
            wrong.extend(
                f"{case.operation.label}: {failure}\n{case.as_curl_command()}\n{response.content[:300]!r}"
                for failure in found.exceptions
                if not is_excused(failure, response.content)
            )

    limits = settings(
        max_examples=tried(12, 25),
        derandomize=True,
        deadline=None,
        database=None,
        phases=[Phase.generate],
        suppress_health_check=list(HealthCheck),
    )
    for found in schema.get_all_operations():
        assert isinstance(found, Ok)
        operation = found.ok()
        if mode is GenerationMode.NEGATIVE and not [*operation.iter_parameters(), *operation.body]:
            continue
        limits(given(operation.as_strategy(generation_mode=mode))(answers_well))()

    assert asked > len(document["paths"])
    assert not wrong, "\n\n".join(wrong[:10])
