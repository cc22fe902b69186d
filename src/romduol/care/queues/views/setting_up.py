"""Lets administrators set inboxes up: whose, for what, who reads when, the custodians' public halves, a pause."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from contextlib import contextmanager
from itertools import takewhile, zip_longest
from pathlib import Path
from typing import Any
from uuid import UUID

from django.conf import settings
from django.http import Http404, HttpRequest, HttpResponse, HttpResponseRedirect
from django.urls import reverse
from django.utils import timezone
from django.views.decorators.http import require_http_methods, require_POST, require_safe

from romduol.care.queues import actions
from romduol.care.queues.forms import NO_SPAN, SPANS, QueueForm, changed_form, queue_form
from romduol.care.queues.queries import NoSuchQueue, announced_of, inbox, inboxes, recoveries, recovery_of
from romduol.care.queues.records import Body, Inbox, QueueKind
from romduol.care.queues.rules import (
    BODIES,
    DAYS,
    KINDS,
    MOST_ANSWER_HOURS,
    chain_of,
    day_of,
    hours_since,
    hours_told,
    is_current,
    name_in,
    takes_reports,
)
from romduol.knowledge.directory.queries import NoPackLoaded, loaded_words
from romduol.safety.access.records import Permission
from romduol.safety.access.rules import staff_door
from romduol.safety.access.views.keeping import who_asks
from romduol.safety.access.views.pages import language_of, staff_page
from romduol.safety.accounts.queries import organization_names
from romduol.safety.accounts.queries.people import organizations
from romduol.safety.crypto.epochs import Chain, ChainBroken, epoch_fingerprint
from romduol.ui.words import phrase, words_of

TEMPLATES = Path(__file__).resolve().parents[1] / "templates"
TITLE = phrase("Inboxes")
NEW = phrase("A new inbox")
BEGUN = phrase("A member has begun this inbox meanwhile: it can be paused, and no longer removed.")
THERE = phrase("This organisation has an inbox of this kind already.")


@staff_door(Permission.SET_UP)
@require_safe
def queues(request: HttpRequest, lang: str) -> HttpResponse:
    """List the inboxes: whose, for what, whether each is alive, and why not."""
    return _list(request, lang)


@staff_door(Permission.SET_UP)
@require_http_methods(["GET", "POST"])
def new(request: HttpRequest, lang: str) -> HttpResponse:
    """Set an inbox up."""
    if request.method != "POST":
        return _form(request, NEW, QueueForm())
    known, given = _organizations(lang), recoveries()
    named = request.POST.get("organization", "")
    form = queue_form(
        request.POST,
        organizations=known,
        places=_provinces(lang),
        known=given.get(UUID(named)) if named in known else None,
    )
    if form.problems:
        return _form(request, NEW, form)
    try:
        actions.set_up_queue(
            organization=UUID(form.organization),
            kind=QueueKind(form.kind),
            said=_said(form, form.organization),
            recovery=form.keys,
            by=who_asks(request).by,
        )
    except actions.QueueThere:
        form.problems["kind"] = THERE
        return _form(request, NEW, form)
    return HttpResponseRedirect(reverse("inbox-queues", kwargs={"lang": lang}), status=303)


@staff_door(Permission.SET_UP)
@require_http_methods(["GET", "POST"])
def one(request: HttpRequest, lang: str, queue: UUID) -> HttpResponse:
    """Show what is said of an inbox, and change it."""
    found = _found(queue)
    if request.method != "POST":
        return _form(request, KINDS[found.queue.kind], _filled(found), found)
    form = changed_form(request.POST, kind=found.queue.kind, places=_provinces(lang))
    if form.problems:
        return _form(request, KINDS[found.queue.kind], form, found)
    said = _said(form, str(found.queue.organization))
    with _there():
        actions.change_queue(queue_id=queue, said=said, recovery=form.keys, by=who_asks(request).by)
    return HttpResponseRedirect(reverse("inbox-queues", kwargs={"lang": lang}), status=303)


@staff_door(Permission.SET_UP)
@require_POST
def pause(request: HttpRequest, lang: str, queue: UUID) -> HttpResponse:
    """Let an inbox take nothing for the time being, or take it up again."""
    with _there():
        actions.pause(queue_id=queue, paused=request.POST.get("paused") == "yes", by=who_asks(request).by)
    return HttpResponseRedirect(reverse("inbox-queues", kwargs={"lang": lang}), status=303)


@staff_door(Permission.SET_UP)
@require_POST
def remove(request: HttpRequest, lang: str, queue: UUID) -> HttpResponse:
    """Remove an inbox that was set up by mistake, as long as nobody has begun it."""
    try:
        with _there():
            actions.remove_queue(queue_id=queue, by=who_asks(request).by)
    except actions.Begun:
        return _list(request, lang, told=BEGUN, status=409)
    return HttpResponseRedirect(reverse("inbox-queues", kwargs={"lang": lang}), status=303)


def _list(request: HttpRequest, lang: str, *, told: str = "", status: int = 200) -> HttpResponse:
    rows = [_row(one, lang) for one in inboxes()]
    return _page(request, "queues/list.html", TITLE, status=status, rest="inbox/queues", rows=rows, told=told)


def _found(queue: UUID) -> Inbox:
    with _there():
        return inbox(queue)


@contextmanager
def _there() -> Iterator[None]:
    """Answer that an inbox is not there, be it that somebody has removed it meanwhile."""
    try:
        yield
    except NoSuchQueue:
        raise Http404 from None


def _said(form: QueueForm, organization: str) -> actions.SetUp:
    name = organization_names([organization])[organization]
    return actions.SetUp(name, Body(form.body), form.provinces, form.hours, int(form.answer_hours))


def _filled(found: Inbox) -> QueueForm:
    queue = found.queue
    return QueueForm(
        organization=str(queue.organization),
        kind=str(queue.kind),
        body=str(queue.body),
        police=queue.body is Body.POLICE,
        provinces=queue.provinces,
        hours=queue.hours,
        answer_hours=str(queue.answer_hours),
    )


def _form(request: HttpRequest, title: str, form: QueueForm, found: Inbox | None = None) -> HttpResponse:
    lang = language_of(request)
    said = words_of(lang)
    return _page(
        request,
        "queues/form.html",
        title,
        status=422 if form.problems else 200,
        it=form,
        wrong={name: said.gettext(text) % {"most": MOST_ANSWER_HOURS} for name, text in form.problems.items()},
        row=_row(found, lang) if found else None,
        organizations=list(_organizations(lang).items()),
        kinds=[(str(kind), said.gettext(text)) for kind, text in KINDS.items()],
        bodies=[(str(body), said.gettext(text)) for body, text in BODIES.items()],
        provinces=list(_provinces(lang).items()),
        spans=list(zip_longest(SPANS, form.hours, fillvalue=NO_SPAN)),
        days=[(number, said.gettext(text)) for number, text in enumerate(DAYS, 1)],
    )


def _page(request: HttpRequest, template: str, title: str, *, status: int = 200, **shows: Any) -> HttpResponse:
    return staff_page(request, template, title, folder=TEMPLATES, status=status, limit=settings.INBOX_HOURS, **shows)


def _row(found: Inbox, lang: str) -> dict[str, Any]:
    queue, now = found.queue, timezone.now()
    epoch = _epoch(found)
    given, announced = recovery_of(queue.id), announced_of(queue.id)
    return {
        "id": str(queue.id),
        "name": name_in(queue.name, lang),
        "hours": hours_told(queue.hours, words_of(lang).gettext),
        "kind": KINDS[queue.kind],
        "body": BODIES[queue.body],
        "police": queue.body is Body.POLICE,
        "paused": queue.paused,
        "lives": takes_reports(found, now, settings.INBOX_HOURS),
        "begun": bool(found.signed),
        "current": is_current(found, day_of(now)),
        "ago": hours_since(queue.opened_hour, now),
        "audit": queue.kind is QueueKind.AUDIT,
        "recovery": epoch["recovery"] if epoch else given.fingerprint if given else "",
        "announced": announced.fingerprint if announced else "",
        "epoch": epoch,
        "today": day_of(now),
    }


def _epoch(found: Inbox) -> dict[str, Any] | None:
    try:
        chain = chain_of(found)
    except ChainBroken:
        return None
    last = chain.last.statement
    return {
        "number": last.epoch,
        "last_day": last.last_day,
        "members": len(last.members),
        "fingerprint": epoch_fingerprint(chain),
        "recovery": last.recovery.fingerprint,
        "recovery_since": _recovery_since(chain),
    }


def _recovery_since(chain: Chain) -> int:
    """Return the epoch with which the recovery keys of the last one began."""
    epochs = takewhile(lambda one: one.statement.recovery == chain.last.statement.recovery, reversed(chain.signed))
    return min(one.statement.epoch for one in epochs)


def _organizations(lang: str) -> Mapping[str, str]:
    return {str(one.pk): name_in(one.name, lang) for one in organizations()}


def _provinces(lang: str) -> Mapping[str, str]:
    """Return id -> name of the provinces of the country pack; none where no pack is loaded."""
    try:
        places = loaded_words()[2]
    except NoPackLoaded:
        return {}
    return {place.id: name_in(place.name, lang) for place in places.values() if place.level == "province"}
