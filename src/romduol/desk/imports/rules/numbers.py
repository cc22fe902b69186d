"""Phone numbers out of the cells of a table, which lose zeros and digits on their way."""

from __future__ import annotations

import re
from collections.abc import Set
from functools import lru_cache
from typing import NamedTuple

import phonenumbers

from romduol.base.khmer import digits
from romduol.base.phones import SHORT_DIGITS, NotAPhoneNumber, parse, parts_of
from romduol.desk.imports.causes import Cause
from romduol.desk.imports.rules.sheet_causes import cause
from romduol.desk.imports.rules.values import undialled

_SHORTENED = re.compile(r"\d(?:[.,]\d+)?\s*[eE]\s*\+?\d+")
_DECIMAL = re.compile(r"(\d+)[.,]0+")


class Dialled(NamedTuple):
    """One number: as claims have it, or nothing and why not; as it stood there; and what was done about it."""

    value: str
    as_given: str
    """Nothing where it stood there as claims have it."""
    code: str = ""
    why: Cause | None = None


@lru_cache(maxsize=1024)  # A body stands in many rows, with its numbers in each.
def numbers_of(
    text: str, *, short_codes: frozenset[str], calling_code: str, region: str, as_number: bool = False
) -> tuple[Dialled, ...]:
    """Return every number of a cell, each once. `as_number` where the cell was a number, and not a text of digits."""
    found = (_number(part, short_codes, calling_code, region, as_number=as_number) for part in parts_of(text))
    return tuple(dict.fromkeys(found))


def _number(text: str, short_codes: Set[str], calling_code: str, region: str, *, as_number: bool) -> Dialled:
    plain = digits(text)
    if _SHORTENED.fullmatch(plain):
        return Dialled("", text, "phone", cause("scientific"))
    whole = _DECIMAL.fullmatch(plain)
    if whole:
        plain = whole[1]
    lost = plain.isdigit() and not plain.startswith("0") and len(plain) > SHORT_DIGITS
    if lost and not plain.startswith(calling_code):
        return _given_back(plain, text, calling_code, region)
    if lost and _valid("0" + plain, region):
        # 855 and as many digits as a number at home has: it may be either.
        return Dialled("", text, "phone", cause("zero_unclear"))
    if lost:
        plain = "+" + plain
    elif as_number and plain.isdigit() and plain not in short_codes and _valid("0" + plain, region):
        return Dialled("", text, "phone", cause("zero_unclear"))
    try:
        number = parse(plain, short_codes=short_codes, calling_code=calling_code, region=region)
    except NotAPhoneNumber as problem:
        return Dialled("", text, "phone", undialled(problem.reason))
    value = number.e164 or number.short_code or ""
    return Dialled(value, "" if text == value else text)


def _given_back(plain: str, text: str, calling_code: str, region: str) -> Dialled:
    """Put the zero of the country's plan in front, where that makes a number that exists and nothing else does."""
    prefix = phonenumbers.ndd_prefix_for_region(region, True)
    if prefix and _valid(prefix + plain, region) and not _valid_anywhere("+" + plain):
        number = parse(prefix + plain, short_codes=frozenset(), calling_code=calling_code, region=region)
        return Dialled(number.e164 or "", text, "lost_zero", cause("zero_given_back"))
    return Dialled("", text, "phone", cause("zero_unclear"))


def _valid(text: str, region: str) -> bool:
    try:
        return phonenumbers.is_valid_number_for_region(phonenumbers.parse(text, region), region)
    except phonenumbers.NumberParseException:
        return False


def _valid_anywhere(text: str) -> bool:
    try:
        return phonenumbers.is_valid_number(phonenumbers.parse(text))
    except phonenumbers.NumberParseException:
        return False
