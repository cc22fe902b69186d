"""Checks one value: dials where it is a number, then records what was found."""

from __future__ import annotations

from collections import defaultdict
from datetime import datetime
from pathlib import Path
from typing import Any
from uuid import UUID, uuid4

from django.db import DatabaseError
from django.http import Http404, HttpRequest, HttpResponse, HttpResponseRedirect
from django.urls import reverse
from django.utils import timezone

from romduol.desk.changes.actions import NotAllowed
from romduol.desk.changes.forms import act_of
from romduol.desk.checking.actions import record_finding, take_off
from romduol.desk.checking.forms import LONGEST_NOTE, LONGEST_WHY, asked_about, fresh_form, read_check
from romduol.desk.checking.queries import (
    NothingToCheck,
    address_of,
    all_values_of,
    entity_of,
    off_state,
    sheet,
    subject_at,
    withdrawable,
)
from romduol.desk.checking.records import Filled, Sheet
from romduol.desk.checking.rules.conduct import OWN, Question
from romduol.desk.checking.rules.taking_off import CHIPS, Off, act_of_taking_off
from romduol.desk.checking.views.script import script_told
from romduol.desk.checking.views.telling import SHOWINGS, Teller, checks_told, positions_told
from romduol.knowledge.claims.rules.properties import PROPERTIES
from romduol.knowledge.directory.queries import NoPackLoaded, edition_about
from romduol.knowledge.directory.records import Line, Showing
from romduol.knowledge.directory.rules.codes import value_code
from romduol.safety.access.records import Permission, Person
from romduol.safety.access.rules import staff_door
from romduol.safety.access.views.keeping import who_asks
from romduol.safety.access.views.pages import language_of, staff_page
from romduol.ui import vocabulary
from romduol.ui.words import phrase, words_of

TEMPLATES = Path(__file__).resolve().parent.parent / "templates"
TITLE = phrase("Check")
URLS = "romduol.config.urls_staff"
BUSY = phrase("The database is busy. Nothing is lost: what you wrote stands below. Please send it again.")
OFF_BUT_BUSY = phrase(
    "Readers no longer get this number. The database is busy and has not written it down yet: please send this again."
)


@staff_door(Permission.CHECK)
def check(request: HttpRequest, lang: str, subject: str, property: str, code: str) -> HttpResponse:
    """Show what is known of one value, and record what was found."""
    found = sheet_at(request, subject, property, code)
    if request.method != "POST":
        return _page(request, found, fresh_form(found, timezone.localdate()), str(uuid4()))
    filled = read_check(request.POST, found, timezone.localdate(), lang)
    act = act_of(request.POST)
    if filled.finding is None:
        return _page(request, found, filled, str(act), status=422)
    try:
        _record(found, filled, act, who_asks(request))
    except Unwritten as problem:
        return _page(request, found, filled, str(act), status=503, notice=str(problem))
    except NotAllowed:
        raise Http404 from None
    return HttpResponseRedirect(done_at(request, str(act)), status=303)


class Unwritten(Exception):
    """The database did not take a change; the message is one of our English texts."""


def _record(found: Sheet, filled: Filled, act: UUID, by: Person) -> None:
    """Take the number off where that is wanted, then record what was found."""
    now = timezone.now()
    assert filled.finding is not None  # noqa: S101 - the form was read without a problem
    try:
        if filled.reason and found.line is not None and by.may(Permission.WITHDRAW):
            line = withdrawable(found.line, found.edition)
            take_off(act=act_of_taking_off(act), spot=found.spot, found=line, reason=filled.reason, by=by, now=now)
        record_finding(act=act, spot=found.spot, finding=filled.finding, by=by, now=now)
    except DatabaseError:
        raise Unwritten(why_busy(found, now) if filled.reason else BUSY) from None


def why_busy(found: Sheet, now: datetime) -> str:
    """Return what to say where the database did not take a number's end: whether readers are spared it already."""
    return OFF_BUT_BUSY if found.line and off_state(found.line.key, now) is Off.OFF else BUSY


@staff_door(Permission.CHECK)
def check_property(request: HttpRequest, lang: str, subject: str, property: str) -> HttpResponse:
    """Lead to the one value of a property, or let one be chosen."""
    return _choose(request, lang, subject, (property,))


@staff_door(Permission.CHECK)
def check_subject(request: HttpRequest, lang: str, subject: str) -> HttpResponse:
    """Let one value of a subject be chosen."""
    return _choose(request, lang, subject, tuple(PROPERTIES))


def _choose(request: HttpRequest, lang: str, address: str, properties: tuple[str, ...]) -> HttpResponse:
    try:
        subject = subject_at(address)
        edition = edition_about(subject.id, timezone.localdate())
    except (NothingToCheck, NoPackLoaded):
        raise Http404 from None
    teller = Teller(edition, lang)
    known = all_values_of(subject.id)
    spots = [(name, value) for name in properties for value in known.get(name, ())]
    if subject.kind == "line" and "phone" in properties:
        line = edition.lines.get(subject.id.removeprefix("line-"))
        owned = [(value.subject, "phone", value.value) for value in line.owned] if line else []
    else:
        owned = []
    listed = [*owned, *((subject.id, name, value) for name, value in spots)]
    if not listed:
        raise Http404
    pack = edition.info.id
    hrefs = [href(lang, address_of(one, pack), name, value) for one, name, value in listed]
    if len(set(hrefs)) == 1:
        return HttpResponseRedirect(hrefs[0])
    entity = entity_of(subject.id, edition)
    words = {value.value: value.words for values in (entity.facts if entity else {}).values() for value in values}
    rows = [
        {
            "href": link,
            "name": teller.property(name),
            "value": teller.value(name, value, words.get(value, {})),
            "of": teller.name(one) if one != subject.id else "",
        }
        for link, (one, name, value) in zip(hrefs, listed, strict=True)
    ]
    return staff_page(request, "checking/choose.html", TITLE, folder=TEMPLATES, name=teller.name(subject.id), rows=rows)


def href(lang: str, address: str, property: str, value: str) -> str:
    """Return the address at which a value is checked."""
    parts = {"lang": lang, "subject": address, "property": property, "code": value_code(value)}
    return reverse("check", URLS, kwargs=parts)


def sheet_at(request: HttpRequest, subject: str, property: str, code: str) -> Sheet:
    """Return what is known of a value at an address, or 404."""
    try:
        return sheet(subject, property, code, timezone.localdate(), by=who_asks(request))
    except (NothingToCheck, NoPackLoaded):
        raise Http404 from None


def _page(
    request: HttpRequest, found: Sheet, filled: Filled, act: str, *, status: int = 200, notice: str = ""
) -> HttpResponse:
    asked = asked_about(found)
    return staff_page(
        request,
        "checking/check.html",
        TITLE,
        folder=TEMPLATES,
        status=status,
        act=act,
        done=done_at(request, act),
        notice=notice,
        **shown(request, found),
        **filled_in(request, filled),
        today=timezone.localdate().isoformat(),
        most={"note": LONGEST_NOTE, "why": LONGEST_WHY},
        questions=[_question(name, about, one, found, request) for name, about, one in asked],
        asked_open=any(filled.sent.get(name) or filled.problems.get(name) for name, _, _ in asked),
        script=script_told(language_of(request)) if found.line else [],
        outcomes=options(request, vocabulary.OUTCOMES),
        ways=options(request, vocabulary.WAYS),
        **taking_off(request, found),
    )


def filled_in(request: HttpRequest, filled: Filled) -> dict[str, Any]:
    """Return a form as it was sent, and what is wrong with it in the language of the page."""
    words = words_of(language_of(request))
    problems = {name: words.gettext(told) for name, told in filled.problems.items()}
    return {"sent": defaultdict(str, filled.sent), "problems": defaultdict(str, problems)}


def done_at(request: HttpRequest, act: str) -> str:
    """Return the page that tells what a form recorded."""
    return reverse("check-done", URLS, kwargs={"lang": language_of(request), "act": act})


def shown(request: HttpRequest, found: Sheet) -> dict[str, Any]:
    """Return what a page shows of a value: what it is, how it stands, who says so, what readers see."""
    teller = teller_of(request, found)
    line, best = found.line, found.values[0] if found.values else None
    claims = [claim for value in found.values for claim in value.claims]
    return {
        "name": teller.name(found.spot.subject),
        "property": teller.property(found.spot.property),
        "value": teller.value(found.spot.property, found.spot.value, best.words if best else {}),
        "line": line,
        "tel": line.value if line and line.showing is not Showing.DO_NOT_CALL else "",
        "owners": [teller.name(one) for one in dict.fromkeys(value.subject for value in line.owned)] if line else [],
        "taken_off": teller.say(line.withdrawn) if line and line.withdrawn else "",
        "standings": [teller.standing(value) for value in found.values],
        "said_by": teller.voices(claims),
        "against": teller.voices(best.against) if best else [],
        "showing": teller.told(SHOWINGS[line.showing]) if line else "",
        "checks": checks_told(found.rows, teller),
        "missed": found.missed,
        "positions": positions_told(found, teller),
        "waiting": [
            {
                "href": done_at(request, str(one.id)),
                "day": teller.day(one.day),
            }
            for one in found.waiting
        ],
        "here": href(teller.lang, found.address, found.spot.property, found.spot.value),
        "reader": f"/{teller.lang}/{_page_of(found)}" if _page_of(found) else "",
    }


def _page_of(found: Sheet) -> str:
    entity = found.line.entity if found.line else entity_of(found.spot.subject, found.edition)
    return entity.code if entity else ""


def teller_of(request: HttpRequest, found: Sheet) -> Teller:
    """Return what tells of a sheet in the language of a page."""
    return Teller(found.edition, language_of(request))


def options(request: HttpRequest, codes: dict[str, str]) -> list[tuple[str, str]]:
    """Return codes with their words in the language of a page, for chips."""
    words = words_of(language_of(request))
    return [(code, words.gettext(told)) for code, told in codes.items()]


def taking_off(request: HttpRequest, found: Sheet) -> dict[str, Any]:
    """Return what a page needs that offers to take a number off; empty where it cannot be."""
    if found.line is None or not who_asks(request).may(Permission.WITHDRAW) or is_off(found.line):
        return {"touches": None, "reasons": []}
    teller, what = teller_of(request, found), withdrawable(found.line, found.edition)
    return {
        "touches": {"police": what.police, "only": [teller.say(name) for name in what.only_offered]},
        "reasons": options(request, dict(CHIPS)),
    }


def is_off(line: Line) -> bool:
    """Tell whether a number was taken off, and readers are spared it."""
    return bool(line.withdrawn) and off_state(line.key, timezone.now()) in (Off.OFF, Off.NOTHING_PUBLISHED)


def _question(name: str, about: str, one: Question, found: Sheet, request: HttpRequest) -> dict[str, Any]:
    teller = teller_of(request, found)
    return {
        "field": name,
        "words": teller.words.gettext(one.words),
        "of": teller.name(about) if about in found.homes else "",
        "hint": teller.words.gettext(one.hint) if one.hint else "",
        "options": [(code, teller.code(one.property, code)) for code in one.options],
        "many": one.many,
        "own": OWN in one.options,
    }
