"""`POST /api/numbers` tells a program what the page tells a person, and keeps and repeats as little."""

import json
import logging
from typing import Any

import jsonschema_rs
import orjson
import pytest
from django.test import Client
from tests.knowledge.shelves import taken_back
from tests.web.editions import TINY, edition_of

from romduol.channels.api import views
from romduol.config.logs import QuietFormatter
from romduol.knowledge.answers.jobs import NumberRenderer
from romduol.knowledge.releases.actions.publishing import publish
from romduol.knowledge.releases.queries.shelf import Served, Shelf

TEXT = {"type": "string"}
MAYBE = {"type": ["string", "null"]}
YES_OR_NO = {"type": "boolean"}


def record(**parts):
    """Return the schema of an object that has all of these parts and no other."""
    return {"type": "object", "properties": parts, "required": list(parts), "additionalProperties": False}


def many(item):
    """Return the schema of a list."""
    return {"type": "array", "items": item}


SOURCES = many(record(title=TEXT, date=MAYBE, grade={"enum": list("ABCD")}, locator=TEXT, hedged=YES_OR_NO))
OWNER = record(
    name=TEXT, url=TEXT, police=YES_OR_NO, purpose=MAYBE, standing=TEXT, why=TEXT, says_so_itself=YES_OR_NO,
    said_on=MAYBE, checked_on=MAYBE, sources=SOURCES,
)  # fmt: skip
SHOWINGS = ["call", "call_unconfirmed", "second", "after_tap", "two_owners", "withheld", "do_not_call", None]
NUMBER = record(
    release=TEXT, language={"enum": ["km", "en"]}, number=TEXT, known=YES_OR_NO, showing={"enum": SHOWINGS},
    better_not_call=YES_OR_NO, advice=TEXT, notices=many(TEXT), police=YES_OR_NO, withdrawn=MAYBE, gone=MAYBE,
    role=MAYBE, url=MAYBE, owners=many(OWNER), listed_by=SOURCES,
    better=many(record(number=TEXT, name=TEXT, standing=TEXT, url=TEXT)), license={"const": "CC-BY-SA-4.0"},
)  # fmt: skip
ERROR = record(error=record(code=TEXT, field=MAYBE, message=TEXT))


@pytest.fixture(scope="module")
def releases(tmp_path_factory):
    """The tiny country, published: tests read it, and none changes it."""
    made = tmp_path_factory.mktemp("numbers") / "releases"
    publish(edition_of(TINY), renderers=[NumberRenderer()], folder=made, facts="for tests")
    return made


@pytest.fixture(autouse=True)
def server(releases, monkeypatch):
    """A server that has published the tiny country."""
    monkeypatch.setattr(views, "_shelf", lambda: Shelf(releases))


def ask(body, kind="application/json", **headers):
    """Send a body as a program does."""
    sent = body if isinstance(body, bytes) else json.dumps(body).encode()
    return Client().post("/api/numbers", sent, content_type=kind, **headers)


def told(number: str, lang: str = "en") -> dict[str, Any]:
    """Return the document about a number."""
    answer = ask({"number": number, "lang": lang})
    assert answer.status_code == 200
    document: dict[str, Any] = orjson.loads(answer.content)
    jsonschema_rs.validate(NUMBER, document)
    assert list(document) == list(NUMBER["properties"])
    return document


def test_a_called_number_says_so():
    document = told("099 000 102")
    assert (document["known"], document["showing"], document["better_not_call"]) == (True, "call", False)
    assert document["advice"] == "Good evidence says whose number this is."
    assert document["owners"][0]["checked_on"] == "2026-09-15"
    assert document["owners"][0]["why"] == "We checked this on 15 September 2026."
    assert document["url"].startswith("/en/l")


def test_a_number_with_two_owners_names_both_and_says_police():
    document = told("099000101")
    assert (document["showing"], document["better_not_call"], document["police"]) == ("two_owners", True, True)
    assert sorted(owner["police"] for owner in document["owners"]) == [False, True]


def test_a_withdrawn_number_says_do_not_call_and_why():
    document = told("+855 99 000 119")
    assert (document["showing"], document["better_not_call"]) == ("do_not_call", True)
    assert document["withdrawn"] == "It rings at a private home."


def test_a_number_that_is_taken_back_after_publishing_says_so_at_once(monkeypatch):
    item = taken_back(edition_of(TINY).lines["85599000102"])
    monkeypatch.setattr(Shelf, "withdrawn", lambda _: {item.id: item})
    assert told("099 000 102")["showing"] == "do_not_call"


def test_an_unknown_number_is_not_called_safe():
    document = told("099 000 177")
    assert (document["known"], document["showing"], document["owners"]) == (False, None, [])
    assert "does not mean that it is safe" in document["advice"]
    assert "listen first" in document["advice"]


def test_a_copy_that_is_out_of_date_says_so(monkeypatch):
    assert told("099 000 102")["notices"] == []
    monkeypatch.setattr(Served, "has_expired", True)
    assert told("099 000 102")["notices"][0].startswith("This copy is out of date.")


def test_words_come_in_the_asked_language():
    document = told("099 000 102", "km")
    assert document["language"] == "km"
    assert document["url"].startswith("/km/")
    assert "ទេ" in told("099 000 177", "km")["advice"]


@pytest.mark.parametrize(
    "typed",
    [
        "099 000 102",
        "០៩៩ ០០០ ១០២",
        "０９９　０００　１０２",
        "0085599000102",
        "+855-99-000-102",
        "(099) 000.102",
        "tel:+85599000102",
        "099\u200b000\u200b102",
        "\ufeff099 000 102\n",
    ],
)
def test_a_number_is_read_in_any_script_and_grouping(typed):
    assert told(typed)["number"] == "099 000 102"


@pytest.mark.parametrize(
    ("body", "status", "code", "field"),
    [
        (b" ", 400, "not_json", None),
        (b"{", 400, "not_json", None),
        (b"\xff\xfe", 400, "not_json", None),
        (b'{"number": "\\ud800099000102", "lang": "en"}', 400, "not_json", None),
        (b'{"number": "\xed\xa0\x80", "lang": "en"}', 400, "not_json", None),
        ('{"number": "099 000 102", "lang": "en"}'.encode("utf-16"), 400, "not_json", None),
        (b'{"number": NaN, "lang": "en"}', 400, "not_json", None),
        (b"[" * 20_000, 400, "not_json", None),
        (["099000102"], 400, "not_an_object", None),
        ("099000102", 400, "not_an_object", None),
        (None, 400, "not_an_object", None),
        ({"lang": "en"}, 422, "missing", "number"),
        ({"number": None, "lang": "en"}, 422, "missing", "number"),
        ({"number": " \n ", "lang": "en"}, 422, "missing", "number"),
        ({"number": 99000102, "lang": "en"}, 422, "not_text", "number"),
        ({"number": ["099000102"], "lang": "en"}, 422, "not_text", "number"),
        ({"number": {"099000102": 1}, "lang": "en"}, 422, "not_text", "number"),
        ({"number": True, "lang": "en"}, 422, "not_text", "number"),
        ({"number": "9" * 41, "lang": "en"}, 422, "too_long", "number"),
        ({"number": "9" * 10_000, "lang": "en"}, 422, "too_long", "number"),
        ({"number": "9" * 40, "lang": "en"}, 422, "not_a_number", "number"),
        ({"number": "secret 099000102", "lang": "en"}, 422, "not_a_number", "number"),
        ({"number": "099 000 102 / 099 000 103", "lang": "en"}, 422, "not_a_number", "number"),
        ({"number": "<script>", "lang": "en"}, 422, "not_a_number", "number"),
        ({"number": "+", "lang": "en"}, 422, "not_a_number", "number"),
        ({"number": "²³", "lang": "en"}, 422, "not_a_number", "number"),
        ({"number": "٠٩٩", "lang": "en"}, 422, "not_a_number", "number"),
        ({"number": "099000102"}, 422, "missing", "lang"),
        ({"number": "099000102", "lang": "xx"}, 422, "unknown_language", "lang"),
        ({"number": "099000102", "lang": ["en"]}, 422, "not_text", "lang"),
        ({"number": "099000102", "lang": "en", "secret": 1}, 422, "unknown_field", None),
        ({"number": "099000102", "lang": "en", "place": "01"}, 422, "unknown_field", None),
    ],
)
def test_what_is_wrong_is_told_and_nothing_that_was_sent_comes_back(caplog, body, status, code, field):
    with caplog.at_level(logging.DEBUG):
        answer = ask(body)
    found = orjson.loads(answer.content)
    jsonschema_rs.validate(ERROR, found)
    assert (answer.status_code, found["error"]["code"], found["error"]["field"]) == (status, code, field)
    for word in ("secret", "99000102", "99999", "script"):
        assert word not in answer.content.decode() + caplog.text
    assert answer["Cache-Control"] == "no-store"
    assert answer["Access-Control-Allow-Origin"] == "*"


@pytest.mark.parametrize("sign", [*map(chr, range(0x20)), "\x7f", "\x85", "\u2028", "\u202e", "\U000e0001"])
def test_a_control_character_breaks_nothing(sign):
    for number in (sign, f"099{sign}000 102", f"{sign}099 000 102{sign}"):
        answer = ask({"number": number, "lang": "en"})
        assert answer.status_code in (200, 422)
        assert sign not in orjson.loads(answer.content).get("number", "")


def test_errors_fit_this_door_and_come_in_the_asked_language():
    assert orjson.loads(ask({"lang": "en"}).content)["error"]["message"] == "Please type a phone number."
    assert orjson.loads(ask({"lang": "en", "x": 1}).content)["error"]["message"] == "Only number and lang are known."
    message = orjson.loads(ask({"number": "hello", "lang": "km"}).content)["error"]["message"]
    assert message.startswith("នេះ")


@pytest.mark.parametrize("kind", ["text/plain", "application/x-www-form-urlencoded", "multipart/form-data; boundary=x"])
def test_what_is_not_json_is_not_read(kind):
    answer = ask(b'{"number": "099000102", "lang": "en"}', kind)
    assert (answer.status_code, orjson.loads(answer.content)["error"]["code"]) == (415, "wrong_type")


@pytest.mark.parametrize("method", ["get", "head", "put", "delete", "patch"])
def test_only_posts_are_answered(method):
    answer = getattr(Client(), method)("/api/numbers")
    assert (answer.status_code, answer["Allow"]) == (405, "POST, OPTIONS")


def test_any_site_may_ask_and_no_cookie_can_go_along():
    before = Client().options("/api/numbers", HTTP_ORIGIN="https://elsewhere.example")
    assert (before.status_code, before["Access-Control-Allow-Methods"]) == (204, "POST, OPTIONS")
    for answer in (before, ask({"number": "1280", "lang": "en"})):
        assert answer["Access-Control-Allow-Origin"] == "*"
        assert answer.cookies == {}


@pytest.mark.parametrize("number", ["099 000 102", "099 000 177", "nonsense"])
def test_the_number_is_in_no_log(number, caplog):
    with caplog.at_level(logging.DEBUG):
        ask({"number": number, "lang": "en"})
    assert number.replace(" ", "") not in caplog.text.replace(" ", "")


def test_a_fault_of_ours_is_told_as_one_and_the_log_keeps_no_digit(monkeypatch, caplog):
    def fails(number, shelf):
        raise RuntimeError(number)

    monkeypatch.setattr(views, "look_up_number", fails)
    answer = ask({"number": "099 000 102", "lang": "en"})
    assert (answer.status_code, orjson.loads(answer.content)["error"]["code"]) == (500, "broken")
    assert "000 102" not in "".join(map(QuietFormatter().format, caplog.records))


def test_where_nothing_is_published_a_program_is_told(tmp_path, monkeypatch):
    monkeypatch.setattr(views, "_shelf", lambda: Shelf(tmp_path / "empty"))
    answer = ask({"number": "099000102", "lang": "en"})
    assert (answer.status_code, orjson.loads(answer.content)["error"]["code"]) == (503, "nothing_published")
