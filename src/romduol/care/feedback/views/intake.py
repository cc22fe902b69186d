"""Takes what people tap about a service they went to: no account, no cookie, no script, no field for words."""

from __future__ import annotations

from datetime import date
from pathlib import Path
from typing import Any

from django.db import DatabaseError
from django.http import Http404, HttpRequest, HttpResponse
from django.utils import timezone
from django.views.decorators.debug import sensitive_post_parameters
from django.views.decorators.http import require_http_methods, require_safe

from romduol.care.feedback import queries
from romduol.care.feedback.actions import receive
from romduol.care.feedback.forms import CODE, CONDUCT, Sent, told
from romduol.care.feedback.records import Said, Shown
from romduol.care.feedback.rules import asking
from romduol.care.feedback.rules.codes import LONGEST_TYPED
from romduol.care.feedback.rules.weeks import week_of
from romduol.care.feedback.views.released import frame_of, service_name
from romduol.knowledge.releases.views.packing import travels_packed
from romduol.safety.access.rules import public_door
from romduol.safety.access.views.origin import is_from_here
from romduol.ui.assets import handing_in_policy
from romduol.ui.templates import environment
from romduol.ui.words import phrase, words_of

TEMPLATES = Path(__file__).resolve().parents[1] / "templates"


@public_door
@require_safe
@travels_packed
def choose(request: HttpRequest, lang: str) -> HttpResponse:
    """Say how to come to the form of a service: cards tell this address, since it is short."""
    return _drawn("choose", lang, 200, frame=frame_of(lang), path="")


@public_door
@sensitive_post_parameters()
@require_http_methods(["GET", "HEAD", "POST"])
@travels_packed
def about_service(request: HttpRequest, lang: str, service: str) -> HttpResponse:
    """Show what is told of a service and the form, or take what was sent."""
    shows = {"frame": frame_of(lang), "path": service, "heading": service_name(lang, service)}
    if not shows["heading"]:
        raise Http404
    today = timezone.localdate()
    if request.method != "POST":
        return _form(lang, 200, Sent(Said(service)), today, shows)
    if not is_from_here(request):
        return _drawn("refused", lang, 403, **shows)
    request.encoding = "utf-8"
    sent = told(request.POST, service)
    if sent.problems:
        return _form(lang, 422, sent, today, shows)
    try:
        receive(sent.said, sent.code, today=today)
    except DatabaseError:  # Its message could hold what was sent, so it goes no further.
        return _drawn("thanks", lang, 503, kept=False, serious=False, carded=False, **shows)
    return _drawn("thanks", lang, 200, kept=True, serious=bool(sent.said.conduct), carded=bool(sent.code), **shows)


def _form(lang: str, status: int, sent: Sent, today: date, shows: dict[str, Any]) -> HttpResponse:
    asked = [(one, *asking.ASKED[one], list(asking.ANSWERS[one].items())) for one in asking.ASKED]
    return _drawn(
        "form",
        lang,
        status,
        sent=sent,
        asked=asked,
        conduct=list(asking.CONDUCT.items()),
        fields={"code": CODE, "conduct": CONDUCT, "longest": LONGEST_TYPED},
        told=told_rows(_shown(sent.said.service, today)),
        **shows,
    )


def _shown(service: str, today: date) -> Shown | None:
    try:
        return queries.shown(service, week_of(today))
    except DatabaseError:  # The form is there all the same.
        return None


def told_rows(shown: Shown | None) -> dict[str, Any] | None:
    """Return what is shown of a service as words: how many people, and each question with its rows."""
    if shown is None:
        return None
    return {
        "people": shown.people,
        "spreads": [
            (
                asking.ASKED[spread.question][0],
                [([asking.ANSWERS[spread.question][one] for one in row.answers], row.count) for row in spread.rows],
            )
            for spread in shown.spreads
        ],
    }


def _drawn(name: str, lang: str, status: int, **shows: Any) -> HttpResponse:
    words = words_of(lang)
    # A history shows the title: it tells neither what was read nor what was told.
    title = words.gettext(phrase("Note"))
    if status == 422:
        title = words.gettext(phrase("Please correct: %(title)s")) % {"title": title}
    body = environment(lang, (TEMPLATES,)).get_template(f"reader/{name}.html").render(title=title, **shows)
    headers = {"Cache-Control": "no-store", "Content-Security-Policy": handing_in_policy()}
    return HttpResponse(body, status=status, headers=headers)
