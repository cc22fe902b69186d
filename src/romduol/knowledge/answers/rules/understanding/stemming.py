"""Words made comparable: English without endings, romanised Khmer by its consonants, letters as a set of bits."""

import re

_VOWEL = re.compile("[aeiouy]")
# What would become another word without its ending.
_NO_ENDING = frozenset(
    {"evening", "morning", "nothing", "something", "anything", "thing", "this", "his", "has", "was", "here", "note"}
    | {"care", "bare", "hate", "rate", "site", "made", "wine"}
)
# Vowels say little in romanised Khmer (polis, poulis), nor do h and y; and these consonants are heard alike.
_ALIKE = str.maketrans("bdgjzwq", "ptkcsvk", "aeiouyh")
_DOUBLED = re.compile(r"(.)\1+")
_SHORTEST = 3


def stem(word: str) -> str:
    """An English word without -s, -ing, -ed, -e and a doubled last letter; no ending is cut off a short word."""
    if len(word) <= _SHORTEST or word in _NO_ENDING or not word.isascii():
        return word
    word = _without_plural(word)
    for ending in ("ing", "ed"):
        rest = word.removesuffix(ending)
        if rest != word and len(rest) >= _SHORTEST and _VOWEL.search(rest) and not word.endswith("eed"):
            word = rest[:-1] if rest[-1] == rest[-2] and rest[-1] not in "sl" else rest
            break
    if word.endswith("e") and len(word) > _SHORTEST:
        return word[:-1]
    return word


def _without_plural(word: str) -> str:
    if word.endswith("ies") and len(word) > _SHORTEST + 1:
        return word[:-3] + "y"
    if word.endswith(("sses", "shes", "ches", "xes")):
        return word[:-2]
    if word.endswith("s") and not word.endswith(("ss", "us", "is")):
        return word[:-1]
    return word


def skeleton(word: str) -> str:
    """The consonants of a romanised word, those that sound alike as one, none twice in a row."""
    return _DOUBLED.sub(r"\1", word.translate(_ALIKE))


def letters(word: str) -> int:
    """Which letters a word has, as bits: words that differ in many bits are far apart."""
    found = 0
    for letter in word:
        found |= 1 << (ord(letter) % 61)
    return found
