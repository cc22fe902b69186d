"""The list of contradictions, one of them side by side, and what a steward decides of it."""

from __future__ import annotations

from collections.abc import Mapping
from pathlib import Path
from typing import Any
from uuid import UUID, uuid4

from django.http import Http404, HttpRequest, HttpResponse, HttpResponseRedirect
from django.urls import reverse
from django.utils import timezone
from django.views.decorators.http import require_GET, require_POST

from romduol.base.naturals import natural
from romduol.desk.changes.actions import NotAllowed, Overtaken
from romduol.desk.changes.forms import act_of
from romduol.desk.changes.records import Change
from romduol.desk.changes.rules import is_critical, waits
from romduol.desk.operator.queries import operator
from romduol.desk.resolving import actions
from romduol.desk.resolving.actions.deciding import NothingToChange
from romduol.desk.resolving.forms import DecisionForm
from romduol.desk.resolving.queries.contradictions import PAGE, filters_in_use, open_contradictions
from romduol.desk.resolving.queries.contradictions import contradiction as listed_as
from romduol.desk.resolving.queries.scenes import brief_picture, latest_about, picture, version_about
from romduol.desk.resolving.records import Act, Decision, Listed, Picture
from romduol.desk.resolving.rules.deciding import acts_of, after, subjects_of
from romduol.desk.resolving.rules.previewing import differences, pictured
from romduol.desk.resolving.views import words
from romduol.desk.resolving.views.changes import changes_told, made_told
from romduol.desk.resolving.views.previews import difference_told
from romduol.desk.resolving.views.telling import Teller, showing_of, side_text, sides_told
from romduol.knowledge.claims.records import Disagreement
from romduol.knowledge.claims.rules.evidence import LINE
from romduol.knowledge.sources.queries import all_sources
from romduol.safety.access.records import Permission
from romduol.safety.access.rules import staff_door
from romduol.safety.access.views.keeping import who_asks
from romduol.safety.access.views.pages import staff_page
from romduol.ui import vocabulary
from romduol.ui.words import phrase

LAST_PAGE = 100_000
TEMPLATES = Path(__file__).resolve().parents[1] / "templates"
TITLE = phrase("Contradictions")
ONE = phrase("A contradiction, side by side")
CONFIRM = phrase("What readers would see then")
SAME = phrase("It is so already: nothing would change.")


@staff_door(Permission.SEE)
@require_GET
def contradictions(request: HttpRequest, lang: str) -> HttpResponse:
    """Show the contradictions that are open, the gravest first, or those that somebody left open."""
    tell, asked = Teller(lang), request.GET
    chosen: dict[str, Any] = {
        "severity": asked.get("severity", "") if asked.get("severity") in vocabulary.SEVERITIES else "",
        "kind": asked.get("kind", "") if asked.get("kind") in words.KINDS else "",
        "left_open": asked.get("part") == "left",
    }
    page = natural(asked.get("page", ""), LAST_PAGE) or 1
    rows, total = open_contradictions(**chosen, page=page)
    today, used = timezone.localdate(), filters_in_use()
    sources = all_sources(today) if rows else {}
    tell.know({row.subject for row in rows})
    return staff_page(
        request,
        "resolving/contradictions.html",
        TITLE,
        folder=TEMPLATES,
        rows=[_row(row, brief_picture(row.subject, today, sources), tell) for row in rows],
        total=total,
        page=page,
        pages=-(-total // PAGE),
        chosen=chosen,
        severities=[(code, tell(words.SEVERITIES[code])) for code in words.SEVERITIES if code in used["severity"]],
        kinds=[(code, tell(words.KINDS[code])) for code in words.KINDS if code in used["kind"]],
    )


def _row(row: Listed, now: Picture, tell: Teller) -> Mapping[str, Any]:
    found = now.disagreement(row.id)
    return {
        "id": row.id,
        "severity": tell(words.SEVERITIES[row.severity]),
        "grave": row.severity in ("critical", "high"),
        "about": tell.about(found) if found else tell.topic(row.subject, row.property),
        "settled": found is None,
        "rule": tell(vocabulary.RULES[found.rule]) if found else "",
        "sides": [side_text(side, found, tell) for side in found.positions] if found else [],
        "reason": tell.say(found.left_open) if found and found.left_open else "",
        "since": tell.day(timezone.localtime(row.since).date()),
    }


@staff_door(Permission.SEE)
@require_GET
def contradiction(request: HttpRequest, lang: str, key: UUID) -> HttpResponse:
    """Show one contradiction side by side, with the forms to decide it."""
    listed, now = _found(key)
    found = now.disagreement(str(key))
    if found is None:
        return _settled(request, listed, lang)
    return _side_by_side(request, found, now, lang)


@staff_door(Permission.RESOLVE)
@require_POST
def decide(request: HttpRequest, lang: str, key: UUID) -> HttpResponse:
    """Take a decision: first tell what readers would see then, and make it once that is confirmed."""
    person, act = who_asks(request), act_of(request.POST)
    back = reverse("contradiction", urlconf=request.urlconf, kwargs={"lang": lang, "key": key})  # type: ignore[attr-defined]
    if made_told(str(act), Teller(lang), person):
        return HttpResponseRedirect(f"{back}?made={act}", status=303)
    listed, now = _found(key)
    found = now.disagreement(str(key))
    if found is None:
        return _settled(request, listed, lang, status=409)
    form = DecisionForm(request.POST, found)
    decision, seen = form.decision(), request.POST.get("seen", "")
    if decision is None:
        return _side_by_side(request, found, now, lang, form=form, status=422)
    if seen != version_about(found):
        return _overtaken(request, found, now, lang, form, latest_about(subjects_of(found), found.property, by=person))
    if request.POST.get("step") != "confirm":
        return _preview(request, found, now, lang, form, decision)
    try:
        actions.decide(decision=decision, found=found, act=act, by=person, seen=seen, now=timezone.now())
    except Overtaken as overtaken:
        return _overtaken(request, found, now, lang, form, overtaken.since)
    except NothingToChange:
        form.problems["choice"] = SAME
        return _side_by_side(request, found, now, lang, form=form, status=422)
    except NotAllowed:
        raise Http404 from None
    return HttpResponseRedirect(f"{back}?made={act}", status=303)


def _found(key: UUID) -> tuple[Listed, Picture]:
    listed = listed_as(key)
    if listed is None:
        raise Http404
    return listed, picture(listed.subject, timezone.localdate())


def _overtaken(
    request: HttpRequest, found: Disagreement, now: Picture, lang: str, form: DecisionForm, since: list[Change]
) -> HttpResponse:
    return _side_by_side(request, found, now, lang, form=form, since=since, status=409)


def _side_by_side(
    request: HttpRequest,
    found: Disagreement,
    now: Picture,
    lang: str,
    *,
    form: DecisionForm | None = None,
    since: list[Change] | None = None,
    status: int = 200,
) -> HttpResponse:
    tell, person = Teller(lang), who_asks(request)
    problems = {name: tell(text) for name, text in form.problems.items()} if form else {}
    return staff_page(
        request,
        "resolving/contradiction.html",
        ONE,
        folder=TEMPLATES,
        status=status,
        found=found,
        about=tell.about(found),
        record=tell.link(found.subject),
        severity=tell(vocabulary.SEVERITIES[str(found.severity)]),
        grave=found.severity in ("critical", "high"),
        rule=tell(vocabulary.RULES[found.rule]),
        settled_by=tell(vocabulary.SETTLED_BY[found.would_settle]),
        left_open=tell.say(found.left_open) if found.left_open else "",
        line=showing_of(found.subject, now, tell) if found.subject.startswith(LINE) else "",
        sides=sides_told(now, found, tell),
        choices={code: (tell(name), tell(does)) for code, (name, does) in words.CHOICES.items()},
        sent=form.sent if form else {},
        problems=problems,
        open_part=form.part if form else "",
        act_id=uuid4(),
        seen=version_about(found),
        made=made_told(request.GET.get("made", ""), tell, person),
        since=changes_told(since or (), tell, person),
        before=changes_told(latest_about(subjects_of(found), found.property, by=person, limit=10), tell, person),
        may=person.may(Permission.RESOLVE),
    )


def _preview(
    request: HttpRequest, found: Disagreement, now: Picture, lang: str, form: DecisionForm, decision: Decision
) -> HttpResponse:
    tell, acts = Teller(lang), acts_of(decision, found)
    if not acts:
        form.problems["choice"] = SAME
        return _side_by_side(request, found, now, lang, form=form, status=422)
    then = pictured(after(now.scene, acts))
    return staff_page(
        request,
        "resolving/confirm.html",
        CONFIRM,
        folder=TEMPLATES,
        found=found,
        about=tell.about(found),
        choice=tell(words.CHOICES[str(decision.choice)][0]),
        kept=side_text(found.positions[decision.side], found, tell) if decision.side is not None else "",
        why=decision.why or tell.say(decision.reason),
        differences=[difference_told(one, tell) for one in differences(now, then)],
        stays_open=then.disagreement(found.id) is not None,
        waits=any(map(_waits, acts)),
        sent={name: value for name, value in form.sent.items() if name not in ("csrfmiddlewaretoken", "step")},
    )


def _waits(act: Act) -> bool:
    return waits(is_critical(act.verb, act.property, act.body), operator().second_yes, act.verb)


def _settled(request: HttpRequest, listed: Listed, lang: str, status: int = 200) -> HttpResponse:
    tell, person = Teller(lang), who_asks(request)
    return staff_page(
        request,
        "resolving/settled.html",
        ONE,
        folder=TEMPLATES,
        status=status,
        about=tell.topic(listed.subject, listed.property),
        record=tell.link(listed.subject),
        made=made_told(request.GET.get("made", ""), tell, person),
        before=changes_told(latest_about((listed.subject,), listed.property, by=person, limit=20), tell, person),
    )
