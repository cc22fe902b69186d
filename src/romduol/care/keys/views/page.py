"""The page of one's own keys: a script does the work, because nobody but this browser may ever hold them."""

from __future__ import annotations

from pathlib import Path

from django.http import Http404, HttpRequest, HttpResponse
from django.views.decorators.http import require_safe

from romduol.care.keys.views.serving import FOREVER, script_data, script_name
from romduol.care.keys.views.words import KEYS, UNLOCKING, as_data, words_for
from romduol.safety.access.records import Permission
from romduol.safety.access.rules import staff_door
from romduol.safety.access.views.pages import staff_page
from romduol.ui.formatting import MONTHS
from romduol.ui.words import phrase

TEMPLATES = Path(__file__).resolve().parents[1] / "templates"


@staff_door(Permission.ANSWER)
@require_safe
def keys(request: HttpRequest, lang: str) -> HttpResponse:
    """Show the page; its script asks for the rest."""
    return staff_page(
        request,
        "keys/keys.html",
        phrase("Your keys"),
        folder=TEMPLATES,
        script_name=script_name("keys"),
        given=as_data({"words": words_for({**UNLOCKING, **KEYS}, lang), "months": MONTHS.get(lang, MONTHS["en"])}),
    )


@staff_door(Permission.ANSWER)
@require_safe
def script(request: HttpRequest, lang: str, name: str) -> HttpResponse:
    """Return a script under the name of what is in it: what a browser has once, it need not ask for again."""
    data = script_data(name)
    if not data:
        raise Http404
    headers = {"Cache-Control": FOREVER, "X-Content-Type-Options": "nosniff"}
    return HttpResponse(data, content_type="text/javascript; charset=utf-8", headers=headers)
