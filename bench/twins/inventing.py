"""Invents bodies and services that are hard to tell apart, of which none are one: what is spoilt later."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import dataclass, field
from random import Random

from bench.rendering import PACK
from bench.twins.words import BODIES, DISTRICT_OFFICES, HELPS, OFFICES, SYLLABLES, TARGETS, VALUES, Word
from romduol.desk.packs.reading import read_pack
from romduol.knowledge.directory.records import Place

HOTLINES = 12
SERVICES_OF_A_BODY = (3, 14)
HEALTH_CENTRES = 0.04
"""The part of all records that is health centres: chains of one name with numbers, or with the name of a commune."""
ACRONYM_FROM = 3
"""A body is called by its first letters where it has so many words."""


@dataclass(frozen=True, slots=True)
class Thing:
    """One thing of the invented world, as some source would tell it."""

    truth: int
    """Records of one thing have one number."""
    family: int
    """A body and all its services: what the halves are split by."""
    kind: str
    names: tuple[tuple[str, str], ...]
    """(language, name): `en`, `km`, or `roman`, which is Khmer in Latin letters."""
    acronym: str = ""
    phones: tuple[str, ...] = ()
    places: tuple[str, ...] = ()
    category: str = ""
    body: int | None = None
    """The truth of the body that gives it."""
    website: str = ""
    words: tuple[tuple[Word, ...], ...] = field(default=(), compare=False)
    """What the name is made of, for another to write it otherwise."""


@dataclass(slots=True)
class World:
    """Where names are drawn from; no name stands twice in one place."""

    rng: Random
    provinces: Sequence[Place]
    districts: Sequence[Place]
    taken: set[object] = field(default_factory=set)
    truths: int = 0
    lines: int = 0

    def next_truth(self) -> int:
        self.truths += 1
        return self.truths

    def phone(self) -> str:
        """Return a number that is long enough to be dialled and in no network's range: nobody's."""
        self.lines += 1
        return f"+85540{self.lines:07}"

    def districts_of(self, province: str) -> list[Place]:
        return [place for place in self.districts if place.parent == province]


def invented(count: int, seed: int) -> list[Thing]:
    """Return so many different things, bodies before their services, in the same order on every machine."""
    places = read_pack(PACK).places
    world = World(
        Random(seed),  # noqa: S311
        [place for place in places if place.level == "province"],
        [place for place in places if place.level != "province"],
    )
    hotlines = [world.phone() for _ in range(HOTLINES)]
    found = [*_offices(world), *_health_centres(world, int(count * HEALTH_CENTRES))]
    while len(found) < count:
        found.extend(_body_with_services(world, hotlines))
    return found[:count]


def _offices(world: World) -> Iterator[Thing]:
    """Yield one of each kind for every province and district: names that differ by the place alone, or not at all."""
    for kinds, places in ((OFFICES, world.provinces), (DISTRICT_OFFICES, world.districts)):
        for kind in kinds:
            for place in places:
                truth = world.next_truth()
                named = world.rng.random() < 0.8
                en = f"{kind.en} of {place.name['en']}" if named else kind.en
                km = f"{kind.km}{place.name['km']}" if named else kind.km
                phones = (world.phone(),) if world.rng.random() < 0.6 else ()
                yield Thing(truth, truth, "organization", (("en", en), ("km", km)), "", phones, (place.code,))


def _health_centres(world: World, count: int) -> Iterator[Thing]:
    """Yield health centres of communes; some communes have two, told apart by a number."""
    rng, made = world.rng, 0
    while made < count:
        place, own = rng.choice(world.districts), _own_name(rng)
        numbers = ("1", "2") if rng.random() < 0.2 else ("",)
        if not _free(world, ("hc", tuple(word.km for word in own), place.code)):
            continue
        for number in numbers:
            truth = world.next_truth()
            latin, khmer = _latin(rng, own), "".join(word.km for word in own)
            names = (
                ("en", f"{latin} Health Centre {number}".strip()),
                ("km", f"មណ្ឌលសុខភាព{khmer}{' ' + number if number else ''}"),
            )
            phones = (world.phone(),) if rng.random() < 0.5 else ()
            yield Thing(truth, truth, "organization", names, "", phones, (place.code,), words=(own,))
            made += 1


def _body_with_services(world: World, hotlines: Sequence[str]) -> Iterator[Thing]:
    rng = world.rng
    base = _body(world)
    homes = rng.sample(world.provinces, rng.choice((1, 1, 1, 2, 3, 5)))
    phones = [world.phone() for _ in range(rng.choice((0, 1, 1, 2, 3)))]
    if rng.random() < 0.15:
        phones.append(rng.choice(hotlines))
    host = "".join(sign for sign in dict(base.names)["en"].lower() if sign.isascii() and sign.isalnum())
    body = Thing(
        truth=base.truth,
        family=base.truth,
        kind="organization",
        names=base.names,
        acronym=base.acronym,
        phones=tuple(phones),
        places=tuple(place.code for place in homes),
        website=f"https://www.{host[:24]}-{base.truth}.example/" if rng.random() < 0.4 else "",
        words=base.words,
    )
    yield body
    if rng.random() < 0.12 and len(homes) > 1:
        yield from _branches(world, body, homes)
    yield from _services(world, body, homes)


def _branches(world: World, body: Thing, homes: Sequence[Place]) -> Iterator[Thing]:
    """Yield the offices of a body in provinces: its name, another place, often its phone."""
    rng = world.rng
    for place in homes:
        names = tuple(
            (lang, f"{name} {place.name['en']} Office" if lang == "en" else f"{name} ការិយាល័យ{place.name['km']}")
            for lang, name in body.names
        )
        phones = (*body.phones[:1], world.phone()) if rng.random() < 0.7 else body.phones[:1]
        truth = world.next_truth()
        yield Thing(
            truth, body.family, "organization", names, body.acronym, phones, (place.code,), website=body.website
        )


def _body(world: World) -> Thing:
    """Return a body: a name of its own, or words that others have too, in some other order and choice."""
    rng = world.rng
    while True:
        kind, target, value = rng.choice(BODIES), rng.choice(TARGETS), rng.choice(VALUES)
        own = _own_name(rng)
        latin = _latin(rng, own)
        khmer = "".join(word.km for word in own)
        shape = rng.random()
        words: tuple[tuple[Word, ...], ...]
        if shape < 0.45:
            en, km, words = f"{latin} {kind.en}", f"{kind.km}{khmer}", ((kind,), own)
        elif shape < 0.7:
            en, km = f"{latin} {kind.en} for {_titled(target.en)}", f"{kind.km}{khmer}ដើម្បី{target.km}"
            words = ((kind,), own, (target,))
        elif shape < 0.85:
            en = f"{_titled(value.en)} for {_titled(target.en)} {latin}"
            km, words = f"{value.km}សម្រាប់{target.km}{khmer}", ((value,), (target,), own)
        else:
            place = rng.choice(world.provinces)
            en = f"{_titled(target.en)} {_titled(value.en)} {kind.en} of {place.name['en']}"
            km, words = f"{kind.km}{value.km}{target.km}{place.name['km']}", ((kind,), (value,), (target,))
        if _free(world, ("body", km)):
            initials = "".join(part[0] for part in en.split() if part[0].isupper())
            acronym = initials if len(initials) >= ACRONYM_FROM and rng.random() < 0.5 else ""
            truth = world.next_truth()
            return Thing(truth, truth, "organization", (("en", en), ("km", km)), acronym, words=words)


def _services(world: World, body: Thing, homes: Sequence[Place]) -> Iterator[Thing]:
    rng = world.rng
    kinds = rng.sample(HELPS, rng.randint(1, 4))
    for _ in range(rng.randint(*SERVICES_OF_A_BODY)):
        help_, home = rng.choice(kinds), rng.choice(homes)
        within = world.districts_of(home.code)
        place = rng.choice(within) if within and rng.random() < 0.5 else home
        name, target = rng.choice(help_.names), rng.choice(TARGETS)
        en, km, shape = name.en, name.km, rng.random()
        if shape < 0.25:
            en, km = f"{en} - {dict(body.names)['en']}", f"{km} - {dict(body.names)['km']}"
        elif shape < 0.55:
            en, km = f"{en} for {target.en}", f"{km}សម្រាប់{target.km}"
        elif shape < 0.75:
            en, km = f"{en} in {place.name['en']}", f"{km}នៅ{place.name['km']}"
        told = target.en if 0.25 <= shape < 0.55 else ""
        if not _another_service(world, (body.truth, help_.category, told), place):
            continue
        phones = (world.phone(),) if rng.random() < 0.1 else ()
        yield Thing(
            truth=world.next_truth(),
            family=body.family,
            kind="service",
            names=(("en", en), ("km", km)),
            phones=phones,
            places=(place.code,),
            category=help_.category,
            body=body.truth,
            words=((name,),),
        )


def _another_service(world: World, what: tuple[object, ...], place: Place) -> bool:
    """Tell whether this is no service that there is: one help, for the same people, by one body, at one place.

    Where it is told for a whole province there is none in a district of it, for nobody could tell these apart.
    """
    home = place.parent or place.code
    if (*what, home, "all") in world.taken or (place.code == home and (*what, home, "part") in world.taken):
        return False
    world.taken.add((*what, home, "all" if place.code == home else "part"))
    return _free(world, (*what, place.code))


def _own_name(rng: Random) -> tuple[Word, ...]:
    return tuple(rng.sample(SYLLABLES, rng.choice((2, 3, 3))))


def _latin(rng: Random, own: Sequence[Word]) -> str:
    return " ".join(_titled(rng.choice(word.roman)) for word in own)


def _titled(text: str) -> str:
    return text[:1].upper() + text[1:]


def _free(world: World, key: object) -> bool:
    if key in world.taken:
        return False
    world.taken.add(key)
    return True
