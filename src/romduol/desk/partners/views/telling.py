"""Puts a body's own record into plain words: what stands there, how far readers rely on it, who says so, when."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from datetime import date
from pathlib import Path
from typing import Any

from django.utils import timezone
from markupsafe import Markup, escape

from romduol.base import phones
from romduol.desk.changes.records import Change, State
from romduol.desk.changes.rules import entries_of
from romduol.desk.partners.queries import name_of_subject
from romduol.desk.partners.records import OwnRecord, Part, Verification
from romduol.desk.partners.rules.lasting import holds, lasts, runs_out, runs_out_soon
from romduol.desk.partners.rules.offering import GIVEN, OFFERED, deniable, may_deny
from romduol.desk.partners.views import words
from romduol.knowledge.claims.records import Claim, ResolvedValue
from romduol.knowledge.directory.queries import loaded_words
from romduol.knowledge.directory.rules.codes import value_code
from romduol.knowledge.directory.rules.showing import level_of
from romduol.knowledge.sources.queries import all_sources
from romduol.knowledge.sources.records import Source
from romduol.safety.access.records import Person
from romduol.ui import formatting, vocabulary
from romduol.ui.words import phrase, words_of

TEMPLATES = Path(__file__).resolve().parents[1] / "templates"
FALLBACK = ("km", "en")
PLACED = ("works_in", "serves")


class Teller:
    """Tells codes, days and values in one language."""

    def __init__(self, lang: str) -> None:
        self.lang = lang
        self.sources: Mapping[str, Source] = all_sources()

    def __call__(self, text: str, **parts: object) -> Markup:
        """Return one of our own texts, its parts filled in and escaped."""
        told = escape(words_of(self.lang).gettext(text))
        return told % {name: escape(part) for name, part in parts.items()} if parts else told

    def say(self, text: Mapping[str, str]) -> Markup:
        """Return words in this language; words in another one are marked as such."""
        for lang in (self.lang, *FALLBACK, *text):
            if text.get(lang):
                marked = Markup('<span lang="{}">{}</span>').format(lang, text[lang])
                return escape(text[lang]) if lang in (self.lang, "") else marked
        return Markup()

    def day(self, on: date) -> str:
        """Return a day in words."""
        return formatting.day(on, self.lang)

    def property(self, name: str) -> Markup:
        """Return a property in words."""
        return self(vocabulary.PROPERTIES.get(name, name))

    def value(self, name: str, value: str, said: Mapping[str, str] | None = None) -> Markup:
        """Return a value in words."""
        if said:
            return self.say(said)
        if name == "phone":
            return escape(national(value))
        if name in PLACED:
            return self.place(value)
        if name == "category":
            known = loaded_words()[1].get(value)
            return self.say(known.name) if known else escape(value)
        code = vocabulary.CODES.get(name, {}).get(value) or vocabulary.TRUTH.get(value)
        return self(code) if code else escape(value)

    def place(self, code: str) -> Markup:
        """Return what a place is called."""
        found = loaded_words()[2].get(code)
        if code == "national":
            return self(phrase("the whole country"))
        return self.say(found.name) if found else escape(code)

    def source(self, claim: Claim) -> dict[str, Markup]:
        """Return who says something, and of which day their word is."""
        source = self.sources[claim.source]
        on = claim.observed_on or source.date
        return {"who": self.say(source.title), "when": escape(self.day(on)) if on else self(phrase("date unknown"))}


def national(number: str) -> str:
    """Return a number as people dial it."""
    info = loaded_words()[0]
    try:
        return phones.parse(
            number,
            short_codes=frozenset(info.short_codes),
            calling_code=info.calling_code or "855",
            region=info.country,
        ).national
    except phones.NotAPhoneNumber:
        return number


def record_told(record: OwnRecord, tell: Teller) -> list[dict[str, Any]]:
    """Return each part of a record, for the page of whoever may speak for it."""
    return [_part(record, part, tell) for part in record.parts]


def name_told(about: str, tell: Teller) -> Markup:
    """Return what a body is called today."""
    return tell.say(name_of_subject(about, timezone.localdate()))


def part_name(part: Part, tell: Teller) -> Markup:
    """Return what a part of a record is called."""
    if part.number:
        return escape(national(part.number))
    named = next((one for name in ("name", "acronym") for one in part.of(name)), None)
    category = next(iter(part.of("category")), None)
    if named is not None:
        return tell.say(named.words)
    return tell.value("category", category.value) if category else tell(words.GROUPS[part.kind])


def _part(record: OwnRecord, part: Part, tell: Teller) -> dict[str, Any]:
    said = {one.property for one in part.values}
    return {
        "code": part.code,
        "kind": part.kind,
        "group": tell(words.GROUPS[part.kind]),
        "name": part_name(part, tell),
        "showing": tell(words.SHOWINGS[str(part.showing)]) if part.showing else "",
        "held": not part.listed,
        "given": _given(record, part),
        "facts": [_fact(part, name, tell) for name in OFFERED[part.kind] if name in said],
        "unsaid": [(name, tell.property(name)) for name in OFFERED[part.kind] if name not in said],
    }


def _given(record: OwnRecord, part: Part) -> tuple[str, str]:
    """Return what of a service can be denied as a whole: that the body gives it."""
    said = next((one for name in GIVEN for one in deniable(record, part, name)), None)
    return (said.property, value_code(said.value)) if said else ("", "")


def _fact(part: Part, name: str, tell: Teller) -> dict[str, Any]:
    values = [one for one in part.values if one.property == name]
    return {
        "code": name,
        "name": tell.property(name),
        "values": [value_told(one, tell, deny=may_deny(part.kind, name)) for one in values],
    }


def value_told(value: ResolvedValue, tell: Teller, *, deny: bool = False) -> dict[str, Any]:
    """Return one value with its standing in plain words, and who says so."""
    refuted = str(value.standing) in ("withdrawn", "outweighed")
    return {
        "text": tell.value(value.property, value.value, value.words),
        "purpose": tell(vocabulary.PURPOSES[value.purpose]) if value.purpose in vocabulary.PURPOSES else "",
        "level": str(level_of(value.standing)),
        "standing": tell(words.STANDINGS[str(value.standing)]),
        "says": [tell.source(one) for one in value.claims[:4]],
        "code": value_code(value.value),
        "deny": deny and not refuted,
    }


def changes_told(found: Iterable[Change], tell: Teller, person: Person) -> list[dict[str, Any]]:
    """Return what a body said, how far it has come, and why not where somebody said no."""
    return [
        {
            "id": str(one.id),
            "what": said_told(one, tell),
            "when": tell.day(timezone.localdate(one.at)),
            "why_not": one.decided_why if one.state is State.DECLINED else "",
            "decided": tell.day(timezone.localdate(one.decided_at)) if one.decided_at else "",
            "note": one.note,
            "own": one.by == person.by,
        }
        for one in found
    ]


def said_told(change: Change, tell: Teller) -> list[Markup]:
    """Return each thing that a change says of a body, in words."""
    return [_said(entry, tell) for entry in entries_of(change.body)]


def _said(entry: Mapping[str, Any], tell: Teller) -> Markup:
    name, purpose = str(entry["property"]), str(entry.get("purpose", ""))
    if name == "provided_by":
        told = tell(phrase("a service that it gives"))
    else:
        told = Markup("{}: {}").format(tell.property(name), tell.value(name, entry["value"], entry.get("words")))
    if purpose in vocabulary.PURPOSES:
        told = Markup("{} ({})").format(told, tell(vocabulary.PURPOSES[purpose]))
    return tell(phrase("Not so any more: %(what)s"), what=told) if entry.get("stance") == "denies" else told


def verification_told(found: Verification, today: date, tell: Teller, names: Mapping[str, str]) -> dict[str, Any]:
    """Return one verification, for a page."""
    return {
        "id": str(found.id),
        "organization": tell.say(found.organization_name),
        "how": tell(words.HOW[str(found.how)]),
        "told": found.told,
        "number": national(found.number) if found.number else "",
        "on": tell.day(found.on),
        "until": tell.day(runs_out(found.on)),
        "by": names.get(found.by, found.by),
        "live": holds(found, today),
        "joined": bool(found.into) and lasts(found, today),
        "soon": runs_out_soon(found, today),
        "ended": tell.day(timezone.localdate(found.ended_at)) if found.ended_at else "",
        "ended_by": names.get(found.ended_by, found.ended_by),
        "ended_why": tell(phrase("Verified anew.")) if found.ended_why == "renewed" else found.ended_why,
    }
