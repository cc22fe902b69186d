"""Reads what somebody typed into a search: a bounded head of it, as tokens, numbers and places."""

import re
import unicodedata
from collections.abc import Iterator
from dataclasses import dataclass, field

from romduol.base.khmer import KHMER, bigrams, digits, fold, visible
from romduol.knowledge.answers.rules.indexing.documents import DIGITS_FIELD
from romduol.knowledge.answers.rules.indexing.places import Places
from romduol.knowledge.answers.rules.indexing.tokens import read_words, stem

MOST_SIGNS = 200
"""Signs of a text that are searched; what comes after them is not read."""
MOST_TOKENS = 24
MOST_WORDS_OF_A_NAME = 4
SHORTEST_NUMBER, LONGEST_NUMBER = 3, 15
_NUMBER = re.compile(r"\+?\d(?:[\s().-]{0,2}\d){2,}")
_GOES_ON = "\u17b4-\u17d3\u17dd"
"""Signs that belong to the letter before them: a name does not end there."""


@dataclass(frozen=True, slots=True)
class Asked:
    """What somebody looks for."""

    tokens: dict[str, bool] = field(default_factory=dict)
    """Token -> whether it is one only since the text was folded."""
    words: dict[str, str] = field(default_factory=dict)
    """Token -> the word in Latin letters that it was made of, where it can be typed wrong."""
    places: tuple[str, ...] = ()
    """Codes of the places that are named."""
    of_places: frozenset[str] = frozenset()
    """The tokens that are their names."""


def read_asked(text: str, places: Places) -> Asked:
    """Return what a text asks for; never raises, whatever the text."""
    head = text[:MOST_SIGNS]
    folded, read = fold(head), read_words(head)
    tokens: dict[str, bool] = {}
    for token, changed in (*_numbers(head), *read.tokens):
        if len(tokens) < MOST_TOKENS:
            tokens.setdefault(token, changed)
    words = {stem(word): word for word in read.latin}
    names = dict(_named(folded, places))
    # A name that is part of a longer one that was found is not meant by itself.
    whole = [name for name in names if not any(name != other and name in other for other in names)]
    codes = dict.fromkeys(code for name in whole for code in names[name])
    known = frozenset(stem(token) for name in whole for token in bigrams(name))
    return Asked(tokens, {token: word for token, word in words.items() if token in tokens}, tuple(codes), known)


def _numbers(text: str) -> Iterator[tuple[str, bool]]:
    # Full-width digits become plain ones; spaces of no width, which come along with copied text, part no number.
    for run in _NUMBER.findall(digits(unicodedata.normalize("NFKC", visible(text)))):
        plain = re.sub(r"\D", "", run)
        if SHORTEST_NUMBER <= len(plain) <= LONGEST_NUMBER:
            yield DIGITS_FIELD + plain, False


def _named(folded: str, places: Places) -> Iterator[tuple[str, tuple[str, ...]]]:
    """Yield each name of a place in a text: Latin ones as whole words, Khmer ones anywhere, for nothing parts those."""
    words = re.findall(r"[^\W\u1780-\u17dd]+", folded)
    for size in range(1, MOST_WORDS_OF_A_NAME + 1):
        for at in range(len(words) - size + 1):
            name = " ".join(words[at : at + size])
            if name in places.names:
                yield name, places.names[name]
    if KHMER.search(folded):
        for name, codes in places.names.items():
            if name in folded and KHMER.search(name) and re.search(f"{re.escape(name)}(?![{_GOES_ON}])", folded):
                yield name, codes
