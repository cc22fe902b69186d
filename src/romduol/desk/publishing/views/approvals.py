"""The second yes: what waits, what it would do to readers, and a yes or a no from somebody else."""

from __future__ import annotations

from functools import partial
from typing import Any
from uuid import UUID

from django.http import Http404, HttpRequest, HttpResponse, HttpResponseRedirect
from django.utils import timezone
from django.views.decorators.http import require_GET, require_POST
from markupsafe import Markup

from romduol.desk.changes.actions import NotAllowed, Overtaken, SpeaksNoMore, approve, decline
from romduol.desk.changes.queries import NoSuchChange, change, version_of, waiting
from romduol.desk.changes.records import Change, State
from romduol.desk.changes.rules import may_agree
from romduol.desk.partners.actions import still_speaks
from romduol.desk.partners.queries import may_count, speaks_in
from romduol.desk.partners.views.telling import Teller as Says
from romduol.desk.partners.views.telling import said_told, verification_told
from romduol.desk.publishing.forms import ReasonForm
from romduol.desk.publishing.queries import what_it_does
from romduol.desk.publishing.views.publishing import TEMPLATES
from romduol.desk.publishing.views.telling import sections
from romduol.desk.resolving.actions import note_change
from romduol.desk.resolving.views.changes import changes_told
from romduol.desk.resolving.views.telling import Teller
from romduol.safety.access.records import Permission, Person
from romduol.safety.access.rules import staff_door
from romduol.safety.access.views.keeping import who_asks
from romduol.safety.access.views.pages import staff_page
from romduol.safety.accounts.queries import names_of
from romduol.ui.words import phrase

TITLE = phrase("What waits for a second yes")
PICTURED = 20
"""Changes of which the page tells what they would do to readers; the rest come up as these are decided."""
ENDED = phrase(
    "The organisation that says so may not speak for this record any more. Nothing was done: say no, or verify it anew."
)
DECIDED = phrase("Somebody decided this already, or took it back. Nothing was done.")


@staff_door(Permission.SEE)
@require_GET
def approvals(request: HttpRequest, lang: str) -> HttpResponse:
    """List what waits."""
    return _page(request, lang)


@staff_door(Permission.APPROVE)
@require_POST
def agree(request: HttpRequest, lang: str, key: UUID) -> HttpResponse:
    """Let a change of somebody else count."""
    person, now = who_asks(request), timezone.now()
    try:
        if change(key, by=person).state is not State.WAITING:
            return _page(request, lang, problem=DECIDED, status=409)
        seen, speaks = request.POST.get("seen", ""), partial(still_speaks, now=now)
        made = approve(change_id=key, by=person, seen=seen, now=now, speaks=speaks)
    except (NoSuchChange, NotAllowed):
        raise Http404 from None
    except SpeaksNoMore:
        return _page(request, lang, problem=ENDED, status=409)
    except Overtaken as found:
        return _page(request, lang, since=found.since, status=409)
    note_change(made, at=timezone.now())
    return HttpResponseRedirect(f"/desk/{lang}/approvals", status=303)


@staff_door(Permission.SEE)
@require_POST
def refuse(request: HttpRequest, lang: str, key: UUID) -> HttpResponse:
    """Let a change come to nothing: with a reason, or one's own."""
    person, form = who_asks(request), ReasonForm(request.POST)
    try:
        found = change(key, by=person)
        if found.by != person.by and not person.may(Permission.APPROVE):
            raise NotAllowed("decline")
        if found.state is not State.WAITING:
            return _page(request, lang, problem=DECIDED, status=409)
        why = "" if found.by == person.by else form.why()
        if form.problems:
            return _page(request, lang, form=form, about=key, status=422)
        decline(change_id=key, why=why, by=person, now=timezone.now())
    except (NoSuchChange, NotAllowed):
        raise Http404 from None
    return HttpResponseRedirect(f"/desk/{lang}/approvals", status=303)


def _page(
    request: HttpRequest,
    lang: str,
    *,
    form: ReasonForm | None = None,
    about: UUID | None = None,
    since: list[Change] | None = None,
    problem: str = "",
    status: int = 200,
) -> HttpResponse:
    person, tell = who_asks(request), Teller(lang)
    found = waiting()
    tell.know({one.subject for one in found})
    told = changes_told(found, tell, person)
    return staff_page(
        request,
        "publishing/approvals.html",
        TITLE,
        folder=TEMPLATES,
        status=status,
        rows=[
            _row(one, shown, person, tell, pictured=place < PICTURED)
            for place, (one, shown) in enumerate(zip(found, told, strict=True))
        ],
        since=changes_told(since or (), tell, person),
        problem=tell(problem) if problem else "",
        about=str(about or ""),
        problems={name: tell(text) for name, text in form.problems.items()} if form else {},
        sent=form.sent if form else {},
    )


def _about(found: Change, tell: Teller) -> Markup:
    """Return what of a record a change is about."""
    if "new_subject" in found.body:
        return tell(phrase("A new service"))
    return tell.property(found.property) if found.property else Markup()


def _row(found: Change, told: dict[str, Any], person: Person, tell: Teller, *, pictured: bool) -> dict[str, Any]:
    today = timezone.localdate()
    differences = what_it_does(found, today) if pictured else []
    spoken, says = speaks_in(found), Says(tell.lang)
    return {
        **told,
        "record": tell.link(found.subject),
        "property": _about(found, tell),
        "critical": found.critical,
        "seen": version_of(found.subject, found.property),
        "pictured": pictured,
        "sections": sections(differences, tell),
        "may": may_agree(found, person) and may_count(found, today),
        "may_decline": person.may(Permission.APPROVE) and found.by != person.by,
        "speaker": verification_told(spoken, today, says, names_of([spoken.by])) if spoken else None,
        "said": said_told(found, says) if spoken else (),
    }
