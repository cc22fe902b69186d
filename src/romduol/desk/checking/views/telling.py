"""Tells what is known of a value, and what was recorded, in the words of whoever reads the page."""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from datetime import date

from django.utils import timezone
from markupsafe import Markup, escape

from romduol.desk.changes.records import Change, State, Verb
from romduol.desk.checking.queries import entity_of
from romduol.desk.checking.records import Sheet, Words
from romduol.desk.checking.rules.conduct import LABELS
from romduol.knowledge.claims.records import Check, Claim, ResolvedValue, Row, Standing
from romduol.knowledge.directory.records import Edition, Entity, PlainLevel, Showing
from romduol.knowledge.directory.rules.bodies import name_of
from romduol.knowledge.directory.rules.showing import level_of
from romduol.knowledge.sources.records import Grade, Source
from romduol.safety.accounts.queries import PERSON, names_of
from romduol.ui import formatting, vocabulary
from romduol.ui.words import phrase, words_of

NAMED = ("part_of", "replaced_by", "provided_by", "operated_by")
PLACED = ("works_in", "serves")
SHOWINGS: Mapping[Showing, str] = {
    Showing.CALL: phrase("Readers get a call button."),
    Showing.CALL_UNCONFIRMED: phrase("Readers get a call button that says: who answers is not confirmed."),
    Showing.SECOND: phrase("Readers get a second button, with the year of what is known."),
    Showing.AFTER_TAP: phrase("Readers get the digits after a tap, and are told to listen first."),
    Showing.TWO_OWNERS: phrase("Readers find it on its own page alone, with both bodies that are said to own it."),
    Showing.WITHHELD: phrase("Readers do not get the digits."),
    Showing.DO_NOT_CALL: phrase("Readers are told not to call it."),
}


@dataclass(frozen=True, slots=True)
class Reliance:
    """How far a value is relied on, for a page."""

    level: str
    why: Markup
    purpose: str
    until: str


class Teller:
    """Tells one reader of the desk about one little edition."""

    def __init__(self, edition: Edition, lang: str) -> None:
        self.edition, self.lang, self.words = edition, lang, words_of(lang)

    def say(self, text: Words) -> Markup:
        """Return words in the reader's language; words in another one are marked as such."""
        if self.lang in text:
            return escape(text[self.lang])
        lang = next((lang for lang in ("en", "km", *text) if lang in text), "")
        return self.foreign(text[lang], lang) if lang else Markup()

    def foreign(self, text: str, lang: str = "en") -> Markup:
        """Return text of a language, marked where it is not the reader's."""
        return escape(text) if lang == self.lang else Markup('<span lang="{}">{}</span>').format(lang, text)

    def told(self, text: str, **parts: object) -> Markup:
        """Return one of our own texts, its named parts filled in."""
        return escape(self.words.gettext(text)) % {name: escape(part) for name, part in parts.items()}

    def day(self, on: date) -> str:
        """Return a day in words."""
        return formatting.day(on, self.lang)

    def name(self, subject: str) -> Markup:
        """Return what a subject is called; a line by its digits, as it is masked where nobody owns it."""
        line = self.edition.lines.get(subject.removeprefix("line-")) if subject.startswith("line-") else None
        if line is not None:
            return escape(line.national)
        entity = entity_of(subject, self.edition)
        if entity is None:
            return self.foreign(subject)
        return self.say(_words(entity)) or self.foreign(subject)

    def property(self, name: str) -> str:
        """Return what a property is called."""
        return self.words.gettext(vocabulary.PROPERTIES.get(name, name))

    def value(self, name: str, value: str, words: Words) -> Markup:
        """Return a value in words."""
        if words:
            return self.say(words)
        if name == "phone":
            line = self.edition.lines.get(value.lstrip("+"))
            return escape(line.national if line else value)
        if name in NAMED:
            return self.name(value)
        if name in PLACED:
            place = self.edition.places.get(value)
            return self.say(place.name) if place else self.told(phrase("the whole country"))
        return self.code(name, value)

    def code(self, name: str, code: str) -> Markup:
        """Return a code of a property in words."""
        category = self.edition.categories.get(code) if name == "category" else None
        if category is not None:
            return self.say(category.name)
        known = vocabulary.CODES.get(name, {}).get(code) or vocabulary.TRUTH.get(code) or LABELS.get(code)
        return escape(self.words.gettext(known)) if known else self.foreign(code)

    def standing(self, value: ResolvedValue) -> Reliance:
        """Return how far a value is relied on today."""
        purpose = vocabulary.PURPOSES.get(value.purpose, "")
        return Reliance(
            level_of(value.standing).value,
            self._why(value),
            self.words.gettext(purpose) if purpose else "",
            self.day(value.fresh_until) if value.fresh_until and value.fresh else "",
        )

    def _why(self, value: ResolvedValue) -> Markup:
        if level_of(value.standing) is PlainLevel.CALLED and value.check is not None:
            return self.told(vocabulary.CHECKED_BY[value.check.how], day=self.day(value.check.on))
        if value.standing is Standing.LAPSED and value.unanswered:
            return self.told(vocabulary.UNANSWERED_NOT_RELIED)
        if value.standing is Standing.LAPSED:
            day = value.said_on or (value.check.on if value.check else None)
            return self.told(vocabulary.LAPSED, year=day.year if day else "?")
        if value.standing in vocabulary.NOT_RELIED:
            return self.told(vocabulary.NOT_RELIED[value.standing])
        return self._said(value)

    def _said(self, value: ResolvedValue) -> Markup:
        sources = sorted({claim.source for claim in value.claims}, key=lambda one: self.edition.sources[one].grade)
        one, more = vocabulary.SAY_UNCALLED if value.property in ("phone", "dials") else vocabulary.SAY_UNCHECKED
        who = self.speaker(self.edition.sources[sources[0]])
        return self.told(more if len(sources) > 1 else one, who=who, others=len(sources) - 1)

    def speaker(self, source: Source) -> Markup:
        """Return who speaks in a source: its publisher, or its title where nobody signed it."""
        unsigned = source.grade is Grade.D or source.publisher in ("", "unknown")
        return self.say(source.title) if unsigned else self.foreign(source.publisher)

    def voices(self, claims: Iterable[Claim]) -> list[Mapping[str, object]]:
        """Return who says so, what they are worth, and when."""
        return [self._voice(claim) for claim in claims]

    def _voice(self, claim: Claim) -> Mapping[str, object]:
        source = self.edition.sources[claim.source]
        said_on = claim.observed_on or source.date
        return {
            "who": self.speaker(source),
            "grade": self.words.gettext(vocabulary.GRADES[source.grade]),
            "when": self.day(said_on) if said_on else self.words.gettext(phrase("date unknown")),
        }


def _words(entity: Entity) -> Words:
    if entity.label:
        return entity.label
    return name_of(entity) if entity.kind == "organization" else _own_name(entity)


def _own_name(entity: Entity) -> Words:
    own = entity.first("name")
    return own.words if own else {}


def checks_told(rows: Sequence[Row], teller: Teller) -> list[Mapping[str, str]]:
    """Return the last checks: when, by whom, how, what they found."""
    names = names_of(row.by for row in rows if row.by.startswith(PERSON))
    return [_check_told(row, row.said, names, teller) for row in rows if isinstance(row.said, Check)]


def _check_told(row: Row, said: Check, names: Mapping[str, str], teller: Teller) -> Mapping[str, str]:
    return {
        "day": teller.day(said.on),
        "who": names.get(row.by, ""),
        "how": teller.words.gettext(vocabulary.WAYS.get(said.how, said.how)),
        "outcome": teller.words.gettext(vocabulary.OUTCOMES[said.outcome]),
        "why": row.why,
    }


def positions_told(sheet: Sheet, teller: Teller) -> list[Mapping[str, object]]:
    """Return the open contradictions about what is checked, each side with who takes it."""
    return [
        {
            "rule": teller.words.gettext(vocabulary.RULES[one.rule]),
            "settles": teller.words.gettext(vocabulary.SETTLED_BY[one.would_settle]),
            "sides": [
                {
                    "value": _side(one.rule, side.value, side.words, one.property, teller),
                    "denied": side.denied,
                    "who": teller.voices(side.claims),
                }
                for side in one.positions
            ],
        }
        for one in sheet.disagreements
    ]


def _side(rule: str, value: str, words: Words, property: str, teller: Teller) -> Markup:
    if rule == "two_owners":
        return teller.name(value)
    parts = value.split(" / ")
    return Markup(" / ").join(teller.value(property, part, words if len(parts) == 1 else {}) for part in parts)


VERBS: Mapping[Verb, str] = {
    Verb.CHECK: phrase("Check"),
    Verb.STATE: phrase("A new word of the desk"),
    Verb.RANK: phrase("A claim ranked anew"),
    Verb.END: phrase("A word of the desk taken out"),
    Verb.RULE: phrase("A contradiction looked at"),
    Verb.WITHDRAW: phrase("Number taken off"),
    Verb.UNDO: phrase("Undone"),
}
STATES: Mapping[State, str] = {
    State.WAITING: phrase("It waits for a second person to say yes. Nothing changes for readers until then."),
    State.DONE: phrase("It counts now. Readers see it once somebody publishes."),
    State.DECLINED: phrase("It was declined or taken back, and never counted."),
    State.UNDONE: phrase("It was undone and counts no longer."),
}
"""How far a change has come, in words."""


def recorded_told(one: Change, teller: Teller, *, can_undo: bool) -> dict[str, object]:
    """Return what a change recorded, point by point, and whether it counts."""
    state = phrase("It is written down as taken off.") if one.verb is Verb.WITHDRAW else STATES[one.state]
    return {
        "id": str(one.id),
        "verb": teller.words.gettext(VERBS[one.verb]),
        "day": teller.day(timezone.localdate(one.at)),
        "name": teller.name(one.subject),
        "points": [(teller.words.gettext(label), told) for label, told in _points(one, teller) if told],
        "state": str(one.state),
        "state_words": teller.words.gettext(state),
        "withdrawn": one.verb is Verb.WITHDRAW,
        "why": one.why,
        "note": one.note,
        "can_undo": can_undo,
    }


def _points(one: Change, teller: Teller) -> Iterable[tuple[str, Markup]]:
    body = one.body
    if one.property:
        # A fact that is stated brings its words; whatever is done to a claim that was there names it by its id.
        stated = body.get("claim")
        words = stated.get("words", {}) if isinstance(stated, Mapping) else _words_known(one, teller)
        yield vocabulary.PROPERTIES.get(one.property, one.property), teller.value(one.property, one.value, words)
    if one.verb is Verb.CHECK:
        yield phrase("What you found"), teller.told(vocabulary.OUTCOMES[body["outcome"]])
        yield phrase("How you checked"), teller.told(vocabulary.WAYS.get(body["how"], body["how"]))
        yield phrase("Day of the check"), escape(teller.day(date.fromisoformat(body["on"])))
        if body["outcome"] == "right":
            yield phrase("Holds until"), escape(teller.day(date.fromisoformat(body["holds_until"])))
        for entry in body.get("told", ()):
            label = vocabulary.PROPERTIES.get(entry["property"], entry["property"])
            yield label, teller.value(entry["property"], entry["value"], entry.get("words", {}))
    if one.verb is Verb.WITHDRAW:
        yield phrase("Readers see"), teller.say(body["reason"])


def _words_known(one: Change, teller: Teller) -> Words:
    entity = entity_of(one.subject, teller.edition)
    found = entity.all(one.property) if entity else ()
    return next((value.words for value in found if value.value == one.value), {})
