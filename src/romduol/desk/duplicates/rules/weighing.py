"""What speaks for and against two records being one: each sign with its amount, and what it weighs."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from math import log2
from typing import Literal

from romduol.base.phones import is_short_key
from romduol.desk.duplicates.records import Evidence, EvidenceKind
from romduol.desk.duplicates.rules.facts import Facts, Rarity
from romduol.desk.duplicates.rules.likeness import Likeness, likeness
from romduol.desk.duplicates.rules.naming import Read

Measure = Literal[
    "same", "shared", "nearly", "sound", "apart", "more", "other_sound", "unlike_scripts",
    "acronym", "other_acronym", "other_number", "one_number",
    "phone", "hotline", "other_phone", "website", "other_website",
    "district", "province", "other_district", "other_province",
    "body", "other_body", "category", "other_category",
]  # fmt: skip
MOST_OF_A_NAME = 12.0
"""Bits: more words than make this up prove no more."""
HOTLINE_FROM = 30
"""Records with one number, from which it says little about who is meant."""
_ENOUGH_OF_A_BODY = 8.0


@dataclass(frozen=True, slots=True)
class Sign:
    """One thing that two records have in common or not; `amount` is at least 0, what it weighs stands elsewhere."""

    kind: EvidenceKind
    measure: Measure
    amount: float
    a: str
    b: str


def signs(a: Facts, b: Facts, rarity: Rarity) -> Iterator[Sign]:
    """Yield all that speaks for and against two cards."""
    yield from _of_names(a, b, rarity)
    yield from _of_acronyms(a, b, rarity)
    yield from _of_phones(a, b, rarity)
    yield from _of_sites(a, b, rarity)
    yield from _of_places(a, b)
    yield from _of_bodies(a, b, rarity)
    yield from _of_categories(a, b)


def best(a: Read, b: Read, rarity: Rarity) -> Likeness | None:
    """Return how the most alike names of two records compare, within one script where both have one."""
    found: Likeness | None = None
    across = not any(x.khmer == y.khmer for x in a.names for y in b.names)
    for first in a.names:
        for second in b.names:
            if across or first.khmer == second.khmer:
                one = likeness(first, second, rarity.weights)
                if found is None or one.worth > found.worth:
                    found = one
    return found


def _of_names(a: Facts, b: Facts, rarity: Rarity) -> Iterator[Sign]:
    found = best(a.read, b.read, rarity)
    if found is None:
        return
    texts = found.a.text, found.b.text
    if found.same:
        yield Sign(EvidenceKind.SAME_NAME, "same", 1.0, *texts)
        yield Sign(EvidenceKind.SAME_NAME, "shared", min(found.shared, MOST_OF_A_NAME), *texts)
    elif found.shared:
        yield Sign(EvidenceKind.NAME_ALIKE, "shared", min(found.shared, MOST_OF_A_NAME), *texts)
        yield Sign(EvidenceKind.NAME_ALIKE, "nearly", min(found.nearly, MOST_OF_A_NAME), *texts)
    if found.sound:
        yield Sign(EvidenceKind.SOUND, "sound", min(found.sound, MOST_OF_A_NAME), *texts)
    yield Sign(EvidenceKind.OTHER_NAME, "apart", min(found.apart, MOST_OF_A_NAME), *texts)
    yield Sign(EvidenceKind.OTHER_NAME, "more", min(found.more, MOST_OF_A_NAME), *texts)
    yield Sign(EvidenceKind.OTHER_NAME, "other_sound", found.other_sound, *texts)
    if found.a.khmer != found.b.khmer and not found.sound:
        yield Sign(EvidenceKind.OTHER_NAME, "unlike_scripts", 1.0, *texts)
    if found.a.numbers != found.b.numbers:
        both = bool(found.a.numbers and found.b.numbers)
        yield Sign(EvidenceKind.OTHER_NUMBER, "other_number" if both else "one_number", 1.0, *texts)


def _of_acronyms(a: Facts, b: Facts, rarity: Rarity) -> Iterator[Sign]:
    both = a.read.shorts & b.read.shorts
    first = {name.initials: name.text for name in a.read.names if name.initials in b.read.shorts}
    second = {name.initials: name.text for name in b.read.names if name.initials in a.read.shorts}
    found = both or first.keys() | second.keys()
    if found:
        short = min(found, key=lambda one: (-len(one), rarity.sharing(one), one))
        amount = max(0.0, min(2.0 * len(short) - 2, 9.0) - log2(rarity.sharing(short) - 1))
        yield Sign(
            EvidenceKind.ACRONYM, "acronym", amount, first.get(short, short.upper()), second.get(short, short.upper())
        )
    elif a.read.shorts and b.read.shorts:
        yield Sign(EvidenceKind.OTHER_NAME, "other_acronym", 1.0, _told(a.read.shorts), _told(b.read.shorts))


def _of_phones(a: Facts, b: Facts, rarity: Rarity) -> Iterator[Sign]:
    both = set(a.card.phones) & set(b.card.phones)
    if both:
        phone = min(both, key=lambda one: (rarity.sharing(one), one))
        many = rarity.sharing(phone)
        if many >= HOTLINE_FROM or is_short_key(phone):
            yield Sign(EvidenceKind.SHARED_PHONE, "hotline", 1.0, phone, phone)
        else:
            yield Sign(EvidenceKind.PHONE, "phone", 1 - log2(many - 1) / log2(HOTLINE_FROM), phone, phone)
    elif a.card.phones and b.card.phones:
        yield Sign(EvidenceKind.OTHER_PHONE, "other_phone", 1.0, ", ".join(a.card.phones), ", ".join(b.card.phones))


def _of_sites(a: Facts, b: Facts, rarity: Rarity) -> Iterator[Sign]:
    both = a.sites & b.sites
    if both:
        site = min(both, key=lambda one: (rarity.sharing(one), one))
        yield Sign(EvidenceKind.WEBSITE, "website", 1 / (rarity.sharing(site) - 1), site, site)
    elif a.sites and b.sites:
        yield Sign(
            EvidenceKind.OTHER_NAME, "other_website", 1.0, ", ".join(sorted(a.sites)), ", ".join(sorted(b.sites))
        )


def _of_places(a: Facts, b: Facts) -> Iterator[Sign]:
    if not a.provinces or not b.provinces:
        return
    texts = ", ".join(a.card.places), ", ".join(b.card.places)
    provinces = a.provinces & b.provinces
    if not provinces:
        yield Sign(EvidenceKind.OTHER_PLACE, "other_province", 1.0, *texts)
    elif a.districts & b.districts:
        yield Sign(EvidenceKind.PLACE, "district", 1.0, *texts)
    elif a.districts and b.districts:
        yield Sign(EvidenceKind.OTHER_PLACE, "other_district", 1.0, *texts)
    else:
        yield Sign(EvidenceKind.PLACE, "province", 1.0, *texts)


def _of_bodies(a: Facts, b: Facts, rarity: Rarity) -> Iterator[Sign]:
    if not a.card.bodies or not b.card.bodies:
        return
    texts = a.card.bodies[0], b.card.bodies[0]
    shorts = a.bodies.shorts & b.bodies.shorts
    found = best(a.bodies, b.bodies, rarity)
    worth = found.worth if found else 0.0
    if shorts:
        worth = max(worth, _ENOUGH_OF_A_BODY / 2)
    if worth > 0:
        yield Sign(EvidenceKind.BODY, "body", min(worth / _ENOUGH_OF_A_BODY, 1.0), *texts)
    elif worth < 0:
        yield Sign(EvidenceKind.OTHER_BODY, "other_body", min(-worth / _ENOUGH_OF_A_BODY, 1.0), *texts)


def _of_categories(a: Facts, b: Facts) -> Iterator[Sign]:
    first, second = set(a.card.categories), set(b.card.categories)
    if first and second:
        texts = ", ".join(a.card.categories), ", ".join(b.card.categories)
        if first & second:
            yield Sign(EvidenceKind.CATEGORY, "category", 1.0, *texts)
        else:
            yield Sign(EvidenceKind.OTHER_CATEGORY, "other_category", 1.0, *texts)


def _told(texts: frozenset[str]) -> str:
    return ", ".join(sorted(texts)).upper()


# The logarithm of the odds of a pair that a key led to, and what each measure adds to it, in bits.
PRIOR: Mapping[str, float] = {"organization": -6.0, "service": -6.0}
_ORGANIZATION: Mapping[Measure, float] = {
    "same": 1.0, "shared": 1.0, "nearly": 0.0, "sound": 1.0, "apart": -2.0, "more": -1.0, "other_sound": -2.0,
    "unlike_scripts": -1.0, "acronym": 0.7, "other_acronym": -2.0, "other_number": -12.0, "one_number": -3.0,
    "phone": 6.0, "hotline": 1.0, "other_phone": -1.5, "website": 4.0, "other_website": -1.0,
    "district": 2.0, "province": 1.0, "other_district": -5.0, "other_province": -6.0,
}  # fmt: skip
_SERVICE: Mapping[Measure, float] = {
    "same": 2.0, "shared": 0.7, "nearly": 0.0, "sound": 1.0, "apart": -2.0, "more": -1.0, "other_sound": -1.0,
    "unlike_scripts": -1.0, "other_number": -12.0, "one_number": -3.0,
    "phone": 3.0, "hotline": 0.5, "other_phone": -1.0, "website": 2.0,
    "district": 4.0, "province": 1.5, "other_district": -5.0, "other_province": -8.0,
    "body": 4.0, "other_body": -6.0, "category": 1.5, "other_category": -2.0,
}  # fmt: skip
WEIGHTS: Mapping[str, Mapping[Measure, float]] = {"organization": _ORGANIZATION, "service": _SERVICE}
_TOO_LITTLE = 0.05
"""Bits below which a sign is not told."""


def weighed(kind: str, found: Iterator[Sign]) -> tuple[float, tuple[Evidence, ...]]:
    """Return how sure two cards of a kind are one (0 to 1), and the evidence, the strongest first."""
    weights = WEIGHTS[kind]
    strengths: defaultdict[tuple[EvidenceKind, str, str], float] = defaultdict(float)
    for sign in found:
        strengths[sign.kind, sign.a, sign.b] += weights.get(sign.measure, 0.0) * sign.amount
    bits = PRIOR[kind] + sum(strengths.values())
    told = [Evidence(*key, round(strength, 2)) for key, strength in strengths.items() if abs(strength) >= _TOO_LITTLE]
    told.sort(key=lambda one: (-abs(one.strength), one.kind, one.a, one.b))
    return 1 / (1 + 2.0**-bits), tuple(told)
