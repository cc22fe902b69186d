"""The preview: which pages readers will get otherwise, and each as they would see it, before it is published."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterable
from contextlib import suppress
from datetime import date
from typing import Any
from uuid import uuid4

from django.http import Http404, HttpRequest, HttpResponse, HttpResponseRedirect
from django.utils import timezone
from django.views.decorators.http import require_GET, require_POST

from romduol.desk.changes.forms import act_of
from romduol.desk.changes.queries import waiting_count
from romduol.desk.publishing.actions import UnderWay, ask
from romduol.desk.publishing.queries import basis, drawn_page, latest_run, policy_of, released_page
from romduol.desk.publishing.queries import preview as last_preview
from romduol.desk.publishing.records import DrawnPage, Preview, RunKind
from romduol.desk.publishing.rules.framing import framed_policy, within_preview
from romduol.desk.publishing.views import words
from romduol.desk.publishing.views.publishing import TEMPLATES, again
from romduol.desk.publishing.views.telling import run_told, sections
from romduol.desk.resolving.views.telling import Teller
from romduol.safety.access.records import Permission
from romduol.safety.access.rules import staff_door
from romduol.safety.access.views.keeping import who_asks
from romduol.safety.access.views.pages import staff_page
from romduol.ui.words import phrase

TITLE = phrase("Preview: what readers would get")
NOT_PUBLISHED = phrase("Not published")
SHOWN = 200
"""Pages that the list names; of more it says how many."""


@staff_door(Permission.PUBLISH)
@require_POST
def start_preview(request: HttpRequest, lang: str) -> HttpResponse:
    """Begin to draw what readers would get, in a process of its own."""
    waiting = request.POST.get("waiting") == "yes"
    # Where somebody else began one before, the page shows theirs.
    with suppress(UnderWay):
        ask(RunKind.PREVIEW, act=act_of(request.POST), by=who_asks(request).by, now=timezone.now(), waiting=waiting)
    return HttpResponseRedirect(f"/desk/{lang}/preview/", status=303)


@staff_door(Permission.PUBLISH)
@require_GET
def preview(request: HttpRequest, lang: str) -> HttpResponse:
    """List the pages that readers would get otherwise, or how far the drawing has come."""
    now, tell = timezone.now(), Teller(lang)
    run, found = latest_run(RunKind.PREVIEW, now), last_preview()
    answer = staff_page(
        request,
        "publishing/preview.html",
        TITLE,
        folder=TEMPLATES,
        run=run_told(run, tell),
        preview=_told(found, tell, timezone.localdate(now)) if found else None,
        waiting=waiting_count(),
        act_id=uuid4(),
    )
    return again(answer, run)


def _told(found: Preview, tell: Teller, today: date) -> dict[str, Any]:
    pages = _pages(found.pages, tell)
    return {
        "made": tell.moment(found.made_at),
        "day": tell.day(found.day),
        "fresh": found.basis == basis(today),
        "waiting": found.waiting,
        "pages": pages[:SHOWN],
        "more": max(0, len(pages) - SHOWN),
        "count": len(pages),
        "same": found.same,
        "sections": sections(found.differences, tell),
        "more_differences": found.more,
    }


def _pages(found: Iterable[DrawnPage], tell: Teller) -> list[dict[str, Any]]:
    """Return one row for each page, with its name in the language of whoever reads, and its languages."""
    rows: defaultdict[str, dict[str, DrawnPage]] = defaultdict(dict)
    for page in found:
        lang, _, rest = page.path.partition("/")
        rows[rest][lang] = page
    return [_row(langs, tell) for _, langs in sorted(rows.items())]


def _row(langs: dict[str, DrawnPage], tell: Teller) -> dict[str, Any]:
    lang = tell.lang if tell.lang in langs else next(iter(langs))
    return {
        "name": tell.foreign(langs[lang].title or langs[lang].path, lang),
        "code": langs[lang].path.partition("/")[2],
        "change": tell(words.PAGES[langs[lang].change]),
        "links": [
            {"path": page.path, "lang": one, "words": tell(words.LANGUAGES.get(one, one)), "change": page.change}
            for one, page in sorted(langs.items(), key=lambda item: item[0] != tell.lang)
        ],
    }


@staff_door(Permission.PUBLISH)
@require_GET
def preview_of(request: HttpRequest, lang: str, page: str) -> HttpResponse:
    """Show one page of the preview in a frame that says that it is not published."""
    return _framed(request, page, both=False)


@staff_door(Permission.PUBLISH)
@require_GET
def preview_both(request: HttpRequest, lang: str, page: str) -> HttpResponse:
    """Show one page as readers have it and as they would get it, side by side."""
    return _framed(request, page, both=True)


def _framed(request: HttpRequest, page: str, *, both: bool) -> HttpResponse:
    found = last_preview()
    before, after = released_page(page), drawn_page(page)
    if found is None or (before is None and after is None):
        raise Http404
    return staff_page(
        request,
        "publishing/framed.html",
        NOT_PUBLISHED,
        folder=TEMPLATES,
        page=page,
        both=both,
        before=before is not None,
        after=after is not None,
    )


@staff_door(Permission.PUBLISH)
@require_GET
def preview_after(request: HttpRequest, lang: str, page: str) -> HttpResponse:
    """Return the bytes of a page as readers would get it; its links stay in the preview."""
    return _bare(drawn_page(page), page, lang)


@staff_door(Permission.PUBLISH)
@require_GET
def preview_before(request: HttpRequest, lang: str, page: str) -> HttpResponse:
    """Return the bytes of a page as readers have it; its links lead to the same side."""
    return _bare(released_page(page), page, lang, side="before")


def _bare(body: bytes | None, page: str, lang: str, side: str = "page") -> HttpResponse:
    if body is None:
        raise Http404
    answer = HttpResponse(within_preview(body, f"/desk/{lang}/preview/{side}"), content_type="text/html; charset=utf-8")
    answer["Content-Security-Policy"] = framed_policy(policy_of(page))
    answer["X-Frame-Options"] = "SAMEORIGIN"
    return answer
