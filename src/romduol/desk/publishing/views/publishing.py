"""The page of the release: what readers have, what changed since, what waits, what lapses; publish, and go back."""

from __future__ import annotations

from contextlib import suppress
from pathlib import Path
from typing import Any
from uuid import uuid4

from django.http import Http404, HttpRequest, HttpResponse, HttpResponseRedirect
from django.utils import timezone
from django.views.decorators.http import require_GET, require_http_methods, require_POST

from romduol.desk.changes.forms import act_of
from romduol.desk.changes.queries import waiting_count
from romduol.desk.publishing.actions import CannotGoBack, UnderWay, ask, go_back
from romduol.desk.publishing.forms import ReasonForm
from romduol.desk.publishing.queries import (
    basis,
    current_release,
    differences_in_words,
    going_back_to,
    is_small,
    lapses,
    latest_run,
    preview,
)
from romduol.desk.publishing.records import Difference, Failure, Preview, Run, RunKind
from romduol.desk.publishing.views import words
from romduol.desk.publishing.views.telling import lapse_told, release_told, run_told, sections
from romduol.desk.resolving.views.telling import Teller
from romduol.knowledge.releases.records import Manifest
from romduol.safety.access.records import Permission
from romduol.safety.access.rules import staff_door
from romduol.safety.access.views.keeping import who_asks
from romduol.safety.access.views.pages import staff_page
from romduol.ui.words import phrase

TEMPLATES = Path(__file__).resolve().parents[1] / "templates"
TITLE = phrase("Publish")
BACK = phrase("Go back to an earlier release")
AGAIN_SECONDS = "3"
"""How soon a browser asks again while something is under way."""
MOVED_BACK = phrase(
    "Nothing was done: another release is shown since you opened this page. Look again, then go back if it is still "
    "right."
)


@staff_door(Permission.PUBLISH)
@require_GET
def publishing(request: HttpRequest, lang: str) -> HttpResponse:
    """Show what readers have and how today differs."""
    return _page(request, lang)


@staff_door(Permission.PUBLISH)
@require_POST
def publish(request: HttpRequest, lang: str) -> HttpResponse:
    """Begin a publish in a process of its own, of what whoever asks has looked at."""
    now = timezone.now()
    based_on = basis(timezone.localdate(now))
    if request.POST.get("based_on") != based_on:
        return _page(request, lang, problem=words.FAILURES[Failure.MOVED], status=409)
    # Where somebody else began one before, the page shows theirs.
    with suppress(UnderWay):
        ask(RunKind.PUBLISH, act=act_of(request.POST), by=who_asks(request).by, now=now, based_on=based_on)
    return HttpResponseRedirect(f"/desk/{lang}/publishing", status=303)


def _page(request: HttpRequest, lang: str, *, problem: str = "", status: int = 200) -> HttpResponse:
    now, tell = timezone.now(), Teller(lang)
    today = timezone.localdate(now)
    run, drawn, current = latest_run(RunKind.PUBLISH, now), preview(), current_release()
    based_on = basis(today)
    answer = staff_page(
        request,
        "publishing/publishing.html",
        TITLE,
        folder=TEMPLATES,
        status=status,
        problem=tell(problem) if problem else "",
        release=release_told(current, now, tell) if current else None,
        run=None if _is_past(run, current) else run_told(run, tell),
        since=_since(drawn, based_on, tell),
        waiting=waiting_count(),
        drawing=run_told(latest_run(RunKind.PREVIEW, now), tell),
        based_on=based_on,
        act_id=uuid4(),
        **_lapsing(tell),
    )
    return again(answer, run)


def _is_past(run: Run | None, current: Manifest | None) -> bool:
    """Tell whether readers got another release since a publish: somebody went back, or the server published."""
    if run is None or current is None or run.ended_at is None or run.failed:
        return False
    return current.made_on > run.ended_at


def again(answer: HttpResponse, *runs: Run | None) -> HttpResponse:
    """Let the browser ask again while something is under way: no script is needed."""
    if any(run is not None and run.going for run in runs):
        answer["Refresh"] = AGAIN_SECONDS
    return answer


def _since(drawn: Preview | None, based_on: str, tell: Teller) -> dict[str, Any]:
    """Return what differs from what readers have: with pages where a preview of just this was drawn."""
    told: dict[str, Any] = {"known": True, "old": "", "more": 0, "sections": []}
    fresh = drawn is not None and drawn.basis == based_on and not drawn.waiting
    found: list[Difference] | tuple[Difference, ...] | None
    if drawn is not None and (fresh or not is_small()):
        found = drawn.differences
        told |= {"more": drawn.more, "old": "" if fresh else tell.moment(drawn.made_at)}
    else:
        found = differences_in_words(timezone.localdate())
    if found is None:
        return told | {"known": False}
    return told | {"sections": sections(found, tell)}


def _lapsing(tell: Teller) -> dict[str, Any]:
    found, count = lapses()
    tell.know({one.subject for one in found})
    return {"lapses": [lapse_told(one, tell) for one in found], "lapsing": count}


@staff_door(Permission.PUBLISH)
@require_GET
def releases_kept(request: HttpRequest, lang: str) -> HttpResponse:
    """List the releases that somebody can go back to."""
    now, tell, current = timezone.now(), Teller(lang), current_release()
    return staff_page(
        request,
        "publishing/back.html",
        BACK,
        folder=TEMPLATES,
        release=release_told(current, now, tell) if current else None,
        kept=[release_told(one, now, tell) for one in going_back_to()],
    )


@staff_door(Permission.PUBLISH)
@require_http_methods(["GET", "POST"])
def back_to(request: HttpRequest, lang: str, serial: int) -> HttpResponse:
    """Say what going back does, ask why, and do it."""
    current, wanted = current_release(), next((one for one in going_back_to() if one.serial == serial), None)
    if current is None or wanted is None:
        raise Http404
    form, problem, status = ReasonForm(request.POST if request.method == "POST" else {}), "", 200
    if request.method == "POST":
        reason, now = form.why(), timezone.now()
        run = latest_run(RunKind.PUBLISH, now)
        if form.problems:
            status = 422
        elif request.POST.get("based_on") != str(current.serial):
            problem, status = MOVED_BACK, 409
        elif run is not None and run.going:
            problem, status = words.FAILURES[Failure.ALREADY_PUBLISHING], 409
        else:
            try:
                go_back(serial=serial, reason=reason, by=who_asks(request).by, now=now)
                return HttpResponseRedirect(f"/desk/{lang}/publishing", status=303)
            except CannotGoBack as found:
                problem, status = words.FAILURES[found.failure], 409
    tell, now = Teller(lang), timezone.now()
    return staff_page(
        request,
        "publishing/back_to.html",
        BACK,
        folder=TEMPLATES,
        status=status,
        release=release_told(current, now, tell),
        wanted=release_told(wanted, now, tell),
        problem=tell(problem) if problem else "",
        problems={name: tell(text) for name, text in form.problems.items()},
        sent=request.POST,
    )
