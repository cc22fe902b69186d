"""What stewards see of what readers handed in, and what they decide about it."""

from __future__ import annotations

from datetime import date
from pathlib import Path
from typing import Any
from uuid import UUID, uuid4, uuid5

from django.conf import settings
from django.http import Http404, HttpRequest, HttpResponse, HttpResponseRedirect
from django.urls import reverse
from django.utils import timezone
from django.views.decorators.http import require_POST, require_safe
from markupsafe import Markup

from romduol.desk.changes.actions import NotAllowed
from romduol.desk.suggestions import actions, queries
from romduol.desk.suggestions.forms import LONGEST_WHY, Settled, Stated, settled, stated
from romduol.desk.suggestions.records import Handled, Suggestion
from romduol.desk.suggestions.rules.telling import (
    HANDLED_WORDS,
    SAYS,
    SERIOUS,
    TAKEN_WORDS,
    WORDS,
    kind_of,
    suggested,
)
from romduol.knowledge.claims.records import ResolvedValue
from romduol.knowledge.claims.rules.properties import PROPERTIES
from romduol.knowledge.releases.queries.shelf import NothingPublished, PageDamaged, shelf_of
from romduol.knowledge.releases.rules.headings import heading
from romduol.knowledge.sources.rules import readers_source
from romduol.safety.access.records import Permission
from romduol.safety.access.rules import staff_door
from romduol.safety.access.views.keeping import who_asks
from romduol.safety.access.views.pages import language_of, staff_page
from romduol.safety.accounts.queries import names_of
from romduol.ui import formatting, vocabulary
from romduol.ui.words import phrase, words_of

TEMPLATES = Path(__file__).resolve().parents[1] / "templates"
CALL_ABOUT_CONDUCT = phrase("Call: ask how people are treated, or take it off")


@staff_door(Permission.RESOLVE)
@require_safe
def listed(request: HttpRequest, lang: str) -> HttpResponse:
    """Show what waits, what is grave first; and what was decided last."""
    beyond = queries.beyond()
    return staff_page(
        request,
        "suggestions/list.html",
        phrase("From readers"),
        folder=TEMPLATES,
        waiting=[_row(found, lang) for found in queries.waiting()],
        decided=[_row(found, lang) for found in queries.decided(20)],
        beyond=[
            (_day(one.on, lang), _heading(one.page, lang) if one.page else "", WORDS[one.told], one.count)
            for one in beyond
        ],
    )


@staff_door(Permission.RESOLVE)
@require_POST
def counted(request: HttpRequest, lang: str) -> HttpResponse:
    """Note that somebody has seen what could only be counted."""
    actions.see_what_was_counted(until=timezone.localdate(), by=who_asks(request))
    return HttpResponseRedirect(reverse("suggestions", kwargs={"lang": lang}))


@staff_door(Permission.RESOLVE)
@require_safe
def one(request: HttpRequest, lang: str, suggestion: UUID) -> HttpResponse:
    """Show one of them, and the forms that decide about it."""
    return _page(request, _found(suggestion))


@staff_door(Permission.RESOLVE)
@require_POST
def adopt(request: HttpRequest, lang: str, suggestion: UUID) -> HttpResponse:
    """Take it up as a claim of readers."""
    found = _found(suggestion)
    kind = kind_of(found.page if found.subject else "")
    form = stated(request.POST, kind=kind, possible=SAYS.get(kind, ()), short_codes=queries.short_codes())
    act = _act(request)
    if form.problems or act is None:
        return _page(request, found, 422, form=form)
    claim = form.claim(str(uuid5(act, "claim")), readers_source().id, f"page {found.page}")
    try:
        actions.adopt(
            suggestion_id=found.id,
            act=act,
            property=form.property,
            value=form.value,
            claim=claim,
            why=form.why,
            by=who_asks(request),
            now=timezone.now(),
        )
    except NotAllowed:  # The form belongs to somebody else.
        raise Http404 from None
    except actions.AlreadyDecided as problem:
        return _page(request, problem.now, 409)
    return HttpResponseRedirect(reverse("suggestion", kwargs={"lang": lang, "suggestion": found.id}))


@staff_door(Permission.RESOLVE)
@require_POST
def settle(request: HttpRequest, lang: str, suggestion: UUID) -> HttpResponse:
    """Decide without a claim: dealt with, declined, or told by somebody else too."""
    found = _found(suggestion)
    form = settled(request.POST)
    if form.problems:
        return _page(request, found, 422, deciding=form)
    try:
        actions.settle(
            suggestion_id=found.id, state=Handled(form.state), why=form.why, by=who_asks(request), now=timezone.now()
        )
    except actions.AlreadyDecided as problem:
        return _page(request, problem.now, 409)
    return HttpResponseRedirect(reverse("suggestions", kwargs={"lang": lang}))


def _page(
    request: HttpRequest,
    found: Suggestion,
    status: int = 200,
    *,
    form: Stated | None = None,
    deciding: Settled | None = None,
) -> HttpResponse:
    lang = language_of(request)
    kind = kind_of(found.page if found.subject else "")
    name, value = suggested(found.told, kind)
    return staff_page(
        request,
        "suggestions/one.html",
        phrase("From a reader"),
        folder=TEMPLATES,
        status=status,
        it=_row(found, lang),
        page_href=f"/{found.lang}/{found.page}",
        now=[
            _now(said, lang)
            for said in queries.values_now(found.subject, timezone.localdate())
            if said.property in SAYS.get(kind, ())
        ],
        form=form or Stated(property=name, value=found.number if name == "phone" else value, lang=found.lang),
        deciding=deciding or Settled(),
        act=(request.POST.get("act", "") if form else "") or str(uuid4()),
        choices=[choice for one in SAYS.get(kind, ()) for choice in _choices(one)],
        purposes=list(vocabulary.PURPOSES.items()) if "phone" in SAYS.get(kind, ()) else [],
        others=[_row(other, lang) for other in queries.others_about(found)],
        links=_links(found, lang),
        longest=LONGEST_WHY,
    )


def _row(found: Suggestion, lang: str) -> dict[str, Any]:
    return {
        "id": str(found.id),
        "href": reverse("suggestion", kwargs={"lang": lang, "suggestion": found.id}),
        "heading": _heading(found.page, lang),
        "lang": found.lang,
        "told": [(WORDS[one], one in SERIOUS) for one in found.told],
        "words": found.words,
        "number": queries.as_dialled(found.number) if found.number else "",
        "taken": [TAKEN_WORDS[one] for one in found.taken],
        "day": _day(found.received_on, lang),
        "serious": found.serious,
        "new": found.state is Handled.NEW,
        "state": HANDLED_WORDS[found.state],
        "why": found.why,
        "by": names_of([found.decided_by]).get(found.decided_by, "") if found.decided_by else "",
        "decided": _day(timezone.localdate(found.decided_at), lang) if found.decided_at else "",
        "erased": found.erased,
    }


def _heading(page: str, lang: str) -> Markup | str:
    """Return what a page of the current release is headed; its code where the release has it no more."""
    try:
        stored = shelf_of(Path(settings.RELEASES)).page(f"{lang}/{page}")
    except (NothingPublished, PageDamaged, OSError):
        stored = None
    return (heading(stored.decode()) if stored else "") or page or words_of(lang).gettext(phrase("Home"))


def _now(said: ResolvedValue, lang: str) -> tuple[str, str]:
    words = words_of(lang)
    name = words.gettext(vocabulary.PROPERTIES.get(said.property, said.property))
    text = said.words.get(lang) or next(iter(said.words.values()), "")
    code = vocabulary.CODES.get(said.property, {}).get(said.value, vocabulary.TRUTH.get(said.value, ""))
    return name, text or (words.gettext(code) if code else said.value)


def _links(found: Suggestion, lang: str) -> list[tuple[str, str]]:
    """Return where a steward goes on from here; the page of a check asks about conduct too, and takes things off."""
    if not found.subject:
        return []
    call = CALL_ABOUT_CONDUCT if found.serious else phrase("Call and check")
    return [
        (reverse("check", kwargs={"lang": lang, "subject": found.page}), call),
        (reverse("record", kwargs={"lang": lang, "code": found.page}), phrase("All that is known, with its history")),
    ]


def _choices(name: str) -> list[tuple[str, str, str]]:
    """Return what can be stated of a property: each value of a closed list, or the property alone where one types it.

    One without words yet is left out: no page shows a bare code.
    """
    words, told = vocabulary.PROPERTIES.get(name), {**vocabulary.TRUTH, **vocabulary.CODES.get(name, {})}
    if words is None:
        return []
    codes = [code for code in sorted(PROPERTIES[name].codes or ()) if code in told]
    return [(f"{name}={code}", words, told[code]) for code in codes] or [(name, words, "")]


def _found(suggestion: UUID) -> Suggestion:
    try:
        return queries.suggestion(suggestion)
    except queries.NoSuchSuggestion:
        raise Http404 from None


def _act(request: HttpRequest) -> UUID | None:
    try:
        return UUID(request.POST.get("act", ""))
    except ValueError:
        return None


def _day(on: date, lang: str) -> str:
    return formatting.day(on, lang)
