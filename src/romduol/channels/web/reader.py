"""One language of one edition: finds the words, names and links that every page needs, each worked out once."""

from collections import defaultdict
from collections.abc import Iterator, Mapping
from datetime import date
from functools import cached_property

from markupsafe import Markup, escape

from romduol.base.khmer import sort_key
from romduol.channels.web import addresses, vocabulary
from romduol.knowledge.releases.records import Edition, Entity, Line, Place, gone_status, is_relied_on
from romduol.ui import formatting
from romduol.ui.words import Words, words_of

FALLBACK = ("en", "km")
NATIONAL = "national"


class Reader:
    """Somebody who reads this edition in this language."""

    def __init__(self, edition: Edition, lang: str) -> None:
        self.edition = edition
        self.lang = lang
        self.words: Words = words_of(lang)
        self._names: dict[str, Markup] = {}
        self._sources: dict[str, str] = {}
        self._bodies: dict[str, frozenset[str]] = {}

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
        if org_id not in self._names:
            self._names[org_id] = self._find_name(self.edition.organizations.get(org_id), org_id)
        return self._names[org_id]

    def organization_link(self, org_id: str) -> Markup:
        """Return the name of an organisation, with a link where it has a page."""
        name, found = self.organization_name(org_id), self.edition.organizations.get(org_id)
        return Markup('<a href="{}">{}</a>').format(self.href(found.code), name) if found else name

    def _find_name(self, entity: Entity | None, org_id: str) -> Markup:
        if entity is not None:
            if entity.label:
                return self.say(entity.label)
            for name in ("name", "alternate_name", "acronym"):
                value = entity.first(name)
                if value is not None:
                    return self.say(value.words)
        return self.foreign(org_id.partition("-")[2].upper())

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
        if source_id not in self._sources:
            path = addresses.source(self.edition.info.id, source_id)
            self._sources[source_id] = self.href(path)
        return self._sources[source_id]

    def in_order(self, places: list[Place]) -> list[Place]:
        """Return places in the alphabetical order of the reader's language."""
        return sorted(places, key=lambda place: sort_key(place.name.get(self.lang, place.name.get("en", ""))))

    @cached_property
    def provinces(self) -> list[Place]:
        """The provinces in alphabetical order."""
        return self.in_order([place for place in self.edition.places.values() if place.level == "province"])

    @cached_property
    def towns(self) -> list[Place]:
        """The towns with a page of their own, in alphabetical order."""
        return self.in_order([place for place in self.edition.places.values() if place.town_of_guide])

    @cached_property
    def offered_in(self) -> dict[str, list[Line]]:
        """Place -> lines that may be offered there first; `national` holds those that answer for the whole country."""
        found: defaultdict[str, list[Line]] = defaultdict(list)
        for line in self.edition.lines.values():
            # A line that needs a caution is for few people: it is never what everybody is offered.
            if line.urgent and not line.entity.caution:
                places = self._works_in(line)
                for place in places:
                    found[place].append(line)
                # A body with a single place is local; one with none, or with several, answers for the country.
                if len(places) != 1:
                    found[NATIONAL].append(line)
        return found

    def _works_in(self, line: Line) -> set[str]:
        bodies = [self.edition.organizations[value.subject] for value in line.owned]
        return {place.value for body in bodies for place in body.all("works_in")}

    def bodies_of(self, subject: str) -> frozenset[str]:
        """Return the organisations that a subject is, is run by, or is answered by: their word on it is their own."""
        if subject not in self._bodies:
            self._bodies[subject] = frozenset(self._find_bodies(subject))
        return self._bodies[subject]

    def _find_bodies(self, subject: str) -> Iterator[str]:
        yield subject
        service = self.edition.services.get(subject)
        for name in ("provided_by", "operated_by") if service else ():
            yield from (value.value for value in service.all(name))  # type: ignore[union-attr]
        line = self.edition.lines.get(subject.removeprefix("line-"))
        yield from (value.subject for value in line.owned) if line else ()

    def gone(self, org_id: str) -> Markup:
        """Return that an organisation closed, left or changed its work, where that is relied on; else nothing."""
        entity = self.edition.organizations[org_id]
        status = entity.first("status")
        if status is None or status.value == "active" or not is_relied_on(status.standing):
            return Markup()
        words = vocabulary.CODES["status"][status.value]
        said, successor = escape(self.gettext(words)), entity.first("replaced_by")
        return Markup("{}: {}").format(said, self.organization_link(successor.value)) if successor else said

    def is_gone(self, org_id: str) -> bool:
        """Tell whether an organisation can be relied on to have closed, left or been replaced."""
        return bool(gone_status(self.edition.organizations[org_id]))

    def property_name(self, name: str) -> str:
        """Return the words for a property."""
        return self.gettext(vocabulary.PROPERTIES.get(name, name))


def has_page(place: Place) -> bool:
    """Tell whether a place has a page of its own."""
    return place.level == "province" or place.town_of_guide
