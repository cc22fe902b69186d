"""What was known on any past day, and the page that readers would have had then."""

from __future__ import annotations

from datetime import date

from django.http import Http404, HttpRequest, HttpResponse, HttpResponseRedirect
from django.utils import timezone
from django.views.decorators.http import require_GET

from romduol.desk.outlets import outlets
from romduol.desk.resolving.queries.scenes import picture
from romduol.desk.resolving.records import Known
from romduol.desk.resolving.rules.histories import first_day
from romduol.desk.resolving.views import words
from romduol.desk.resolving.views.contradictions import TEMPLATES
from romduol.desk.resolving.views.record import known_or_404, owners_told, properties_told, withdrawals_told
from romduol.desk.resolving.views.telling import Teller, showing_of
from romduol.knowledge.claims.queries import rows_about
from romduol.knowledge.claims.rules.evidence import LINE
from romduol.safety.access.records import Permission
from romduol.safety.access.rules import staff_door
from romduol.safety.access.views.pages import staff_page
from romduol.ui.assets import content_security_policy
from romduol.ui.words import phrase

KNOWN_THEN = phrase("What was known on this day")
PAGE_THEN = phrase("The page of this day")
NO_DAY = phrase("Nothing is known of this day")
AHEAD = phrase("This day lies ahead. Choose today or a day before it.")
NO_SUCH_DAY = phrase("There is no such day. Write it as in 2026-11-27.")
NOTHING_YET = phrase("Nothing was known of this record yet: the first word about it came in on %(day)s.")
NEVER = phrase("Nothing was ever known of this record.")
AS_IT_WAS = content_security_policy().replace("frame-ancestors 'none'", "frame-ancestors 'self'; sandbox")
"""The readers' own policy; only this site may frame the page, and nothing in it runs, is sent or leads anywhere."""


def _day_of(text: str) -> date | None:
    try:
        return date.fromisoformat(text)
    except ValueError:
        return None


def _problem(known: Known, day: date | None, tell: Teller) -> str:
    """Return why there is no picture of a day; nothing where there is one."""
    first = first_day(rows_about(known.subject))
    if day is None:
        return tell(NO_SUCH_DAY)
    if day > timezone.localdate():
        return tell(AHEAD)
    if first is None:
        return tell(NEVER)
    return tell(NOTHING_YET, day=tell.day(first)) if day < first else ""


def _no_day(request: HttpRequest, known: Known, problem: str, tell: Teller) -> HttpResponse:
    return staff_page(
        request,
        "resolving/no_day.html",
        NO_DAY,
        folder=TEMPLATES,
        status=404,
        known=known,
        name=tell.say(known.name),
        problem=problem,
    )


@staff_door(Permission.SEE)
@require_GET
def on_day(request: HttpRequest, lang: str, code: str) -> HttpResponse:
    """Lead from the day that was chosen to its page."""
    known, tell = known_or_404(code), Teller(lang)
    day = _day_of(request.GET.get("day", ""))
    if day is None:
        return _no_day(request, known, tell(NO_SUCH_DAY), tell)
    return HttpResponseRedirect(f"{request.path}/{day.isoformat()}", status=303)


@staff_door(Permission.SEE)
@require_GET
def past_record(request: HttpRequest, lang: str, code: str, day: str) -> HttpResponse:
    """Show what was known of a record on a day."""
    known, on, tell = known_or_404(code), _day_of(day), Teller(lang)
    problem = _problem(known, on, tell)
    if problem or on is None:
        return _no_day(request, known, problem, tell)
    then, rows = picture(known.subject, on), rows_about(known.subject)
    return staff_page(
        request,
        "resolving/past.html",
        KNOWN_THEN,
        folder=TEMPLATES,
        known=known,
        name=tell.say(known.name),
        kind=tell(words.KINDS[known.kind]),
        day=tell.day(on),
        iso=on.isoformat(),
        line=showing_of(known.subject, then, tell) if known.subject.startswith(LINE) else "",
        owners=owners_told(known, then, tell),
        properties=properties_told(known, then, rows, tell),
        withdrawals=withdrawals_told(rows, on, tell),
    )


@staff_door(Permission.SEE)
@require_GET
def past_page(request: HttpRequest, lang: str, code: str, day: str) -> HttpResponse:
    """Show the page that readers would have had on a day, under a strip that tells the day."""
    known, on, tell = known_or_404(code), _day_of(day), Teller(lang)
    problem = _problem(known, on, tell)
    if problem or on is None:
        return _no_day(request, known, problem, tell)
    return staff_page(
        request,
        "resolving/past_page.html",
        PAGE_THEN,
        folder=TEMPLATES,
        known=known,
        name=tell.say(known.name),
        day=tell.day(on),
        iso=on.isoformat(),
    )


@staff_door(Permission.SEE)
@require_GET
def past_drawn(request: HttpRequest, lang: str, code: str, day: str) -> HttpResponse:
    """Return the page itself, drawn from that day's edition and from nothing of today's."""
    known, on, tell = known_or_404(code), _day_of(day), Teller(lang)
    if on is None or _problem(known, on, tell):
        raise Http404
    away = outlets()
    drawn = away.draw(away.edition(on), f"{lang}/{known.code}")
    if drawn is None:
        return _no_page(request, known, tell)
    answer = HttpResponse(drawn, content_type="text/html; charset=utf-8")
    answer.headers["Content-Security-Policy"] = AS_IT_WAS
    answer.headers["Cache-Control"] = "no-store"
    return answer


def _no_page(request: HttpRequest, known: Known, tell: Teller) -> HttpResponse:
    problem = tell(phrase("Readers had no page of this record on that day."))
    return _no_day(request, known, problem, tell)
