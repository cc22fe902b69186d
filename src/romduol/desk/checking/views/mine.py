"""What somebody recorded lately, with the way to undo it."""

from __future__ import annotations

from django.http import HttpRequest, HttpResponse
from django.urls import reverse
from django.utils import timezone

from romduol.desk.changes.queries import made_by
from romduol.desk.changes.records import Change
from romduol.desk.checking.views.checking import TEMPLATES, URLS, person_of
from romduol.desk.checking.views.telling import Teller, recorded_told
from romduol.knowledge.directory.queries import NoPackLoaded, edition_about
from romduol.safety.access.records import Permission
from romduol.safety.access.rules import staff_door
from romduol.safety.access.views.pages import staff_page
from romduol.ui.words import phrase

TITLE = phrase("My checks")
MOST = 30


@staff_door(Permission.CHECK)
def mine(request: HttpRequest, lang: str) -> HttpResponse:
    """List what whoever asks recorded lately, the newest first."""
    own = made_by(person_of(request), limit=MOST)
    return staff_page(request, "checking/mine.html", TITLE, folder=TEMPLATES, rows=_rows(own, lang))


def _rows(own: list[Change], lang: str) -> list[dict[str, object]]:
    tellers: dict[str, Teller] = {}
    rows = []
    for one in own:
        try:
            teller = tellers.get(one.subject) or Teller(edition_about(one.subject, timezone.localdate()), lang)
        except NoPackLoaded:
            break
        tellers[one.subject] = teller
        link = reverse("check-done", URLS, kwargs={"lang": lang, "act": one.id})
        rows.append({**recorded_told(one, teller, can_undo=False), "href": link})
    return rows
