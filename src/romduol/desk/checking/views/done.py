"""Tells exactly what was recorded and whether it counts, and undoes it."""

from __future__ import annotations

from typing import Any
from uuid import UUID, uuid4

from django.http import Http404, HttpRequest, HttpResponse, HttpResponseRedirect
from django.urls import NoReverseMatch, reverse
from django.utils import timezone

from romduol.base.signs import typed as typed_in
from romduol.desk.changes.actions import CannotUndo, NotAllowed
from romduol.desk.changes.forms import act_of
from romduol.desk.changes.queries import NoSuchChange
from romduol.desk.changes.records import Change, State, Verb
from romduol.desk.checking.actions import take_back
from romduol.desk.checking.queries import address_of, off_state, recorded, spot_of
from romduol.desk.checking.rules.taking_off import BAD, Off
from romduol.desk.checking.views.checking import TEMPLATES, URLS, href
from romduol.desk.checking.views.telling import Teller, recorded_told
from romduol.knowledge.directory.queries import edition_about
from romduol.safety.access.records import Permission
from romduol.safety.access.rules import staff_door
from romduol.safety.access.views.keeping import who_asks
from romduol.safety.access.views.pages import staff_page
from romduol.ui.words import phrase

TITLE = phrase("Recorded")
LONGEST_WHY = 500
OFF_WORDS = {
    Off.OFF: phrase("Readers no longer get this number from this server. The pages are being drawn anew."),
    Off.NOTHING_PUBLISHED: phrase("Nothing is published here yet. It is written down, and readers will never get it."),
    Off.CANNOT_SIGN: phrase(
        "Readers still get this number: this server has no key that may sign now. "
        "It is written down. Ask whoever runs the server to run “romduol doctor”, then take it off once more."
    ),
    Off.HELD: phrase(
        "Readers still get this number: another program holds the list, or the disk is full. "
        "It is written down. Take it off once more in a minute."
    ),
}
NOT_UNDONE = phrase("This is not in force, so there is nothing to undo.")


@staff_door(Permission.CHECK)
def done(request: HttpRequest, lang: str, act: UUID) -> HttpResponse:
    """Tell what a form recorded."""
    return _page(request, lang, _changes(request, act))


@staff_door(Permission.CHECK)
def undone(request: HttpRequest, lang: str, act: UUID) -> HttpResponse:
    """Undo a change, or take back one that still waits."""
    changes = _changes(request, act)
    if request.method != "POST":
        return HttpResponseRedirect(_href(lang, act))
    try:
        take_back(
            change=changes[0],
            act=act_of(request.POST),
            why=typed_in(request.POST.get("why", ""))[:LONGEST_WHY],
            by=who_asks(request),
            now=timezone.now(),
        )
    except (NotAllowed, NoSuchChange):
        raise Http404 from None
    except CannotUndo:
        return _page(request, lang, changes, status=409, notice=NOT_UNDONE)
    return HttpResponseRedirect(_href(lang, act), status=303)


def _changes(request: HttpRequest, act: UUID) -> tuple[Change, ...]:
    try:
        return recorded(act, by=who_asks(request))
    except NoSuchChange:
        raise Http404 from None


def _href(lang: str, act: UUID) -> str:
    return reverse("check-done", URLS, kwargs={"lang": lang, "act": act})


def _page(
    request: HttpRequest, lang: str, changes: tuple[Change, ...], *, status: int = 200, notice: str = ""
) -> HttpResponse:
    teller = Teller(edition_about(changes[0].subject, timezone.localdate()), lang)
    off = _off(changes)
    return staff_page(
        request,
        "checking/done.html",
        TITLE,
        folder=TEMPLATES,
        status=status,
        notice=notice,
        changes=[
            {**recorded_told(one, teller, can_undo=_can_undo(one, request)), "act": str(uuid4())} for one in changes
        ],
        off=off or "",
        off_words=teller.words.gettext(OFF_WORDS[off]) if off else "",
        next=_next(lang),
        again=_again(lang, changes, off, teller),
    )


def _can_undo(one: Change, request: HttpRequest) -> bool:
    own = one.by == who_asks(request).by
    return (one.state is State.WAITING and own) or (one.state is State.DONE and one.verb in (Verb.CHECK, Verb.STATE))


def _off(changes: tuple[Change, ...]) -> Off | None:
    """Return how far readers are spared a number, where one was taken off."""
    taken = next((one for one in changes if one.verb is Verb.WITHDRAW), None)
    return off_state(taken.subject.removeprefix("line-"), timezone.now()) if taken else None


def _next(lang: str) -> str:
    """Return where the next one to call is found."""
    for name in ("queue-next", "queue"):
        try:
            return reverse(name, URLS, kwargs={"lang": lang})
        except NoReverseMatch:
            continue
    return reverse("my-checks", URLS, kwargs={"lang": lang})


def _again(lang: str, changes: tuple[Change, ...], off: Off | None, teller: Teller) -> dict[str, Any]:
    """Return the links back to what was checked, and to taking its number off where readers may still get it."""
    first, spot = changes[0], spot_of(changes[0])
    if not spot.property:
        return {}
    here = href(lang, address_of(spot.subject, teller.edition.info.id), spot.property, spot.value)
    bad = first.verb is Verb.CHECK and first.body.get("outcome") in BAD and spot.property == "phone"
    wanted = off in (Off.CANNOT_SIGN, Off.HELD) or (bad and off is None)
    return {"here": here, "off": f"{here}/off" if wanted else ""}
