"""The tokens by which a text is found: the same for what is kept and for what is asked."""

import re
from functools import lru_cache

from romduol.base.khmer import bigrams, canonical, digits, fold, visible

LONGEST = 40
"""Signs of a token that count: a longer run of letters is no word."""
_LATIN = re.compile(r"[a-z]+")


@lru_cache(maxsize=4096)  # Names of places, of kinds of help and of bodies stand in thousands of records.
def tokens_of(text: str) -> tuple[tuple[str, bool], ...]:
    """Return the tokens of a text that is kept, each once, and whether it is one only since the text was folded."""
    exact = set(bigrams(_plain(text)))
    return tuple((stem(token), token not in exact) for token in _useful(fold(text)))


def tokens_asked(text: str) -> tuple[tuple[str, bool], ...]:
    """Return what `tokens_of` does for words that somebody types, without remembering them."""
    return tokens_of.__wrapped__(text)


def _plain(text: str) -> str:
    # Capitals are no other spelling.
    return canonical(digits(visible(text))).casefold()


def _useful(folded: str) -> dict[str, None]:
    return {token[:LONGEST]: None for token in bigrams(folded) if not (len(token) == 1 and token.isascii())}


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


def words_of(text: str) -> tuple[str, ...]:
    """Return the folded words in Latin letters as they are written, for the list of known words."""
    return tuple(word for word in re.findall(r"[^\W\d_\u1780-\u17dd]+", fold(text)) if is_word(word))
