"""Decides what a handed-over text may carry: no number to call, no link, nothing of where a place is; nor without end.

A number in a text would be called without anybody having looked at it; a street leads to whoever sleeps there. Rather
a text too many is left out than one too few: whoever hands it in is told where, and writes it without.
"""

from __future__ import annotations

import re
from typing import NamedTuple
from unicodedata import category, normalize

from romduol.base.khmer import digits, visible
from romduol.desk.imports.causes import Cause
from romduol.desk.imports.reading.drawing import LENGTH, LONGEST_NAME, LONGEST_TEXT
from romduol.knowledge.claims.rules.properties import PROPERTIES, Compare
from romduol.ui.words import phrase

LONG = frozenset({"description", "provider_described", "barrier", "eligibility"})
SPOKEN = frozenset({"hours", "cost"})
"""What is said of a line in words; times of a day are no number to call."""
IN_NAME = Cause(phrase("a number, a link or an address stands in a name; the record is set aside"))
IN_TEXT = Cause(phrase("a number or a link stands in a text; the text is left out"))
ADDRESS = Cause(phrase("a text seems to say where a place is; the text is left out"))
_DIGIT = re.compile(r"\d")
_NUMBER = re.compile(r"(?<!\d)(?:\+\s?[1-9]|0[1-9]|855)(?:[\s().,_/|·•‐-―\-]{0,3}\d){7,}")
_ONE_NUMBER = re.compile(r"(?<!\d)(?:\+\s?[1-9]\d{0,2}|0[1-9]\d?)[ \-]?\d{2,3}[ \-]?\d{3}")
_LINK = re.compile(r"://|\bwww\.|\b(?:t|m|wa|fb)\.me\b|\b(?:facebook|fb|instagram|tiktok)\.com\b", re.IGNORECASE)
_ADDRESS = re.compile(
    r"\b(?:street|str|st|road|rd|blvd|boulevard|avenue|ave|lane)\b\.?\s{0,3}(?:(?:no|nr|number)\b\.?\s{0,3})?#?\s{0,2}\d"
    r"|\b(?:house|home|building|bldg|flat|room)\s{0,3}(?:no\b|nr\b|number\b|#)\.?\s{0,3}#?\d"
    r"|#\s?\d{1,5}[a-z]{0,2}\s?,"
    r"|\b\d{1,5}[a-z]?,?\s(?:street|st|road|rd|blvd|boulevard|avenue)\b"
    r"|(?:ផ្លូវ|មហាវិថី|វិថី|ផ្ទះ|អគារ)\s{0,2}(?:ជាតិ\s{0,2})?(?:លេខ)?\s{0,2}#?\s{0,2}\d"
    r"|(?<!\d)\d{1,2}\.\d{4,12}\s?,\s?\d{2,3}\.\d{4,12}"
    r"|(?<![a-z0-9])[2-9cfghjmpqrvwx]{4,8}\+[2-9cfghjmpqrvwx]{2,3}(?![a-z0-9])",
    re.IGNORECASE,
)
"""Streets and houses with their numbers in both scripts, and places on a map: degrees, and codes of squares."""


class Unfit(NamedTuple):
    """Why a text is not taken over: a code and its cause."""

    code: str
    cause: Cause


def unfit(name: str, texts: tuple[str, ...]) -> Unfit | None:
    """Return why what is said of a property cannot be taken over, given all the words in which it is said.

    >>> unfit("description", ("We help on the street, 24 hours.",)) is None
    True
    """
    most = LONGEST_TEXT if name in LONG else LONGEST_NAME
    if any(len(text) > most for text in texts):
        return Unfit("too_long", Cause(LENGTH, most=most))
    if name in SPOKEN:
        carried = any(_ONE_NUMBER.search(_plain(text)) for text in texts)
        return Unfit("number_in_text", IN_TEXT) if carried else None
    if PROPERTIES[name].compare is not Compare.WORDS:
        return None
    found = next(filter(None, map(_carried, texts)), None)
    return Unfit("unsafe_name", IN_NAME) if found and name == "name" else found


def _carried(text: str) -> Unfit | None:
    if _LINK.search(text):
        return Unfit("number_in_text", IN_TEXT)
    if not _DIGIT.search(text):
        return None
    plain = _plain(text)
    if _NUMBER.search(plain):
        return Unfit("number_in_text", IN_TEXT)
    return Unfit("address_in_text", ADDRESS) if _ADDRESS.search(plain) else None


def _plain(text: str) -> str:
    if text.isascii():
        return text
    # What nobody sees parts the digits for a program alone.
    return digits("".join(sign for sign in normalize("NFKC", visible(text)) if category(sign) != "Cf"))
