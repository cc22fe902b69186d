"""What the words of a file stand for with us: places, numbers, kinds of help, languages; each is looked up once.

A feed says the same few thousand words a million times, so every answer is remembered, and no more answers are
remembered than memory has room for.
"""

from __future__ import annotations

import re
from collections import Counter
from collections.abc import Callable, Iterable
from typing import NamedTuple, TypeVar

from romduol.base import phones
from romduol.base.khmer import fold
from romduol.desk.imports.causes import Cause
from romduol.desk.imports.readings import Reading
from romduol.desk.imports.rules.values import undialled
from romduol.knowledge.directory.rules.places import exact_places
from romduol.ui.words import phrase

K = TypeVar("K")
V = TypeVar("V")
REMEMBERED = 50_000
NATIONAL = "national"
LONGEST = 200
"""Signs of a name or a number that is looked up at all."""
_LANGUAGE = re.compile(r"[a-z]{2,3}")
_SHORTER = {
    "khm": "km",
    "eng": "en",
    "vie": "vi",
    "tha": "th",
    "fra": "fr",
    "fre": "fr",
    "zho": "zh",
    "chi": "zh",
    "lao": "lo",
    "kor": "ko",
    "jpn": "ja",
    "deu": "de",
    "ger": "de",
    "spa": "es",
    "ind": "id",
    "mya": "my",
}
_NAMED = {
    "khmer": "km",
    "cambodian": "km",
    "ខ្មែរ": "km",
    "ភាសាខ្មែរ": "km",
    "english": "en",
    "vietnamese": "vi",
    "thai": "th",
    "french": "fr",
    "chinese": "zh",
    "mandarin": "zh",
    "lao": "lo",
    "korean": "ko",
    "japanese": "ja",
    "german": "de",
    "spanish": "es",
}


class Found(NamedTuple):
    """What a word stands for; where it stands for nothing, the code of the finding and why."""

    value: str = ""
    code: str = ""
    cause: Cause | None = None
    text: str = ""
    """As it stood there, of a number."""


NOTHING = Found()
UNKNOWN_PLACE = Found("", "unknown_place", Cause(phrase("our list of places has no such name or code")))
AMBIGUOUS = Found("", "ambiguous_place", Cause(phrase("several places have this name: say which is meant")))
UNKNOWN_TERM = Found("", "unknown_term", Cause(phrase("none of our kinds of help has this code or name")))
UNKNOWN_LANGUAGE = Found("", "unknown_language", Cause(phrase("this language has no code that we know")))
TOO_LONG = Found("", "phone", undialled("it has too few or too many digits"))


class Terms:
    """Answers about one reading; each is asked by the text as it stands, and empty text stands for nothing."""

    def __init__(self, how: Reading) -> None:
        self._how = how
        self._places: dict[str, Found] = {}
        self._within: dict[tuple[str, str], Found] = {}
        self._numbers: dict[str, tuple[Found, ...]] = {}
        self._terms: dict[tuple[str, str], Found] = {}
        self._categories = dict(_category_names(how))
        self._nation = {fold(name) for name in (how.country, NATIONAL, *how.nation)}
        self._codes = {place.code for place in how.places} | {NATIONAL}
        self._categories_known = {category.id for category in how.categories}

    def has_place(self, code: str) -> bool:
        """Whether this is the code of a place, or `national`."""
        return code in self._codes

    def has_category(self, code: str) -> bool:
        """Whether this is one of our kinds of help."""
        return code in self._categories_known

    def place(self, text: str) -> Found:
        """Return the code of a place by its name or code, or `national`; a name that two places have is not guessed."""
        return _remembered(self._places, text, self._place)

    def within(self, province: str, town: str) -> Found:
        """Return the place of an address as near as the gazetteer knows it; nothing where it knows neither."""
        return _remembered(self._within, (province, town), self._address)

    def numbers(self, text: str) -> tuple[Found, ...]:
        """Return every number that a text holds, as an E.164 number or a short code."""
        return _remembered(self._numbers, text, self._dialled)

    def category(self, code: str, name: str) -> Found:
        """Return our kind of help for a term of anyone's taxonomy."""
        return _remembered(self._terms, (code, name), self._category)

    @staticmethod
    def language(code: str, name: str) -> Found:
        """Return the code of a language."""
        low = code.strip().lower().partition("-")[0]
        low = _SHORTER.get(low, low)
        if _LANGUAGE.fullmatch(low):
            return Found(low)
        known = _NAMED.get((name or code).strip().lower())
        return Found(known) if known else UNKNOWN_LANGUAGE

    def _place(self, text: str) -> Found:
        if len(text) > LONGEST:
            return UNKNOWN_PLACE
        if fold(text) in self._nation:
            return Found(NATIONAL)
        name, _, context = text.partition(",")
        found = exact_places(text, self._how.places)
        if not found and context:
            above = {place.code for place in exact_places(context, self._how.places)}
            found = tuple(place for place in exact_places(name, self._how.places) if place.parent in above)
        if len(found) > 1:
            return AMBIGUOUS
        return Found(found[0].code) if found else UNKNOWN_PLACE

    def _address(self, asked: tuple[str, str]) -> Found:
        province, town = asked
        if len(province) > LONGEST or len(town) > LONGEST:
            return NOTHING
        places = self._how.places
        above = [place for place in exact_places(province, places) if place.level == "province"] if province else []
        towns = exact_places(town, places) if town else ()
        under = [place for place in towns if any(place.parent == one.code for one in above)]
        if len(under) == 1:
            return Found(under[0].code)
        if len(above) == 1:
            return Found(above[0].code)
        if not above and len(towns) > 1:
            return AMBIGUOUS
        return Found(towns[0].code) if towns and not above and not province else NOTHING

    def _dialled(self, text: str) -> tuple[Found, ...]:
        if len(text) > LONGEST:
            return (TOO_LONG,)
        how = self._how
        told = {"short_codes": how.short_codes, "calling_code": how.calling_code, "region": how.country}
        try:
            return (_number(phones.parse(text, **told), text),)  # type: ignore[arg-type]
        except phones.NotAPhoneNumber as problem:
            reason = problem.reason
        try:
            numbers = [(phones.parse(part, **told), part) for part in phones.parts_of(text)]  # type: ignore[arg-type]
        except phones.NotAPhoneNumber:
            numbers = []
        found: dict[str, Found] = {}
        for number, part in numbers:
            found.setdefault(number.key, _number(number, part))
        return tuple(found.values()) or (Found("", "phone", undialled(reason)),)

    def _category(self, asked: tuple[str, str]) -> Found:
        code, name = asked
        for text in (code, code.rpartition(".")[2], name):
            known = self._categories.get(fold(text[:LONGEST])) if text else None
            if known:
                return Found(known)
        return UNKNOWN_TERM


def _number(number: phones.PhoneNumber, text: str) -> Found:
    return Found(number.e164 or number.short_code or "", text=text)


def _category_names(how: Reading) -> Iterable[tuple[str, str]]:
    """Yield everything by which a kind of help is known; what the source's own settings say comes last and wins.

    A need stands for a kind of help where it has only one, and a name that two of them have stands for neither.
    """
    of_need = Counter(category.need for category in how.categories)
    named = Counter(name for category in how.categories for name in {fold(text) for text in category.name.values()})
    for category in how.categories:
        if of_need[category.need] == 1:
            yield fold(category.need), category.id
        yield from ((fold(name), category.id) for name in category.name.values() if named[fold(name)] == 1)
    for category in how.categories:
        yield fold(category.id), category.id
    yield from ((fold(theirs), ours) for theirs, ours in how.terms.items())


def _remembered(known: dict[K, V], key: K, look_up: Callable[[K], V]) -> V:
    found = known.get(key)
    if found is None:
        if len(known) >= REMEMBERED:
            known.clear()
        found = known[key] = look_up(key)
    return found
