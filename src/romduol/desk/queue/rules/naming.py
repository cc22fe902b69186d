"""Says in words whom a fact is about, and what is said."""

from __future__ import annotations

from collections.abc import Mapping

from romduol.desk.queue.records import Text
from romduol.knowledge.claims.records import Claim, ResolvedValue
from romduol.knowledge.claims.rules.evidence import LINE
from romduol.knowledge.directory.records import Edition, Entity
from romduol.knowledge.directory.rules.bodies import bodies_of, name_of

OF_PLACES = ("works_in", "serves")
OF_BODIES = ("provided_by", "operated_by", "part_of", "replaced_by")
LONGEST = 160


class Naming:
    """The names of an edition's subjects."""

    def __init__(self, edition: Edition) -> None:
        self._edition = edition
        self._known: dict[str, Text] = {}
        self._held = _names_of_held_back(edition)

    def subject(self, subject: str) -> Text:
        """Return the name of a subject by language; its id where nothing names it."""
        found = self._known.get(subject)
        if found is None:
            found = self._known[subject] = self._subject(subject)
        return found

    def value(self, value: ResolvedValue) -> Text:
        """Return a value in words by language; nothing for codes, which pages have words for."""
        if value.property in OF_PLACES:
            return self.place(value.value)
        if value.property in OF_BODIES:
            return self.subject(value.value)
        return shortened(value.words)

    def place(self, code: str) -> Text:
        """Return the name of a place; nothing for the whole country."""
        place = self._edition.places.get(code)
        return dict(place.name) if place else {}

    def _subject(self, subject: str) -> Text:
        edition = self._edition
        if subject.startswith(LINE):
            line = edition.lines.get(subject.removeprefix(LINE))
            return self.subject(line.owner) if line and line.owner else {}
        if subject in edition.organizations:
            return dict(name_of(edition.organizations[subject]))
        if subject in edition.services:
            return self._service(edition.services[subject])
        if subject in edition.statements:
            return dict(edition.statements[subject].label) or {"en": subject}
        return self._held.get(subject, {"en": subject})

    def _service(self, service: Entity) -> Text:
        names: dict[str, str] = {}
        for value in service.all("name"):
            for lang, words in value.words.items():
                names.setdefault(lang, words)
        if names or service.label:
            return names or dict(service.label)
        category, bodies = service.first("category"), bodies_of(service)
        known = self._edition.categories.get(category.value) if category else None
        kind: Mapping[str, str] = known.name if known else {}
        body = self.subject(bodies[0]) if bodies else {}
        return {
            lang: ", ".join(filter(None, (kind.get(lang, ""), body.get(lang) or body.get("en", ""))))
            for lang in kind or body
        } or {"en": service.id}


def shortened(words: Mapping[str, str]) -> Text:
    """Return words no longer than a row has room for."""
    return {lang: text if len(text) <= LONGEST else text[:LONGEST].rstrip() + "…" for lang, text in words.items()}


def _names_of_held_back(edition: Edition) -> dict[str, Text]:
    """Return the names of services that are not listed: an edition keeps their claims alone."""
    wanted = {service for services in edition.held_back.values() for service in services}
    found: dict[str, Text] = {}
    if not wanted:
        return {}
    for claim in _claims(edition):
        if claim.subject in wanted and claim.property in ("name", "description"):
            first = claim.property == "name" or claim.subject not in found
            found.update({claim.subject: dict(shortened(claim.words))} if first else {})
    return dict(found)


def _claims(edition: Edition) -> list[Claim]:
    return [claim for claims in edition.claims_of.values() for claim in claims]
