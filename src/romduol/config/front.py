"""Leads whoever opens the desk to the first room that they may enter."""

from __future__ import annotations

from django.http import HttpRequest, HttpResponse, HttpResponseRedirect

from romduol.config.menu import menu_for
from romduol.safety.access.rules import signed_in_door
from romduol.safety.access.views.pages import FIRST_LANGUAGE, SIGN_IN


@signed_in_door
def front(request: HttpRequest, lang: str = FIRST_LANGUAGE) -> HttpResponse:
    """Lead on to the first entry of the menu."""
    rooms = menu_for(request)
    return HttpResponseRedirect(str(rooms[0]["href"]) if rooms else SIGN_IN.format(lang=lang))
