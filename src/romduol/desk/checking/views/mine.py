"""What somebody recorded lately, with the way to undo it."""

from __future__ import annotations

from django.http import HttpRequest, HttpResponse
from django.urls import reverse
from django.utils import timezone

from romduol.desk.changes.queries import made_by
from romduol.desk.changes.records import Change
from romduol.desk.checking.views.checking import TEMPLATES, URLS
from romduol.desk.checking.views.telling import Teller, recorded_told
from romduol.knowledge.directory.queries import edition_about
from romduol.safety.access.records import Permission
from romduol.safety.access.rules import staff_door
from romduol.safety.access.views.keeping import who_asks
from romduol.safety.access.views.pages import staff_page
from romduol.ui.words import phrase

TITLE = phrase("My checks")
MOST = 30


@staff_door(Permission.CHECK)
def mine(request: HttpRequest, lang: str) -> HttpResponse:
    """List what whoever asks recorded lately, the newest first."""
    own = made_by(who_asks(request), limit=MOST)
    return staff_page(request, "checking/mine.html", TITLE, folder=TEMPLATES, rows=_rows(own, lang))


def _rows(own: list[Change], lang: str) -> list[dict[str, object]]:
    if not own:
        return []
    subjects = dict.fromkeys(one.subject for one in own)
    teller = Teller(edition_about(own[0].subject, timezone.localdate(), *subjects), lang)
    return [{**recorded_told(one, teller, can_undo=False), "href": _href(one, lang)} for one in own]


def _href(one: Change, lang: str) -> str:
    return reverse("check-done", URLS, kwargs={"lang": lang, "act": one.id})
