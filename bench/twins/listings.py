"""The invented things as listings, some of them told a second or a third time, and which pairs are one."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Callable, Iterator, Mapping, Sequence
from dataclasses import dataclass, field, replace
from itertools import combinations
from random import Random

from bench.twins.inventing import Thing, invented
from bench.twins.spoiling import told_again, told_in_part
from bench.twins.undecidable import Undecidable
from romduol.desk.imports.listings import Link, Listing, Said
from romduol.desk.imports.records import Place as Where

SEED = 8
"""What weights were tuned on, its tuning half alone. Figures of its held half were seen on the way."""
NEW_SEED = 20_261_127
"""Listings of which nothing was looked at before the rules were done: neither half of them set a weight."""
TOLD_AGAIN = 0.15
THREE_TIMES = 0.1
"""Of those that are told again."""
OWN_RECORD_OF_THE_BODY = 0.5
"""How often a second source's service hangs on its own record of the body, where it has one."""
Key = tuple[str, str]


@dataclass(frozen=True, slots=True)
class Twins:
    """Listings in a drawn order, and the pairs of keys that are one, by half."""

    listings: Sequence[Listing]
    tuning: frozenset[Key]
    held: frozenset[Key]
    unfair: Callable[[Key], bool] = field(compare=False)
    """Whether nobody could say if two keys are one, for what their records say fits other things alike."""
    half_of: Mapping[str, str]
    """Key -> `tuning` or `held`: a body and all its services are in one half."""


def twins(count: int, seed: int = SEED) -> Twins:
    """Return so many listings, of which a part (`TOLD_AGAIN`) tells again what another has told."""
    rng = Random(seed)  # noqa: S311
    again = round(count * TOLD_AGAIN)
    things = invented(count - again, seed)
    line = _lines()
    told = [told_in_part(thing, rng) for thing in things]
    while len(told) < count:
        thing = rng.choice(things)
        for _ in range(2 if rng.random() < THREE_TIMES else 1):
            told.append(told_again(thing, rng, lambda: next(line)))
    told = told[:count]
    rng.shuffle(told)
    keys = [f"r{number:06}" for number in range(count)]
    listings = list(_listings(told, keys, rng))
    by_key, undecidable = dict(zip(keys, told, strict=True)), Undecidable(things)
    pairs = _pairs(told, keys)

    def unfair(pair: Key) -> bool:
        a, b = by_key[pair[0]], by_key[pair[1]]
        return a.kind == b.kind and undecidable.holds(a, b)

    return Twins(listings, *pairs, unfair, {key: _half(thing) for key, thing in zip(keys, told, strict=True)})


def _lines() -> Iterator[str]:
    """Yield numbers of nobody, far from those of the world."""
    number = 5_000_000
    while True:
        yield f"+85540{number:07}"
        number += 1


def _half(thing: Thing) -> str:
    return "tuning" if thing.family % 2 else "held"


def _pairs(told: Sequence[Thing], keys: Sequence[str]) -> tuple[frozenset[Key], frozenset[Key]]:
    by_truth: defaultdict[int, list[int]] = defaultdict(list)
    for place, thing in enumerate(told):
        by_truth[thing.truth].append(place)
    found: dict[str, set[Key]] = {"tuning": set(), "held": set()}
    for places in by_truth.values():
        for first, second in combinations(places, 2):
            found[_half(told[first])].add((keys[first], keys[second]))
    return frozenset(found["tuning"]), frozenset(found["held"])


def _listings(told: Sequence[Thing], keys: Sequence[str], rng: Random) -> Iterator[Listing]:
    records: defaultdict[int, list[str]] = defaultdict(list)
    for key, thing in zip(keys, told, strict=True):
        if thing.kind == "organization":
            records[thing.truth].append(key)
    for number, (key, thing) in enumerate(zip(keys, told, strict=True)):
        options = records.get(thing.body or 0, [])
        body = rng.choice(options) if options and rng.random() < OWN_RECORD_OF_THE_BODY else next(iter(options), "")
        yield _listing(key, replace(thing, body=None), body if thing.body else "", number)


def _listing(key: str, thing: Thing, body: str, number: int) -> Listing:
    is_service = thing.kind == "service"
    words = {lang if lang == "km" else "en": name for lang, name in thing.names}
    said = [Said("name", next(iter(words.values())), "/name", words=words)]
    said += [Said("acronym", thing.acronym, "/acronym", words={"en": thing.acronym})] if thing.acronym else []
    said += [Said("phone", phone, "/phones", purpose="office", as_given=phone) for phone in thing.phones]
    said += [Said("serves" if is_service else "works_in", place, "/places") for place in thing.places]
    said += [Said("category", thing.category, "/category")] if thing.category else []
    said += [Said("website", thing.website, "/website")] if thing.website else []
    links = (Link("provided_by", body, "/organization"),) if body else ()
    return Listing("service" if is_service else "organization", key, Where("invented", number), tuple(said), links)
