"""Tells one value: what it says, how far to rely on it in three plain levels, who says so and when."""

from collections.abc import Iterable
from dataclasses import dataclass
from typing import Any

from markupsafe import Markup, escape

from romduol.channels.web.reader import NATIONAL, Reader
from romduol.knowledge.releases.records import DESK, Claim, PlainLevel, ResolvedValue, Source, level_of
from romduol.knowledge.releases.rules.tracing import Memo
from romduol.ui import formatting, vocabulary
from romduol.ui.words import phrase

PLACED = ("works_in", "serves")
NAMED = ("part_of", "replaced_by", "provided_by", "operated_by")
WEB = "website"
NOT_CALLED = {"phone", "dials"}
SAY_NOT = (
    phrase("%(who)s says that it is not so. We have not checked."),
    phrase("%(who)s and %(others)s more say that it is not so. We have not checked."),
)


@dataclass(frozen=True, slots=True)
class Voice:
    """One source at one place, for a reader."""

    name: Markup
    href: str
    when: str
    grade: str
    at: str
    hedged: bool


@dataclass(frozen=True, slots=True)
class Told:
    """One value, for a reader."""

    text: Markup
    level: str
    """`called`, `said` or `not_relied`."""
    why: str
    """The level in words."""
    said: tuple[Voice, ...]
    against: tuple[Voice, ...]
    hedged: bool
    torn: bool
    """True where one publisher says both, so that its word counts for neither side."""
    scope: Markup
    rivals: tuple["Told", ...] = ()
    """Values that are not relied on and are told only as what others say instead."""


class Teller:
    """Tells values to one reader."""

    def __init__(self, reader: Reader) -> None:
        self.reader = reader
        self._titles: Memo[Markup] = Memo(reader.log, self._title)
        self._speakers: Memo[Markup] = Memo(reader.log, self._speaker)
        self.memos: dict[str, Memo[Any]] = {}
        """What others work out once with this teller, such as line cards: the same few stand on most pages."""

    def tell(self, value: ResolvedValue) -> Told:
        """Return a value as a reader is told it."""
        claims = sorted(value.claims, key=self._weight)
        return Told(
            text=self.text(value),
            level=level_of(value.standing).value,
            why=self.why(value),
            said=self.voices(claims),
            against=self.voices(value.against),
            hedged=value.hedged,
            torn=bool(value.neutral),
            scope=self._scope(value.scope),
        )

    def voices(self, claims: Iterable[Claim]) -> tuple[Voice, ...]:
        """Return who says so, when, and where in their document."""
        return tuple(self._voice(claim) for claim in claims)

    def why(self, value: ResolvedValue) -> str:
        """Return the plain level of a value in words."""
        level = level_of(value.standing)
        if level is PlainLevel.CALLED and value.check is not None:
            how = vocabulary.CHECKED_BY.get(value.check.how, vocabulary.CHECKED_BY["document"])
            return self.reader.gettext(how, day=self.reader.day(value.check.on))
        if level is PlainLevel.NOT_RELIED:
            return self._not_relied(value)
        return self._said(value)

    def text(self, value: ResolvedValue) -> Markup:
        """Return the value itself in the reader's words, with a link where it is something with a page."""
        reader = self.reader
        if value.words:
            return reader.say(value.words)
        if value.property in PLACED:
            return self._place(value.value)
        if value.property in NAMED:
            return reader.organization_link(value.value)
        if value.property == WEB:
            return Markup('<a href="{}" rel="noreferrer nofollow">{}</a>').format(
                value.value, formatting.host(value.value)
            )
        return self.code(value.property, value.value)

    def code(self, name: str, code: str) -> Markup:
        """Return a code of a property in the reader's words."""
        category = self.reader.edition.categories.get(code) if name == "category" else None
        if category:
            return self.reader.say(category.name)
        known = vocabulary.CODES.get(name, {}).get(code) or vocabulary.TRUTH.get(code)
        return escape(self.reader.gettext(known)) if known else self.reader.foreign(code)

    def _place(self, code: str) -> Markup:
        name, href = self.reader.place_name(code), self.reader.place_href(code)
        return Markup('<a href="{}">{}</a>').format(href, name) if href and code != NATIONAL else name

    def _scope(self, scope: str) -> Markup:
        if not scope:
            return Markup()
        return self.reader.place_name(scope) if scope in self.reader.edition.places else self.reader.foreign(scope)

    def _said(self, value: ResolvedValue) -> str:
        best = min(value.claims, key=self._weight)
        if best.source == DESK:
            return self.reader.gettext(
                vocabulary.SAY_TOLD_US, day=self.reader.day(best.observed_on or best.recorded_on)
            )
        who = self.speaker(self.reader.edition.sources[best.source])
        others = len({claim.source for claim in value.claims}) - 1
        one, more = self._phrases(value)
        return self.reader.gettext(more if others else one, who=who, others=others)

    def _phrases(self, value: ResolvedValue) -> tuple[str, str]:
        if value.property in NOT_CALLED:
            return vocabulary.SAY_UNCALLED
        denied = value.property == "holds" and value.value == "false"
        return SAY_NOT if denied else vocabulary.SAY_UNCHECKED

    def _not_relied(self, value: ResolvedValue) -> str:
        if value.withdrawal is not None:
            return self.reader.gettext(
                phrase("Do not rely on this. It was taken back: %(reason)s"),
                reason=self.reader.say(value.withdrawal.reason),
            )
        if value.standing.value == "lapsed" and value.unanswered:
            return self.reader.gettext(vocabulary.UNANSWERED_NOT_RELIED)
        if value.standing.value == "lapsed":
            day = value.said_on or (value.check.on if value.check else None)
            return self.reader.gettext(vocabulary.LAPSED, year=day.year if day else "")
        return self.reader.gettext(vocabulary.NOT_RELIED[value.standing.value])

    def speaker(self, source: Source) -> Markup:
        """Return who speaks in a source: its publisher, or its title where nobody signed it."""
        return self._speakers(source.id)

    def _speaker(self, source_id: str) -> Markup:
        source = self.reader.edition.sources[source_id]
        unsigned = source.grade.value == "D" or source.publisher in ("", "unknown")
        return self.reader.say(source.title) if unsigned else self.reader.foreign(source.publisher)

    def when(self, claim: Claim) -> str:
        """Return when it was said, as exactly as the source tells."""
        source = self.reader.edition.sources[claim.source]
        if claim.observed_on is not None:
            return self.reader.day(claim.observed_on)
        return self.dated(source)

    def dated(self, source: Source) -> str:
        """Return the date of a source in words."""
        if not source.date_text:
            return self.reader.gettext(phrase("date unknown"))
        when = formatting.period(source.date_text, self.reader.lang)
        return self.reader.gettext(phrase("about %(when)s"), when=when) if source.date_inferred else when

    def _grade(self, claim: Claim) -> str:
        source = self.reader.edition.sources[claim.source]
        return "A" if source.speaks_for in self.reader.bodies_of(claim.subject) else source.grade.value

    def _weight(self, claim: Claim) -> tuple[str, int]:
        source = self.reader.edition.sources[claim.source]
        return (self._grade(claim), -(source.date.toordinal() if source.date else 0))

    def _voice(self, claim: Claim) -> Voice:
        source = self.reader.edition.sources[claim.source]
        return Voice(
            name=self._titles(source.id),
            href=self.reader.source_href(source.id),
            when=self.when(claim),
            grade=self.reader.gettext(vocabulary.GRADES[self._grade(claim)]),
            at=claim.locator,
            hedged=claim.hedged,
        )

    def _title(self, source_id: str) -> Markup:
        source = self.reader.edition.sources[source_id]
        title = self.reader.say(source.title)
        if source.publisher in ("", "unknown"):
            return title
        return Markup("{}: {}").format(self.reader.foreign(source.publisher), title)
