"""One language of one edition: finds the words, names and links that every page needs, each worked out once."""

from collections import defaultdict
from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass
from datetime import date

from markupsafe import Markup, escape

from romduol.base.khmer import sort_key
from romduol.channels.web import addresses
from romduol.knowledge.releases.records import Edition, Entity, Line, Place, gone_status, is_relied_on
from romduol.knowledge.releases.rules.tracing import Derived, Log, Memo, log_of, watched
from romduol.ui import formatting, vocabulary
from romduol.ui.words import Words, words_of

FALLBACK = ("en", "km")
NATIONAL = "national"


@dataclass(frozen=True, slots=True)
class InBrief:
    """What is told of an organisation wherever it is named; all empty where it is not known."""

    code: str = ""
    words: Mapping[str, str] | None = None
    """Its name; None where no source gives one."""
    status: str = ""
    """That it closed, left or changed its work, where that is relied on."""
    gone: bool = False
    """True where it closed, left or was replaced."""
    successor: str = ""


class Reader:
    """Somebody who reads this edition in this language; whatever is looked up is noted in the edition's log."""

    def __init__(self, edition: Edition, lang: str) -> None:
        log = log_of(edition)
        self.log = Log() if log is None else log
        self.edition = watched(edition, self.log) if log is None else edition
        self.lang = lang
        self.words: Words = words_of(lang)
        self._names: Memo[Markup] = Memo(self.log, self._find_name)
        self._sources: Memo[str] = Memo(self.log, self._find_source)
        self._bodies: Memo[tuple[str, ...]] = Memo(self.log, lambda subject: tuple(self._find_bodies(subject)))

    def say(self, text: Mapping[str, str]) -> Markup:
        """Return words in the reader's language; words in another one are marked as such."""
        if self.lang in text:
            return escape(text[self.lang])
        for lang in (*FALLBACK, *text):
            if lang in text:
                return self.foreign(text[lang], lang)
        return Markup()

    def foreign(self, text: str, lang: str = "en") -> Markup:
        """Return text of a given language, marked where it is not the reader's."""
        return escape(text) if lang == self.lang else Markup('<span lang="{}">{}</span>').format(lang, text)

    def gettext(self, text: str, **parts: object) -> str:
        """Return one of our own texts in the reader's language, its named parts filled in and escaped."""
        if not parts:
            return self.words.gettext(text)
        return escape(self.words.gettext(text)) % {name: escape(part) for name, part in parts.items()}

    def day(self, on: date) -> str:
        """Return a date in the reader's words."""
        return formatting.day(on, self.lang)

    def href(self, path: str) -> str:
        """Return the link to a page in this language."""
        return addresses.href(self.lang, path)

    def organization_name(self, org_id: str) -> Markup:
        """Return the name of an organisation."""
        return self._names(org_id)

    def organization_link(self, org_id: str) -> Markup:
        """Return the name of an organisation, with a link where it has a page."""
        name, code = self.organization_name(org_id), in_brief(self.edition, org_id).code
        return Markup('<a href="{}">{}</a>').format(self.href(code), name) if code else name

    def _find_name(self, org_id: str) -> Markup:
        words = in_brief(self.edition, org_id).words
        return self.foreign(org_id.partition("-")[2].upper()) if words is None else self.say(words)

    def service_name(self, entity: Entity) -> Markup:
        """Return the name of a service: its own, or the kind of help that it gives."""
        own = entity.first("name")
        if entity.label or own is not None:
            return self.say(entity.label or own.words)  # type: ignore[union-attr]
        category = entity.first("category")
        found = self.edition.categories.get(category.value) if category else None
        return self.say(found.name) if found else escape(self.gettext("Service"))

    def place_name(self, code: str) -> Markup:
        """Return the name of a place, or "the whole country"."""
        if code == NATIONAL:
            return escape(self.gettext("the whole country"))
        return self.say(self.edition.places[code].name)

    def place_href(self, code: str) -> str | None:
        """Return the link to a place's page; a district leads to its province."""
        place = self.edition.places.get(code)
        while place is not None and not has_page(place):
            place = self.edition.places.get(place.parent or "")
        return self.href(addresses.place(place.code)) if place else None

    def source_href(self, source_id: str) -> str:
        """Return the link to a source's page."""
        return self._sources(source_id)

    def _find_source(self, source_id: str) -> str:
        return self.href(addresses.source(self.edition.info.id, source_id))

    @property
    def provinces(self) -> list[Place]:
        """The provinces in alphabetical order."""
        return [self.edition.places[code] for code in provinces(self.edition, self.lang)]

    @property
    def towns(self) -> list[Place]:
        """The towns with a page of their own, in alphabetical order."""
        return [self.edition.places[code] for code in towns(self.edition, self.lang)]

    def bodies_of(self, subject: str) -> tuple[str, ...]:
        """Return the organisations that a subject is, is run by, or is answered by: their word on it is their own."""
        return self._bodies(subject)

    def _find_bodies(self, subject: str) -> Iterator[str]:
        yield subject
        service = self.edition.services.get(subject)
        for name in ("provided_by", "operated_by") if service else ():
            yield from (value.value for value in service.all(name))  # type: ignore[union-attr]
        line = self.edition.lines.get(subject.removeprefix("line-"))
        yield from (value.subject for value in line.owned) if line else ()

    def gone(self, org_id: str) -> Markup:
        """Return that an organisation closed, left or changed its work, where that is relied on; else nothing."""
        known = in_brief(self.edition, org_id)
        if not known.status:
            return Markup()
        words = vocabulary.CODES["status"][known.status]
        said = escape(self.gettext(words))
        return Markup("{}: {}").format(said, self.organization_link(known.successor)) if known.successor else said

    def is_gone(self, org_id: str) -> bool:
        """Tell whether an organisation can be relied on to have closed, left or been replaced."""
        return in_brief(self.edition, org_id).gone

    def property_name(self, name: str) -> str:
        """Return the words for a property."""
        return self.gettext(vocabulary.PROPERTIES.get(name, name))


@Derived
def provinces(edition: Edition, lang: str) -> tuple[str, ...]:
    """Return the codes of the provinces in the alphabetical order of a language."""
    return _in_order((place for place in edition.places.values() if place.level == "province"), lang)


@Derived
def towns(edition: Edition, lang: str) -> tuple[str, ...]:
    """Return the codes of the towns with a page of their own in the alphabetical order of a language."""
    return _in_order((place for place in edition.places.values() if place.town_of_guide), lang)


@Derived
def tiled(edition: Edition) -> tuple[str, ...]:
    """Return the codes of the places that stand on the map, row by row; none where a pack has no map."""
    placed = {place.tile: place.code for place in edition.places.values() if place.tile}
    return tuple(placed[tile] for tile in sorted(placed))


def _in_order(places: Iterable[Place], lang: str) -> tuple[str, ...]:
    ordered = sorted(places, key=lambda place: sort_key(place.name.get(lang, place.name.get("en", ""))))
    return tuple(place.code for place in ordered)


@Derived
def offered_in(edition: Edition) -> dict[str, list[str]]:
    """Return place -> keys of the lines that may be offered there first.

    `national` holds those that answer for the whole country.
    """
    found: defaultdict[str, list[str]] = defaultdict(list)
    for line in edition.lines.values():
        # A line that needs a caution is for few people: it is never what everybody is offered.
        if line.urgent and not line.entity.caution:
            places = _works_in(line, edition)
            for place in sorted(places):
                found[place].append(line.key)
            # A body with a single place is local; one with none, or with several, answers for the country.
            if len(places) != 1:
                found[NATIONAL].append(line.key)
    return found


def _works_in(line: Line, edition: Edition) -> set[str]:
    bodies = [edition.organizations[value.subject] for value in line.owned]
    return {place.value for body in bodies for place in body.all("works_in")}


@Derived
def in_brief(edition: Edition, org_id: str) -> InBrief:
    """Return what is told of an organisation wherever it is named; so many pages name it that nothing else counts."""
    entity = edition.organizations.get(org_id)
    if entity is None:
        return InBrief()
    status, successor = entity.first("status"), entity.first("replaced_by")
    changed = status is not None and status.value != "active" and is_relied_on(status.standing)
    return InBrief(
        code=entity.code,
        words=_words(entity),
        status=status.value if status is not None and changed else "",
        gone=bool(gone_status(entity)),
        successor=successor.value if successor else "",
    )


def _words(entity: Entity) -> Mapping[str, str] | None:
    found = (entity.first(name) for name in ("name", "alternate_name", "acronym"))
    return entity.label or next((value.words for value in found if value is not None), None)


def has_page(place: Place) -> bool:
    """Tell whether a place has a page of its own."""
    return place.level == "province" or place.town_of_guide
