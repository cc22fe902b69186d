"""A record with everything that was ever said of it, and the history of each property."""

from __future__ import annotations

from collections.abc import Mapping
from datetime import date
from typing import Any

from django.http import Http404, HttpRequest, HttpResponse
from django.utils import timezone
from django.views.decorators.http import require_GET

from romduol.desk.changes.queries import changes_about
from romduol.desk.changes.records import Change, State
from romduol.desk.resolving.queries.known import record as record_of
from romduol.desk.resolving.queries.scenes import picture
from romduol.desk.resolving.records import Entry, Known, Picture
from romduol.desk.resolving.rules.histories import first_day as first_day_of
from romduol.desk.resolving.rules.histories import history_of, lived_on
from romduol.desk.resolving.views import words
from romduol.desk.resolving.views.changes import change_told, changes_told, made_told
from romduol.desk.resolving.views.contradictions import TEMPLATES
from romduol.desk.resolving.views.telling import Teller, claim_told, joined, showing_of, value_told
from romduol.knowledge.claims.queries import rows_about
from romduol.knowledge.claims.records import Check, Claim, Origin, Row, Ruling, Withdrawal
from romduol.knowledge.claims.rules.disagreement import ORDER
from romduol.knowledge.claims.rules.evidence import LINE, said_value
from romduol.knowledge.claims.rules.properties import JOINABLE, PROPERTIES, SAME_AS
from romduol.knowledge.sources.queries import all_sources
from romduol.knowledge.sources.records import Source
from romduol.safety.access.records import Permission, Person
from romduol.safety.access.rules import staff_door
from romduol.safety.access.views.keeping import who_asks
from romduol.safety.access.views.pages import staff_page
from romduol.safety.accounts.queries import names_of
from romduol.ui import vocabulary
from romduol.ui.words import phrase

TITLE = phrase("Record")
HISTORY = phrase("History")


def known_or_404(code: str) -> Known:
    """Return the record of an address."""
    found = record_of(code)
    if found is None:
        raise Http404
    return found


def properties_of(kind: str) -> list[str]:
    """Return what can be said of a record of this kind: its name, then what does most harm where it is wrong."""
    found = [prop for prop in PROPERTIES.values() if kind in prop.kinds and prop.name != SAME_AS]
    return [prop.name for prop in sorted(found, key=lambda prop: (prop.name != "name", ORDER[prop.severity]))]


@staff_door(Permission.SEE)
@require_GET
def record(request: HttpRequest, lang: str, code: str) -> HttpResponse:
    """Show everything that is known of a record now."""
    known, person, tell = known_or_404(code), who_asks(request), Teller(lang)
    rows = rows_about(known.subject)
    now, today = picture(known.subject, timezone.localdate()), timezone.localdate()
    changes = changes_about(known.subject, by=person)
    return staff_page(
        request,
        "resolving/record.html",
        TITLE,
        folder=TEMPLATES,
        known=known,
        name=tell.say(known.name),
        kind=tell(words.KINDS[known.kind]),
        line=showing_of(known.subject, now, tell) if known.subject.startswith(LINE) else "",
        owners=owners_told(known, now, tell),
        properties=properties_told(known, now, rows, tell),
        unsaid=[
            (name, tell.property(name))
            for name in properties_of(known.kind)
            if known.subject not in now.resolution.joined and not now.values(known.subject, name)
        ],
        into=tell.link(now.resolution.joined[known.subject]) if known.subject in now.resolution.joined else "",
        holds=[tell.link(one) for one, root in now.resolution.joined.items() if root == known.subject],
        joinable=known.kind in JOINABLE,
        withdrawals=withdrawals_told(rows, today, tell),
        waiting=changes_told((one for one in changes if one.state is State.WAITING), tell, person),
        made=made_told(request.GET.get("made", ""), tell, person),
        clashes=[
            (one.id, tell.about(one)) for one in now.resolution.disagreements if one.subject in _itself(known, now)
        ],
        first=_iso(first_day_of(rows)),
        today=today.isoformat(),
        may=person.may(Permission.RESOLVE),
    )


def _itself(known: Known, now: Picture) -> set[str]:
    """Return under which subjects a contradiction about a record stands: itself, and the lines it is said to own."""
    lines = {f"{LINE}{value.value.lstrip('+')}" for value in now.values(known.subject, "phone")}
    return {known.subject, *lines}


def _iso(day: date | None) -> str:
    return day.isoformat() if day else ""


def owners_told(known: Known, now: Picture, tell: Teller) -> list[Mapping[str, Any]]:
    """Return who is said to own a line; nothing for other records."""
    line = now.edition.lines.get(known.subject.removeprefix(LINE)) if known.subject.startswith(LINE) else None
    return [{"who": tell.link(value.subject), **value_told(value, now, tell)} for value in line.owned] if line else []


def properties_told(known: Known, now: Picture, rows: tuple[Row, ...], tell: Teller) -> list[Mapping[str, Any]]:
    """Return each property of which something is known, with its values and the words that no longer count."""
    day = now.scene.today
    live = [row for row in rows if lived_on(row, day)]
    dropped = [row for row in live if _no_longer_counts(row, known.subject)]
    said = {name: now.values(known.subject, name) for name in properties_of(known.kind)}
    sources = now.scene.frame.sources
    origins = {row.said.id: row.origin for row in live if isinstance(row.said, Claim)}
    return [
        {
            "code": name,
            "name": tell.property(name),
            "values": [value_told(value, now, tell) for value in values],
            "ours": [
                (claim.id, tell.value(name, said_value(claim), claim.words))
                for value in values
                for claim in value.claims
                if origins.get(claim.id) is Origin.DESK
            ],
            "dropped": [
                claim_told(row.said, None, sources[row.said.source], tell)
                for row in dropped
                if isinstance(row.said, Claim) and row.said.property == name
            ],
        }
        for name, values in said.items()
        if values or any(isinstance(row.said, Claim) and row.said.property == name for row in dropped)
    ]


def _no_longer_counts(row: Row, subject: str) -> bool:
    said = row.said
    return isinstance(said, Claim) and said.subject == subject and said.rank == "deprecated"


def withdrawals_told(rows: tuple[Row, ...], day: date, tell: Teller) -> list[Mapping[str, Any]]:
    """Return what was taken back by a day."""
    return [
        {
            "what": tell(phrase("all of it")) if row.said.whole else tell.value(row.said.property, row.said.value),
            "when": tell.day(row.said.on),
            "reason": tell.say(row.said.reason),
        }
        for row in rows
        if isinstance(row.said, Withdrawal) and row.on <= day
    ]


@staff_door(Permission.SEE)
@require_GET
def history(request: HttpRequest, lang: str, code: str, name: str) -> HttpResponse:
    """Show everything that ever happened to one property of a record, newest first."""
    known, person, tell = known_or_404(code), who_asks(request), Teller(lang)
    if name not in properties_of(known.kind) and not (name == SAME_AS and known.kind in JOINABLE):
        raise Http404
    entries = history_of(rows_about(known.subject, name), changes_about(known.subject, name, by=person))
    people = {by for entry in entries for by in _people(entry)}
    names, sources = names_of(people), all_sources()
    return staff_page(
        request,
        "resolving/history.html",
        HISTORY,
        folder=TEMPLATES,
        known=known,
        name=tell.say(known.name),
        property=tell.property(name),
        code=name,
        entries=[_entry_told(entry, names, sources, tell, person) for entry in entries],
        may=person.may(Permission.RESOLVE),
    )


def _people(entry: Entry) -> set[str]:
    return {by for by in (entry.by, entry.change.decided_by if entry.change else "") if by}


def _entry_told(
    entry: Entry, names: Mapping[str, str], sources: Mapping[str, Source], tell: Teller, person: Person
) -> Mapping[str, Any]:
    if entry.change is not None:
        return {
            "change": change_told(entry.change, names, tell, person),
            "source": _source_of(entry.change, sources, tell),
        }
    if entry.row is None:
        raise ValueError("an entry tells a change or a row")
    # A load names itself in many ways; a person is always called so.
    person_did = entry.by.startswith("person:")
    who = names.get(entry.by, entry.by) if person_did else tell(phrase("a load of the country pack"))
    return {
        "change": None,
        "when": tell.moment(entry.at) if entry.at else tell.day(entry.on),
        "who": who,
        "why": entry.why,
        **dict.fromkeys(("purpose", "dated", "rank"), ""),
        **_row_told(entry.row, entry.ended, sources, tell),
    }


def _source_of(change: Change, sources: Mapping[str, Source], tell: Teller) -> str:
    found = sources.get(change.body.get("claim", {}).get("source", "")) if change.verb == "state" else None
    if found is None and "new_source" in change.body:
        return tell.say(change.body["new_source"]["title"])
    return tell.source(found) if found else ""


def _row_told(row: Row, ended: bool, sources: Mapping[str, Source], tell: Teller) -> Mapping[str, Any]:
    said = row.said
    if isinstance(said, Claim):
        source = sources[said.source]
        verb = phrase("A word ended") if ended else phrase("A source's word came in")
        return {
            "verb": tell(verb),
            "what": tell.value(said.property, said_value(said), said.words),
            "purpose": tell(vocabulary.PURPOSES[said.purpose]) if said.purpose in vocabulary.PURPOSES else "",
            "source": tell.source(source),
            "dated": tell.dated(source, said.observed_on),
            "rank": tell(words.RANKS[str(said.rank)]) if said.rank != "normal" else "",
        }
    if isinstance(said, Check):
        verb = phrase("A check no longer counts") if ended else phrase("A check")
        return {
            "verb": tell(verb),
            "what": joined(tell.value(said.property, said.value), tell.check(said)),
            "source": "",
        }
    if isinstance(said, Ruling):
        verb = phrase("A decision was taken back") if ended else words.VERDICTS[str(said.verdict)]
        return {"verb": tell(verb), "what": tell.say(said.reason), "source": ""}
    what = tell(phrase("all of it")) if said.whole else tell.value(said.property, said.value)
    return {"verb": tell(words.VERBS["withdraw"]), "what": joined(what, tell.say(said.reason)), "source": ""}
