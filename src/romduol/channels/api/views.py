"""Answers what a program asks: a question in anyone's words, or whether a number is safe.

Any site may ask from its own pages (`Access-Control-Allow-Origin: *`): an answer holds nothing but what everybody can
read here, no cookie or account exists that a browser could lend to a stranger, and asking changes nothing.
"""

import logging
from collections.abc import Callable
from functools import wraps
from pathlib import Path
from typing import Any, TypeVar

import orjson
from django.conf import settings
from django.core.exceptions import RequestDataTooBig
from django.http import HttpRequest, HttpResponse

from romduol.channels.api.answers import answer_document
from romduol.channels.api.numbers import number_document, read_number_question
from romduol.channels.api.questions import SPOKEN_TO_PROGRAMS, Problem, read_question
from romduol.knowledge.answers.queries import look_up_number
from romduol.knowledge.answers.queries.answering import answer
from romduol.knowledge.answers.queries.composing import UnknownLanguage
from romduol.knowledge.answers.queries.places import UnknownPlace, place_code
from romduol.knowledge.answers.rules.wording import from_an_old_copy
from romduol.knowledge.releases.queries.shelf import NothingPublished, Shelf, shelf_of
from romduol.knowledge.releases.rules.headers import RELEASE
from romduol.safety.access.rules import public_door
from romduol.ui.words import languages

JSON = "application/json"
METHODS = "POST, OPTIONS"
OPEN = {"Access-Control-Allow-Origin": "*", "Cache-Control": "no-store"}
ASKED_BEFORE = {"Access-Control-Allow-Methods": METHODS, "Access-Control-Allow-Headers": "Content-Type"}
"""What a browser wants to know before it lets another site's page ask."""

logger = logging.getLogger(__name__)
Sent = TypeVar("Sent")
View = Callable[[HttpRequest], HttpResponse]


def _shelf() -> Shelf:
    return shelf_of(Path(settings.RELEASES))


def _problems_as_json(view: View) -> View:
    """Let a view raise `Problem`; every fault becomes an answer that a program can read."""

    @wraps(view)
    def told(request: HttpRequest) -> HttpResponse:
        try:
            return view(request)
        except Problem as problem:
            return _error(problem)
        except NothingPublished:
            return _error(Problem("nothing_published", lang=_language(request)))
        except Exception:
            # What went wrong is logged by its type and its place alone; a program still gets something it can read.
            logger.exception("what a program asked could not be answered")
            return _error(Problem("broken", lang=_language(request)))

    return told


@public_door
@_problems_as_json
def answers(request: HttpRequest) -> HttpResponse:
    """Answer a question: `{"question", "lang", "place"?}`."""
    if request.method == "OPTIONS":
        return _allowed()
    asked = _sent(request, read_question)
    shelf = _shelf()
    try:
        place = place_code(asked.place, shelf) if asked.place else None
    except UnknownPlace:
        raise Problem("unknown_place", "place", asked.lang) from None
    try:
        found = answer(asked.question, asked.lang, shelf, place)
    except UnknownLanguage:
        raise Problem("unknown_language", "lang", asked.lang) from None
    return _json(answer_document(from_an_old_copy(found) if shelf.served().has_expired else found))


@public_door
@_problems_as_json
def numbers(request: HttpRequest) -> HttpResponse:
    """Answer "Is this number safe?": `{"number", "lang"}`; the number goes into no address, error or log."""
    if request.method == "OPTIONS":
        return _allowed()
    asked = _sent(request, read_number_question)
    shelf = _shelf()
    found = look_up_number(asked.number, shelf)
    return _json(number_document(found, asked.lang, has_expired=shelf.served().has_expired))


def _allowed() -> HttpResponse:
    return HttpResponse(status=204, headers={**OPEN, **ASKED_BEFORE, "Allow": METHODS})


def _sent(request: HttpRequest, read: Callable[[bytes, str], Sent]) -> Sent:
    """Return what a program sent; raises `Problem`."""
    lang = _language(request)
    if request.method != "POST":
        raise Problem("not_allowed", lang=lang)
    if request.content_type != JSON:
        raise Problem("wrong_type", lang=lang)
    try:
        body = request.body
    except RequestDataTooBig:
        raise Problem("too_large", lang=lang) from None
    return read(body, lang)


def _language(request: HttpRequest) -> str:
    """Return the language that a caller's program prefers, for errors of a request that names none."""
    first = request.headers.get("Accept-Language", "")[:2].lower()
    return first if first in languages() else SPOKEN_TO_PROGRAMS


def _error(problem: Problem) -> HttpResponse:
    response = _json(problem.document(), problem.status)
    if problem.status == 405:
        response["Allow"] = METHODS
    return response


def _json(document: dict[str, Any], status: int = 200) -> HttpResponse:
    headers = {**OPEN, RELEASE: document["release"]} if "release" in document else OPEN
    return HttpResponse(orjson.dumps(document), status=status, content_type=JSON, headers=headers)
