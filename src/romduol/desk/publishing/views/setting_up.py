"""First run: who keeps this copy up, whose yes is needed, which lines were called, and what ends the trial."""

from __future__ import annotations

from typing import Any

from django.http import HttpRequest, HttpResponse, HttpResponseRedirect
from django.urls import NoReverseMatch, reverse
from django.utils import timezone
from django.views.decorators.http import require_http_methods

from romduol.desk.operator.actions import name_operator
from romduol.desk.operator.queries import lines_offered, operator, trial_has_ended
from romduol.desk.operator.records import OfferedLine, Operator
from romduol.desk.operator.rules import risks, trial_ends
from romduol.desk.publishing.forms import OperatorForm
from romduol.desk.publishing.views import words
from romduol.desk.publishing.views.publishing import TEMPLATES
from romduol.desk.resolving.views.telling import Teller
from romduol.safety.access.records import Permission
from romduol.safety.access.rules import staff_door
from romduol.safety.access.views.keeping import who_asks
from romduol.safety.access.views.pages import staff_page
from romduol.safety.accounts.queries.people import approvers
from romduol.safety.accounts.views.gates import proved
from romduol.ui.words import phrase

TITLE = phrase("Set up this site")


@staff_door(Permission.SET_UP)
@proved("setup")
@require_http_methods(["GET", "POST"])
def setup(request: HttpRequest, lang: str) -> HttpResponse:
    """Show how far this copy is from being more than a trial; name the operator, choose the rule."""
    if request.method != "POST":
        return _page(request, lang)
    form = OperatorForm(request.POST)
    name, rule = form.name(), form.rule()
    if form.problems:
        return _page(request, lang, form, status=422)
    named = operator()
    if (name, rule) != (dict(named.name), named.second_yes):
        name_operator(name=name, second_yes=rule, by=who_asks(request).by, at=timezone.now())
    return HttpResponseRedirect(f"/desk/{lang}/setup", status=303)


def _page(request: HttpRequest, lang: str, form: OperatorForm | None = None, status: int = 200) -> HttpResponse:
    tell, named, ended = Teller(lang), operator(), trial_has_ended()
    lines = lines_offered(timezone.localdate())
    people = approvers()
    return staff_page(
        request,
        "publishing/setup.html",
        TITLE,
        folder=TEMPLATES,
        status=status,
        sent=form.sent if form else _sent(named),
        problems={name: tell(text) for name, text in form.problems.items()} if form else {},
        rules=[(rule, tell(title), tell(text)) for rule, (title, text) in words.RULES.items()],
        named=" · ".join(named.name.values()),
        lines=[_line(line, tell) for line in lines],
        left=sum(not line.called for line in lines),
        ended=ended,
        ends=trial_ends(named, lines, ended=ended),
        people=people,
        risky=risks(named.second_yes, people),
        alone=people < 2,
    )


def _sent(named: Operator) -> dict[str, str]:
    names = {f"name_{lang}": words for lang, words in named.name.items()}
    return {**names, "second_yes": str(named.second_yes)}


def _line(line: OfferedLine, tell: Teller) -> dict[str, Any]:
    return {
        "number": line.national,
        "who": tell.say(line.label) if line.label else "",
        "called": line.called,
        "on": tell.day(line.called_on) if line.called_on else "",
        "until": tell.day(line.holds_until) if line.holds_until else "",
        "href": _check_page(line, tell.lang),
    }


def _check_page(line: OfferedLine, lang: str) -> str:
    """Return where a call to a line is recorded; nothing while that room is not there."""
    where = {"lang": lang, "subject": line.subject, "property": line.property}
    try:
        return reverse("check", urlconf="romduol.config.urls_staff", kwargs=where)
    except NoReverseMatch:
        return ""
