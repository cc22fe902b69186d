"""Leads whoever opens the desk to the first room that they may enter."""

from __future__ import annotations

from django.http import HttpRequest, HttpResponse, HttpResponseRedirect
from django.urls import reverse

from romduol.config.menu import menu_for, something_left
from romduol.safety.access.records import Permission
from romduol.safety.access.rules import signed_in_door
from romduol.safety.access.views.keeping import person_of
from romduol.safety.access.views.pages import FIRST_LANGUAGE, SIGN_IN


@signed_in_door
def front(request: HttpRequest, lang: str = FIRST_LANGUAGE) -> HttpResponse:
    """Lead on to the first entry of the menu; whoever only sets up is led there while something is left of it."""
    person = person_of(request)
    if person and person.may(Permission.SET_UP) and not person.may(Permission.CHECK) and something_left():
        return HttpResponseRedirect(reverse("setup", kwargs={"lang": lang}))
    rooms = menu_for(request)
    return HttpResponseRedirect(str(rooms[0]["href"]) if rooms else SIGN_IN.format(lang=lang))
