"""Reads a value as a form gives it, by the schema of its property: what it is, or what is wrong with it."""

import unicodedata
from collections.abc import Collection, Mapping
from dataclasses import dataclass, field

from romduol.base import phones
from romduol.desk.packs.addresses import is_address
from romduol.knowledge.claims.rules.properties import PROPERTIES, SAME_AS, Compare, Property
from romduol.knowledge.directory.records import PackInfo
from romduol.ui.words import phrase

PLACED = ("works_in", "serves")
NAMED = ("part_of", "replaced_by", "provided_by", "operated_by")
LANGUAGES = ("km", "en", "vi", "zh", "th", "fr")
LONGEST = 2000
EMPTY = phrase("Give a value.")
NOT_ONE = phrase("Choose one of the values.")
NO_PLACE = phrase("Choose a place.")
NO_RECORD = phrase("No organisation has this page code. Find it first; its code stands at the end of its address.")
NO_ADDRESS = phrase("Write an address that begins with https://, without spaces.")
NO_YEAR = phrase("Write a year such as 2016, or a day such as 2016-11-03.")
TOO_LONG = phrase("This is too long: 2,000 signs at most.")
PHONE_PROBLEMS = {
    "it holds letters": phrase("It holds a letter at sign %(place)s: “%(sign)s”. Write digits, spaces and + alone."),
    "it holds no digits": phrase("It holds no digits."),
    "it cannot be read as a number": phrase(
        "It cannot be read as a phone number. Write it as people dial it, or with +855."
    ),
    "it holds an extension": phrase(
        "It holds an extension. Write the number alone; the extension goes under “Where in the source”."
    ),
    "it has too few or too many digits": phrase("It has %(count)s digits: too few or too many for a phone number."),
}


class Shape:
    """How a value is asked for."""

    PHONE, CODES, PLACE, RECORD, CATEGORY, ADDRESS, YEAR, TEXT = (
        "phone",
        "codes",
        "place",
        "record",
        "category",
        "address",
        "year",
        "text",
    )


@dataclass(frozen=True, slots=True)
class Problem(Exception):
    """What is wrong with a value: one of our texts, and the parts that go into it."""

    text: str
    parts: Mapping[str, object] = field(default_factory=dict)
    at: str = "value"


@dataclass(frozen=True, slots=True)
class Value:
    """A value as a claim holds it."""

    value: str
    words: Mapping[str, str] = field(default_factory=dict)
    as_given: str = ""


def shape_of(prop: Property) -> str:
    """Return how a value of a property is asked for."""
    if prop.compare is Compare.PHONE:
        return Shape.PHONE
    if prop.codes is not None or prop.name == "languages":
        return Shape.CODES
    if prop.name in PLACED:
        return Shape.PLACE
    if prop.name in NAMED:
        return Shape.RECORD
    plain = {"category": Shape.CATEGORY, "website": Shape.ADDRESS, "founded": Shape.YEAR}
    return plain.get(prop.name, Shape.TEXT)


def codes_of(prop: Property) -> list[str]:
    """Return the values to choose from, where the list is closed."""
    return list(LANGUAGES) if prop.name == "languages" else sorted(prop.codes or ())


def phone_from(typed: str, info: PackInfo) -> Value:
    """Return the number that was typed; raises `Problem` with the place and the cause."""
    try:
        number = phones.parse(
            typed, short_codes=frozenset(info.short_codes), calling_code=info.calling_code or "855", region=info.country
        )
    except phones.NotAPhoneNumber as wrong:
        place, sign = _first_letter(typed)
        count = sum(map(str.isdigit, typed))
        raise Problem(PHONE_PROBLEMS.get(wrong.reason, EMPTY), {"place": place, "sign": sign, "count": count}) from None
    return Value(number.e164 or number.short_code or "", as_given=typed)


def _first_letter(typed: str) -> tuple[int, str]:
    found = ((place, sign) for place, sign in enumerate(typed, 1) if unicodedata.category(sign).startswith("L"))
    return next(found, (0, ""))


def text_from(said: Mapping[str, str]) -> Value:
    """Return a text in one or more languages; the first of them is the one that is compared."""
    words = {lang: text for lang, text in said.items() if text}
    if not words:
        raise Problem(EMPTY, at="value_km")
    if any(len(text) > LONGEST for text in words.values()):
        raise Problem(TOO_LONG, at="value_km")
    return Value(next(iter(words.values())), words=words)


def code_from(typed: str, allowed: Collection[str], problem: str = NOT_ONE) -> Value:
    """Return one of the values that are allowed."""
    if typed not in allowed:
        raise Problem(problem)
    return Value(typed)


def address_from(typed: str) -> Value:
    """Return the address of a website."""
    if not is_safe_address(typed):
        raise Problem(NO_ADDRESS)
    return Value(typed)


def is_safe_address(typed: str) -> bool:
    """Tell whether an address may be linked."""
    return typed.startswith("https://") and is_address(typed)


def property_named(name: str, kind: str) -> Property | None:
    """Return a property that can be stated of a record of this kind; that it is another one has a page of its own."""
    prop = PROPERTIES.get(name)
    return prop if prop is not None and kind in prop.kinds and name != SAME_AS else None
