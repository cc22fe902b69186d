"""The list of pairs that may be one, by what was answered, and the search that fills it."""

from __future__ import annotations

from contextlib import suppress
from pathlib import Path
from typing import Any
from uuid import uuid4

from django.http import HttpRequest, HttpResponse, HttpResponseRedirect
from django.utils import timezone
from django.views.decorators.http import require_GET, require_POST

from romduol.base.naturals import natural
from romduol.desk.changes.forms import act_of
from romduol.desk.duplicates.actions import SearchUnderWay, begin_search
from romduol.desk.duplicates.queries import PAGE, last_search, proposals
from romduol.desk.duplicates.records import Answer, Searched
from romduol.desk.duplicates.views import words
from romduol.desk.duplicates.views.telling import pair_told
from romduol.desk.resolving.views.telling import Teller
from romduol.knowledge.claims.queries import circles_today
from romduol.safety.access.records import Permission
from romduol.safety.access.rules import staff_door
from romduol.safety.access.views.keeping import who_asks
from romduol.safety.access.views.pages import staff_page
from romduol.ui.words import phrase

LAST_PAGE = 100_000
TEMPLATES = Path(__file__).resolve().parents[1] / "templates"
TITLE = phrase("Twice in the list?")
AGAIN_SECONDS = "3"
"""How soon a browser asks again while a search is going on."""


@staff_door(Permission.RESOLVE)
@require_GET
def duplicates(request: HttpRequest, lang: str) -> HttpResponse:
    """Show the pairs that may be one, the most pressing first, or those that were answered so."""
    tell, now = Teller(lang), timezone.now()
    asked = request.GET.get("part", "")
    answer = Answer(asked) if asked in list(Answer) else Answer.OPEN
    page = natural(request.GET.get("page", ""), LAST_PAGE) or 1
    found, total = proposals(answer, page)
    tell.know({subject for one in found for subject in (one.a, one.b)})
    search = last_search(now)
    made = staff_page(
        request,
        "duplicates/list.html",
        TITLE,
        folder=TEMPLATES,
        rows=[pair_told(one, tell) for one in found],
        total=total,
        page=page,
        pages=-(-total // PAGE),
        part=str(answer),
        parts=[(str(one), tell(text)) for one, text in words.PARTS.items()],
        empty=tell(words.EMPTY[answer]),
        search=_search(search, tell),
        circles=[[tell.coded(one) for one in circle] for circle in circles_today(timezone.localdate(now))],
        act_id=uuid4(),
    )
    if search is not None and search.going:
        made["Refresh"] = AGAIN_SECONDS
    return made


def _search(found: Searched | None, tell: Teller) -> dict[str, Any] | None:
    if found is None:
        return None
    return {
        "going": found.going,
        "when": tell.moment(found.ended_at or found.asked_at),
        "compared": found.compared,
        "found": found.found,
        "failed": tell(words.FAILURES[found.failed]) if found.failed else "",
    }


@staff_door(Permission.RESOLVE)
@require_POST
def search(request: HttpRequest, lang: str) -> HttpResponse:
    """Begin a search in a process of its own."""
    # Where somebody else began one before, the page shows theirs.
    with suppress(SearchUnderWay):
        begin_search(act=act_of(request.POST), by=who_asks(request).by, now=timezone.now())
    return HttpResponseRedirect(f"/desk/{lang}/duplicates", status=303)
