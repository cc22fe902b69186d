"""Editions with any number of services that are made up one at a time, as they are read, over the real pack."""

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import replace
from datetime import date, timedelta
from functools import cache
from zlib import crc32

from bench.directories import ACCESS, DAY, SERVICES_OF_A_BODY
from bench.rendering import PACK
from romduol.desk.packs.queries import edition_of_pack
from romduol.desk.packs.reading import read_pack
from romduol.knowledge.claims.records import Claim, ResolvedValue, Standing
from romduol.knowledge.directory.records import Edition, Entity
from romduol.knowledge.directory.rules.codes import page_code, stable_id
from romduol.knowledge.sources.records import Grade, Source

SOURCES = 500
STANDINGS = (Standing.REPORTED, Standing.REPORTED, Standing.CORROBORATED, Standing.FIRST_HAND, Standing.LAPSED)
OLDEST = 5 * 365


@cache
def real() -> Edition:
    """Return the edition of the real pack."""
    return edition_of_pack(read_pack(PACK), date(2026, 12, 1))


def invented(services: int) -> Edition:
    """Return the real edition with so many invented services in place of its own, and a body for every twenty."""
    bodies = {entity.id: entity for entity in map(_body, range(max(1, services // SERVICES_OF_A_BODY)))}
    sources = {source.id: source for source in map(_source, range(SOURCES))}
    edition = real()
    return replace(
        edition,
        services=Services(services),
        services_of={},
        organizations={**edition.organizations, **bodies},
        sources={**edition.sources, **sources},
    )


class Services(Mapping[str, Entity]):
    """Services that are not there until somebody looks: a million of them would not fit into memory."""

    def __init__(self, count: int) -> None:
        self._count = count
        edition = real()
        self._places: Sequence[str] = tuple(edition.places)
        self._categories: Sequence[str] = tuple(edition.categories)
        # Words as people write them, in both languages, and as many in common as real descriptions have.
        said = [service.first("description") for service in edition.services.values()]
        self._words = [value.words for value in said if value] + [s.label for s in edition.statements.values()]

    def __len__(self) -> int:
        return self._count

    def __iter__(self) -> Iterator[str]:
        return map("svc-{:07}".format, range(self._count))

    def __getitem__(self, key: str) -> Entity:
        digits = key.removeprefix("svc-")
        if not digits.isdigit():
            raise KeyError(key)
        number = int(digits)
        category = self._categories[draw(len(self._categories), "category", number)]
        place = self._places[draw(len(self._places), "place", number)]
        facts = {
            "category": category,
            "serves": "national" if draw(200, "national", number) == 0 else place,
            "provided_by": _body_id(number // SERVICES_OF_A_BODY),
        }
        if draw(2, "access told", number):
            facts["access"] = ACCESS[draw(len(ACCESS), "access", number)]
        values = {name: (_value(key, name, value, number),) for name, value in facts.items()}
        return _entity(key, "service", {**values, "description": (self._described(key, number),)})

    def _described(self, key: str, number: int) -> ResolvedValue:
        one, other = (self._words[draw(len(self._words), which, number)] for which in ("one", "other"))
        words = {lang: f"{text} {other.get(lang, '')}" for lang, text in one.items()}
        return _value(key, "description", words.get("en", ""), number, words)


def draw(below: int, *key: object) -> int:
    """Return a number below another: the same on every machine, and no pattern between the questions."""
    return crc32(repr(key).encode()) % below


def _body_id(number: int) -> str:
    return f"org-{number:06}"


def _body(number: int) -> Entity:
    key = _body_id(number)
    words = {"en": f"Invented body {number}", "km": f"អង្គការសាកល្បង {number}"}
    return _entity(key, "organization", {"name": (_value(key, "name", words["en"], number, words),)})


def _source(number: int) -> Source:
    day = DAY - timedelta(days=draw(OLDEST, "day", number))
    title = {"en": f"Invented source {number}", "km": f"ប្រភពសាកល្បង {number}"}
    name = f"shared-{number}"
    return Source(
        id=name,
        title=title,
        publisher="invented",
        kind="report",
        grade=Grade.C,
        lineage=name,
        date=day,
        date_text=day.isoformat(),
        language="en",
    )


def _entity(key: str, kind: str, facts: Mapping[str, tuple[ResolvedValue, ...]]) -> Entity:
    uuid = stable_id("kh", f"{kind}/{key}")
    return Entity(id=key, uuid=uuid, kind=kind, code=page_code(kind, uuid), facts=facts)


def _value(subject: str, name: str, value: str, number: int, words: Mapping[str, str] | None = None) -> ResolvedValue:
    source = f"shared-{draw(SOURCES, 'source', subject, name)}"
    claim = Claim(f"{subject}-{name}", subject, name, value, source, words=words or {})
    standing = STANDINGS[draw(len(STANDINGS), "standing", number)]
    return ResolvedValue(subject, name, "", "", value, standing, (claim,), (Grade.C,), said_on=DAY)
