"""Puts what is known of a record into the words of whoever reads the desk."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Collection, Iterable, Mapping
from dataclasses import dataclass, field
from datetime import date, datetime
from typing import Any

from django.utils import timezone
from markupsafe import Markup, escape

from romduol.desk.resolving.queries.known import codes_of, names_of_subjects, national
from romduol.desk.resolving.records import Picture, Text
from romduol.desk.resolving.views import words
from romduol.knowledge.claims.records import Check, Claim, Disagreement, Position, ResolvedValue
from romduol.knowledge.claims.rules.evidence import LINE, line_id, said_value
from romduol.knowledge.claims.rules.properties import SAME_AS
from romduol.knowledge.directory.queries import loaded_words
from romduol.knowledge.directory.rules.showing import is_relied_on
from romduol.knowledge.sources.records import Grade, Source
from romduol.ui import formatting, vocabulary
from romduol.ui.words import phrase, words_of

FALLBACK = ("en", "km")
PLACED = ("works_in", "serves")
NAMED = ("part_of", "replaced_by", "provided_by", "operated_by")
NATIONAL = "national"


@dataclass(slots=True)
class Teller:
    """Tells codes, days, sources and values in one language."""

    lang: str
    names: dict[str, Text] = field(default_factory=dict)
    codes: dict[str, str] = field(default_factory=dict)

    def know(self, subjects: Collection[str]) -> None:
        """Look the names of some subjects up, all at once."""
        new = set(subjects) - self.names.keys()
        if new:
            self.names |= names_of_subjects(new)
            self.codes |= codes_of(new)

    def __call__(self, text: str, **parts: object) -> Markup:
        """Return one of our own texts, its parts filled in and escaped."""
        told = escape(words_of(self.lang).gettext(text))
        return told % {name: escape(part) for name, part in parts.items()} if parts else told

    def ngettext(self, one: str, several: str, count: int) -> Markup:
        """Return one of our own texts in the form that a number asks for."""
        return escape(words_of(self.lang).ngettext(one, several, count)) % {"num": formatting.number(count)}

    def say(self, text: Text) -> Markup:
        """Return words in this language; words in another one are marked as such."""
        for lang in (self.lang, "", *FALLBACK, *text):
            if lang in text:
                return self.foreign(text[lang], lang or self.lang)
        return Markup()

    def foreign(self, text: str, lang: str = "en") -> Markup:
        """Return text of a given language, marked where it is not this one."""
        return escape(text) if lang == self.lang else Markup('<span lang="{}">{}</span>').format(lang, text)

    def day(self, on: date) -> str:
        """Return a day in words."""
        return formatting.day(on, self.lang)

    def moment(self, at: datetime) -> str:
        """Return a moment in words, by the clock of the country."""
        here = timezone.localtime(at)
        return f"{self.day(here.date())}, {here:%H:%M}"

    def name(self, subject: str) -> Markup:
        """Return the name of a record."""
        self.know((subject,))
        return self.say(self.names[subject])

    def link(self, subject: str) -> Markup:
        """Return the name of a record, with a link to its page at the desk where it has one."""
        name, code = self.name(subject), self.codes.get(subject)
        return Markup('<a href="/desk/{}/record/{}">{}</a>').format(self.lang, code, name) if code else name

    def coded(self, subject: str) -> Markup:
        """Return the name of a record with the code of its page, where two of one name have to be told apart."""
        link, code = self.link(subject), self.codes.get(subject)
        return Markup("{} ({})").format(link, code) if code else link

    def about(self, found: Disagreement) -> Markup:
        """Return what a contradiction is about: the record, the property, the purpose."""
        return self.topic(found.subject, found.property, found.purpose, found.scope)

    def topic(self, subject: str, name: str, purpose: str = "", scope: str = "") -> Markup:
        """Return a record and a property of it, in one line."""
        parts = [self.name(subject), self.property(name)]
        if purpose:
            parts.append(self(vocabulary.PURPOSES.get(purpose, purpose)))
        if scope:
            parts.append(self.scope(scope))
        return Markup(" · ").join(parts)

    def scope(self, scope: str) -> Markup:
        """Return what a value is limited to."""
        place = loaded_words()[2].get(scope)
        return self.say(place.name) if place else self.foreign(scope)

    def property(self, name: str) -> Markup:
        """Return a property in words."""
        return self(vocabulary.PROPERTIES.get(name, name))

    def value(self, name: str, value: str, said: Text | None = None) -> Markup:
        """Return a value in words."""
        if said:
            return self.say(said)
        if name == "phone":
            return escape(national(value, loaded_words()[0]))
        if name in PLACED:
            return self._place(value)
        if name == SAME_AS:
            return self.coded(value)
        if name in NAMED:
            return self.link(value)
        if name == "website":
            return safe_link(value)
        if name == "category":
            category = loaded_words()[1].get(value)
            return self.say(category.name) if category else escape(value)
        known = vocabulary.CODES.get(name, {}).get(value) or vocabulary.TRUTH.get(value)
        return self(known) if known else escape(value)

    def _place(self, code: str) -> Markup:
        if code == NATIONAL:
            return self(phrase("the whole country"))
        place = loaded_words()[2].get(code)
        return self.say(place.name) if place else escape(code)

    def source(self, source: Source) -> Markup:
        """Return who says something: the publisher and the title, or the title alone where nobody signed it."""
        title = self.say(source.title)
        unsigned = source.publisher in ("", "unknown")
        return title if unsigned else Markup("{}: {}").format(self.foreign(source.publisher), title)

    def dated(self, source: Source, observed: date | None = None) -> Markup:
        """Return when something was said, as exactly as the source tells."""
        if observed is not None:
            return escape(self.day(observed))
        if not source.date_text and source.date is None:
            return self(phrase("date unknown"))
        when = formatting.period(source.date_text, self.lang) if source.date_text else self.day(source.date)  # type: ignore[arg-type]
        return self(phrase("about %(when)s"), when=when) if source.date_inferred else escape(when)

    def check(self, check: Check) -> Markup:
        """Return what a check found, how, when, and until when it holds."""
        text = phrase("%(day)s, %(way)s: %(outcome)s. Holds until %(until)s.")
        return self(
            text,
            day=self.day(check.on),
            way=self(words.WAYS.get(check.how, check.how)),
            outcome=self(words.OUTCOMES.get(str(check.outcome), str(check.outcome))),
            until=self.day(check.holds_until),
        )


def joined(*parts: Markup) -> Markup:
    """Return some texts in one line, with a colon between them."""
    return Markup(": ").join(part for part in parts if part)


def safe_link(url: str, text: str = "") -> Markup:
    """Return a link that gives nothing away, or the plain text where the address is no safe one."""
    if not url.startswith("https://"):
        return escape(text or url)
    return Markup('<a href="{}" rel="noreferrer noopener nofollow">{}</a>').format(url, text or formatting.host(url))


def claim_told(claim: Claim, grade: Grade | None, source: Source, tell: Teller) -> Mapping[str, Any]:
    """Return one claim for a page: who says it, of which grade, when, and where in their document."""
    return {
        "id": claim.id,
        "value": tell.value(claim.property, said_value(claim), claim.words),
        "denied": claim.stance == "denies",
        "source": tell.source(source),
        "grade": tell(vocabulary.GRADES[str(grade or source.grade)]),
        "when": tell.dated(source, claim.observed_on),
        "at": tell.foreign(claim.locator) if claim.locator else "",
        "link": safe_link(source.url) if source.url.startswith("https://") else "",
        "as_given": claim.as_given,
        "hedged": claim.hedged,
        "rank": tell(words.RANKS[str(claim.rank)]) if claim.rank != "normal" else "",
        "reason": claim.reason,
    }


def voices_told(
    claims: Iterable[tuple[Claim, Grade]], silent: Collection[str], sources: Mapping[str, Source], tell: Teller
) -> list[dict[str, Any]]:
    """Return claims sorted into voices, and what it means where several documents are one voice."""
    sorted_: defaultdict[str, list[tuple[Claim, Grade]]] = defaultdict(list)
    for claim, grade in claims:
        sorted_[sources[claim.source].lineage].append((claim, grade))
    return [
        _voice(lineage, said, lineage in silent, sources, tell) for lineage, said in sorted(sorted_.items(), key=_best)
    ]


def _best(voice: tuple[str, list[tuple[Claim, Grade]]]) -> tuple[str, str]:
    return (min(str(grade) for _, grade in voice[1]), voice[0])


def _voice(
    lineage: str, said: list[tuple[Claim, Grade]], silent: bool, sources: Mapping[str, Source], tell: Teller
) -> dict[str, Any]:
    documents = {claim.source for claim, _ in said}
    copies = phrase("These %(num)s copy one another or have one publisher: they are one voice.")
    return {
        "lineage": lineage,
        "silent": silent,
        "copies": tell(copies, num=len(documents)) if len(documents) > 1 else "",
        "claims": [claim_told(claim, grade, sources[claim.source], tell) for claim, grade in said],
    }


def sides_told(picture: Picture, found: Disagreement, tell: Teller) -> list[dict[str, Any]]:
    """Return the sides of a contradiction, to stand next to one another."""
    tell.know({claim.subject for side in found.positions for claim in side.claims})
    return [_side(number, side, found, picture, tell) for number, side in enumerate(found.positions)]


def _side(number: int, side: Position, found: Disagreement, picture: Picture, tell: Teller) -> dict[str, Any]:
    values = _values_of(side, picture)
    silent = {lineage for value in values for lineage in value.neutral}
    sources = picture.scene.frame.sources
    voices = voices_told(zip(side.claims, side.grades, strict=True), silent, sources, tell)
    heard = sum(not voice["silent"] for voice in voices)
    return {
        "number": number,
        "text": side_text(side, found, tell),
        "denied": side.denied,
        "voices": voices,
        "independent": _independent(heard, tell),
        "values": [value_told(value, picture, tell) for value in values],
    }


def _independent(heard: int, tell: Teller) -> Markup:
    if not heard:
        return tell(phrase("No independent voice counts for this side."))
    return tell.ngettext(
        "%(num)s independent voice counts for this side.", "%(num)s independent voices count for this side.", heard
    )


def side_text(side: Position, found: Disagreement, tell: Teller) -> Markup:
    """Return what one side says."""
    if found.rule == "two_owners":
        return tell.link(side.value)
    if found.rule == "sets_do_not_meet":
        return Markup(" / ").join(tell.value(found.property, part) for part in side.value.split(" / "))
    text = tell.value(found.property, side.value, side.words)
    return tell(phrase("Not so: %(what)s"), what=text) if side.denied else text


def _values_of(side: Position, picture: Picture) -> list[ResolvedValue]:
    spots = {(c.subject, c.property, c.purpose, c.scope, said_value(c)) for c in side.claims}
    return [v for v in picture.resolution.values if (v.subject, v.property, v.purpose, v.scope, v.value) in spots]


def value_told(value: ResolvedValue, picture: Picture, tell: Teller) -> dict[str, Any]:
    """Return one value with its standing, for a page."""
    sources = picture.scene.frame.sources
    return {
        "text": tell.value(value.property, value.value, value.words),
        "purpose": tell(vocabulary.PURPOSES[value.purpose]) if value.purpose in vocabulary.PURPOSES else "",
        "scope": tell.scope(value.scope) if value.scope else "",
        "level": _level(value),
        "standing": tell(words.STANDINGS[str(value.standing)]),
        "fresh_until": tell.day(value.fresh_until) if value.fresh_until else "",
        "fresh": value.fresh,
        "check": tell.check(value.check) if value.check else "",
        "withdrawn": tell.say(value.withdrawal.reason) if value.withdrawal else "",
        "voices": voices_told(zip(value.claims, value.grades, strict=True), value.neutral, sources, tell),
        "readers": readers_see(value, picture, tell),
    }


def _level(value: ResolvedValue) -> str:
    return "called" if value.standing == "checked" else "said" if is_relied_on(value.standing) else "not_relied"


def readers_see(value: ResolvedValue, picture: Picture, tell: Teller) -> Markup:
    """Return what readers get of a value now."""
    if value.property == "phone":
        return showing_of(line_id(value.value), picture, tell)
    relied = is_relied_on(value.standing)
    return tell(phrase("told as it is")) if relied else tell(phrase("told with “do not rely on this”"))


def showing_of(line: str, picture: Picture, tell: Teller) -> Markup:
    """Return how a line is shown to readers."""
    known = picture.edition.lines.get(line.removeprefix(LINE))
    return tell(words.SHOWINGS[str(known.showing) if known else ""])
