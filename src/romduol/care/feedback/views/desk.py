"""What stewards see of feedback, and the cards that make it count."""

from __future__ import annotations

from pathlib import Path
from typing import Any

from django.conf import settings
from django.http import Http404, HttpRequest, HttpResponse, HttpResponseRedirect
from django.urls import reverse
from django.utils import timezone
from django.views.decorators.http import require_http_methods, require_POST, require_safe

from romduol.care.feedback import actions, queries
from romduol.care.feedback.forms import Wanted, handling, wanted
from romduol.care.feedback.records import Batch, Concern, Done, Tally
from romduol.care.feedback.rules.asking import CONDUCT, DONE
from romduol.care.feedback.rules.codes import show_code
from romduol.care.feedback.rules.weeks import cards_expire, last_day_of, week_of
from romduol.care.feedback.views.intake import told_rows
from romduol.care.feedback.views.released import frame_of, service_name
from romduol.safety.access.records import Permission
from romduol.safety.access.rules import staff_door
from romduol.safety.access.views.keeping import who_asks
from romduol.safety.access.views.pages import language_of, staff_page
from romduol.safety.accounts.queries import organization_names
from romduol.safety.accounts.queries.people import organizations
from romduol.ui import formatting
from romduol.ui.words import phrase, words_of

TEMPLATES = Path(__file__).resolve().parents[1] / "templates"


@staff_door(Permission.RESOLVE)
@require_safe
def listed(request: HttpRequest, lang: str) -> HttpResponse:
    """Show serious conduct first, then the services by how many spoke of them."""
    now = week_of(timezone.localdate())
    return staff_page(
        request,
        "feedback/list.html",
        phrase("Feedback"),
        folder=TEMPLATES,
        waiting=[_concern(one, lang) for one in queries.open_concerns()],
        handled=[_concern(one, lang) for one in queries.handled_concerns()],
        services=[_tally(one, lang, now) for one in queries.by_service()],
        deeds=[(str(one), words) for one, words in DONE.items()],
    )


@staff_door(Permission.RESOLVE)
@require_POST
def handled(request: HttpRequest, lang: str) -> HttpResponse:
    """Note what was done about serious conduct."""
    form = handling(request.POST)
    if form is None:
        raise Http404
    try:
        actions.handle(form.concern, seen=form.seen, done=form.done, by=who_asks(request))
    except actions.NoSuchConcern:
        raise Http404 from None
    return HttpResponseRedirect(reverse("feedback", kwargs={"lang": lang}))


@staff_door(Permission.SEE)
@require_http_methods(["GET", "HEAD", "POST"])
def cards(request: HttpRequest, lang: str) -> HttpResponse:
    """Show which cards there are and the form for more, or make them: their codes are shown this one time."""
    bodies, provinces = _bodies(lang), _provinces(lang)
    if request.method != "POST":
        return _cards_page(request, bodies, provinces)
    form = wanted(request.POST, bodies, provinces)
    if form.problems or form.organization is None:
        return _cards_page(request, bodies, provinces, form, 422)
    today = timezone.localdate()
    codes = actions.make_cards(
        organization=form.organization, province=form.province, many=form.many, by=who_asks(request), today=today
    )
    return staff_page(
        request,
        "feedback/sheet.html",
        phrase("Cards"),
        folder=TEMPLATES,
        codes=[show_code(code) for code in codes],
        address=f"{settings.ADDRESS.removeprefix('https://')}/in/{lang}/v" if settings.ADDRESS else "",
        until=formatting.day(last_day_of(cards_expire(today)), lang),
        body=bodies[str(form.organization)],
        province=provinces.get(form.province, ""),
    )


def _cards_page(
    request: HttpRequest,
    bodies: dict[str, str],
    provinces: dict[str, str],
    form: Wanted | None = None,
    status: int = 200,
) -> HttpResponse:
    lang = language_of(request)
    return staff_page(
        request,
        "feedback/cards.html",
        phrase("Cards"),
        folder=TEMPLATES,
        status=status,
        form=form or Wanted(),
        bodies=[("", "–"), *bodies.items()],
        provinces=[("", words_of(lang).gettext(phrase("The whole country"))), *provinces.items()],
        batches=[_batch(one, lang, provinces) for one in queries.batches(week_of(timezone.localdate()))],
        most=actions.MOST_CARDS,
        address=settings.ADDRESS,
        resolves=who_asks(request).may(Permission.RESOLVE),
    )


def _bodies(lang: str) -> dict[str, str]:
    return {str(one.pk): one.name.get(lang) or next(iter(one.name.values()), "") for one in organizations()}


def _provinces(lang: str) -> dict[str, str]:
    """Return the provinces that readers can choose; none before anything is published."""
    try:
        return dict(frame_of(lang).get("provinces", ()))
    except Http404:
        return {}


def _concern(one: Concern, lang: str) -> dict[str, Any]:
    return {
        "id": str(one.id),
        "name": service_name(lang, one.service) or one.service,
        "href": f"/{lang}/{one.service}",
        "check": f"/desk/{lang}/check/{one.service}",
        "words": CONDUCT[one.conduct],
        "week": _week(one.week, lang),
        "trusted": one.trusted,
        "new": one.count - one.handled,
        "count": one.count,
        "done": DONE[Done(one.done)] if one.done else "",
    }


def _tally(one: Tally, lang: str, now: str) -> dict[str, Any]:
    return {
        "name": service_name(lang, one.service) or one.service,
        "href": f"/in/{lang}/v/{one.service}",
        "with_card": one.with_card,
        "without": one.without,
        "told": told_rows(queries.shown(one.service, now)),
    }


def _batch(one: Batch, lang: str, provinces: dict[str, str]) -> dict[str, Any]:
    names = organization_names([str(one.organization)]).get(str(one.organization), {})
    return {
        "body": names.get(lang) or next(iter(names.values()), ""),
        "province": provinces.get(one.province, one.province),
        "made": one.made,
        "left": one.left,
        "until": _week(one.expires, lang),
    }


def _week(week: str, lang: str) -> str:
    """Return the last day of a week: people know days, and a row knows no more than its week."""
    return formatting.day(last_day_of(week), lang)
