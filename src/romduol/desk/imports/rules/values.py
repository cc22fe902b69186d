"""What one object of a feed may say: days, ages, coordinates, names, numbers."""

from __future__ import annotations

import re
from calendar import monthrange
from collections.abc import Callable, Iterable, Iterator, Mapping
from functools import lru_cache
from typing import Any, NamedTuple

from romduol.base.phones import NotAPhoneNumber, parse
from romduol.base.years import BUDDHIST
from romduol.desk.imports.causes import Cause
from romduol.ui.words import phrase

FIRST_YEAR, LAST_YEAR = 1900, 2200
BUDDHIST_YEARS = range(FIRST_YEAR + BUDDHIST, LAST_YEAR + BUDDHIST + 1)
OLDEST = 150
SHORTEST_CODE, LONGEST_CODE = 3, 6
"""Digits of a number that is a short code somewhere; only the country pack knows which are one in its country."""

_DAY = re.compile(r"([0-9]{4,6})-([0-9]{2})-([0-9]{2})(?:$|[T ])")
_SHORT = re.compile(rf"[0-9]{{{SHORTEST_CODE},{LONGEST_CODE}}}")
# Both take time in proportion to a text, whatever stands in it: nothing is looked through again from each sign on.
_MARKUP = re.compile(r"<\s*(?:[/!?]\s*)?[a-z]|javascript:|&(?:#\d|#x|lt;)|\{\{|\{%", re.IGNORECASE)
_SCRIPT = re.compile(r"<\s*(?:script|iframe|object|embed|svg|style)\b|javascript:|<[^<>]*\son[a-z]+\s*=", re.IGNORECASE)
CONTROL = re.compile("[\x00-\x08\x0b\x0c\x0e-\x1f\x7f-\x9f\u202a-\u202e\u2066-\u2069]")
"""Control characters, but for tabs and ends of lines, and what turns the direction of writing."""


class Problem(NamedTuple):
    """What is wrong with a field of an object."""

    field: str
    code: str
    cause: str


Rule = Callable[[str, Any], Iterable[Problem]]


def object_problems(kind: str, fields: Mapping[str, Any]) -> list[Problem]:
    """Return what is wrong with one object of a feed, whatever holds it."""
    found: list[Problem] = []
    for field, value in fields.items():
        rule = FIELD_RULES.get(field)
        if rule is not None and value:
            found += rule(field, value)
    if kind == "phone" and isinstance(number := fields.get("number"), str):
        found += _phone(number)
    if not RANGED.isdisjoint(fields):
        found += _together(fields)
    return found


def _together(fields: Mapping[str, Any]) -> Iterator[Problem]:
    """Yield what is wrong with fields that are looked at together with others."""
    for first, last in RANGES:
        if first in fields and last in fields:
            yield from _reversed(fields, first, last)
    if "minimum_age" in fields and "maximum_age" in fields:
        yield from _ages_reversed(fields["minimum_age"], fields["maximum_age"])
    if "latitude" in fields or "longitude" in fields:
        yield from _coordinates(fields.get("latitude"), fields.get("longitude"))


def _date(field: str, value: Any) -> Iterator[Problem]:
    if not isinstance(value, str):
        return
    match = _DAY.match(value.strip())
    if not match:
        yield Problem(field, "not_a_date", Cause(phrase("this is no date; write it as `2026-12-01`")))
        return
    year, month, day = (int(part) for part in match.groups())
    yield from _year(field, year)
    if not 1 <= month <= 12:
        yield Problem(field, "impossible_date", Cause(phrase("there is no month %(month)s"), month=month))
    elif not 1 <= day <= monthrange(_western(year), month)[1]:
        told = phrase("month %(month)s of %(year)s has no day %(day)s")
        yield Problem(field, "impossible_date", Cause(told, month=month, year=year, day=day))


def _western(year: int) -> int:
    """Return a year that the calendar knows and that has the same days."""
    western = year - BUDDHIST if year in BUDDHIST_YEARS else year
    return min(max(western, 1), 9999)


def _year(field: str, value: Any) -> Iterator[Problem]:
    if not _is_number(value):
        return
    year = int(value)
    if year in BUDDHIST_YEARS:
        told = phrase("%(year)s is a Buddhist-era year: %(western)s?")
        yield Problem(field, "buddhist_year", Cause(told, year=year, western=year - BUDDHIST))
    elif year < FIRST_YEAR or year > LAST_YEAR:
        told = phrase("the year is not between %(first)s and %(last)s")
        yield Problem(field, "impossible_date", Cause(told, first=FIRST_YEAR, last=LAST_YEAR))


def _founded(field: str, value: Any) -> Iterator[Problem]:
    """A body may be older than anything that a date tells of, and no younger."""
    if _is_number(value) and value >= FIRST_YEAR:
        yield from _year(field, value)


def _reversed(fields: Mapping[str, Any], first: str, last: str) -> Iterator[Problem]:
    begins, ends = fields[first], fields[last]
    if isinstance(begins, str) and isinstance(ends, str) and _DAY.match(begins) and _DAY.match(ends):  # noqa: SIM102
        if begins[:10] > ends[:10]:
            told = phrase("`%(first)s` comes after `%(last)s`")
            yield Problem(last, "dates_reversed", Cause(told, first=first, last=last))


def _age(field: str, value: Any) -> Iterator[Problem]:
    if _is_number(value) and not 0 <= value <= OLDEST:
        told = (
            Cause(phrase("an age is below nought"))
            if value < 0
            else Cause(phrase("an age is above %(most)s"), most=OLDEST)
        )
        yield Problem(field, "ages", told)


def _ages_reversed(least: Any, most: Any) -> Iterator[Problem]:
    if _is_number(least) and _is_number(most) and least > most:
        yield Problem("maximum_age", "ages", Cause(phrase("`minimum_age` is above `maximum_age`")))


def _coordinates(latitude: Any, longitude: Any) -> Iterator[Problem]:
    high = _is_number(latitude) and abs(latitude) > 90
    if high and _is_number(longitude) and abs(longitude) <= 90 and abs(latitude) <= 180:
        yield Problem("latitude", "coordinates", Cause(SWAPPED))
    elif high:
        yield Problem("latitude", "coordinates", Cause(phrase("a latitude is between `-90` and `90`")))
    if _is_number(longitude) and abs(longitude) > 180:
        yield Problem("longitude", "coordinates", Cause(phrase("a longitude is between `-180` and `180`")))


def _name(field: str, value: Any) -> Iterable[Problem]:
    if (
        isinstance(value, str)
        and ("<" in value or ":" in value or "&" in value or "{" in value)
        and _MARKUP.search(value)
    ):
        return (Problem(field, "markup", Cause(phrase("a name holds markup; it is kept as plain text"))),)
    return ()


def _text(field: str, value: Any) -> Iterable[Problem]:
    if isinstance(value, str) and ("<" in value or ":" in value) and _SCRIPT.search(value):
        told = Cause(phrase("a text holds a script; it is kept as plain text, and never run"))
        return (Problem(field, "markup", told),)
    return ()


SWAPPED = phrase("a latitude is between `-90` and `90`: is it swapped with the longitude?")
_REASONS: Mapping[str, str] = {
    "it holds letters": phrase("it holds letters"),
    "it holds no digits": phrase("it holds no digits"),
    "it cannot be read as a number": phrase("it cannot be read as a number"),
    "it holds an extension": phrase("it holds an extension"),
    "it has too few or too many digits": phrase("it has too few or too many digits"),
}
"""The reasons that base.phones gives, which knows no catalogue."""


def undialled(reason: str) -> Cause:
    """Return why a number cannot be dialled, given the reason of `phones.NotAPhoneNumber`."""
    return Cause(phrase("this cannot be dialled: %(reason)s"), reason=Cause(_REASONS.get(reason, reason)))


@lru_cache(maxsize=4096)
def _dialled(number: str) -> str | None:
    """Return why a number cannot be dialled, or None; a feed repeats the same few numbers."""
    if _SHORT.fullmatch(number.strip()):
        return None
    try:
        parse(number, short_codes=frozenset())
    except NotAPhoneNumber as problem:
        return problem.reason
    return None


def _phone(number: str) -> Iterator[Problem]:
    reason = _dialled(number)
    if reason:
        yield Problem("number", "phone", undialled(reason))


def _is_number(value: Any) -> bool:
    return isinstance(value, int | float) and not isinstance(value, bool)


DATES = ("valid_from", "valid_to", "dtstart", "until", "assured_date", "last_modified", "updated", "last_action_date")
NAMES = ("name", "alternate_name", "title", "department", "label", "city", "region", "attention")
TEXTS = (
    "description",
    "alert",
    "eligibility_description",
    "application_process",
    "fees_description",
    "interpretation_services",
    "accreditations",
    "transportation",
    "details",
    "note",
    "notes",
)
RANGES = (("valid_from", "valid_to"), ("dtstart", "until"))
RANGED = frozenset([*(last for _, last in RANGES), "minimum_age", "latitude", "longitude"])
"""Fields that are looked at together with others; most objects have none of them."""
FIELD_RULES: Mapping[str, Rule] = {
    **dict.fromkeys(DATES, _date),
    **dict.fromkeys(NAMES, _name),
    **dict.fromkeys(TEXTS, _text),
    "minimum_age": _age,
    "maximum_age": _age,
    "year_incorporated": _founded,
}
