"""Leads whoever opens the desk to the first room that they may enter, and back from an address where nothing is."""

from __future__ import annotations

from django.http import HttpRequest, HttpResponse, HttpResponseRedirect
from django.urls import reverse

from romduol.channels.web.views import not_found
from romduol.config.menu import menu_for, something_left
from romduol.safety.access.records import Permission
from romduol.safety.access.rules import signed_in_door
from romduol.safety.access.views.keeping import person_of
from romduol.safety.access.views.pages import FIRST_LANGUAGE, SIGN_IN, staff_page
from romduol.ui.templates import OURS
from romduol.ui.words import phrase


@signed_in_door
def front(request: HttpRequest, lang: str = FIRST_LANGUAGE) -> HttpResponse:
    """Lead on to the first entry of the menu; whoever only sets up is led there while something is left of it."""
    person = person_of(request)
    if person and person.may(Permission.SET_UP) and not person.may(Permission.CHECK) and something_left():
        return HttpResponseRedirect(reverse("setup", kwargs={"lang": lang}))
    rooms = menu_for(request)
    return HttpResponseRedirect(str(rooms[0]["href"]) if rooms else SIGN_IN.format(lang=lang))


def nowhere(request: HttpRequest, exception: Exception | None = None) -> HttpResponse:
    """Answer an address that is not there: to whoever is signed in with a way back, to all others as to a reader."""
    if person_of(request) is None:
        return not_found(request, exception)
    return staff_page(request, "desk/nowhere.html", phrase("This page is not here"), folder=OURS, status=404)
