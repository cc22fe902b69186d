"""Phone numbers: read as people write them, written as people dial them, masked where nobody should."""

import re
import unicodedata
from collections.abc import Set
from dataclasses import dataclass
from typing import Literal

import phonenumbers
from phonenumbers import PhoneNumberFormat, PhoneNumberType

from romduol.base.khmer import digits, visible

Kind = Literal["short", "mobile", "fixed", "unknown"]

_LETTER = re.compile(r"[^\W\d_]")
_BETWEEN = re.compile(r"\s*(?:[/,;|\n]|\bor\b|\band\b|ឬ|និង)\s*", re.IGNORECASE)
_KINDS: dict[int, Kind] = {PhoneNumberType.MOBILE: "mobile", PhoneNumberType.FIXED_LINE: "fixed"}


SHORT_DIGITS = 6
"""The most digits that a short code has."""


class NotAPhoneNumber(ValueError):
    """The text is no number that can be dialled; `reason` says why."""

    def __init__(self, text: str, reason: str) -> None:
        super().__init__(f"{text!r}: {reason}")
        self.text = text
        self.reason = reason


@dataclass(frozen=True, slots=True)
class PhoneNumber:
    """One number: either an E.164 number or a short code, never both.

    `key` names its line ("85592311511", "1280"); `national` is how people dial it ("092 311 511").
    """

    e164: str | None
    short_code: str | None
    key: str
    national: str
    kind: Kind


def parse(text: str, *, short_codes: Set[str], calling_code: str = "855", region: str = "KH") -> PhoneNumber:
    """The one number that a text holds, in any script and grouping.

    `short_codes` is the reviewed list of the country pack, beside the codes that the library knows.
    Raises NotAPhoneNumber.
    """
    typed = _ascii(text)
    plain = re.sub(r"\D", "", typed)
    if _LETTER.search(typed) or not plain:
        raise NotAPhoneNumber(text, "it holds letters" if plain else "it holds no digits")
    if _is_short(plain, typed, short_codes, region):
        return PhoneNumber(None, plain, plain, plain, "short")
    try:
        number = phonenumbers.parse(_dialled_from_abroad(typed, calling_code), region)
    except phonenumbers.NumberParseException as problem:
        raise NotAPhoneNumber(text, "it cannot be read as a number") from problem
    if number.extension:
        raise NotAPhoneNumber(text, "it holds an extension")
    possible = phonenumbers.is_possible_number_with_reason(number)
    if possible != phonenumbers.ValidationResult.IS_POSSIBLE:
        raise NotAPhoneNumber(text, "it has too few or too many digits")
    return _described(number, calling_code)


def parse_many(
    text: str, *, short_codes: Set[str], calling_code: str = "855", region: str = "KH"
) -> tuple[PhoneNumber, ...]:
    """Every number of a text such as "A / B" or "A or B", each once, in order. Raises NotAPhoneNumber."""
    parts = parts_of(_ascii(text))
    if not parts:
        raise NotAPhoneNumber(text, "it holds no digits")
    numbers = [parse(part, short_codes=short_codes, calling_code=calling_code, region=region) for part in parts]
    return tuple(dict.fromkeys(numbers))


def parts_of(text: str) -> list[str]:
    """Return the parts of a text such as "A / B" or "A or B", each as it was typed."""
    return [part.strip() for part in _BETWEEN.split(text) if part.strip()]


def mask(number: PhoneNumber) -> str:
    """The number in a form that nobody can dial but its owner knows: "012 ... ..9", "1..."."""
    shown = {0} if number.short_code else {0, 1, 2, sum(map(str.isdigit, number.national)) - 1}
    places = iter(range(len(number.national)))
    return "".join(sign if not sign.isdigit() or next(places) in shown else "." for sign in number.national)


def is_short_key(key: str) -> bool:
    """Tell a short code's key from that of an E.164 number, which has at least eight digits."""
    return len(key) <= SHORT_DIGITS


def tel_uri(number: PhoneNumber) -> str:
    """The address that a call button opens: "tel:+85592311511", "tel:1280" (RFC 3966)."""
    return f"tel:{number.e164 or number.short_code}"


def _ascii(text: str) -> str:
    """The text with plain digits, signs and spaces, without a leading "tel:"."""
    return unicodedata.normalize("NFKC", digits(visible(text))).strip().removeprefix("tel:")


def _is_short(plain: str, typed: str, short_codes: Set[str], region: str) -> bool:
    """Whether the text is a short code and nothing else: one with a country code before it is none."""
    if "+" in typed or plain.startswith("00"):
        return False
    if plain in short_codes:
        return True
    if len(plain) > SHORT_DIGITS:
        return False
    try:
        number = phonenumbers.parse(plain, region)
    except phonenumbers.NumberParseException:
        return False
    return phonenumbers.is_valid_short_number_for_region(number, region)


def _dialled_from_abroad(typed: str, calling_code: str) -> str:
    """The text with a leading 00 before the country's own code written as "+".

    The library knows only the country's own prefix for calls abroad, so it reads 00855 12 999 009 as a
    number in Brazil.
    """
    plain = re.sub(r"\D", "", typed)
    if "+" not in typed and plain.startswith("00" + calling_code):
        return "+" + plain[2:]
    return typed


def _described(number: phonenumbers.PhoneNumber, calling_code: str) -> PhoneNumber:
    """A parsed number as ours; one from abroad keeps its country code when written."""
    e164 = phonenumbers.format_number(number, PhoneNumberFormat.E164)
    home = str(number.country_code) == calling_code
    style = PhoneNumberFormat.NATIONAL if home else PhoneNumberFormat.INTERNATIONAL
    kind = _KINDS.get(phonenumbers.number_type(number), "unknown")
    return PhoneNumber(e164, None, e164[1:], phonenumbers.format_number(number, style), kind)
