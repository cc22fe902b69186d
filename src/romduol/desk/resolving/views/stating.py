"""States a fact beside what other sources say, and takes out what the desk said itself."""

from __future__ import annotations

from typing import Any
from uuid import UUID, uuid4

from django.http import Http404, HttpRequest, HttpResponse, HttpResponseRedirect
from django.utils import timezone
from django.views.decorators.http import require_http_methods

from romduol.base.khmer import sort_key
from romduol.desk.changes.actions import NotAllowed, Overtaken
from romduol.desk.changes.forms import act_of
from romduol.desk.changes.queries import version_of
from romduol.desk.changes.records import Change, Verb
from romduol.desk.changes.rules import is_critical, waits
from romduol.desk.changes.rules.values import Shape, codes_of, property_named, shape_of
from romduol.desk.operator.queries import operator
from romduol.desk.resolving import actions
from romduol.desk.resolving.forms import ReasonForm, StateForm, typed
from romduol.desk.resolving.queries.known import known_as
from romduol.desk.resolving.queries.scenes import picture
from romduol.desk.resolving.queries.sources import sources_for
from romduol.desk.resolving.records import Known
from romduol.desk.resolving.views.changes import changes_told, made_told
from romduol.desk.resolving.views.contradictions import TEMPLATES
from romduol.desk.resolving.views.record import known_or_404
from romduol.desk.resolving.views.telling import Teller, value_told
from romduol.knowledge.claims.queries import joined_with, live_row, rows_about
from romduol.knowledge.claims.records import Claim, Origin
from romduol.knowledge.claims.rules.evidence import said_value
from romduol.knowledge.claims.rules.properties import PURPOSES, Property
from romduol.knowledge.directory.queries import loaded_words
from romduol.safety.access.records import Permission
from romduol.safety.access.rules import staff_door
from romduol.safety.access.views.keeping import who_asks
from romduol.safety.access.views.pages import staff_page
from romduol.ui import vocabulary
from romduol.ui.words import phrase

TITLE = phrase("State a fact")
END = phrase("Take out what the desk said")
GRADES = {
    "A": phrase("A: the body itself, speaking about itself"),
    "B": phrase("B: an official body, or an established organisation of the field"),
    "C": phrase("C: a reference or the press"),
    "D": phrase("D: unsigned, or its author is unknown. By itself it never brings a call button."),
}


@staff_door(Permission.RESOLVE)
@require_http_methods(["GET", "POST"])
def state(request: HttpRequest, lang: str, code: str, name: str) -> HttpResponse:
    """Ask for a fact and its source, and add it."""
    known, person, tell = known_or_404(code), who_asks(request), Teller(lang)
    prop = property_named(name, known.kind)
    if prop is None:
        raise Http404
    back = f"/desk/{lang}/record/{known.code}"
    if request.method != "POST":
        return _page(request, known, prop, tell)
    act, form = act_of(request.POST), StateForm(request.POST, known.subject, prop, timezone.localdate())
    if made_told(str(act), tell, person):
        return HttpResponseRedirect(f"{back}?made={act}", status=303)
    if request.POST.get("step") == "find":
        return _page(request, known, prop, tell, form=form)
    statement = form.statement()
    if statement is None:
        return _page(request, known, prop, tell, form=form, status=422)
    seen = request.POST.get("seen", "")
    try:
        actions.state_fact(
            statement=statement, subject=known.subject, act=act, by=person, seen=seen, now=timezone.now()
        )
    except Overtaken as overtaken:
        return _page(request, known, prop, tell, form=form, since=overtaken.since, status=409)
    except NotAllowed:
        raise Http404 from None
    return HttpResponseRedirect(f"{back}?made={act}", status=303)


def _page(
    request: HttpRequest,
    known: Known,
    prop: Property,
    tell: Teller,
    *,
    form: StateForm | None = None,
    since: list[Change] | None = None,
    status: int = 200,
) -> HttpResponse:
    person, sent = who_asks(request), form.sent if form else {}
    now, rows = picture(known.subject, timezone.localdate()), rows_about(known.subject)
    near = sources_for(rows, typed(sent, "find"))
    return staff_page(
        request,
        "resolving/state.html",
        TITLE,
        folder=TEMPLATES,
        status=status,
        known=known,
        name=tell.say(known.name),
        property=tell.property(prop.name),
        code=prop.name,
        shape=shape_of(prop),
        options=_options(prop, tell),
        purposes=[(one, tell(vocabulary.PURPOSES[one])) for one in sorted(PURPOSES)],
        stances=[
            ("asserts", tell(phrase("They say that it is so"))),
            ("denies", tell(phrase("They say that it is not so"))),
        ],
        said=[value_told(value, now, tell) for value in now.values(known.subject, prop.name)],
        sources=[(one.id, tell.source(one), tell.dated(one), tell(vocabulary.GRADES[str(one.grade)])) for one in near],
        copied=[(one.id, tell.source(one).striptags()) for one in near],
        kinds=[("", tell(phrase("Choose")))]
        + [(one, tell(words)) for one, words in vocabulary.KINDS_OF_SOURCE.items()],
        grades=[(one, tell(words)) for one, words in GRADES.items()],
        waits=waits(is_critical(Verb.STATE, prop.name, {}), operator().second_yes, Verb.STATE),
        sent=sent,
        problems=form.told(tell) if form and status == 422 else {},
        since=changes_told(since or (), tell, person),
        act_id=uuid4() if since is not None or not form else act_of(sent),
        seen=version_of(known.subject, prop.name),
        made=None,
    )


def _options(prop: Property, tell: Teller) -> list[tuple[str, Any]]:
    shape = shape_of(prop)
    _, categories, places = loaded_words()
    if shape == Shape.CODES:
        return [(code, tell.value(prop.name, code)) for code in codes_of(prop)]
    if shape == Shape.CATEGORY:
        return [("", tell(phrase("Choose")))] + [
            (one.id, one.name.get(tell.lang) or one.id) for one in categories.values()
        ]
    if shape == Shape.PLACE:
        named = [(code, place.name.get(tell.lang) or code) for code, place in places.items()]
        named.sort(key=lambda pair: sort_key(pair[1]))
        return [("", tell(phrase("Choose"))), ("national", tell(phrase("the whole country"))), *named]
    return []


@staff_door(Permission.RESOLVE)
@require_http_methods(["GET", "POST"])
def end_claim(request: HttpRequest, lang: str, code: str, name: str, claim: UUID) -> HttpResponse:
    """Take out a word that the desk itself stated, with a reason."""
    known, person, tell = known_or_404(code), who_asks(request), Teller(lang)
    row = live_row(str(claim))
    back = f"/desk/{lang}/record/{known.code}"
    act, form = act_of(request.POST), ReasonForm(request.POST)
    if request.method == "POST" and made_told(str(act), tell, person):
        return HttpResponseRedirect(f"{back}?made={act}", status=303)
    said = row.said if row is not None and row.origin is Origin.DESK else None
    # Of what is joined with it, its page shows the words as its own.
    if not isinstance(said, Claim) or said.property != name or said.subject not in joined_with(known.subject):
        raise Http404
    if request.method != "POST":
        return _end_page(request, known, said, tell)
    why = form.why()
    if form.problems:
        return _end_page(request, known, said, tell, form=form, status=422)
    try:
        actions.end_fact(claim=said, why=why, act=act, by=person, seen=request.POST.get("seen", ""), now=timezone.now())
    except Overtaken as overtaken:
        return _end_page(request, known, said, tell, form=form, since=overtaken.since, status=409)
    except NotAllowed:
        raise Http404 from None
    return HttpResponseRedirect(f"{back}?made={act}", status=303)


def _end_page(
    request: HttpRequest,
    known: Known,
    said: Claim,
    tell: Teller,
    *,
    form: ReasonForm | None = None,
    since: list[Change] | None = None,
    status: int = 200,
) -> HttpResponse:
    return staff_page(
        request,
        "resolving/end.html",
        END,
        folder=TEMPLATES,
        status=status,
        known=known_as(known.subject),
        about=tell.topic(said.subject, said.property, said.purpose),
        value=tell.value(said.property, said_value(said), said.words),
        waits=waits(is_critical(Verb.END, said.property, {}), operator().second_yes, Verb.END),
        sent=form.sent if form else {},
        problems={one: tell(text) for one, text in form.problems.items()} if form and status == 422 else {},
        since=changes_told(since or (), tell, who_asks(request)),
        act_id=uuid4(),
        seen=version_of(said.subject, said.property),
    )
