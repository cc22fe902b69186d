"""Asks once who hands something over: who speaks, with whose voice, under which licence."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import replace
from typing import Any

from django.http import Http404, HttpRequest, HttpResponse, HttpResponseRedirect
from django.urls import reverse
from django.utils import timezone
from django.views.decorators.http import require_http_methods

from romduol.desk.loading import queries
from romduol.desk.loading.actions import SupplierWrong, keep_supplier
from romduol.desk.loading.forms import PROBLEMS, SPEAKS, SupplierForm, key_from, sent_of
from romduol.desk.loading.queries import NoSuchSupplier
from romduol.desk.loading.records import Supplier
from romduol.desk.loading.views import words
from romduol.desk.loading.views.listing import TEMPLATES
from romduol.desk.resolving.queries.known import find, known_as
from romduol.desk.resolving.queries.sources import known_sources
from romduol.desk.resolving.views.telling import Teller
from romduol.knowledge.claims.queries import subject
from romduol.knowledge.claims.rules.properties import ORGANIZATION
from romduol.knowledge.sources.records import DESK, READERS
from romduol.safety.access.records import Permission
from romduol.safety.access.rules import staff_door
from romduol.safety.access.views.keeping import who_asks
from romduol.safety.access.views.pages import language_of, staff_page
from romduol.ui.words import phrase

NEW = phrase("Who made the list?")
OURS = frozenset({DESK, READERS})
"""Sources that are no list of anybody."""


@staff_door(Permission.IMPORT)
@require_http_methods(["GET", "POST"])
def describe(request: HttpRequest, lang: str) -> HttpResponse:
    """Describe somebody who hands something over for the first time."""
    return _described(request, None)


@staff_door(Permission.IMPORT)
@require_http_methods(["GET", "POST"])
def describe_again(request: HttpRequest, lang: str, source: str) -> HttpResponse:
    """Mend the description of somebody who is known."""
    try:
        return _described(request, queries.supplier(source))
    except NoSuchSupplier:
        raise Http404 from None


def _described(request: HttpRequest, known: Supplier | None) -> HttpResponse:
    lang = language_of(request)
    if request.method != "POST":
        return _page(request, known, SupplierForm(sent_of(known) if known else {}))
    form = SupplierForm(request.POST)
    key = known.id if known else key_from(request.POST.get("title", ""), _taken())
    voices = {one.lineage for one in queries.lineages_of(request.POST.get("publisher", "").strip())}
    found = form.supplier(key=key, known=known, of_publisher=voices)
    bodies = _bodies(form, found) if found.speaks_for else []
    if len(bodies) == 1:
        found = replace(found, speaks_for=bodies[0].subject)
    if form.problems:
        return _page(request, known, form, bodies)
    try:
        kept = keep_supplier(found, by=who_asks(request).by, now=timezone.now())
    except SupplierWrong as wrong:
        form.problems |= {_field(name): code for name, code in wrong.problems.items()}
        return _page(request, known, form, bodies)
    return HttpResponseRedirect(reverse("import-hand-in", kwargs={"lang": lang, "source": kept.id}), status=303)


def _field(name: str) -> str:
    """Return the field of the form that a column of a supplier is asked in."""
    return {"kind": "speaks", "grade": "speaks_for", "id": "title"}.get(name, name)


def _taken() -> set[str]:
    return {*known_sources(), *(one.id for one in queries.suppliers())}


def _bodies(form: SupplierForm, found: Supplier) -> list[Any]:
    """Return the organisations that the typed name or code leads to; `problems` says where it is not one."""
    found_by_name = [one for one in find(found.speaks_for) if one.kind == ORGANIZATION]
    # What came since the last release is in no list of names yet.
    known = subject(found.speaks_for)
    bodies = found_by_name or ([known_as(known.id)] if known is not None and known.kind == ORGANIZATION else [])
    exact = [one for one in bodies if found.speaks_for.lower() in (one.code, one.subject)]
    bodies = exact[:1] or bodies
    if len(bodies) != 1:
        form.problems["speaks_for"] = "choose" if bodies else "unknown_body"
    return bodies


def _page(request: HttpRequest, known: Supplier | None, form: SupplierForm, bodies: Iterable[Any] = ()) -> HttpResponse:
    tell = Teller(language_of(request))
    alike = queries.lineages_of(form.sent.get("publisher", "").strip()) if form.sent.get("publisher") else []
    sources = [one for one in known_sources().values() if one.id not in OURS]
    first = {one.id for one in alike}
    listed = [*alike, *(one for one in sources if one.id not in first)]
    lineages = {one.lineage: tell.source(one).striptags() for one in reversed(listed)}
    return staff_page(
        request,
        "loading/supplier.html",
        NEW,
        folder=TEMPLATES,
        status=422 if form.problems else 200,
        known=known.id if known else "",
        sent=form.sent,
        problems={name: tell(PROBLEMS.get(code, code)) for name, code in form.problems.items()},
        speaks=[(code, *map(tell, words.SPEAKS[code])) for code in SPEAKS],
        lineages=list(reversed(lineages.items())),
        doubtful=form.problems.get("lineage") == "known_voice",
        bodies=[(one.code, tell.say(one.name).striptags()) for one in bodies],
    )
