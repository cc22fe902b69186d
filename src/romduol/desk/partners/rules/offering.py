"""Decides what a body may say of itself, and what a new word does to the words before it.

Left out is what a body must not attest about itself: what kind of body it is, whose part it is, who runs a service,
whether people are free to leave, whom a line tells of a call.
"""

import re
import unicodedata
from collections.abc import Collection, Iterable, Mapping

from romduol.base.khmer import digits, visible
from romduol.desk.changes.rules.speaking import GONE
from romduol.desk.partners.records import Manner, OwnRecord, Part, Word
from romduol.knowledge.claims.records import ResolvedValue, Standing
from romduol.knowledge.claims.rules.properties import LINE, ORGANIZATION, SERVICE
from romduol.knowledge.directory.rules.lines import CALLABLE

OFFERED: Mapping[str, Mapping[str, Manner]] = {
    ORGANIZATION: {
        "name": Manner.REPLACE,
        "alternate_name": Manner.ADD,
        "acronym": Manner.REPLACE,
        "description": Manner.REPLACE,
        "website": Manner.REPLACE,
        "phone": Manner.ADD,
        "works_in": Manner.SET,
        "status": Manner.REPLACE,
    },
    LINE: {
        "hours": Manner.REPLACE,
        "cost": Manner.REPLACE,
        "languages": Manner.SET,
        "channels": Manner.SET,
    },
    SERVICE: {
        "name": Manner.REPLACE,
        "description": Manner.REPLACE,
        "serves": Manner.SET,
        "access": Manner.SET,
    },
}
"""Kind of record -> property that a body may tell -> what a new word does."""
GIVEN = ("provided_by", "operated_by")
"""What a body may only deny: that it gives a service."""
DENIABLE = frozenset({"phone", "alternate_name", "acronym", "website", "description", "name", "hours", "cost", *GIVEN})
DESCRIBING = frozenset({"name", "alternate_name", "acronym", "description"})
"""Free texts that stand on a page as they are told."""
LONGEST = {"name": 200, "alternate_name": 200, "acronym": 40, "hours": 300, "cost": 300}
LONG = 2000
# Digits with anything but letters between them; a colon is left to hours, as it parts no number that people write.
_NUMBER = re.compile(r"(?:\d[^\w:]*_*){6,}")
_HOUR, _YEAR = "(?:[01]?[0-9]|2[0-4])", "(?:19|20)[0-9]{2}"
_FROM_TO = re.compile("|".join(rf"(?<![\d–-]){one} ?[-–] ?{one}(?![\d–-])" for one in (_HOUR, _YEAR)))
_ENDINGS = "com|org|net|info|biz|kh|asia|app|me|ly|link|page|site|online|io|gg"
_LINK = re.compile(rf"https?:|www\.|t\.me/|@|[<>]|[a-z0-9]\.(?:{_ENDINGS})\b", re.IGNORECASE)


def may_tell(kind: str, name: str) -> bool:
    """Tell whether a body may say something of a property of itself."""
    return name in OFFERED.get(kind, {})


def may_deny(kind: str, name: str) -> bool:
    """Tell whether a body may say of one value that it is not so."""
    return name in DENIABLE and (may_tell(kind, name) or (kind == SERVICE and name in GIVEN))


def holds_contact(text: str) -> bool:
    """Tell whether a text holds a number or an address: those have fields of their own, which somebody looks at.

    >>> holds_contact("Call us on 099 000 199")
    True
    >>> holds_contact("Open since 2019, from 8:00 to 17:00.")
    False
    """
    # Full-width signs are read as what they stand for, and signs that draw nothing part no number.
    told = unicodedata.normalize("NFKC", visible(digits(text)))
    return bool(_NUMBER.search(_FROM_TO.sub(" x ", told)) or _LINK.search(told))


def is_too_long(name: str, text: str) -> bool:
    """Tell whether a text is longer than its property may be."""
    return len(text) > LONGEST.get(name, LONG)


def set_told(part: Part, name: str, chosen: Iterable[str]) -> list[Word]:
    """Return the words that tell all values of a property at once: these are so, and no others."""
    now = list(dict.fromkeys(chosen))
    gone = [one.value for one in part.of(name) if one.value not in now]
    told = [Word(part.subject, name, value) for value in now]
    return [*told, *(Word(part.subject, name, value, denies=True) for value in dict.fromkeys(gone))]


def deniable(record: OwnRecord, part: Part, name: str) -> list[ResolvedValue]:
    """Return the values of which a body may say that they are not so: of who gives a service, only itself."""
    if not may_deny(part.kind, name):
        return []
    return [one for one in part.of(name) if name not in GIVEN or one.value == record.body.subject]


def may_say(record: OwnRecord, word: Word) -> bool:
    """Tell whether a body may say something: of a part of its record, and nothing that it must not attest itself."""
    part = next((one for one in record.parts if one.subject == word.subject), None)
    if part is None:
        return False
    if not word.denies:
        return may_tell(part.kind, word.property)
    if OFFERED[part.kind].get(word.property) is Manner.SET:
        return True
    return word.value in {one.value for one in deniable(record, part, word.property)}


def denied(part: Part, name: str, value: str) -> list[Word]:
    """Return the words that say of one value that it is not so, for every purpose that it is said to have.

    Who gives a service no more does not run it either.
    """
    names = GIVEN if name in GIVEN else (name,)
    said = [one for one in part.values if one.property in names and one.value == value]
    return [Word(part.subject, one.property, value, one.purpose, one.words, denies=True) for one in said]


def taken_by_words(record: OwnRecord, words: Iterable[Word]) -> int:
    """Return how many lines with a call button, and listed services, words take from readers."""
    callable_lines = {one.number for one in record.lines if one.showing in CALLABLE}
    listed = {one.subject for one in record.services if one.listed}
    lost: set[str] = set()
    for word in words:
        if word.property == "phone" and word.denies:
            lost |= {word.value} & callable_lines
        elif word.property in GIVEN and word.denies:
            lost |= {word.subject} & listed
        elif word.property == "status" and word.value in GONE and not word.denies:
            lost |= callable_lines
    return len(lost)


def tells_of_a_stay(record: OwnRecord, words: Iterable[Word], residential: Collection[str]) -> bool:
    """Tell whether a body that has beds describes or names itself anew: its words could say where these are."""
    known = [(one.subject, one.property, one.words) for part in record.parts for one in part.values]
    told = any(
        word.property in DESCRIBING and not word.denies and (word.subject, word.property, word.words) not in known
        for word in words
    )
    kinds = {one.value for part in record.services for one in part.values if one.property == "category"}
    return told and not kinds.isdisjoint(residential)


def still_right(record: OwnRecord, waiting: Iterable[tuple[str, str, str]] = ()) -> list[Word]:
    """Return every value that a body can confirm at once: what it may tell, as far as nothing speaks against it."""
    waits = set(waiting)
    return [
        Word(one.subject, one.property, one.value, one.purpose, one.words)
        for part in record.parts
        for one in part.values
        if may_tell(part.kind, one.property) and _stands(one) and (one.subject, one.property, one.value) not in waits
    ]


def _stands(value: ResolvedValue) -> bool:
    return not value.scope and value.standing not in (Standing.WITHDRAWN, Standing.OUTWEIGHED, Standing.DISPUTED)
