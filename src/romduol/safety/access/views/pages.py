"""Draws a page of the desk: in its own frame, under its own policy, kept nowhere."""

from __future__ import annotations

from collections.abc import Mapping
from pathlib import Path
from typing import Any

from django.http import HttpRequest, HttpResponse
from django.middleware.csrf import get_token

from romduol.ui.assets import desk_policy
from romduol.ui.templates import environment
from romduol.ui.words import languages, words_of

FIRST_LANGUAGE = "km"
SIGN_IN = "/desk/{lang}/in"
LANGUAGE_NAMES = {"km": "ខ្មែរ", "en": "English"}


def language_of(request: HttpRequest) -> str:
    """Return the language that the address of a page names, also where nothing is at that address."""
    match = request.resolver_match
    if match:
        return str(match.kwargs.get("lang", FIRST_LANGUAGE))
    named = request.path_info.split("/")[2:3]
    return named[0] if named and named[0] in languages() else FIRST_LANGUAGE


def staff_page(
    request: HttpRequest, template: str, title: str, *, folder: Path, status: int = 200, rest: str = "", **shows: Any
) -> HttpResponse:
    """Return a page of the desk; `title` is one of our English texts, `folder` holds the room's templates.

    `rest` is the page that the other languages lead to, after /desk/<lang>/: this one, unless only a form leads here.

    Where a form comes back with something to correct, the title says so first: a screen reader begins with it.
    """
    lang = language_of(request)
    words = words_of(lang)
    told = words.gettext(title)
    if status == 422:
        told = words.gettext("Please correct: %(title)s") % {"title": told}
    body = (
        environment(lang, (folder,))
        .get_template(template)
        .render(title=told, frame=_frame(request, lang, rest), **shows)
    )
    headers = {
        "Cache-Control": "no-store",
        "Content-Security-Policy": desk_policy(),
        # Under "no-referrer" a browser sends no origin with a form, and its key could not be told from a stranger's.
        "Referrer-Policy": "same-origin",
    }
    return HttpResponse(body, status=status, headers=headers)


def _frame(request: HttpRequest, lang: str, rest: str) -> Mapping[str, Any]:
    person = getattr(request, "person", None)
    rest = rest or (request.path.split("/", 3)[3] if request.path.count("/") >= 3 else "")
    return {
        "root": f"/desk/{lang}/",
        "person": person.name if person else "",
        "permissions": person.permissions if person else frozenset(),
        "menu": getattr(request, "menu", ()) if person else (),
        "notes": getattr(request, "notes", ()) if person else (),
        "key": get_token(request),
        "others": [
            (other, f"/desk/{other}/{rest}", LANGUAGE_NAMES.get(other, other))
            for other in sorted(languages())
            if other != lang
        ],
    }
