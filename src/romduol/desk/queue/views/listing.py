"""The queue, the next one to call, and the sheet of numbers to print."""

from __future__ import annotations

from pathlib import Path

from django.http import HttpRequest, HttpResponse, HttpResponseRedirect
from django.urls import reverse
from django.utils import timezone
from django.views.decorators.http import require_safe

from romduol.desk.queue import queries
from romduol.desk.queue.forms import key_from, place_from, query_of, wanted_from
from romduol.desk.queue.records import Owner, Row, Wanted
from romduol.desk.queue.views.scripts import HELLO, SHEET_RULES, UNTIL, entry_of
from romduol.desk.queue.views.wording import Wording, both_languages
from romduol.safety.access.records import Permission, Person
from romduol.safety.access.rules import staff_door
from romduol.safety.access.views.keeping import person_of
from romduol.safety.access.views.pages import staff_page
from romduol.ui.words import phrase

TEMPLATES = Path(__file__).resolve().parents[1] / "templates"


@staff_door(Permission.SEE)
@require_safe
def show_queue(request: HttpRequest, lang: str) -> HttpResponse:
    """Show one page of what to check next."""
    wanted, person = wanted_from(request.GET), asking(request)
    rows, after = queries.page(wanted, by=person.by, today=timezone.localdate(), after=place_from(request.GET))
    words = wording(request, lang, rows)
    choices = words.choices()
    return staff_page(
        request,
        "queue/queue.html",
        phrase("To check next"),
        folder=TEMPLATES,
        cards=[words.card(row) for row in rows],
        wanted=wanted,
        choices=choices,
        chosen=_chosen(choices, wanted),
        query=query_of(wanted),
        begins="after" not in request.GET,
        further=query_of(wanted, after) if after else "",
        worked_out=_worked_out(words),
        notice=_notice(words),
        may_check=person.may(Permission.CHECK),
    )


@staff_door(Permission.CHECK)
@require_safe
def go_on(request: HttpRequest, lang: str) -> HttpResponse:
    """Lead on to the next one to call: what one has, else the first that nobody has."""
    after = key_from(request.GET, "after")
    found = queries.next_to_call(by=asking(request).by, today=timezone.localdate(), after=after)
    if found is None:
        return HttpResponseRedirect(reverse("queue", kwargs={"lang": lang}))
    return HttpResponseRedirect(reverse("queue-item", kwargs={"lang": lang, "key": found.key}))


@staff_door(Permission.SEE)
@require_safe
def call_sheet(request: HttpRequest, lang: str) -> HttpResponse:
    """Show the numbers of a part of the queue for paper: mine where no part is asked for."""
    wanted, person = wanted_from(request.GET), asking(request)
    if wanted == Wanted():
        wanted = Wanted(owner=Owner.MINE)
    rows = queries.to_print(wanted, by=person.by, today=timezone.localdate())
    words = wording(request, lang, rows)
    return staff_page(
        request,
        "queue/sheet.html",
        phrase("Call sheet"),
        folder=TEMPLATES,
        entries=[entry_of(row.item, words) for row in rows],
        rules=[both_languages(rule) for rule in SHEET_RULES],
        first=both_languages(HELLO),
        last=both_languages(UNTIL),
        where=words.province(wanted.province) if wanted.province else None,
        query=query_of(wanted),
    )


def asking(request: HttpRequest) -> Person:
    """Return who asks; the door lets nobody else through."""
    person = person_of(request)
    if person is None:
        raise LookupError("a door of the desk let a stranger pass")
    return person


def wording(request: HttpRequest, lang: str, rows: list[Row]) -> Wording:
    """Return the words for some rows."""
    names, today = queries.names_in(rows), timezone.localdate()
    return Wording(lang, person_of(request), queries.counts(), names, today, f"/desk/{lang}/")


def _chosen(choices: dict[str, list[tuple[str, str]]], wanted: Wanted) -> list[str]:
    """Return in words which part of the queue is shown."""
    asked = {"provinces": wanted.province, "kinds": wanted.kind or "", "owners": wanted.owner or ""}
    return [dict(choices[name]).get(str(code), str(code)) for name, code in asked.items()]


def _notice(words: Wording) -> str:
    """Return what waits from readers, for whoever may take it up."""
    person = words.person
    waiting = queries.suggestions_waiting() if person and person.may(Permission.RESOLVE) else 0
    told = words.words.ngettext("%(num)s word from a reader waits", "%(num)s words from readers wait", waiting)
    return told % {"num": waiting} if waiting else ""


def _worked_out(words: Wording) -> str:
    last = queries.refreshed()
    if last is None:
        return ""
    told = words.words.ngettext(
        "Worked out on %(day)s: %(num)s thing to check", "Worked out on %(day)s: %(num)s things to check", last.items
    )
    return told % {"day": words.at(last.at), "num": f"{last.items:,}"}
