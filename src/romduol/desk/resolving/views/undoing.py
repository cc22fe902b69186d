"""Undoes a change, with a reason; the undoing is a change itself."""

from __future__ import annotations

from uuid import UUID, uuid4

from django.http import Http404, HttpRequest, HttpResponse, HttpResponseRedirect
from django.utils import timezone
from django.views.decorators.http import require_http_methods

from romduol.desk.changes import actions as changes
from romduol.desk.changes.actions import CannotUndo, NotAllowed
from romduol.desk.changes.forms import act_of
from romduol.desk.changes.queries import NoSuchChange, change
from romduol.desk.changes.records import Change, Verb
from romduol.desk.changes.rules import can_be_undone, undoing_is_critical, waits
from romduol.desk.operator.queries import operator
from romduol.desk.resolving.actions import note_change
from romduol.desk.resolving.forms import ReasonForm
from romduol.desk.resolving.queries.known import known_as
from romduol.desk.resolving.views.changes import changes_told
from romduol.desk.resolving.views.contradictions import TEMPLATES
from romduol.desk.resolving.views.telling import Teller
from romduol.safety.access.records import Permission, Person
from romduol.safety.access.rules import staff_door
from romduol.safety.access.views.keeping import who_asks
from romduol.safety.access.views.pages import staff_page
from romduol.ui.words import phrase

TITLE = phrase("Undo a change")
CANNOT = phrase("This change is not in force any more, or it was undone already. Nothing was done.")


@staff_door(Permission.RESOLVE)
@require_http_methods(["GET", "POST"])
def undo(request: HttpRequest, lang: str, key: UUID) -> HttpResponse:
    """Ask for the reason, undo, and lead to the record, which says whether it waits."""
    person, tell = who_asks(request), Teller(lang)
    try:
        found = change(key, by=person)
        if request.method != "POST":
            return _page(request, found, tell, person, status=200 if can_be_undone(found) else 409)
        act, form = act_of(request.POST), ReasonForm(request.POST)
        why = form.why()
        if form.problems:
            return _page(request, found, tell, person, form=form, status=422)
        changes.undo(change_id=key, act=act, why=why, by=person, now=timezone.now())
    except (NoSuchChange, NotAllowed):
        raise Http404 from None
    except CannotUndo:
        return _page(request, change(key, by=person), tell, person, status=409)
    note_change(found, at=timezone.now())
    return HttpResponseRedirect(f"/desk/{lang}/record/{known_as(found.subject).code}?made={act}", status=303)


def _page(
    request: HttpRequest, found: Change, tell: Teller, person: Person, *, form: ReasonForm | None = None, status: int
) -> HttpResponse:
    return staff_page(
        request,
        "resolving/undo.html",
        TITLE,
        folder=TEMPLATES,
        status=status,
        change_=changes_told([found], tell, person)[0],
        key_=found.id,
        about=tell.topic(found.subject, found.property) if found.property else tell.name(found.subject),
        code=known_as(found.subject).code,
        can=can_be_undone(found) and status != 409,
        problem=tell(CANNOT) if status == 409 else "",
        waits=waits(undoing_is_critical(found), operator().second_yes, Verb.UNDO),
        sent=form.sent if form else {},
        problems={name: tell(text) for name, text in form.problems.items()} if form else {},
        act_id=form.sent.get("act", "") if form else uuid4(),
    )
