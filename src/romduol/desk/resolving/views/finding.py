"""Finds a record by a name or a number; what is typed stands in no address."""

from __future__ import annotations

from django.http import HttpRequest, HttpResponse
from django.views.decorators.http import require_http_methods

from romduol.desk.resolving.forms import typed
from romduol.desk.resolving.queries.known import MOST, find
from romduol.desk.resolving.views import words
from romduol.desk.resolving.views.contradictions import TEMPLATES
from romduol.desk.resolving.views.telling import Teller
from romduol.safety.access.records import Permission
from romduol.safety.access.rules import staff_door
from romduol.safety.access.views.pages import staff_page
from romduol.ui.words import phrase

TITLE = phrase("Find a record")
EMPTY = phrase("Write a name, a part of it, or a number.")
LONGEST = 200


@staff_door(Permission.SEE)
@require_http_methods(["GET", "POST"])
def find_record(request: HttpRequest, lang: str) -> HttpResponse:
    """Show the form, and what it finds once something is sent."""
    tell, sent = Teller(lang), request.method == "POST"
    text = typed(request.POST, "words")[:LONGEST]
    found = find(text) if text else []
    return staff_page(
        request,
        "resolving/find.html",
        TITLE,
        folder=TEMPLATES,
        status=422 if sent and not text else 200,
        typed=text,
        sent=sent and bool(text),
        problem=tell(EMPTY) if sent and not text else "",
        found=[
            {"code": one.code, "name": tell.say(one.name), "kind": tell(words.KINDS.get(one.kind, one.kind))}
            for one in found
        ],
        more=len(found) >= MOST,
    )
