"""Recognises text that was typed for an old Khmer font: Latin letters that look Khmer in that font and nowhere else.

It is never converted: the same letters stand for different Khmer ones from font to font, and a name that is nearly
right is worse than none. What is known of these fonts (Limon, ABC, Baidok, Khek, Truth, FK) is the table of the
KhmerOS converter; no text of it stands here.
"""

import re
from collections.abc import Iterator

_FONT = re.compile(
    r"limon\b.*|abc-(?:text|fancy|head)-?\d.*|baidok.*|@?(?:.* )?khek\b.*|truth ?\d+|fk ?\d", re.IGNORECASE
)

# Signs that stand for subscripts and vowels in these fonts and within no word of a living language.
_SIGN = "µμ¶§©®½¼¾¢£¤¥¦¬¡¿¨ªº²³¹×÷±«»¸"
_ACCENTED = "þÞðÐÀÁÂÃÄÅÆÇÈÉÊËÌÍÎÏÑÒÓÔÕÖØÙÚÛÜÝßàáâãäåæçèéêëìíîïñòóôõöøùúûüýÿ"
_PUNCTUATION = ",;:<>)&"
_OF_AN_ADDRESS = ("@", "://", "www.")
_LATIN = re.compile(f"[A-Za-z{_ACCENTED}]")
_WITHIN = re.compile(f"[A-Za-z][{_SIGN}]+[A-Za-z]")
_INNER_CAPITAL = re.compile("[a-z][A-Z]")
_TWO_ACCENTED = re.compile(f"([{_ACCENTED}])(?!\\1)[{_ACCENTED}]")
_SCOTS = re.compile("Ma?c[A-Z]")
_MARKED = re.compile(f"[{_ACCENTED}{_SIGN}]")
_TORN = re.compile(f"[A-Za-z][{re.escape(_PUNCTUATION)}][A-Za-z]")
_HUMPS = re.compile(r"[A-Z][a-z]*|[a-z]+")
# The little words that nearly every sentence has, as these fonts write them: that, of, in, this, at, must.
_WORDS = frozenset({"Edl", "rbs;", "rbs´", "kñúg", "enH", "enA", "RtUv", "sRmab;", "mYy", "extþ", "Rsuk", "GgÁkar"})
ENOUGH = 2
"""From here on a text, or a row of a table, is taken for one of an old font."""
_MOST_READ = 4_000

_TWICE_ENCODED = re.compile(
    "[\u00e1\u00c3]\u0178[\u20ac-\u2122\u0080-\u00bf\u0152-\u0178\u02c6\u02dc\u2013-\u203a]?|\u00e1\u017e"
)


def legacy_font(name: str) -> bool:
    """Whether a font of this name draws Khmer for Latin letters.

    >>> legacy_font("Limon S1"), legacy_font("Khmer OS Battambang")
    (True, False)
    """
    return _FONT.fullmatch(name.strip()) is not None


def typed_in(font: str, text: str) -> bool:
    """Whether a text in a cell of this font is Khmer typed as Latin letters; digits and Khmer mean themselves."""
    if not legacy_font(font) or re.search("[\u1780-\u17b3]", text):
        return False
    return any(_LATIN.search(word) for word in _words(text))


def oddity(text: str) -> int:
    """Return how much speaks for a text being of an old font; 0 for nearly every text of any language."""
    text = text[:_MOST_READ]
    if not (_INNER_CAPITAL.search(text) or _MARKED.search(text)):
        return 0
    return sum(map(_odd, _words(text)))


def _words(text: str) -> Iterator[str]:
    """Yield the words of a text but for addresses; a pattern for these would take the square of a long word's time."""
    return (word for word in text.split() if not any(sign in word for sign in _OF_AN_ADDRESS))


def looks_legacy(text: str) -> bool:
    """Whether a text alone shows that it was typed for an old font; rather no than a false yes.

    >>> looks_legacy("RBHraCaNacRkkm<úCa"), looks_legacy("Provincial Dept. of Women's Affairs (PDoWA), Kg. Thom")
    (True, False)
    """
    return oddity(text) >= ENOUGH


def _odd(word: str) -> int:
    """What one word gives: signs within letters weigh most, a lone capital within a word nothing."""
    if word in _WORDS:
        return 1
    if word.isascii() and word.isalpha():
        return int(_stumbles(word))
    marked = _MARKED.search(word) is not None
    capital = _INNER_CAPITAL.search(_SCOTS.sub("", word)) is not None
    found = 2 * bool(_WITHIN.search(word)) + 2 * (marked and capital) + bool(_TWO_ACCENTED.search(word))
    torn = _TORN.search(word) is not None
    return int(found + (torn and (marked or capital)))


def _stumbles(word: str) -> bool:
    """Whether capitals stand within a word as no name has them: two or more, and a part between them has no vowel."""
    if len(_INNER_CAPITAL.findall(word)) < 2:
        return False
    return any(len(hump) > 1 and not re.search("[aeiouyAEIOUY]", hump) for hump in _HUMPS.findall(word))


def twice_encoded(text: str) -> bool:
    """Whether a text is Khmer whose bytes were read in another encoding and saved so: "áž€áŸ’".

    >>> twice_encoded("ក្រ".encode().decode("cp1252", "replace")), twice_encoded("Á la carte")
    (True, False)
    """
    return len(_TWICE_ENCODED.findall(text[:_MOST_READ])) >= 2
