"""Answers what cannot be prepared: what somebody types, an address that is not there, a fault of ours.

Nothing that is typed goes into an address, a title, a log or a store.
"""

from pathlib import Path
from typing import Any

import orjson
from django.conf import settings
from django.http import Http404, HttpRequest, HttpResponse, QueryDict
from django.views.decorators.http import require_POST
from markupsafe import Markup, escape

from romduol.channels.web import addresses, forms
from romduol.channels.web.answer_pages import answer_sheet, form_sheet
from romduol.channels.web.number_answers import answered
from romduol.channels.web.rendering import draw_with
from romduol.channels.web.search_pages import found_sheet
from romduol.channels.web.sheets import Sheet
from romduol.knowledge.answers.queries import look_up_number
from romduol.knowledge.answers.queries.answering import answer
from romduol.knowledge.answers.queries.places import UnknownPlace, place_code
from romduol.knowledge.answers.queries.searching import search
from romduol.knowledge.answers.rules.number_words import NOT_A_NUMBER
from romduol.knowledge.releases.queries.shelf import NothingPublished, Shelf, shelf_of
from romduol.knowledge.releases.rules.naming import FRAMES
from romduol.knowledge.releases.views.packing import travels_packed
from romduol.knowledge.releases.views.serving import DAMAGED
from romduol.safety.access.rules import public_door
from romduol.safety.access.views.origin import is_from_here
from romduol.ui.assets import content_security_policy
from romduol.ui.words import words_of

FIRST_LANGUAGE = "km"
KEPT = Markup("<!--typed-->")
"""Stands in a page where what was typed belongs, while the rest is looked through for what was taken back.

Nothing that is typed can hold it: on a page, each `<` of it is escaped.
"""


def _shelf() -> Shelf:
    return shelf_of(Path(settings.RELEASES))


@public_door
@require_POST
@travels_packed
def question(request: HttpRequest, lang: str) -> HttpResponse:
    """Answer a question in anyone's words."""
    frame = _frame(lang)
    if not is_from_here(request):
        return _refused(addresses.ASK, lang, frame)
    asked = forms.question(_sent(request), _known_place)
    if asked.problem:
        return _page(form_sheet(asked, lang), lang, frame, 422)
    found = answer(asked.typed, lang, _shelf(), asked.place or None)
    return _page(answer_sheet(found, asked, KEPT), lang, frame, 200, typed=asked.typed)


@public_door
@require_POST
@travels_packed
def find(request: HttpRequest, lang: str) -> HttpResponse:
    """Find a place, an organisation, a service or a text."""
    frame = _frame(lang)
    if not is_from_here(request):
        return _refused(addresses.FIND, lang, frame)
    asked = forms.words_to_find(_sent(request))
    found = () if asked.problem else search(asked.typed, lang, _shelf())
    sheet = found_sheet(found, asked, lang, KEPT, dict(frame["provinces"]))
    return _page(sheet, lang, frame, 422 if asked.problem else 200, typed=asked.typed)


@public_door
@require_POST
@travels_packed
def number(request: HttpRequest, lang: str) -> HttpResponse:
    """Answer "Is this number safe?"; the number goes into no address, title or log."""
    frame = _frame(lang)
    if not is_from_here(request):
        return _refused(addresses.NUMBER, lang, frame)
    asked = forms.number_question(_sent(request))
    found = None if asked.problem else look_up_number(asked.typed, _shelf())
    problem = asked.problem or (NOT_A_NUMBER if found is not None and found.kind == "not_a_number" else "")
    words = words_of(lang)
    shows = {
        "typed": asked.typed,
        "problem": words.gettext(problem) if problem else "",
        "answer": answered(found, lang) if found is not None and not problem else None,
    }
    title = forms.title_to_correct("Number", words) if problem else words.gettext("Answer")
    sheet = Sheet(addresses.NUMBER, "number.html", title, shows)
    # Whoever asks about a number that was taken back wants to see its digits: only the age of the copy is added.
    body = _shelf().served().dated(addresses.within(lang, sheet.path), draw_with(frame, lang, sheet).encode())
    return _response(body, 422 if problem else 200)


def _sent(request: HttpRequest) -> QueryDict:
    """Return the fields of a form. Our pages send UTF-8; whatever else a request claims is read as that."""
    request.encoding = "utf-8"
    return request.POST


@travels_packed
def not_found(request: HttpRequest, exception: Exception | None = None) -> HttpResponse:
    """Answer an address that is not there, in the language that it begins with."""
    if DAMAGED in request.META:
        return _prepared(addresses.BROKEN, request, 500)
    return _prepared(addresses.NOT_FOUND, request, 404)


@travels_packed
def unreadable(request: HttpRequest, exception: Exception | None = None) -> HttpResponse:
    """Answer a request that cannot be read."""
    lang = addresses.language_in(request.path_info)
    try:
        frame, lang = _first_frame(lang)
    except (Http404, OSError):
        return _prepared(addresses.BROKEN, request, 400)
    sheet = Sheet(addresses.BROKEN, "failure.html", "", {"kind": "unreadable"})
    return _response(draw_with(frame, lang, sheet).encode(), 400)


@travels_packed
def broken(request: HttpRequest) -> HttpResponse:
    """Answer after a fault of ours."""
    return _prepared(addresses.BROKEN, request, 500)


def _known_place(code: str) -> str:
    try:
        return place_code(code, _shelf())
    except UnknownPlace:
        return ""


def _frame(lang: str) -> dict[str, Any]:
    try:
        stored = _shelf().page(FRAMES)
    except NothingPublished:
        stored = None
    frame: dict[str, Any] | None = orjson.loads(stored).get(lang) if stored else None
    if frame is None:
        raise Http404
    return frame


def _first_frame(lang: str) -> tuple[dict[str, Any], str]:
    """Return the frame of a language and that language, or of the first one where there is none."""
    try:
        return _frame(lang), lang
    except Http404:
        return _frame(FIRST_LANGUAGE), FIRST_LANGUAGE


def _refused(path: str, lang: str, frame: dict[str, Any]) -> HttpResponse:
    sheet = Sheet(path, "failure.html", "", {"kind": "refused"})
    return _response(draw_with(frame, lang, sheet).encode(), 403)


def _page(sheet: Sheet, lang: str, frame: dict[str, Any], status: int, typed: str = "") -> HttpResponse:
    """Return a page without what was taken back since the release, as prepared pages are served."""
    body = draw_with(frame, lang, sheet).encode()
    served, path = _shelf().served(), addresses.within(lang, sheet.path)
    entry = served.entry(path)
    if entry is not None:
        body = served.as_shown(path, entry, body)
    # What the reader typed comes back as it was, whatever number stands in it.
    return _response(body.replace(KEPT.encode(), str(escape(typed)).encode()), status)


def _prepared(path: str, request: HttpRequest, status: int) -> HttpResponse:
    lang = addresses.language_in(request.path_info)
    try:
        shelf = _shelf()
        body = shelf.page(addresses.within(lang, path)) or shelf.page(addresses.within(FIRST_LANGUAGE, path))
    except (NothingPublished, OSError):
        body = None
    return _response(body or b"Romduol", status)


def _response(body: bytes, status: int) -> HttpResponse:
    return HttpResponse(
        body,
        status=status,
        headers={"Cache-Control": "no-store", "Content-Security-Policy": content_security_policy()},
    )
