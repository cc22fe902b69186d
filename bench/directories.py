"""Synthetic directories of any size over the real gazetteer: invented bodies, numbers that no network gives out."""

from collections.abc import Iterator, Sequence
from dataclasses import dataclass, replace
from datetime import date, timedelta
from zlib import crc32

from bench.rendering import PACK
from romduol.desk.packs.queries import frame_of
from romduol.desk.packs.reading import read_pack
from romduol.knowledge.claims.records import Check, Claim, Outcome, Resolution, Stance, Subject, Withdrawal
from romduol.knowledge.claims.rules.resolving import resolve
from romduol.knowledge.directory.records import Edition
from romduol.knowledge.directory.rules.assembling import Frame, assemble
from romduol.knowledge.sources.records import Grade, Source

DAY = date(2026, 1, 1)
"""The day resolved: fixed, so that every run resolves the same picture."""
SERVICES_OF_A_BODY = 20
SERVICES_OF_A_SOURCE = 100
SOURCES_OF_A_LINEAGE = 2
OLDEST = 5 * 365
ACCESS = ("free", "anonymous", "confidential", "evening", "mobile")
SHARED_GRADES = (Grade.B, Grade.C, Grade.C, Grade.D)


@dataclass(frozen=True, slots=True)
class Directory:
    """What goes into `resolve` and `assemble`."""

    services: int
    frame: Frame
    claims: tuple[Claim, ...]
    checks: tuple[Check, ...]
    withdrawals: tuple[Withdrawal, ...]


@dataclass(frozen=True, slots=True)
class _World:
    """What claims can point at."""

    services: int
    places: Sequence[str]
    categories: Sequence[str]

    @property
    def bodies(self) -> int:
        return max(1, self.services // SERVICES_OF_A_BODY)

    @property
    def shared(self) -> int:
        return max(6, self.services // SERVICES_OF_A_SOURCE)


def one_in(number: int, *key: object) -> bool:
    """Tell yes for one key in so many: the same answer on every machine, and no pattern between the questions."""
    return _draw(number, *key) == 0


def _draw(below: int, *key: object) -> int:
    return crc32(repr(key).encode()) % below


def synthetic(services: int) -> Directory:
    """Return a directory of so many services; its places, taxonomy and topics are those of the real pack."""
    real = frame_of(read_pack(PACK))
    world = _World(services, tuple(real.places), tuple(category.id for category in real.categories))
    sources = {source.id: source for source in _sources(world)}
    frame = replace(real, situations=(), sources=sources, subjects=tuple(_subjects(world)))
    claims = tuple(_numbered(_said(world)))
    return Directory(services, frame, claims, tuple(_checks(world)), tuple(_withdrawals(world)))


def with_one_change(given: Directory) -> Directory:
    """Return the same directory after somebody wrote one description anew: one claim of one service."""
    service, word = _service(given.services // 2), "written anew"
    place = next(
        n for n, claim in enumerate(given.claims) if (claim.subject, claim.property) == (service, "description")
    )
    claim = given.claims[place]
    words = {lang: f"{text} {word}" for lang, text in claim.words.items()}
    other = replace(claim, value=f"{claim.value} {word}", words=words)
    return replace(given, claims=(*given.claims[:place], other, *given.claims[place + 1 :]))


def resolved(given: Directory) -> Resolution:
    """Return what a directory's claims come to on its day."""
    return resolve(given.claims, given.checks, given.withdrawals, given.frame.sources, DAY)


def edition_of(given: Directory) -> Edition:
    """Return a directory as its edition."""
    return assemble(resolved(given), given.frame, given.claims)


def _sources(world: _World) -> Iterator[Source]:
    for body in range(world.bodies):
        yield _source(f"own-{body}", f"own-{body}", Grade.B, speaks_for=_body(body))
    for number in range(world.shared):
        grade = SHARED_GRADES[_draw(len(SHARED_GRADES), "grade", number)]
        yield _source(f"shared-{number}", f"voice-{number // SOURCES_OF_A_LINEAGE}", grade)


def _source(name: str, lineage: str, grade: Grade, speaks_for: str = "") -> Source:
    dated = not one_in(3, "undated", name)
    day = DAY - timedelta(days=_draw(OLDEST, "day", name)) if dated else None
    return Source(
        id=name,
        title={"en": f"Invented source {name}", "km": f"ប្រភពសាកល្បង {name}"},
        publisher=f"Invented publisher {lineage}",
        kind="report",
        grade=grade,
        lineage=lineage,
        date=day,
        date_text=day.isoformat() if day else "",
        speaks_for=speaks_for,
        language="en",
    )


def _subjects(world: _World) -> Iterator[Subject]:
    yield from (Subject(_body(number), "organization") for number in range(world.bodies))
    yield from (Subject(_service(number), "service") for number in range(world.services))


def _body(number: int) -> str:
    return f"org-{number:06}"


def _service(number: int) -> str:
    return f"svc-{number:06}"


def _phone(number: int) -> str:
    # Long enough to be dialled and in no network's range, so it can be nobody's.
    return f"+85540{number:07}"


def _shared(world: _World, *key: object) -> str:
    return f"shared-{_draw(world.shared, 'source', *key)}"


def _numbered(said: Iterator[Claim]) -> Iterator[Claim]:
    for number, claim in enumerate(said):
        yield replace(claim, id=f"claim-{number:07}", recorded_on=DAY)


def _said(world: _World) -> Iterator[Claim]:
    for body in range(world.bodies):
        yield from _of_body(body, world)
    for service in range(world.services):
        yield from _of_service(service, world)


def _claim(subject: str, name: str, value: str, source: str, **more: object) -> Claim:
    return Claim(id="", subject=subject, property=name, value=value, source=source, locator="p. 1", **more)  # type: ignore[arg-type]


def _of_body(number: int, world: _World) -> Iterator[Claim]:
    body, own, other = _body(number), f"own-{number}", _shared(world, "body", number)
    place = world.places[_draw(len(world.places), "office", number)]
    for source in (own, other):
        name = f"Invented body {number}"
        yield _claim(body, "name", name, source, words={"en": name, "km": f"អង្គការសាកល្បង {number}"})
        yield _claim(body, "works_in", place, source)
    yield _claim(body, "body_type", "ngo", other)
    yield _claim(body, "phone", _phone(number), own, purpose="helpline")
    # Some numbers differ between sources, and some are given to two bodies.
    told = number + 5_000_000 if one_in(12, "other number", number) else number
    told = max(0, number - 1) if one_in(100, "two owners", number) else told
    yield _claim(body, "phone", _phone(told), other, purpose="helpline")
    yield _claim(body, "status", "closed" if one_in(30, "closed", number) else "active", other)
    if one_in(3, "says it works", number):
        yield _claim(body, "status", "active", own)
    if number and one_in(10, "part", number):
        yield _claim(body, "part_of", _body(number // 10), own)


def _of_service(number: int, world: _World) -> Iterator[Claim]:
    """Yield about six claims by one to three sources; a dissenter now and then."""
    service, body = _service(number), number // SERVICES_OF_A_BODY % world.bodies
    speakers = 1 + _draw(3, "speakers", number)
    first = f"own-{body}" if one_in(3, "own word", number) else _shared(world, "first", number)
    place = world.places[_draw(len(world.places), "place", number)]
    category = world.categories[_draw(len(world.categories), "category", number)]
    access = ACCESS[_draw(len(ACCESS), "access", number)]
    yield from _first_word(service, _body(body), place, category, first)
    if one_in(2, "access told", number):
        yield _claim(service, "access", access, first)
    if speakers > 1:
        yield from _second_word(number, place, category, world)
    if speakers > 2:
        yield from _third_word(number, _body(body), access, world)


def _first_word(service: str, body: str, place: str, category: str, source: str) -> Iterator[Claim]:
    words = {"en": f"Invented help of {service}.", "km": f"ជំនួយសាកល្បង {service}"}
    yield _claim(service, "provided_by", body, source)
    yield _claim(service, "serves", place, source)
    yield _claim(service, "category", category, source)
    yield _claim(service, "description", words["en"], source, words=words)


def _second_word(number: int, place: str, category: str, world: _World) -> Iterator[Claim]:
    service, source = _service(number), _shared(world, "second", number)
    told = world.categories[0] if one_in(12, "other category", number) else category
    yield _claim(service, "serves", place, source)
    yield _claim(service, "category", told, source)


def _third_word(number: int, body: str, access: str, world: _World) -> Iterator[Claim]:
    service, source = _service(number), _shared(world, "third", number)
    stance = Stance.DENIES if one_in(8, "denied", number) else Stance.ASSERTS
    yield _claim(service, "access", access, source, stance=stance)
    operator = _body(0) if one_in(20, "other operator", number) else body
    yield _claim(service, "operated_by", operator, source)


def _checks(world: _World) -> Iterator[Check]:
    for number in range(world.bodies):
        if one_in(50, "checked", number):
            outcome = Outcome.WRONG if one_in(5, "wrong", number) else Outcome.RIGHT
            until = DAY + timedelta(days=90)
            yield Check(_body(number), "phone", _phone(number), "called", outcome, DAY, "steward", until)


def _withdrawals(world: _World) -> Iterator[Withdrawal]:
    for number in range(world.bodies):
        if one_in(400, "withdrawn", number):
            yield Withdrawal(_body(number), "phone", _phone(number), DAY, {"en": "Invented reason."})
