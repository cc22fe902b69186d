"""Counts how many answers rest on a fact: places, services, situations and sections of guides where it stands."""

from __future__ import annotations

from collections import Counter, defaultdict
from collections.abc import Iterable, Mapping

from romduol.desk.queue.records import NATIONAL, Reach
from romduol.knowledge.claims.rules.evidence import LINE
from romduol.knowledge.directory.records import Edition, Place

WHERE = ("works_in", "serves")


class Reaching:
    """What rests on each subject of an edition, and in which provinces; indexed once."""

    def __init__(self, edition: Edition) -> None:
        self._edition = edition
        self._provinces = sum(place.parent is None for place in edition.places.values())
        self._places = Counter[str]()
        self._in: defaultdict[str, dict[str, None]] = defaultdict(dict)
        for index in (edition.organizations_in, edition.services_in, edition.held_back):
            self._count_places(index)
        self._situations = Counter(_named_by_situations(edition))
        self._sections = Counter(_named_by_sections(edition))

    def of(self, subject: str) -> Reach:
        """Return what rests on a subject; of a line, what rests on the bodies said to own it too."""
        line = self._edition.lines.get(subject.removeprefix(LINE)) if subject.startswith(LINE) else None
        if line is None:
            return self._of(subject)
        own = self._of(subject)
        owner = self._of(line.owner) if line.owner else Reach()
        return Reach(own.places + owner.places, owner.services, own.situations, own.sections + owner.sections)

    def of_phone(self, body: str, key: str) -> Reach:
        """Return what rests on a number of a body: the body's services, and the situations that offer the line."""
        own, line = self._of(body), self._of(LINE + key)
        return Reach(own.places, own.services, line.situations, own.sections + line.sections)

    def provinces(self, subject: str) -> tuple[str, ...]:
        """Return the provinces that a subject is about; `national` where it is about no one of them."""
        line = self._edition.lines.get(subject.removeprefix(LINE)) if subject.startswith(LINE) else None
        bodies = [value.subject for value in line.owned] if line else [subject]
        found = dict.fromkeys(province for body in bodies for province in self._provinces_of(body))
        return tuple(sorted(found)) or (NATIONAL,)

    def _provinces_of(self, subject: str) -> Iterable[str]:
        own = self._in.get(subject)
        if own is None:
            for service in self._edition.services_of.get(subject, ()):
                yield from self._in.get(service, ())
        yield from own or ()

    def _of(self, subject: str) -> Reach:
        return Reach(
            places=self._places[subject],
            services=len(self._edition.services_of.get(subject, ())),
            situations=self._situations[subject],
            sections=self._sections[subject],
        )

    def _count_places(self, index: Mapping[str, tuple[str, ...]]) -> None:
        for code, subjects in index.items():
            wide, province = self._provinces if code == NATIONAL else 1, province_of(code, self._edition.places)
            for subject in subjects:
                self._places[subject] += wide
                self._in[subject][province] = None


def province_of(code: str, places: Mapping[str, Place]) -> str:
    """Return the province of a place; the whole country, and what is not known, is `national`."""
    place = places.get(code)
    if place is None:
        return NATIONAL
    return place.parent or place.code


def _named_by_situations(edition: Edition) -> Iterable[str]:
    for situation in edition.situations:
        yield from {*situation.rests_on, *(LINE + key for key in situation.lines)}
    for phrase in edition.phrases.values():
        yield from set(phrase.rests_on)
    for advice in edition.advice:
        yield from {*advice.disagreements, *(LINE + key for key in advice.lines)}


def _named_by_sections(edition: Edition) -> Iterable[str]:
    """Yield a subject once for each section that names it, in whichever language."""
    for guide in edition.guides.values():
        sections = [(one.id, one.rests_on) for text in guide.texts.values() for one in text.sections]
        for _, subject in {(section, subject) for section, subjects in sections for subject in subjects}:
            yield subject
