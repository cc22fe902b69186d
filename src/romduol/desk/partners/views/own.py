"""A body's own record, as whoever may speak for it sees it: what stands there, what waits, what was declined."""

from __future__ import annotations

from collections.abc import Callable
from functools import wraps
from typing import Any
from uuid import UUID, uuid4

from django.http import Http404, HttpRequest, HttpResponse, HttpResponseRedirect
from django.http.response import HttpResponseBase
from django.urls import reverse
from django.utils import timezone
from django.views.decorators.http import require_POST, require_safe

from romduol.desk.changes.actions import NotAllowed, Overtaken, decline
from romduol.desk.changes.forms import act_of
from romduol.desk.changes.queries import said_for
from romduol.desk.changes.records import State
from romduol.desk.partners import actions
from romduol.desk.partners.queries import NotVerified, RecordJoined, own_record, verified_for
from romduol.desk.partners.records import OwnRecord
from romduol.desk.partners.rules.lasting import holds, lasts
from romduol.desk.partners.rules.offering import still_right
from romduol.desk.partners.views import words
from romduol.desk.partners.views.telling import (
    TEMPLATES,
    Teller,
    changes_told,
    name_told,
    part_name,
    record_told,
    verification_told,
)
from romduol.knowledge.directory.queries import NoPackLoaded, loaded_info
from romduol.knowledge.directory.rules.codes import page_code, stable_id
from romduol.safety.access.records import Permission
from romduol.safety.access.rules import staff_door
from romduol.safety.access.views.keeping import who_asks
from romduol.safety.access.views.pages import staff_page
from romduol.ui.words import phrase

TITLE = phrase("Our record")
DECLINED_SHOWN = 10
OVERTAKEN = phrase(
    "Somebody changed this at the same time. Nothing of yours was written. Look at how it is now, then send it again."
)
NOTHING = phrase("There is nothing to confirm now.")
WAITS = phrase("The same waits for its yes already. Nothing was written a second time.")
TAKEN_BACK = phrase("This record was taken off as wrong or unsafe. Talk to those who keep this site.")


def found_or_404(request: HttpRequest, code: str) -> OwnRecord:
    """Return the record for which whoever asks may speak; for all others it is not there. Raises `RecordJoined`."""
    try:
        return own_record(code, who_asks(request), timezone.localdate())
    except RecordJoined:
        raise
    except (NotVerified, NoPackLoaded):
        raise Http404 from None


View = Callable[..., HttpResponse]
Answering = Callable[..., HttpResponseBase]


def where_joined(view: Answering) -> Answering:
    """Tell whoever was verified for a record that was joined into another one what became of it; nothing is written."""

    @wraps(view)
    def told(request: HttpRequest, lang: str, **rest: Any) -> HttpResponseBase:
        try:
            return view(request, lang, **rest)
        except RecordJoined:
            return _none_page(request, lang, status=200 if request.method in ("GET", "HEAD") else 409)

    return told


@staff_door(Permission.PROPOSE)
@require_safe
def own(request: HttpRequest, lang: str) -> HttpResponse:
    """Lead on to the record of whoever has one; tell those who have none, or several, where they stand."""
    today, found = timezone.localdate(), verified_for(who_asks(request))
    codes = [_code(one.subject) for one in found if holds(one, today)]
    if len(codes) == 1:
        return HttpResponseRedirect(reverse("own-record", kwargs={"lang": lang, "code": codes[0]}))
    return _none_page(request, lang)


def _none_page(request: HttpRequest, lang: str, status: int = 200) -> HttpResponse:
    today, tell = timezone.localdate(), Teller(lang)
    found = verified_for(who_asks(request))
    codes = [_code(one.subject) for one in found if holds(one, today)]
    joined = [one for one in found if one.into and lasts(one, today)]
    return staff_page(
        request,
        "partners/none.html",
        TITLE,
        folder=TEMPLATES,
        status=status,
        records=[(code, part_name(found_or_404(request, code).body, tell)) for code in codes],
        joined=[
            {
                "organization": tell.say(one.organization_name),
                "record": name_told(one.into, tell),
                "code": _code(one.into),
            }
            for one in joined
        ],
        over=bool(found) and not codes and not joined,
    )


def _code(subject: str) -> str:
    return page_code("organization", stable_id(loaded_info().id, f"organization/{subject}"))


@staff_door(Permission.PROPOSE)
@require_safe
@where_joined
def record(request: HttpRequest, lang: str, code: str) -> HttpResponse:
    """Show the record."""
    return record_page(request, lang, found_or_404(request, code))


@staff_door(Permission.PROPOSE)
@require_POST
@where_joined
def still(request: HttpRequest, lang: str, code: str) -> HttpResponse:
    """Say of everything on the page that it is still right."""
    found = found_or_404(request, code)
    act, seen = act_of(request.POST), request.POST.get("seen", "")
    try:
        actions.confirm(code=code, act=act, by=who_asks(request), seen=seen, now=timezone.now())
    except Overtaken:
        return record_page(request, lang, found, problem=OVERTAKEN, status=409)
    except actions.NothingToSay:
        return record_page(request, lang, found, problem=NOTHING, status=409)
    except actions.TakenBackWhole:
        return record_page(request, lang, found, problem=TAKEN_BACK, status=409)
    return HttpResponseRedirect(f"{reverse('own-record', kwargs={'lang': lang, 'code': code})}?made=done", status=303)


@staff_door(Permission.PROPOSE)
@require_POST
@where_joined
def take_back(request: HttpRequest, lang: str, code: str, key: UUID) -> HttpResponse:
    """Take back what one said oneself, as long as it waits."""
    found, person = found_or_404(request, code), who_asks(request)
    said = said_for(found.verification.organization, [part.subject for part in found.parts], by=person)
    if not any(one.id == key and one.by == person.by for one in said):
        raise Http404
    decline(change_id=key, why="", by=person, now=timezone.now())
    return HttpResponseRedirect(reverse("own-record", kwargs={"lang": lang, "code": code}), status=303)


def record_page(
    request: HttpRequest, lang: str, found: OwnRecord, *, problem: str = "", status: int = 200
) -> HttpResponse:
    """Return the page of a record, with what went wrong where something did."""
    person, today, tell = who_asks(request), timezone.localdate(), Teller(lang)
    said = said_for(found.verification.organization, [part.subject for part in found.parts], by=person)
    waiting = [one for one in said if one.state is State.WAITING]
    spots = [(one.subject, one.property, one.value) for one in waiting]
    # What somebody took back themselves nobody declined.
    declined = [one for one in said if one.state is State.DECLINED and one.decided_by][:DECLINED_SHOWN]
    return staff_page(
        request,
        "partners/own.html",
        TITLE,
        folder=TEMPLATES,
        status=status,
        code=found.body.code,
        name=part_name(found.body, tell),
        parts=record_told(found, tell),
        verification=verification_told(found.verification, today, tell, {}),
        taken_back=found.taken_back,
        confirms=len(still_right(found, spots)),
        waiting=changes_told(waiting, tell, person),
        declined=changes_told(declined, tell, person),
        made=tell(words.MADE[made]) if (made := request.GET.get("made", "")) in words.MADE else "",
        problem=tell(problem) if problem else "",
        deny=words.DENY,
        not_so=words.NOT_SO,
        act_id=uuid4(),
        seen=actions.version_of_record(found),
    )


def saying(view: View) -> Answering:
    """Answer what can keep somebody from speaking for a record, kindly, and with nothing written."""

    @wraps(view)
    @where_joined
    def told(request: HttpRequest, lang: str, code: str, **rest: Any) -> HttpResponse:
        try:
            return view(request, lang, code, **rest)
        except RecordJoined:
            raise
        except (NotVerified, NotAllowed):
            raise Http404 from None
        except actions.AlreadyWaits:
            return record_page(request, lang, found_or_404(request, code), problem=WAITS, status=409)
        except actions.TakenBackWhole:
            return record_page(request, lang, found_or_404(request, code), problem=TAKEN_BACK, status=409)

    return told
