"""Reads what readers hand in, masked before anything else sees it; and what stewards decide."""

from __future__ import annotations

import re
from collections.abc import Iterable, Mapping, Set
from dataclasses import dataclass, field, replace

from django.http import QueryDict

from romduol.base.phones import NotAPhoneNumber, parse
from romduol.base.signs import typed
from romduol.desk.suggestions.records import Handed, Handled, Told
from romduol.desk.suggestions.rules.masking import LONGEST_WORDS, masked, number_key
from romduol.desk.suggestions.rules.telling import is_text
from romduol.knowledge.claims.records import Stance
from romduol.knowledge.claims.rules.properties import PURPOSES, problem_with
from romduol.ui.words import SOURCE_LANGUAGE, languages, phrase

TOLD, WORDS, NUMBER = "told", "words", "number"
LONGEST_NUMBER = 40
LONGEST_WHY = 500
_SHOWN = re.compile(r'href="tel:([+0-9]{3,16})"')


@dataclass(frozen=True, slots=True)
class Sent:
    """What came in a form: what of it can be handed in, and what is wrong with it.

    `words` and `number` are as typed, for the form that comes back in the same answer; nothing else may read them.
    """

    handed: Handed
    words: str = field(default="", repr=False)
    number: str = field(default="", repr=False)
    problems: Mapping[str, str] = field(default_factory=dict)
    """Field -> one of our English texts."""


def handed_in(data: QueryDict, *, page: str, lang: str, page_html: str, short_codes: Set[str] = frozenset()) -> Sent:
    """Return what a reader hands in about a page; codes that we do not know count as not chosen."""
    told = tuple(one for one in Told if one in data.getlist(TOLD))
    words, number = typed(data.get(WORDS, "")), typed(data.get(NUMBER, ""))
    problems: dict[str, str] = {}
    right = _number(number, short_codes)
    if number and not right:
        problems[NUMBER] = phrase("This is no phone number. Write its digits alone, or leave it empty.")
    if len(words) > LONGEST_WORDS:
        problems[WORDS] = phrase("This is too long to be kept. Please keep what matters most.")
    if not told and not words and not number:
        problems[TOLD] = phrase("Please choose what is wrong, or write a few words.")
    if problems:
        return Sent(Handed(page, lang, told), words[: 2 * LONGEST_WORDS], number[:LONGEST_NUMBER], problems)
    return Sent(Handed(page, lang, told, masked(words, shown=shown_numbers(page_html)), right))


def shown_numbers(page_html: str) -> Set[str]:
    """Return the keys of the numbers that a page offers to call: they are no secret, and may stay in the words."""
    return frozenset(key for found in _SHOWN.findall(page_html) if (key := number_key(found)))


def _number(text: str, short_codes: Set[str]) -> str:
    if not text or len(text) > LONGEST_NUMBER:
        return ""
    try:
        found = parse(text, short_codes=short_codes)
    except NotAPhoneNumber:
        return ""
    return found.e164 or found.short_code or ""


@dataclass(frozen=True, slots=True)
class Stated:
    """What a steward states on the word of readers, and what is wrong with it."""

    property: str = ""
    value: str = ""
    purpose: str = ""
    stance: str = Stance.ASSERTS
    why: str = ""
    lang: str = SOURCE_LANGUAGE
    problems: Mapping[str, str] = field(default_factory=dict)

    def claim(self, key: str, source: str, locator: str) -> dict[str, object]:
        """Return the claim as plain data, as a change carries it.

        It is of no day: everybody reads the day of a claim, and that of a reader's word could be laid beside a visit.
        """
        return {
            "id": key,
            "property": self.property,
            "value": self.value,
            "source": source,
            "locator": locator,
            "stance": str(self.stance),
            "purpose": self.purpose,
            "words": {self.lang: self.value} if is_text(self.property) else {},
            "observed_on": "",
        }


def stated(data: QueryDict, *, kind: str, possible: Iterable[str], short_codes: Set[str]) -> Stated:
    """Return what a steward wants to state of a subject of a kind."""
    name, _, code = data.get("property", "").partition("=")
    found = Stated(
        property=name,
        value=code or typed(data.get("value", "")),
        purpose=data.get("purpose", ""),
        stance=Stance.DENIES if data.get("stance") == Stance.DENIES else Stance.ASSERTS,
        why=typed(data.get("why", ""))[:LONGEST_WHY],
        lang=data.get("of_lang", "") if data.get("of_lang") in languages() else SOURCE_LANGUAGE,
    )
    problems: dict[str, str] = {}
    if found.property == "phone":
        found = replace(found, value=_number(found.value, short_codes))
        if found.purpose not in PURPOSES:
            problems["purpose"] = phrase("Choose what the number is for.")
    else:
        found = replace(found, purpose="")
    if found.property not in possible:
        problems["property"] = phrase("Choose what it is about.")
    elif problem_with(kind, found.property, found.value):
        problems["value"] = phrase("This value cannot stand here.")
    if not found.why:
        problems["why"] = phrase("Write why, in a few words. Name nobody.")
    return replace(found, problems=problems)


@dataclass(frozen=True, slots=True)
class Settled:
    """What a steward decides without a claim, and what is wrong with it."""

    state: str = ""
    why: str = ""
    problems: Mapping[str, str] = field(default_factory=dict)


def settled(data: QueryDict) -> Settled:
    """Return what a steward decides; a reason is needed, since another one will ask."""
    state, why = data.get("state", ""), typed(data.get("reason", ""))[:LONGEST_WHY]
    problems: dict[str, str] = {}
    if state not in (Handled.ADOPTED, Handled.DECLINED, Handled.DUPLICATE):
        problems["state"] = phrase("Choose what became of it.")
    if not why and state != Handled.DUPLICATE:
        problems["why"] = phrase("Write why, in a few words. Name nobody.")
    return Settled(state, why, problems)
