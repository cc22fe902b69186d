"""`POST /api/answers` has the shape that was promised, errors that a program can read, and a memory for nothing."""

import json
import logging
from dataclasses import replace

import jsonschema_rs
import orjson
import pytest
from django.test import Client
from tests.web import invented
from tests.web.editions import TINY, edition_of

from romduol.channels.api import views
from romduol.channels.api.answers import answer_document
from romduol.channels.api.questions import LONGEST_QUESTION
from romduol.channels.web.kept_lines import LineRenderer
from romduol.config.logs import QuietFormatter
from romduol.knowledge.answers.jobs import AdviceRenderer
from romduol.knowledge.releases.actions.publishing import publish
from romduol.knowledge.releases.queries.shelf import Served, Shelf
from romduol.knowledge.releases.records import Renderer

RENDERERS: list[Renderer] = [AdviceRenderer(), LineRenderer()]
TEXT = {"type": "string"}
TEXTS = {"type": "array", "items": TEXT}
MAYBE = {"type": ["string", "null"]}


def record(**parts):
    """Return the schema of an object that has all of these parts and no other."""
    return {"type": "object", "properties": parts, "required": list(parts), "additionalProperties": False}


def many(item):
    """Return the schema of a list."""
    return {"type": "array", "items": item}


SOURCE = record(title=TEXT, date=MAYBE, grade={"enum": list("ABCD")}, url=TEXT)
LINE = record(
    number=TEXT, e164=MAYBE, short_code=MAYBE, owner=TEXT, answered_by=TEXT, tells=TEXT, purpose=TEXT, standing=TEXT,
    call={"enum": ["button", "second", "listen_first", "withheld"]}, sources=many(SOURCE), checked_on=MAYBE,
)  # fmt: skip
PLACE = record(code=TEXT, province_code=TEXT, name_en=TEXT, name_km=TEXT, level=TEXT)
STEP = record(text=TEXT, url=TEXT)
PASSAGE = record(
    topic=TEXT, title=TEXT, text=TEXT, url=TEXT, claims=TEXTS,
    translation={"enum": ["original", "reviewed", "machine-drafted", "outdated", "missing"]},
)  # fmt: skip
SERVICE = record(
    id={"type": "string", "pattern": "^[0-9a-f-]{36}$"}, name=TEXT, organization=TEXT, place=TEXT, lines=many(LINE),
    access=TEXTS, standing=TEXT, sources=many(SOURCE), url=TEXT,
)  # fmt: skip
UNDERSTOOD = record(
    need=MAYBE, needs_also=TEXTS, situation=MAYBE, urgency={"enum": ["emergency", "72h", "soon", "info"]},
    place={"anyOf": [PLACE, {"type": "null"}]}, why=TEXTS,
)  # fmt: skip
ANSWER = record(
    release=TEXT, generated_at=TEXT, language={"enum": ["km", "en"]}, question_understood=UNDERSTOOD,
    place_choices=many(record(code=TEXT, name=TEXT, within=TEXT)), refused={"type": "boolean"},
    emergency_lines=many(LINE), guidance=many(PASSAGE), lines=many(LINE), services=many(SERVICE),
    disagreements=many(STEP), next_steps=many(STEP),
)  # fmt: skip
ERROR = record(error=record(code=TEXT, field=MAYBE, message=TEXT))
FINE = {"question": "condom broke. where pursat", "lang": "en"}


@pytest.fixture
def heard(tmp_path, monkeypatch):
    """What was asked, on a server that has published the tiny country and answers with an invented answer."""
    publish(
        edition_of(TINY), renderers=[AdviceRenderer(), LineRenderer()], folder=tmp_path / "releases", facts="for tests"
    )
    monkeypatch.setattr(views, "_shelf", lambda: Shelf(tmp_path / "releases"))
    asked = []

    def answer(question, lang, release, place=None):
        asked.append((question, lang, place))
        return invented.answered(lang)

    monkeypatch.setattr(views, "answer", answer)
    return asked


def ask(body, kind="application/json", **headers):
    """Send a body as a program does."""
    sent = body if isinstance(body, bytes) else json.dumps(body).encode()
    return Client().post("/api/answers", sent, content_type=kind, **headers)


@pytest.mark.parametrize("make", [invented.answered, invented.torn, invented.refused])
def test_an_answer_has_the_promised_shape_and_nothing_else(make):
    document = orjson.loads(orjson.dumps(answer_document(make())))
    assert list(document) == list(ANSWER["properties"])
    jsonschema_rs.validate(ANSWER, document)


def test_everything_of_an_answer_is_told():
    document = answer_document(invented.answered())
    assert document["question_understood"]["place"]["province_code"] == "15"
    assert document["emergency_lines"][0]["e164"] == "+85599000101"
    assert [line["call"] for line in document["lines"]] == ["button", "second", "listen_first", "withheld"]
    assert document["services"][0]["lines"][0]["number"] == "099 000 103"
    assert document["guidance"][-1]["text"] == "We know of no confirmed line that only answers this."
    assert [place["code"] for place in answer_document(invented.torn())["place_choices"]] == ["07", "0708"]


def test_a_number_that_is_held_back_has_no_digits():
    line = answer_document(invented.answered())["lines"][3]
    assert (line["number"], line["e164"], line["short_code"]) == ("099 ... ..7", None, None)


def test_a_refusal_lists_no_service():
    document = answer_document(invented.refused())
    assert (document["refused"], document["services"]) == (True, [])


def test_what_was_not_understood_is_null():
    unclear = replace(invented.answered(), understood=replace(invented.answered().understood, need="", situation=""))
    understood = answer_document(unclear)["question_understood"]
    assert (understood["need"], understood["situation"]) == (None, None)


def test_a_question_is_answered_and_kept_nowhere(heard, caplog):
    with caplog.at_level(logging.DEBUG):
        answer = ask({**FINE, "place": "KH-01"})
    jsonschema_rs.validate(ANSWER, orjson.loads(answer.content))
    assert heard == [(FINE["question"], "en", "01")]
    assert answer["Content-Type"] == "application/json"
    assert answer["Cache-Control"] == "no-store"
    assert answer.cookies == {}
    assert FINE["question"] not in caplog.text


@pytest.mark.parametrize("kind", ["application/json", "application/json; charset=utf-8"])
def test_a_place_may_be_left_out_or_null(heard, kind):
    assert ask({**FINE, "place": None}, kind).status_code == ask(FINE, kind).status_code == 200
    assert [place for _, _, place in heard] == [None, None]


@pytest.mark.parametrize(
    ("body", "status", "code", "field"),
    [
        (b"{", 400, "not_json", None),
        (b"\xff", 400, "not_json", None),
        (["secret words"], 400, "not_an_object", None),
        ({"lang": "en"}, 422, "missing", "question"),
        ({"lang": "en", "question": " \n "}, 422, "missing", "question"),
        ({"lang": "en", "question": 5}, 422, "not_text", "question"),
        ({"lang": "en", "question": "x" * (LONGEST_QUESTION + 1)}, 422, "too_long", "question"),
        ({"question": "secret words"}, 422, "missing", "lang"),
        ({"question": "secret words", "lang": "xx"}, 422, "unknown_language", "lang"),
        ({"question": "secret words", "lang": ["en"]}, 422, "not_text", "lang"),
        ({**FINE, "place": "secret words"}, 422, "unknown_place", "place"),
        ({**FINE, "place": 1}, 422, "not_text", "place"),
        ({**FINE, "place": "99"}, 422, "unknown_place", "place"),
        ({**FINE, "secret words": 1}, 422, "unknown_field", None),
    ],
)
def test_what_is_wrong_is_told_and_nothing_that_was_sent_comes_back(heard, caplog, body, status, code, field):
    with caplog.at_level(logging.DEBUG):
        answer = ask(body)
    told = orjson.loads(answer.content)
    jsonschema_rs.validate(ERROR, told)
    assert (answer.status_code, told["error"]["code"], told["error"]["field"]) == (status, code, field)
    assert "secret" not in answer.content.decode() + caplog.text
    assert answer["Cache-Control"] == "no-store"
    assert heard == []


def test_errors_come_in_the_asked_language(heard):
    khmer = orjson.loads(ask({"lang": "km"}).content)["error"]["message"]
    assert khmer == "ត្រង់នេះត្រូវតែមាន។"
    unread = orjson.loads(ask(b"{", HTTP_ACCEPT_LANGUAGE="km-KH,km;q=0.9").content)["error"]["message"]
    assert unread == "នេះមិនមែនជា JSON ទេ។"


@pytest.mark.parametrize("kind", ["text/plain", "application/x-www-form-urlencoded", "multipart/form-data; boundary=x"])
def test_what_is_not_json_is_not_read(heard, kind):
    answer = ask(json.dumps(FINE).encode(), kind)
    assert (answer.status_code, orjson.loads(answer.content)["error"]["code"]) == (415, "wrong_type")


@pytest.mark.parametrize("method", ["get", "put", "delete"])
def test_only_posts_are_answered(heard, method):
    answer = getattr(Client(), method)("/api/answers")
    assert (answer.status_code, answer["Allow"]) == (405, "POST, OPTIONS")
    assert orjson.loads(answer.content)["error"]["code"] == "not_allowed"


def test_any_site_may_ask_and_no_cookie_can_go_along(heard):
    before = Client().options("/api/answers", HTTP_ORIGIN="https://elsewhere.example")
    assert before.status_code == 204
    assert before["Access-Control-Allow-Headers"] == "Content-Type"
    for answer in (before, ask(FINE, HTTP_ORIGIN="https://elsewhere.example"), ask(b"{")):
        assert answer["Access-Control-Allow-Origin"] == "*"
        assert "Access-Control-Allow-Credentials" not in answer


def test_a_fault_of_ours_is_told_as_one_and_the_log_keeps_no_word_of_the_question(heard, monkeypatch, caplog):
    def fails(question, lang, release, place=None):
        raise RuntimeError(question)

    monkeypatch.setattr(views, "answer", fails)
    answer = ask({"question": "secret words", "lang": "en"})
    assert (answer.status_code, orjson.loads(answer.content)["error"]["code"]) == (500, "broken")
    formatter = QuietFormatter()
    assert [record for record in caplog.records if record.exc_info]
    assert "secret" not in "".join(map(formatter.format, caplog.records))


def test_where_nothing_is_published_a_program_is_told(tmp_path, monkeypatch):
    monkeypatch.setattr(views, "_shelf", lambda: Shelf(tmp_path))
    answer = ask({**FINE, "place": "01"})
    assert (answer.status_code, orjson.loads(answer.content)["error"]["code"]) == (503, "nothing_published")


def test_a_copy_that_is_out_of_date_says_so_before_all_other_notices(heard, monkeypatch):
    def first_notice() -> str:
        found = ask({"question": "help", "lang": "en"}).json()["guidance"]
        return next((one["text"] for one in found if one["topic"] == "notice"), "")

    assert "out of date" not in first_notice()
    monkeypatch.setattr(Served, "has_expired", True)
    assert first_notice().startswith("This copy is out of date.")
