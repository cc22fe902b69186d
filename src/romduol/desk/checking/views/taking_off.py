"""Takes a number off everything that readers get, from a page of its own."""

from __future__ import annotations

from uuid import uuid4

from django.db import DatabaseError
from django.http import Http404, HttpRequest, HttpResponse, HttpResponseRedirect
from django.utils import timezone

from romduol.desk.changes.actions import NotAllowed
from romduol.desk.changes.forms import act_of
from romduol.desk.checking.actions import take_off
from romduol.desk.checking.forms import read_taking_off
from romduol.desk.checking.queries import withdrawable
from romduol.desk.checking.records import Filled, Sheet
from romduol.desk.checking.views.checking import (
    TEMPLATES,
    done_at,
    filled_in,
    sheet_at,
    shown,
    taking_off,
    why_busy,
)
from romduol.safety.access.records import Permission
from romduol.safety.access.rules import staff_door
from romduol.safety.access.views.keeping import who_asks
from romduol.safety.access.views.pages import staff_page
from romduol.ui.words import phrase

TITLE = phrase("Take this number off")


@staff_door(Permission.WITHDRAW)
def off(request: HttpRequest, lang: str, subject: str, property: str, code: str) -> HttpResponse:
    """Ask why, and take the number off."""
    found = sheet_at(request, subject, property, code)
    if found.line is None:
        raise Http404
    if request.method != "POST":
        return _page(request, found, Filled({}), str(uuid4()))
    filled, act = read_taking_off(request.POST), act_of(request.POST)
    if filled.problems:
        return _page(request, found, filled, str(act), status=422)
    by, now, what = who_asks(request), timezone.now(), withdrawable(found.line, found.edition)
    try:
        take_off(act=act, spot=found.spot, found=what, reason=filled.reason, why=filled.sent["why"], by=by, now=now)
    except NotAllowed:
        raise Http404 from None
    except DatabaseError:
        return _page(request, found, filled, str(act), status=503, notice=why_busy(found, now))
    return HttpResponseRedirect(done_at(request, str(act)), status=303)


def _page(
    request: HttpRequest, found: Sheet, filled: Filled, act: str, *, status: int = 200, notice: str = ""
) -> HttpResponse:
    return staff_page(
        request,
        "checking/off.html",
        TITLE,
        folder=TEMPLATES,
        status=status,
        act=act,
        notice=notice,
        done=done_at(request, act),
        **filled_in(request, filled),
        **shown(request, found),
        **taking_off(request, found),
    )
