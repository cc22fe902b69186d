"""What the words in a cell mean in our codes; what nobody knows is counted, so that a steward can say it once."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterator, Mapping
from functools import cache

from romduol.base.khmer import fold
from romduol.desk.imports.readings import Reading
from romduol.desk.imports.rules.columns import Column
from romduol.desk.imports.rules.mappings import ColumnMapping
from romduol.desk.imports.terms import NATIONAL, Terms
from romduol.knowledge.directory.records import Place
from romduol.knowledge.directory.rules.places import exact_places
from romduol.ui.vocabulary import CODES, PURPOSES
from romduol.ui.words import languages, words_of

MOST_WORDS = 200
"""How many unknown words of one column are told; of more, only how many."""
LONGEST_WORD = 60
MOST_REMEMBERED = 20_000
_NATIONAL = frozenset(
    {"national", "nationwide", "whole country", "all provinces", "country wide", "countrywide", "ទូទាំងប្រទេស", "គ្រប់ខេត្ត"}
)
_UNKNOWN = {"place": "unknown_place", "category": "unknown_term", "languages": "unknown_language"}


@cache
def codes_of(name: str) -> Mapping[str, str]:
    """Return what is written for each code of a list: the code itself and its word in every language, folded."""
    known = PURPOSES if name == "purpose" else CODES.get(name, {})
    found: dict[str, str] = {}
    for code, word in known.items():
        for written in (code, code.replace("_", " "), *(words_of(language).gettext(word) for language in languages())):
            found.setdefault(fold(written), code)
    return found


def word_of(name: str, code: str, language: str) -> str:
    """Return the word for a code of a list in a language, or the code where the word would not be read as it again."""
    known = PURPOSES if name == "purpose" else CODES.get(name, {})
    word = words_of(language).gettext(known[code]) if code in known else code
    return word if codes_of(name).get(fold(word)) == code and ";" not in word else code


def is_written(column: Column, value: str) -> bool:
    """Whether a value can be written into a cell so that it is read as itself."""
    return column.codes != "languages" or Terms.language(value, value).value == value


class Meanings:
    """Finds codes for words, and remembers the words that have none."""

    def __init__(self, reading: Reading, mapping: ColumnMapping) -> None:
        self._reading = reading
        self._mapping = mapping
        self._terms = Terms(reading)
        self._nation = {fold(word) for word in (*_NATIONAL, *reading.nation)}
        self._unknown: dict[tuple[str, str], dict[str, int]] = defaultdict(dict)
        self._left: dict[str, int] = defaultdict(int)
        self._places: dict[tuple[str, str, str], tuple[str, ...] | str] = {}

    def code(self, column: Column, word: str) -> str:
        """Return the code of a word, or nothing where there is none."""
        key = fold(word)
        taught = self._mapping.values.get(column.name, {})
        if key in taught:
            return taught[key]
        if column.codes == "category":
            found = self._terms.category("", word).value
        else:
            found = codes_of(column.codes).get(key, "")
            if not found and column.codes == "languages":
                found = self._terms.language(word, word).value
        return found or self._missing(_UNKNOWN.get(column.codes, "unknown_word"), column.name, word)

    def places(self, column: Column, word: str, within: str, level: str) -> tuple[str, ...]:
        """Return the codes of the places that a word names.

        `within` may name the province; `level` is what the heading says, `province` or `district`, or nothing.
        """
        key = fold(word)
        taught = self._mapping.values.get(column.name, {})
        if key in taught:
            return (taught[key],) if taught[key] else ()
        known = (key, within, level)
        if known not in self._places:
            if len(self._places) > MOST_REMEMBERED:
                self._places.clear()
            self._places[known] = self._found(word, within, level)
        found = self._places[known]
        if isinstance(found, str):
            self._missing(found, column.name, word)
            return ()
        return found

    def _found(self, word: str, within: str, level: str) -> tuple[str, ...] | str:
        """Return the codes, or the sentence that tells why there are none."""
        if fold(word) in self._nation:
            return (NATIONAL,)
        whole = self._named(word, within, level)
        if len(whole) == 1 or "," not in word:
            return _one(whole)
        name, _, province = word.partition(",")
        inside = self._named(name, province, level)
        if len(inside) == 1 and inside[0].parent is not None and exact_places(province, self._reading.places):
            return _one(inside)
        each = [_one(self._named(part, within, level)) for part in word.split(",") if part.strip()]
        wrong = next((one for one in each if isinstance(one, str)), "")
        return wrong or tuple(code for one in each if not isinstance(one, str) for code in one)

    def _named(self, name: str, within: str, level: str) -> tuple[Place, ...]:
        found = exact_places(name, self._reading.places)
        inside = {place.code for place in exact_places(within, self._reading.places)} if within.strip() else set()
        found = tuple(place for place in found if place.parent in inside) or found
        return tuple(place for place in found if not level or (place.level == "province") == (level == "province"))

    def _missing(self, name: str, column: str, word: str) -> str:
        words = self._unknown[name, column]
        short = " ".join(word.split())[:LONGEST_WORD]
        if short in words:
            words[short] += 1
        elif len(words) < MOST_WORDS:
            words[short] = 1
        else:
            self._left[column] += 1
        return ""

    def unknown(self) -> Iterator[tuple[str, str, str, int]]:
        """Yield each word without a code: the sentence, our column, the word, and how many times it stands there."""
        for (name, column), words in self._unknown.items():
            for word, count in words.items():
                yield name, column, word, count
        for column, count in self._left.items():
            yield "more_words", column, "", count


def _one(found: tuple[Place, ...]) -> tuple[str, ...] | str:
    if len(found) == 1:
        return (found[0].code,)
    return "ambiguous_place" if found else "unknown_place"


def level_of(heading: str) -> str:
    """Return which kind of place the heading of a column says: `province`, `district`, or nothing.

    Kampot is a province and its town; under "Province" it is the province.
    """
    plain = fold(heading)
    if "province" in plain or "ខេត្ត" in plain:
        return "" if "district" in plain or "ស្រុក" in plain else "province"
    return "district" if "district" in plain or "ស្រុក" in plain else ""
