"""The tokens by which a text is found: the same for what is kept and for what is asked."""

import re
from dataclasses import dataclass
from functools import lru_cache

from romduol.base.khmer import bigrams, canonical, digits, fold, visible

LONGEST = 40
"""Signs of a token that count: a longer run of letters is no word."""
_LATIN = re.compile(r"[a-z]+")
_WORDS = re.compile(r"[^\W\d_\u1780-\u17dd]+")


@dataclass(frozen=True, slots=True)
class Words:
    """What a text is found by."""

    tokens: tuple[tuple[str, bool], ...]
    """Each token once, and whether it is one only since the text was folded."""
    latin: tuple[str, ...]
    """Its words in Latin letters as they are written, for the list of words that a slip can be read as."""


def read_words(text: str) -> Words:
    """Return what a text is found by."""
    if text.isascii():
        # Most texts: without marks and other letters, folding is lower case and single spaces.
        return _words(plain := text.lower(), plain)
    # Capitals are no other spelling.
    return _words(fold(text), canonical(digits(visible(text))).casefold())


read_again = lru_cache(maxsize=4096)(read_words)
"""For what is kept alone: names of places, of kinds of help and of bodies stand in thousands of records."""


def _words(folded: str, plain: str) -> Words:
    found = bigrams(folded)
    exact = found if folded == plain else set(bigrams(plain))
    useful = (token for token in dict.fromkeys(found) if len(token) > 1 or not token.isascii())
    tokens = {stem(token[:LONGEST]): exact is not found and token not in exact for token in useful}
    return Words(tuple(tokens.items()), tuple(filter(is_word, dict.fromkeys(_WORDS.findall(folded)))))


def stem(word: str) -> str:
    """Return an English word without the endings that say how many or that it goes on; other tokens as they are."""
    if len(word) < 4 or not _LATIN.fullmatch(word):
        return word
    if word.endswith("ies"):
        return word[:-3] + "y"
    if word.endswith("s") and not word.endswith(("ss", "us", "is")):
        word = word[:-1]
    return word[:-3] if word.endswith("ing") and len(word) > 6 else word


def is_word(token: str) -> bool:
    """Tell whether a token is a word in Latin letters, which can be typed wrong letter by letter."""
    return len(token) > 3 and _LATIN.fullmatch(token) is not None
