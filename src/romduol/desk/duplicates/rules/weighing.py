"""What speaks for and against two records being one: each sign with its amount, and what it weighs."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterable, Iterator, Sequence, Set
from math import inf, log2
from typing import NamedTuple

from romduol.base.phones import is_short_key
from romduol.desk.duplicates.records import Evidence, EvidenceKind
from romduol.desk.duplicates.rules.facts import Facts, Rarity
from romduol.desk.duplicates.rules.likeness import HEARD_ALIKE, HEARD_AS_ONE, Likeness, likeness
from romduol.desk.duplicates.rules.naming import Read
from romduol.desk.duplicates.rules.weights import PRIOR, WEIGHTS, Measure
from romduol.desk.duplicates.rules.words import FOR_WHOM

MOST_OF_AN_ACRONYM = 9.0
MOST_WORDS = 4.0
MOST_OF_A_NAME = 12.0
"""Bits: more words than make this up prove no more."""
HOTLINE_FROM = 30
"""Records with one number, from which it says little about who is meant."""
_ENOUGH_OF_A_BODY = 8.0
MOST_OF_A_RIVAL = 6.0
"""Bits that one other record, however much better it fits, takes at most."""
_BRANCH = frozenset({"=branch", "=office"})
"""Where one name says so and the other does not, one may be a part of the other."""


class Sign(NamedTuple):
    """One thing that two records have in common or not; `amount` is at least 0, what it weighs stands elsewhere."""

    kind: EvidenceKind
    measure: Measure
    amount: float
    a: str
    b: str


def signs(a: Facts, b: Facts, rarity: Rarity, bodies: Rarity, least: float = 0.0) -> list[Sign] | None:
    """Return all that speaks for and against two cards; None as soon as it is sure to come to less than `least`.

    `bodies` tells how rare words are in names of organisations.
    """
    kind, needed = a.card.kind, bits_of(least) - ROUNDING
    found = [*_of_places(a, b)]
    # Most of those that a key led to lie elsewhere, and are let go before anything else is compared.
    if found and bits(kind, found) + _MOST_OF_ALL[kind] < needed:
        return None
    found += [*_of_phones(a, b, rarity), *_of_sites(a, b, rarity), *_of_categories(a, b)]
    if bits(kind, found) + _MOST_OF_NAMES[kind] + _MOST_OF_BODIES[kind] < needed:
        return None
    if kind == "service":
        found += _of_bodies(a, b, bodies)
    else:
        found += _of_acronyms(a, b, rarity)
    if bits(kind, found) + _MOST_OF_NAMES[kind] < needed:
        return None
    return [*found, *_of_names(a, b, rarity)]


def best(a: Read, b: Read, rarity: Rarity, help_words: Set[str] = frozenset()) -> tuple[Likeness | None, float]:
    """Return how the most alike names of two records compare, and how far names in the other script tell them apart.

    A Khmer name is held against a Latin one only where names in one script do not agree, or there are none.
    """
    found: dict[bool, Likeness] = {}
    for first in a.names:
        for second in b.names:
            if first.khmer == second.khmer:
                one = likeness(first, second, rarity.weights, help_words=help_words)
                if first.khmer not in found or one.worth > found[first.khmer].worth:
                    found[first.khmer] = one
    ranked = sorted(found.values(), key=lambda one: -one.worth)
    if not ranked or ranked[0].worth < 0:
        least = HEARD_AS_ONE if ranked else HEARD_ALIKE
        across = [likeness(x, y, rarity.weights, least) for x in a.names for y in b.names if x.khmer != y.khmer]
        heard = max(across, key=lambda one: one.worth, default=None)
        if heard and (heard.sound or not ranked):
            return heard, 0.0
    return (ranked[0], ranked[-1].apart if len(ranked) > 1 else 0.0) if ranked else (None, 0.0)


def _of_names(a: Facts, b: Facts, rarity: Rarity) -> Iterator[Sign]:
    if not (a.read.names or a.read.shorts) or not (b.read.names or b.read.shorts):
        yield Sign(EvidenceKind.OTHER_NAME, "nameless", 1.0, "", "")
    both = set(a.card.categories) & set(b.card.categories)
    help_words = _NO_WORDS.union(*(rarity.help_words.get(one, ()) for one in sorted(both)))
    kinds = ", ".join(sorted(both))
    for sign in _of_read(a.read, b.read, rarity, help_words):
        # Names in other words are no names alike: it is the kind of help that both say.
        yield Sign(EvidenceKind.CATEGORY, sign.measure, sign.amount, kinds, kinds) if sign.measure in _BY_KIND else sign
        if sign.measure == "same":
            yield Sign(sign.kind, "common", log2(rarity.called(a, b) - 1), sign.a, sign.b)


def _of_read(a: Read, b: Read, rarity: Rarity, help_words: Set[str] = frozenset()) -> Iterator[Sign]:
    found, torn = best(a, b, rarity, help_words)
    if found is None:
        return
    texts = found.a.text, found.b.text
    kind = EvidenceKind.SAME_NAME if found.same else EvidenceKind.NAME_ALIKE
    if found.all_agree:
        yield Sign(kind, "reworded" if found.reworded else "same", 1.0, *texts)
        if not found.same and not found.reworded:
            yield Sign(kind, "slips", 1.0, *texts)
        elif found.same and found.a.units != found.b.units and not found.a.khmer:
            yield Sign(kind, "other_order", 1.0, *texts)
    yield Sign(kind, "shared", min(found.shared, MOST_OF_A_NAME), *texts)
    yield Sign(EvidenceKind.SOUND, "sound", min(found.sound, MOST_OF_A_NAME), *texts)
    yield Sign(EvidenceKind.OTHER_NAME, "words_apart", min(found.words_apart, MOST_WORDS), *texts)
    yield Sign(EvidenceKind.OTHER_NAME, "words_more", min(found.words_more, MOST_WORDS), *texts)
    yield Sign(EvidenceKind.OTHER_NAME, "torn", min(torn, MOST_OF_A_NAME), *texts)
    yield Sign(EvidenceKind.OTHER_NAME, "other_sound", found.other_sound, *texts)
    if found.a.khmer != found.b.khmer:
        either = found.a.meanings | found.b.meanings
        yield Sign(EvidenceKind.NAME_ALIKE, "across", 1.0, *texts)
        if help_words and _for_the_same(found.a.meanings & FOR_WHOM, found.b.meanings & FOR_WHOM):
            yield Sign(EvidenceKind.NAME_ALIKE, "for_whom", 1.0, *texts)
        yield Sign(
            EvidenceKind.NAME_ALIKE, "meanings", len(found.a.meanings & found.b.meanings) / max(2, len(either)), *texts
        )
    if a.whom and b.whom and not _for_the_same(a.whom, b.whom):
        yield Sign(EvidenceKind.OTHER_NAME, "for_others", 1.0, *texts)
    if (found.a.meanings & _BRANCH) != (found.b.meanings & _BRANCH):
        yield Sign(EvidenceKind.OTHER_NAME, "branch", 1.0, *texts)
    if found.a.numbers != found.b.numbers:
        both = bool(found.a.numbers and found.b.numbers)
        yield Sign(EvidenceKind.OTHER_NUMBER, "other_number" if both else "one_number", 1.0, *texts)


def _for_the_same(a: Set[str], b: Set[str]) -> bool:
    """Tell whether two names say for whom alike: "children", "orphaned children"; or neither says it."""
    return bool(a and b and (a <= b or b <= a)) or not (a or b)


def _of_acronyms(a: Facts, b: Facts, rarity: Rarity) -> Iterator[Sign]:
    both = a.read.shorts & b.read.shorts
    first = {name.initials: name.text for name in a.read.names if name.initials in b.read.shorts}
    second = {name.initials: name.text for name in b.read.names if name.initials in a.read.shorts}
    found = both or first.keys() | second.keys()
    if found:
        short = min(found, key=lambda one: (-len(one), rarity.sharing(one), one))
        amount = max(0.0, min(2.0 * len(short) - 2, MOST_OF_AN_ACRONYM) - log2(rarity.sharing(short) - 1))
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
    if a.card.bodies == b.card.bodies:
        yield Sign(EvidenceKind.BODY, "body", 1.0, *texts)
        return
    alike = rarity.once(a.bodies, b.bodies, _bits_of_bodies)
    if alike > 0:
        yield Sign(EvidenceKind.BODY, "body", min(alike / _ENOUGH_OF_A_BODY, 1.0), *texts)
    elif alike < 0:
        yield Sign(EvidenceKind.OTHER_BODY, "other_body", min(-alike / _ENOUGH_OF_A_BODY, 1.0), *texts)


def _bits_of_bodies(a: Read, b: Read, rarity: Rarity) -> float:
    """Return what speaks for and against two organisations being one, as far as their names tell."""
    alike = sum(WEIGHTS["organization"].get(sign.measure, 0.0) * sign.amount for sign in _of_read(a, b, rarity))
    return max(alike, _ENOUGH_OF_A_BODY / 2) if a.shorts & b.shorts else alike


def _of_categories(a: Facts, b: Facts) -> Iterator[Sign]:
    """Yield what the categories tell: of a service without a name they are all that tells which one it is."""
    first, second = set(a.card.categories), set(b.card.categories)
    if first and second:
        texts = ", ".join(a.card.categories), ", ".join(b.card.categories)
        named = bool(a.read.names and b.read.names)
        if first & second:
            yield Sign(EvidenceKind.CATEGORY, "category" if named else "only_category", 1.0, *texts)
        else:
            yield Sign(EvidenceKind.OTHER_CATEGORY, "other_category" if named else "only_other_category", 1.0, *texts)


def _told(texts: frozenset[str]) -> str:
    return ", ".join(sorted(texts)).upper()


_TOO_LITTLE = 0.05
"""Bits below which a sign is not told."""


# What names, then bodies and acronyms, can add at most.
_MOST_OF_NAMES = {
    kind: max(
        weights["same"] + weights["shared"] * MOST_OF_A_NAME,
        weights["meanings"]
        + weights.get("for_whom", 0.0)
        + weights["shared"] * MOST_OF_A_NAME
        + weights.get("sound", 0.0) * MOST_OF_A_NAME,
    )
    for kind, weights in WEIGHTS.items()
}
_MOST_OF_BODIES = {
    kind: weights.get("body", 0.0) + weights.get("acronym", 0.0) * MOST_OF_AN_ACRONYM
    for kind, weights in WEIGHTS.items()
}


_FROM_ELSEWHERE: tuple[Measure, ...] = ("phone", "hotline", "website", "category", "only_category")
_MOST_OF_ALL = {
    kind: _MOST_OF_NAMES[kind]
    + _MOST_OF_BODIES[kind]
    + sum(max(0.0, weights.get(measure, 0.0)) for measure in _FROM_ELSEWHERE)
    for kind, weights in WEIGHTS.items()
}
_NO_WORDS: frozenset[str] = frozenset()
_BY_KIND = frozenset({"reworded", "for_whom"})
"""Measures of names that count only where both are told to be of one kind of help."""
ROUNDING = 1e-9
"""Bits that sums in another order may differ by."""


def score(kind: str, found: Iterable[Sign]) -> float:
    """Return how sure two cards of a kind are one, 0 to 1."""
    return sure_of(bits(kind, found))


def bits(kind: str, found: Iterable[Sign]) -> float:
    """Return the logarithm of the odds that two cards of a kind are one."""
    weights, amount = WEIGHTS[kind], PRIOR[kind]
    for sign in found:
        amount += weights.get(sign.measure, 0.0) * sign.amount
    return amount


def sure_of(bits: float) -> float:
    """Return how sure so many bits are, 0 to 1."""
    return 1 / (1 + float(2.0**-bits))


def bits_of(sure: float) -> float:
    """Return how many bits are so sure."""
    return log2(sure / (1 - sure)) if 0 < sure < 1 else -inf if sure <= 0 else inf


def rivals(a: Sequence[float], b: Sequence[float], bits: float) -> Sign:
    """Return what speaks against a pair since its records fit others too: the bits of those, of each of the two."""
    amount = log2(1 + sum(2.0 ** min(one - bits, MOST_OF_A_RIVAL) for one in (*a, *b)))
    return Sign(EvidenceKind.FITS_OTHERS, "rivals", amount, str(len(a)), str(len(b)))


def evidence(kind: str, found: Iterable[Sign]) -> tuple[Evidence, ...]:
    """Return what the signs come to: one evidence for each kind and pair of values, the strongest first."""
    weights = WEIGHTS[kind]
    strengths: defaultdict[tuple[EvidenceKind, str, str], float] = defaultdict(float)
    for sign in found:
        strengths[sign.kind, sign.a, sign.b] += weights.get(sign.measure, 0.0) * sign.amount
    told = [Evidence(*key, round(strength, 2)) for key, strength in strengths.items() if abs(strength) >= _TOO_LITTLE]
    return tuple(sorted(told, key=lambda one: (-abs(one.strength), one.kind, one.a, one.b)))
