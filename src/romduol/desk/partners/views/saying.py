"""The forms in which a body speaks of itself: one thing anew, one thing that is not so any more, a new service."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any
from uuid import uuid4

from django.http import Http404, HttpRequest, HttpResponse, HttpResponseRedirect, QueryDict
from django.urls import reverse
from django.utils import timezone
from django.views.decorators.http import require_http_methods

from romduol.base.khmer import sort_key
from romduol.base.signs import typed
from romduol.desk.changes.actions import Overtaken
from romduol.desk.changes.forms import act_of
from romduol.desk.changes.queries import version_of
from romduol.desk.changes.records import Change, Verb
from romduol.desk.changes.rules import is_critical
from romduol.desk.changes.rules.values import Shape, codes_of, shape_of
from romduol.desk.partners import actions
from romduol.desk.partners.forms import GONE_NOW, LONGEST_NOTE, SayForm, ServiceForm
from romduol.desk.partners.queries import would_wait
from romduol.desk.partners.records import Manner, Part, Word
from romduol.desk.partners.rules.offering import OFFERED, deniable, denied, may_tell
from romduol.desk.partners.views import words
from romduol.desk.partners.views.own import OVERTAKEN, found_or_404, saying
from romduol.desk.partners.views.telling import TEMPLATES, Teller, part_name, value_told
from romduol.knowledge.claims.rules.properties import PROPERTIES, PURPOSES, Property
from romduol.knowledge.directory.queries import loaded_words
from romduol.knowledge.directory.rules.codes import value_code
from romduol.safety.access.records import Permission
from romduol.safety.access.rules import staff_door
from romduol.safety.access.views.keeping import who_asks
from romduol.safety.access.views.pages import staff_page
from romduol.ui import vocabulary
from romduol.ui.words import phrase

SAY = phrase("Say it anew")
ADD = phrase("A new number")
SERVICE = phrase("A new service")


@staff_door(Permission.PROPOSE)
@require_http_methods(["GET", "POST"])
@saying
def say(request: HttpRequest, lang: str, code: str, about: str, name: str) -> HttpResponse:
    """Ask for a value, and write it down as the body's own word of today."""
    part = part_or_404(request, code, about)
    if not may_tell(part.kind, name):
        raise Http404
    prop, tell = PROPERTIES[name], Teller(lang)
    if request.method != "POST":
        return _say_page(request, code, part, prop, tell, QueryDict())
    form, act = SayForm(request.POST, part, prop), act_of(request.POST)
    said = form.words()
    if not said:
        problems = {at: tell(problem.text, **problem.parts) for at, problem in form.problems.items()}
        return _say_page(request, code, part, prop, tell, request.POST, problems=problems, status=422)
    try:
        made = actions.say(
            code=code,
            words=said,
            act=act,
            note=form.note(),
            by=who_asks(request),
            seen=request.POST.get("seen", ""),
            now=timezone.now(),
        )
    except Overtaken:
        return _say_page(request, code, part_or_404(request, code, about), prop, tell, request.POST, late=True)
    return _back(lang, code, made)


def part_or_404(request: HttpRequest, code: str, about: str) -> Part:
    """Return a part of a record for which whoever asks may speak."""
    part = found_or_404(request, code).part(about)
    if part is None:
        raise Http404
    return part


def _back(lang: str, code: str, made: Change) -> HttpResponse:
    path = reverse("own-record", kwargs={"lang": lang, "code": code})
    return HttpResponseRedirect(f"{path}?made={made.state}", status=303)


def _say_page(
    request: HttpRequest,
    code: str,
    part: Part,
    prop: Property,
    tell: Teller,
    sent: QueryDict,
    *,
    problems: Mapping[str, str] | None = None,
    late: bool = False,
    status: int = 200,
) -> HttpResponse:
    shape = shape_of(prop)
    manner = OFFERED[part.kind][prop.name]
    now = part.of(prop.name)
    return staff_page(
        request,
        "partners/say.html",
        ADD if shape == Shape.PHONE else SAY,
        folder=TEMPLATES,
        status=409 if late else status,
        code=code,
        name=part_name(part, tell),
        property=tell.property(prop.name),
        shape=shape,
        many=manner is Manner.SET,
        options=_options(prop, tell, {one.value for one in now}),
        chosen=sent.getlist("value") if sent else [one.value for one in now],
        given=_given(sent, part, prop),
        purposes=[("", tell(phrase("Choose")))] + [(one, tell(vocabulary.PURPOSES[one])) for one in sorted(PURPOSES)],
        said=[value_told(one, tell) for one in part.values if one.property == prop.name],
        waits=is_critical(Verb.STATE, prop.name, {}),
        much=tell(words.TOO_MUCH) if _gone_waits(request, code, part, prop) else "",
        sent=sent,
        problems=problems or {},
        late=tell(OVERTAKEN) if late else "",
        act_id=uuid4() if late or not sent else act_of(sent),
        seen=version_of(part.subject, prop.name),
    )


def _gone_waits(request: HttpRequest, code: str, part: Part, prop: Property) -> bool:
    """Tell whether a body that is gone would take more lines with it than count at once."""
    if prop.name != "status":
        return False
    return would_wait(found_or_404(request, code), [Word(part.subject, "status", "closed")], timezone.now())


def _given(sent: QueryDict, part: Part, prop: Property) -> dict[str, str]:
    """Return what the fields hold: what was typed, else what is said now, so that it can be mended."""
    if sent:
        return {name: sent.get(name, "") for name in ("value", "value_km", "value_en")}
    first = next(iter(part.of(prop.name)), None)
    if first is None or OFFERED[part.kind][prop.name] is Manner.ADD:
        return {}
    return {"value": first.value, **{f"value_{lang}": text for lang, text in first.words.items()}}


def _options(prop: Property, tell: Teller, chosen: set[str]) -> list[tuple[str, Any]]:
    if shape_of(prop) == Shape.PLACE:
        known = loaded_words()[2]
        listed = [code for code, place in known.items() if place.level == "province" or code in chosen]
        named = [(code, tell.place(code)) for code in listed]
        named.sort(key=lambda pair: sort_key(pair[1].striptags()))
        return [("national", tell.place("national")), *named]
    codes = GONE_NOW if prop.name == "status" else codes_of(prop)
    return [(code, tell.value(prop.name, code)) for code in codes]


@staff_door(Permission.PROPOSE)
@require_http_methods(["GET", "POST"])
@saying
def deny(request: HttpRequest, lang: str, code: str, about: str, name: str, value: str) -> HttpResponse:
    """Ask whether something is not so any more, and write that down; what takes trust away counts at once."""
    part, tell = part_or_404(request, code, about), Teller(lang)
    known = deniable(found_or_404(request, code), part, name)
    found = next((one for one in known if value_code(one.value) == value), None)
    if found is None:
        raise Http404
    if request.method == "POST":
        try:
            made = actions.say(
                code=code,
                words=denied(part, name, found.value),
                act=act_of(request.POST),
                note=typed(request.POST.get("note", ""))[:LONGEST_NOTE],
                by=who_asks(request),
                seen=request.POST.get("seen", ""),
                now=timezone.now(),
            )
        except Overtaken:
            return _deny_page(request, code, part, name, value, tell, late=True)
        return _back(lang, code, made)
    return _deny_page(request, code, part, name, value, tell)


def _deny_page(
    request: HttpRequest, code: str, part: Part, name: str, value: str, tell: Teller, *, late: bool = False
) -> HttpResponse:
    found = next(one for one in part.of(name) if value_code(one.value) == value)
    return staff_page(
        request,
        "partners/deny.html",
        words.DENY.get(name, words.NOT_SO),
        folder=TEMPLATES,
        status=409 if late else 200,
        code=code,
        name=part_name(part, tell),
        property=tell.property(name),
        value=part_name(part, tell) if name == "provided_by" else tell.value(name, found.value, found.words),
        phone=name == "phone",
        waits=would_wait(found_or_404(request, code), denied(part, name, found.value), timezone.now()),
        much=tell(words.TOO_MUCH),
        late=tell(OVERTAKEN) if late else "",
        act_id=uuid4(),
        seen=version_of(part.subject, name),
    )


@staff_door(Permission.PROPOSE)
@require_http_methods(["GET", "POST"])
@saying
def service(request: HttpRequest, lang: str, code: str) -> HttpResponse:
    """Ask for a service that the body gives, and let it wait, whole, for a second yes."""
    record, tell = found_or_404(request, code), Teller(lang)
    form = ServiceForm(request.POST)
    if request.method == "POST" and form.read():
        made = actions.add_service(
            code=code,
            category=form.category,
            names=form.names,
            description=form.description,
            places=form.places,
            access=form.access,
            act=act_of(request.POST),
            note=typed(request.POST.get("note", ""))[:LONGEST_NOTE],
            by=who_asks(request),
            now=timezone.now(),
        )
        return _back(lang, code, made)
    sent = request.POST
    categories = loaded_words()[1].values()
    return staff_page(
        request,
        "partners/service.html",
        SERVICE,
        folder=TEMPLATES,
        status=422 if form.problems else 200,
        code=code,
        name=part_name(record.body, tell),
        categories=[("", tell(phrase("Choose")))] + [(one.id, tell.say(one.name).striptags()) for one in categories],
        places=_options(PROPERTIES["serves"], tell, set(form.places)),
        accesses=_options(PROPERTIES["access"], tell, set()),
        chosen_places=form.places,
        chosen_access=form.access,
        sent=sent,
        problems={name: tell(text) for name, text in form.problems.items()},
        act_id=act_of(sent) if sent else uuid4(),
    )
