"""A name taken to pieces: words of weight, numbers, how it sounds, whether it is only first letters."""

from __future__ import annotations

import re
from collections.abc import Iterator
from dataclasses import dataclass
from functools import lru_cache
from itertools import pairwise

from romduol.base.khmer import KHMER, clusters, fold
from romduol.desk.duplicates.rules.words import FOR_WHOM, MEANS, NOTHING, khmer_parts, latin_words
from romduol.knowledge.answers.rules.understanding.stemming import skeleton, stem

_SHORT = re.compile(r"[A-Z][A-Za-z]?[A-Z]{1,6}(?:-?[A-Z])?")
_IN_BRACKETS = re.compile(r"[(\[]\s*([A-Z][A-Za-z]?[A-Z]{1,6})\s*[)\]]")
_PARTS = re.compile(r"[()\[\]/|]")
_KIND_IN_BRACKETS = re.compile(r"[(\[]\s*(?:local\s+)?(?:ngo|អង្គការ|សមាគម)\s*[)\]]", re.IGNORECASE)
"""What somebody adds to tell that it is an organisation; no part of its name."""
_RUN_OR_WORD = re.compile(rf"{KHMER.pattern}|[^\W\d_\u1780-\u17dd]+")
_LATIN_WORD = re.compile(r"[^\W\d_\u1780-\u17dd]+")
_NUMBER = re.compile(r"\d+")
_APOSTROPHE_S = re.compile(r"['’`]s\b")
_STROKES = re.compile(r"(?<=\w)['’`\-.](?=\w)")
_ROMAN_NUMBERS = {"ii": "2", "iii": "3", "iv": "4"}
_MOST_UNITS = 40
# What a Khmer consonant is in the alphabet of `skeleton`, which has one letter for what is heard alike.
_HEARD = {
    **dict.fromkeys("កខគឃ", "k"),
    **dict.fromkeys("ចឆជឈ", "c"),
    **dict.fromkeys("ដឋឌឍតថទធ", "t"),
    **dict.fromkeys("បផពភ", "p"),
    **dict.fromkeys("ណនញ", "n"),
    **dict.fromkeys("លឡឭឮ", "l"),
    **dict.fromkeys("រឫឬ", "r"),
    **dict(zip("ងមំវស", ("nk", "m", "m", "v", "s"), strict=True)),
}
_CONSONANT = re.compile("[" + "".join(_HEARD) + "]")
_KILLED = re.compile("[\u1780-\u17b3](?:\u17d2[\u1780-\u17b3])?[\u17b7\u17bb]?\u17cd")
"""A letter under a toandakhiat, which nobody says."""


@dataclass(frozen=True, slots=True, eq=False)
class Name:
    """One name in one script. Two are compared only by what is here; each text is read once, and is one object."""

    text: str
    """As it was written."""
    khmer: bool
    units: tuple[str, ...]
    """Latin: words, known ones as their meaning (`=women`), in order. Khmer: character clusters in order."""
    marks: tuple[str, ...]
    """Of each unit, what its rarity is counted by: the word, the meaning, or two neighbouring clusters."""
    shares: tuple[float, ...]
    """Of each unit, which part of a word it is, and so of its mark's weight; none where it says nothing."""
    spelt: tuple[str, ...]
    """Of each unit, how it is written; of a known word too, since a slip makes it an unknown one."""
    sounds: tuple[str, ...]
    """Of each unit, its consonants; Latin only."""
    key: str
    """Equal where two names are the same words in any order."""
    numbers: frozenset[str]
    sound: str
    """The consonants of what is no known word, Khmer and Latin in one alphabet."""
    meanings: frozenset[str]
    initials: str
    """The first letters of the words as people make acronyms of them; Latin only."""


@dataclass(frozen=True, slots=True, eq=False)
class Read:
    """All that the names of a card come to."""

    names: tuple[Name, ...]
    shorts: frozenset[str]
    """Acronyms, folded: those given, those in brackets, and names that are nothing else."""
    whom: frozenset[str]
    """For whom any of the names says it is."""


@lru_cache(maxsize=65536)
def read_names(names: tuple[str, ...], acronyms: tuple[str, ...]) -> Read:
    """Return the names and acronyms of a record as they are compared, each once."""
    found: dict[tuple[str, frozenset[str]], Name] = {}
    shorts = {fold(text) for text in acronyms}
    for text in names:
        shorts |= {fold(short) for short in _IN_BRACKETS.findall(_KIND_IN_BRACKETS.sub(" ", text))}
        plain = _IN_BRACKETS.sub(" ", _KIND_IN_BRACKETS.sub(" ", text)).strip()
        if _SHORT.fullmatch(plain):
            shorts.add(fold(plain))
            continue
        for name in _by_script(plain):
            found.setdefault((name.key, name.numbers), name)
    whom = frozenset(one for name in found.values() for one in name.meanings if one in FOR_WHOM)
    return Read(tuple(found.values()), frozenset(shorts - {""}), whom)


@lru_cache(maxsize=65536)
def _by_script(text: str) -> tuple[Name, ...]:
    """Return the names of a text: one in brackets or after a stroke, in the other script, is a second name."""
    parts = [part for part in _PARTS.split(text) if part.strip()]
    scripts = [bool(KHMER.search(part)) for part in parts]
    if len(set(scripts)) < 2:
        parts, scripts = [text], [any(scripts)]
    names = []
    for khmer in (True, False):
        whole = " ".join(part for part, script in zip(parts, scripts, strict=True) if script == khmer)
        if whole:
            names.append((_khmer_name if khmer else _latin_name)(text, fold(whole)))
    return tuple(name for name in names if name.key)


def _latin_name(text: str, folded: str) -> Name:
    numbers = set(_NUMBER.findall(folded))
    found: dict[str, str] = {}
    for word in _LATIN_WORD.findall(_STROKES.sub("", _APOSTROPHE_S.sub("", folded))):
        if word in _ROMAN_NUMBERS:
            numbers.add(_ROMAN_NUMBERS[word])
            continue
        for unit in latin_words(word):
            found.setdefault(unit if unit[0] == MEANS else stem(word), word)
    units = tuple(found)[:_MOST_UNITS]
    spelt = tuple(found.values())[:_MOST_UNITS]
    return Name(
        text=text,
        khmer=False,
        units=units,
        marks=units,
        shares=(1.0,) * len(units),
        spelt=spelt,
        sounds=tuple(map(skeleton, spelt)),
        key=" ".join(sorted(units)),
        numbers=frozenset(number.lstrip("0") or "0" for number in numbers),
        sound=skeleton("".join(word for unit, word in found.items() if unit[0] != MEANS)),
        meanings=frozenset(unit for unit in units if unit[0] == MEANS),
        initials="".join(word[0] for word in _LATIN_WORD.findall(text) if word[0].isupper()).lower(),
    )


def _khmer_name(text: str, folded: str) -> Name:
    units: list[str] = []
    marks: list[str] = []
    shares: list[float] = []
    sound, meanings, telling = [], set(), []
    for part, meaning in _parts_of(folded):
        found = (part,) if part.isascii() else clusters(part)
        if not found:
            continue
        units.extend(found)
        if meaning == NOTHING:
            marks.extend([NOTHING] * len(found))
            shares.extend([0.0] * len(found))
            continue
        telling.append(part)
        if meaning:
            meanings.add(meaning)
            marks.extend([meaning] * len(found))
            shares.extend([1 / len(found)] * len(found))
        elif part.isascii():
            sound.append(part)
            marks.append(part)
            shares.append(1.0)
        else:
            sound.append(_heard(part))
            marks.extend(_neighbours(found))
            shares.extend([0.5] * len(found))
    return Name(
        text=text,
        khmer=True,
        units=tuple(units[:_MOST_UNITS]),
        marks=tuple(marks[:_MOST_UNITS]),
        shares=tuple(shares[:_MOST_UNITS]),
        spelt=(),
        sounds=(),
        key="".join(telling),
        numbers=frozenset(number.lstrip("0") or "0" for number in _NUMBER.findall(folded)),
        sound=skeleton("".join(sound)),
        meanings=frozenset(meanings),
        initials="",
    )


def _parts_of(folded: str) -> Iterator[tuple[str, str]]:
    """Yield the parts of a Khmer name with their meanings, and the Latin words that stand among them."""
    for found in _RUN_OR_WORD.finditer(folded):
        if KHMER.match(found[0]):
            yield from khmer_parts(found[0])
        elif found[0].isascii():
            for word in latin_words(found[0]):
                yield (found[0], word) if word[0] == MEANS else (stem(word), "")


def _neighbours(found: tuple[str, ...]) -> list[str]:
    """Return each cluster with the next one; the last with the one before."""
    if len(found) < 2:
        return [*found]
    return [*map("".join, pairwise(found)), found[-2] + found[-1]]


def _heard(khmer: str) -> str:
    """Return the consonants of Khmer text in the alphabet of `skeleton`."""
    spoken = _KILLED.sub("", khmer).replace("ាំង", "ាង")
    return "".join(_HEARD[sign] for sign in _CONSONANT.findall(spoken))


def forget() -> None:
    """Forget which names were read."""
    read_names.cache_clear()
    _by_script.cache_clear()
