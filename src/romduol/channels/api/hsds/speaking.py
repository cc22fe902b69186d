"""Says things in the language of a feed: words, names and dates; notes where only another language has the words."""

import re
from collections.abc import Iterator, Mapping
from typing import Any

from romduol.base.khmer import digits
from romduol.knowledge.releases.records import Edition
from romduol.ui import formatting
from romduol.ui.vocabulary import CODES
from romduol.ui.words import Words, words_of

FALLBACK = ("en", "km")
GROUPS = re.compile(r"\+?[0-9០-៩]+(?:[\s.()\-\u2010-\u2015]{1,3}[0-9០-៩]+)*")
"""Digits in groups, as numbers are written; several may stand side by side."""
GROUP = re.compile(r"\+?[0-9០-៩]+")
MOST_GROUPS = 6
"""More than anybody writes one number in."""
SHORTEST = 3
"""The fewest digits of a number that can be dialled."""


class Speaker:
    """Speaks of one edition in one language; `elsewhere` holds which fields were said in another one."""

    def __init__(self, edition: Edition, lang: str) -> None:
        self.edition = edition
        self.lang = lang
        self.words: Words = words_of(lang)
        self.elsewhere: dict[str, str] = {}

    def say(self, text: Mapping[str, str], field: str = "") -> str:
        """Return words in this language, or in another one where there are no others; then the field is noted."""
        for lang in (self.lang, *FALLBACK, *text):
            if lang in text:
                if field and lang != self.lang:
                    self.elsewhere[field] = lang
                return without_held_numbers(text[lang], self.edition)
        return ""

    def gettext(self, text: str, **parts: object) -> str:
        """Return one of our own texts, its named parts filled in."""
        found = self.words.gettext(text)
        return found % parts if parts else found

    def code(self, name: str, code: str) -> str:
        """Return the words for a code of a property; the code itself where there are none."""
        known = CODES.get(name, {}).get(code)
        return self.gettext(known) if known else code

    def day(self, on: Any) -> str:
        """Return a date in words."""
        return formatting.day(on, self.lang)

    def page(self, code: str) -> str:
        """Return the address of a page of this copy; without a host where nobody has told what its own is."""
        return f"{self.edition.info.address}/{self.lang}/{code}"

    def translation(self) -> dict[str, Any]:
        """Return whose words these are: written here, drafted by a machine or reviewed, and what is missing."""
        wording = self.edition.info.wording.get(self.lang, "")
        state = "original" if wording == "written-here" else wording or "machine-drafted"
        if not self.elsewhere:
            return {"language": self.lang, "state": state}
        return {"language": self.lang, "state": "missing", "in_other_languages": dict(self.elsewhere)}


def without_held_numbers(text: str, edition: Edition) -> str:
    """Return a text in which no number stands that readers do not get a call button for; each has its mask instead."""
    if sum(map(str.isdigit, text)) < SHORTEST:
        return text
    return GROUPS.sub(lambda found: _masked(found[0], edition), text)


def _masked(text: str, edition: Edition) -> str:
    groups = list(GROUP.finditer(text))
    for first, last in _runs(len(groups)):
        start, end = groups[first].start(), groups[last].end()
        mask = _mask(text[start:end], edition)
        if mask:
            return _masked(text[:start], edition) + mask + _masked(text[end:], edition)
    return text


def _runs(count: int) -> Iterator[tuple[int, int]]:
    """Yield the first and the last of each run of groups, the longest runs first."""
    for length in range(min(count, MOST_GROUPS), 0, -1):
        for first in range(count - length + 1):
            yield first, first + length - 1


def _mask(written: str, edition: Edition) -> str:
    plain = re.sub(r"\D", "", digits(written))
    if len(plain) < SHORTEST:
        return ""
    code = edition.info.calling_code
    for key in (plain, code + plain.lstrip("0"), plain.removeprefix("00"), plain.replace(f"{code}0", code, 1)):
        line = edition.lines.get(key)
        if line is not None and not line.urgent:
            return line.masked
    return ""


def filled(fields: Mapping[str, Any]) -> dict[str, Any]:
    """Return the fields that say something, in their order."""
    return {name: value for name, value in fields.items() if value is not None and value not in ("", [], {})}
