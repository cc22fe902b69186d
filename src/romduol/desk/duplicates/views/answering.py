"""Two records side by side, what joining would do, and the answer of a person."""

from __future__ import annotations

from typing import Any
from uuid import UUID, uuid4

from django.http import Http404, HttpRequest, HttpResponse, HttpResponseRedirect
from django.utils import timezone
from django.views.decorators.http import require_GET, require_POST

from romduol.desk.changes.actions import CannotUndo, NotAllowed, Overtaken
from romduol.desk.changes.forms import act_of
from romduol.desk.changes.queries import version_of
from romduol.desk.changes.records import Change, Verb
from romduol.desk.changes.rules import is_critical, waits
from romduol.desk.duplicates import actions
from romduol.desk.duplicates.forms import LONGEST, AnswerForm, why_in
from romduol.desk.duplicates.queries import NoSuchProposal, proposal
from romduol.desk.duplicates.records import Answer, Proposal, Standing
from romduol.desk.duplicates.rules.effects import effects_of
from romduol.desk.duplicates.views import words
from romduol.desk.duplicates.views.listing import TEMPLATES
from romduol.desk.duplicates.views.telling import effects_told, parted_by_weight, record_told
from romduol.desk.operator.queries import operator
from romduol.desk.resolving.queries.scenes import scene_around
from romduol.desk.resolving.rules.previewing import pictured
from romduol.desk.resolving.views.changes import changes_told, made_told
from romduol.desk.resolving.views.telling import Teller
from romduol.knowledge.claims.actions import CannotJoin
from romduol.knowledge.claims.rules.properties import SAME_AS
from romduol.safety.access.records import Permission
from romduol.safety.access.rules import staff_door
from romduol.safety.access.views.keeping import who_asks
from romduol.safety.access.views.pages import language_of, staff_page
from romduol.safety.accounts.queries import names_of
from romduol.ui.words import phrase

TITLE = phrase("Are these the same?")


def found_or_404(key: UUID) -> Proposal:
    """Return the proposal of an address."""
    try:
        return proposal(key)
    except NoSuchProposal:
        raise Http404 from None


@staff_door(Permission.RESOLVE)
@require_GET
def duplicate(request: HttpRequest, lang: str, key: UUID) -> HttpResponse:
    """Show two records side by side, with the forms to answer."""
    return _page(request, found_or_404(key))


@staff_door(Permission.RESOLVE)
@require_POST
def answer(request: HttpRequest, lang: str, key: UUID) -> HttpResponse:
    """Take an answer: they are one, they are two, or later."""
    person, found, act = who_asks(request), found_or_404(key), act_of(request.POST)
    if made_told(str(act), Teller(lang), person):
        return HttpResponseRedirect(f"/desk/{lang}/duplicates/{key}?made={act}", status=303)
    form = AnswerForm.read(request.POST, found)
    if form.problems:
        return _page(request, found, form=form, status=422)
    about: dict[str, Any] = {"proposal_id": key, "digest": request.POST.get("digest", ""), "why": form.why}
    about |= {"by": person, "now": timezone.now()}
    try:
        if form.answer is Answer.JOINED:
            actions.join(stays=form.stays, act=act, seen=form.seen, **about)
            return HttpResponseRedirect(f"/desk/{lang}/duplicates/{key}?made={act}", status=303)
        (actions.say_not_same if form.answer is Answer.NOT_SAME else actions.say_later)(**about)
    except actions.AlreadyAnswered as problem:
        return _page(request, problem.now, form=form, problem=words.ANSWERED, status=409)
    except Overtaken as overtaken:
        return _page(request, found_or_404(key), form=form, since=overtaken.since, status=409)
    except CannotJoin as problem:
        return _page(request, found, form=form, problem=words.CANNOT[problem.cause], status=409)
    except (NoSuchProposal, NotAllowed):
        raise Http404 from None
    return HttpResponseRedirect(f"/desk/{lang}/duplicates", status=303)


@staff_door(Permission.RESOLVE)
@require_POST
def part_again(request: HttpRequest, lang: str, key: UUID) -> HttpResponse:
    """Let what was joined be two again, with a reason."""
    person, found, act = who_asks(request), found_or_404(key), act_of(request.POST)
    if made_told(str(act), Teller(lang), person):
        return HttpResponseRedirect(f"/desk/{lang}/duplicates/{key}?made={act}", status=303)
    problems: dict[str, str] = {}
    why = why_in(request.POST, problems, needed=True)
    if problems:
        return _page(request, found, parting=problems, status=422)
    try:
        actions.part(proposal_id=key, act=act, why=why, by=person, now=timezone.now())
    except CannotUndo:
        return _page(request, found_or_404(key), problem=words.CANNOT_PART, status=409)
    except (NoSuchProposal, NotAllowed):
        raise Http404 from None
    return HttpResponseRedirect(f"/desk/{lang}/duplicates/{key}?made={act}", status=303)


def _page(
    request: HttpRequest,
    found: Proposal,
    *,
    form: AnswerForm | None = None,
    parting: dict[str, str] | None = None,
    since: list[Change] | None = None,
    problem: str = "",
    status: int = 200,
) -> HttpResponse:
    person, tell = who_asks(request), Teller(language_of(request))
    now = pictured(scene_around((found.a, found.b), timezone.localdate()))
    tell.know((found.a, found.b))
    goes, stays = (found.b, found.a) if form is None or form.stays != found.b else (found.a, found.b)
    speaks, against = parted_by_weight(found.evidence, tell)
    names = names_of([found.decided_by]) if found.decided_by else {}
    rule = operator().second_yes
    return staff_page(
        request,
        "duplicates/one.html",
        TITLE,
        folder=TEMPLATES,
        status=status,
        it=found,
        key_=str(found.id),
        standing=tell(words.STANDINGS[found.standing]),
        likelihood=tell(words.LIKELIHOODS[found.likelihood]),
        who=names.get(found.decided_by, ""),
        when=tell.moment(found.decided_at) if found.decided_at else "",
        records=[record_told(subject, found.kind, now, tell) for subject in (found.a, found.b)],
        speaks=speaks,
        against=against,
        effects=effects_told(effects_of(now, goes, stays), stays, tell) if found.answerable else None,
        may_part=found.standing is Standing.JOINED,
        stays=tell.coded(found.stays) if found.stays else "",
        goes=tell.coded(found.b if found.stays == found.a else found.a) if found.stays else "",
        waits=waits(is_critical(Verb.STATE, SAME_AS, {}), rule, Verb.STATE),
        problem=tell(problem) if problem else "",
        problems={name: tell(text) for name, text in (form.problems if form else parting or {}).items()},
        sent=request.POST,
        since=changes_told(since or (), tell, person),
        made=made_told(request.GET.get("made", ""), tell, person),
        seen=[version_of(subject, SAME_AS) for subject in (found.a, found.b)],
        act_id=request.POST.get("act", "") if form and status == 422 else uuid4(),
        longest=LONGEST,
    )
