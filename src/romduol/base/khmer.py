"""Khmer text made comparable: canonical order, search folding, character clusters, sort keys.

The same rules run on the device (JavaScript), so they use nothing but character tables.
"""

import re
import unicodedata
from functools import lru_cache
from itertools import pairwise

COENG = "\u17d2"

_KHMER_DIGITS = {0x17E0 + n: str(n) for n in range(10)}
# Invisible characters that people and keyboards scatter: joiners, spaces of no width, direction
# marks, the soft hyphen, and the two Khmer vowels that draw nothing.
_INVISIBLE = dict.fromkeys(
    [*range(0x200B, 0x2010), *range(0x202A, 0x202F), *range(0x2060, 0x2065), 0xFEFF, 0xAD, 0x17B4, 0x17B5]
)
# Letters that Unicode deprecates in favour of the ones they look like.
_DEPRECATED = {0x17A3: "អ", 0x17A4: "អា", 0x17A8: "ឧក"}
# Latin letters whose stroke or ligature is no combining mark, so that stripping marks leaves them.
_LATIN = str.maketrans({"đ": "d", "ø": "o", "ł": "l", "ħ": "h", "œ": "oe", "æ": "ae", "’": "'", "‘": "'"})

KHMER = re.compile("[\u1780-\u17dd]+")
"""A run of Khmer script."""
_BASE = "\u1780-\u17b3"
_MARK = "\u17b6-\u17d1\u17d3\u17dd"
_CLUSTER = re.compile(f"[{_BASE}](?:{COENG}[{_BASE}]|[{_MARK}])*")
_ELEMENT = re.compile(f"{COENG}[{_BASE}]|.", re.DOTALL)
# A Khmer run as clusters (a stray mark stands alone), or a word of any other script.
_TOKEN = re.compile(rf"{_CLUSTER.pattern}|[{_MARK}{COENG}]|[^\W\u1780-\u17dd]+")
_LATIN_MARKS = re.compile("[\u0300-\u036f]+")

_E, _AA, _II = "\u17c1", "\u17b6", "\u17b8"
_MERGED_VOWELS = ((_E, _II, "\u17be"), (_E, _AA, "\u17c4"))
_SHIFTERS = frozenset("\u17c9\u17ca")
_UPPER_VOWELS = frozenset("\u17b7\u17b8\u17b9\u17ba\u17be\u17d0")
_VOWEL_U = "\u17bb"
# The order in which the parts of a cluster are written (Unicode, chapter 16.4): a part's rank.
_ORDER = (
    ("\u17cc", 0),  # robat sits on the base letter
    ("\u17c9\u17ca", 3),
    ("\u17c1\u17c2\u17c3\u17be\u17bf\u17c0\u17c4\u17c5", 4),
    ("\u17b7\u17b8\u17b9\u17ba", 5),
    ("\u17bb\u17bc\u17bd", 6),
    ("\u17b6", 7),
    ("\u17c6", 8),
    ("\u17c7\u17c8", 9),
)
_RANK = {mark: rank for marks, rank in _ORDER for mark in marks} | {COENG + "រ": 2}


def digits(text: str) -> str:
    """The text with Khmer digits written as ASCII digits."""
    return text.translate(_KHMER_DIGITS)


def visible(text: str) -> str:
    """The text without the characters that draw nothing, such as zero-width spaces."""
    return text.translate(_INVISIBLE)


def canonical(text: str) -> str:
    """The text in NFC, without invisible characters, the marks of each Khmer cluster in one order.

    Two spellings that look alike on screen become equal; nothing that can be seen is lost.
    """
    text = unicodedata.normalize("NFC", visible(text)).translate(_DEPRECATED)
    return _CLUSTER.sub(lambda found: _in_order(found[0]), text)


def fold(text: str) -> str:
    """The text as search and comparison see it: what people mix up is one.

    Canonical order, subscript da as subscript ta, no register shifters, ASCII digits, no case, no
    Latin diacritics, one space between words. Folding twice changes nothing.
    """
    text = _plain_latin(digits(visible(text)))
    text = canonical(text).replace(COENG + "ដ", COENG + "ត").replace("ឲ", "ឱ")
    text = _CLUSTER.sub(lambda found: _without_shifter(found[0]), text)
    return " ".join(text.split())


def clusters(text: str) -> tuple[str, ...]:
    """The Khmer character clusters of a text, words of other scripts whole; nothing between them."""
    return tuple(_TOKEN.findall(text))


def bigrams(text: str) -> tuple[str, ...]:
    """Search tokens: each pair of neighbouring Khmer clusters; a lone cluster or a Latin word as it is."""
    tokens: list[str] = []
    for word in re.findall(r"[\u1780-\u17dd]+|[^\W\u1780-\u17dd]+", text):
        parts = clusters(word)
        pairs = [first + second for first, second in pairwise(parts)]
        tokens.extend(pairs or parts)
    return tuple(tokens)


def _plain_latin(text: str) -> str:
    """Lower case without diacritics; decomposed twice, since lower-casing can make new marks."""
    for _ in range(2):
        text = _LATIN_MARKS.sub("", unicodedata.normalize("NFKD", text)).casefold()
    return unicodedata.normalize("NFC", text.translate(_LATIN))


@lru_cache(maxsize=8192)  # A language has few clusters: this makes folding five times as fast.
def _in_order(cluster: str) -> str:
    """One cluster with its marks in canonical order, doubled marks once, split vowels joined."""
    parts: list[str] = _ELEMENT.findall(cluster)
    base = parts.pop(0)
    for first, second, whole in _MERGED_VOWELS:
        if first in parts and second in parts:
            parts = [whole if part == first else part for part in parts if part != second]
    marks = dict.fromkeys(part for part in parts if part[0] != COENG)
    subscripts = [part for part in parts if part[0] == COENG]
    return base + "".join(sorted([*subscripts, *marks], key=_rank))


def _rank(part: str) -> int:
    """Where a part stands in its cluster; subscripts keep their own order, subscript ro comes last."""
    return _RANK.get(part, 1 if part[0] == COENG else 10)


@lru_cache(maxsize=8192)
def _without_shifter(cluster: str) -> str:
    """One cluster in order and without register shifters.

    Under an upper vowel the shifter is drawn like the vowel u, and many people type it as that vowel.
    """
    if _VOWEL_U in cluster and not _UPPER_VOWELS.isdisjoint(cluster):
        cluster = cluster.replace(_VOWEL_U, "")
    return _in_order("".join(mark for mark in cluster if mark not in _SHIFTERS))


def forget() -> None:
    """Forget which clusters were folded: the order in which they are kept tells what was typed last."""
    _in_order.cache_clear()
    _without_shifter.cache_clear()


def _collation_weights() -> dict[str, str]:
    """A weight for each letter, vowel and vowel with a final sign, in dictionary order.

    The order is that of the Khmer dictionary as CLDR's collation for `km` has it: letters, then
    vowels, then vowels with nikahit or reahmuk, then subscripts.
    """
    letters = [chr(code) for code in range(0x1780, 0x17A3)]
    for after, vocalic in (("រ", "ឫឬ"), ("ល", "ឭឮ")):
        letters[letters.index(after) + 1 : letters.index(after) + 1] = vocalic
    vowels = [chr(code) for code in range(0x17B6, 0x17C6)]
    nikahit, reahmuk = "\u17c6", "\u17c7"
    finals = [vowel + nikahit for vowel in ("\u17bb", "", "\u17b6")]
    finals += [vowel + reahmuk for vowel in ("", "\u17b7", "\u17bb", "\u17c1", "\u17c4")]
    order = [*letters, *vowels, *finals, COENG]
    return {part: chr(0x1780 + place) for place, part in enumerate(order)}


_WEIGHTS = _collation_weights()
# An independent vowel is sorted as the letter អ with that vowel, robat as a ro that bears the letter.
_SORTED_AS = str.maketrans(
    {"ឥ": "អិ", "ឦ": "អី", "ឧ": "អុ", "ឩ": "អូ", "ឪ": "អូវ", "ឯ": "អែ", "ឰ": "អៃ", "ឱ": "អោ", "ឲ": "អោ", "ឳ": "អៅ"}
)
_ROBAT = re.compile(f"([{_BASE}])\u17cc")
_WEIGHED = re.compile("|".join(sorted(map(re.escape, _WEIGHTS), key=len, reverse=True)))
_LIGHT_MARKS = re.compile("[\u17c8-\u17cb\u17cd-\u17d1\u17d3\u17dd]")


def sort_key(text: str) -> str:
    """A string that sorts as a Khmer dictionary does, to be stored and compared by code point.

    Signs such as shifters and bantoc decide only between words that are equal without them. Words
    in Latin letters sort among themselves without case and diacritics, before Khmer.
    """
    exact = canonical(digits(text))
    plain = _ROBAT.sub(rf"រ{COENG}\1", " ".join(_plain_latin(exact).split()).translate(_SORTED_AS))
    weights = _WEIGHED.sub(lambda found: _WEIGHTS[found[0]], _LIGHT_MARKS.sub("", plain))
    return f"{weights}\t{exact}"
