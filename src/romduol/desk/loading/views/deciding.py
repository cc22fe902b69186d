"""What somebody decides about an import: load, leave, say yes or no, undo."""

from __future__ import annotations

from collections.abc import Callable
from uuid import UUID

from django.http import Http404, HttpRequest, HttpResponse, HttpResponseRedirect
from django.urls import reverse
from django.utils import timezone
from django.views.decorators.http import require_http_methods, require_POST

from romduol.desk.loading import actions
from romduol.desk.loading.actions import NotAllowed, NotNow, SeenOther, UnderWay
from romduol.desk.loading.forms import ReasonForm
from romduol.desk.loading.records import Import, State
from romduol.desk.loading.views.listing import TEMPLATES
from romduol.desk.loading.views.one import found_import, page
from romduol.desk.loading.views.telling import import_told, report_told
from romduol.desk.resolving.views.telling import Teller
from romduol.safety.access.records import Permission
from romduol.safety.access.rules import staff_door
from romduol.safety.access.views.keeping import who_asks
from romduol.safety.access.views.pages import language_of, staff_page
from romduol.ui.words import phrase

UNDO = phrase("Undo a load")
QUICKER = phrase("Nothing was done: somebody was quicker, or it is not that far. The page shows how it is now.")
OTHER = phrase("Nothing was done: what would be loaded is not what you looked at. Look again, then decide.")
BUSY = phrase("Nothing was done: another list of the same source is being read or loaded. Wait until it is done.")
TICK = phrase("Nothing was done: say that most of what this source says now may end, or leave the list.")
NEWER = phrase("This load cannot be undone any more: a newer list of the same source was loaded after it.")


@staff_door(Permission.IMPORT)
@require_POST
def load(request: HttpRequest, lang: str, key: UUID) -> HttpResponse:
    """Load it, or ask a second person to say yes."""
    found = found_import(key)
    agreed = request.POST.get("let_go") == "yes"
    if found.counts.effect.lets_go and not agreed:
        return page(request, found, problem=TICK, status=422)
    person, now, seen = who_asks(request), timezone.now(), request.POST.get("seen", "")
    return _done(request, key, lambda: actions.ask_to_load(key, seen=seen, let_go=agreed, by=person, now=now))


@staff_door(Permission.APPROVE)
@require_POST
def agree(request: HttpRequest, lang: str, key: UUID) -> HttpResponse:
    """Say the second yes to what was seen."""
    found_import(key)
    person, now, seen = who_asks(request), timezone.now(), request.POST.get("seen", "")
    return _done(request, key, lambda: actions.say_yes(key, seen=seen, by=person, now=now))


@staff_door(Permission.IMPORT)
@require_POST
def refuse(request: HttpRequest, lang: str, key: UUID) -> HttpResponse:
    """Let what waits come to nothing: with a reason, or one's own."""
    found, person, form = found_import(key), who_asks(request), ReasonForm(request.POST)
    if person.by not in (found.wanted_by, found.undo_by) and not person.may(Permission.APPROVE):
        raise Http404
    if found.undo_by:
        return _done(request, key, lambda: actions.leave_undo(key, by=person, now=timezone.now()))
    why = "" if found.wanted_by == person.by else form.why()
    if form.problems:
        return page(request, found, form=form, status=422)
    return _done(request, key, lambda: actions.decline(key, why=why, by=person, now=timezone.now()))


@staff_door(Permission.IMPORT)
@require_POST
def leave(request: HttpRequest, lang: str, key: UUID) -> HttpResponse:
    """Forget what was tried; nothing of it ever counted."""
    found_import(key)
    return _done(request, key, lambda: actions.drop_import(key, by=who_asks(request).by, now=timezone.now()))


@staff_door(Permission.IMPORT)
@require_http_methods(["GET", "POST"])
def undo(request: HttpRequest, lang: str, key: UUID) -> HttpResponse:
    """Say what undoing does, ask why, and do it."""
    found, person = found_import(key), who_asks(request)
    form, problem, status = ReasonForm(request.POST if request.method == "POST" else {}), "", 200
    if request.method == "POST":
        why = found.undo_why or form.why()
        if not form.problems:
            try:
                actions.ask_to_undo(key, why=why, by=person, now=timezone.now())
                return _to(lang, key)
            except NotAllowed:
                raise Http404 from None
            except NotNow:
                found, problem, status = found_import(key), NEWER, 409
        else:
            status = 422
    tell = Teller(lang)
    return staff_page(
        request,
        "loading/undo.html",
        UNDO,
        folder=TEMPLATES,
        status=status,
        it=import_told(found, tell),
        own=found.undo_by == person.by,
        may=person.may(Permission.APPROVE),
        report=report_told(found.counts, {}, tell),
        can=found.state is State.LOADED and not problem,
        problem=tell(problem) if problem else "",
        problems={name: tell(text) for name, text in form.problems.items()},
        sent=form.sent,
    )


def _done(request: HttpRequest, key: UUID, do: Callable[[], Import]) -> HttpResponse:
    """Do something to an import and lead back to it; where it cannot be done, say why on its page."""
    try:
        do()
    except NotAllowed:
        raise Http404 from None
    except NotNow:
        problem = QUICKER
    except SeenOther:
        problem = OTHER
    except UnderWay:
        problem = BUSY
    else:
        return _to(language_of(request), key)
    return page(request, found_import(key), problem=problem, status=409)


def _to(lang: str, key: UUID) -> HttpResponse:
    return HttpResponseRedirect(reverse("import", kwargs={"lang": lang, "key": key}), status=303)
