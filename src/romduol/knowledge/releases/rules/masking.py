"""Finds a phone number wherever it is written, in any grouping and script, and puts its mask in its place."""

import re
from collections.abc import Sequence
from functools import lru_cache

from romduol.base.khmer import digits
from romduol.base.phones import is_short_key
from romduol.knowledge.releases.records import Kind, Withdrawn

UNSEEN_CODES = (0xAD, 0x200B, 0x200C, 0x200D, 0x2060, 0xFEFF)
UNSEEN = "".join(map(chr, UNSEEN_CODES))
"""Signs that draw nothing, which people and keyboards scatter."""
# What may stand between two digits of one number: spaces, dots, hyphens and brackets, also as HTML writes them.
BETWEEN = rf"(?:[\s.()\-\u2010-\u2015{UNSEEN}]|&(?:nbsp|shy|#\d{{2,4}}|#x[0-9a-fA-F]{{2,4}});){{0,3}}"
PLUS_OR_ZEROS = rf"(?:\+{BETWEEN}|[0០]{BETWEEN}[0០]{BETWEEN})"
ANOTHER = r"(?P<another>(?<!\d)(?P<abroad>\+|[0០][0០])?\d*(?:[\s.\-\u2010-\u2015]\d+)+)"
"""Several groups of digits: a short code among them may be a part of somebody's longer number."""
NATIONAL_LENGTHS, INTERNATIONAL_LENGTHS = range(7, 11), range(8, 16)
NUMBER_SCHEMES = ("tel:", "sms:", "smsto:", "callto:")
UNKNOWN = "…"
"""Stands for a number of which no mask is known."""

_KHMER_DIGIT = re.compile(rb"\xe1\x9f([\xa0-\xa9])")
_ENTITY = re.compile(rb"&#x?[0-9a-fA-F]{2,4};")
_NO_DIGIT = bytes(sorted(set(range(256)) - set(b"0123456789")))


def digits_alone(body: bytes) -> bytes:
    """Return nothing but the digits of a text, those of Khmer as ASCII: the number of a line cannot hide there."""
    if b"&#" in body:
        body = _ENTITY.sub(b"", body)
    if _KHMER_DIGIT.search(body):
        body = _KHMER_DIGIT.sub(lambda found: bytes([found[1][0] - 0xA0 + 0x30]), body)
    return body.translate(None, _NO_DIGIT)


def _may_hold(body: bytes, alone: bytes, line: Withdrawn) -> bool:
    """Tell whether a text, of which these are the digits, may hold a line's number; never wrong when it says no."""
    if not line.key or _core(line.key, line.national)[1].encode() not in alone:
        return False
    # Three digits in a row stand on most pages by chance, so a short code is looked for as a word.
    return not is_short_key(line.key) or any(
        not body[max(0, found.start() - 1) : found.start()].isalnum() for found in _short_bytes(line.key).finditer(body)
    )


@lru_cache(maxsize=1024)
def _short_bytes(key: str) -> re.Pattern[bytes]:
    signs = [f"(?:{digit}|{chr(0x17E0 + int(digit))})".encode() for digit in key if digit.isascii()]
    unseen = f"(?:{'|'.join(map(chr, UNSEEN_CODES))}){{0,2}}".encode()
    return re.compile(unseen.join(signs) + rb"(?![0-9A-Za-z])")


def masked_text(text: str, lines: Sequence[Withdrawn]) -> str:
    """Return a text in which the numbers of these lines are masked; the same text where it holds none."""
    # Long numbers first: what is left of a masked one cannot be taken for a short code.
    for line in sorted(lines, key=lambda one: is_short_key(one.key)):
        mask = line.masked or UNKNOWN
        if is_short_key(line.key):
            text = _short_codes_masked(text, line.key, mask)
        else:
            text = _number(line.key, line.national).sub(lambda _, mask=mask: mask, text)  # type: ignore[misc]
    return text


def leads_to(address: str, lines: Sequence[Withdrawn]) -> bool:
    """Tell whether a link opens one of these lines."""
    plain = digits(address).strip()
    calls = plain.lower().startswith(NUMBER_SCHEMES)
    for line in lines:
        if not is_short_key(line.key):
            if _number(line.key, line.national).search(plain):
                return True
        elif calls and re.sub(r"\D", "", plain.partition(";")[0].partition("?")[0]) == line.key:
            return True
    return False


def _short_codes_masked(text: str, key: str, mask: str) -> str:
    alone = _short_code(key)

    def masked(found: re.Match[str]) -> str:
        if found["another"] is None:
            return mask
        count = sum(map(str.isdigit, found[0]))
        national = found[0][0] in "0០" and count in NATIONAL_LENGTHS
        whole = national or (found["abroad"] is not None and count in INTERNATIONAL_LENGTHS)
        return found[0] if whole else alone.sub(mask.replace("\\", r"\\"), found[0])

    return re.sub(f"{ANOTHER}|{alone.pattern}", masked, text) if alone.search(text) else text


@lru_cache(maxsize=1024)
def _short_code(key: str) -> re.Pattern[str]:
    """A short code as a whole word, and no part of a figure such as "1,117", "117,000" or "11.7".

    Khmer has no space between words, so only Latin letters and digits make it a part of something else.
    """
    word = f"[{UNSEEN}]{{0,2}}".join(map(_digit, key))
    return re.compile(rf"(?<![\dA-Za-z])(?<!\d[,.:]){word}(?![\dA-Za-z])(?![,.:]\d)")


@lru_cache(maxsize=1024)
def _number(key: str, national: str) -> re.Pattern[str]:
    """A long number in its national form, with its country's code, or without either."""
    code, core = _core(key, national)
    abroad = BETWEEN.join(map(_digit, code))
    before = rf"(?:{PLUS_OR_ZEROS}?{abroad}{BETWEEN}(?:[0០]{BETWEEN})?|[0០]{BETWEEN})?" if code else f"{PLUS_OR_ZEROS}?"
    return re.compile(rf"(?<!\d){before}{BETWEEN.join(map(_digit, core))}(?!\d)")


@lru_cache(maxsize=1024)
def _core(key: str, national: str) -> tuple[str, str]:
    """Return a number's country code and what follows it in every form; the code is empty where it is not known."""
    dialled = re.sub(r"\D", "", digits(national))
    if dialled.startswith("0") and key.endswith(dialled[1:]) and len(dialled) > 1:
        core = dialled[1:]
        return key[: -len(core)], core
    return "", key


def _digit(digit: str) -> str:
    return f"[{digit}{chr(0x17E0 + int(digit))}]" if digit.isascii() and digit.isdigit() else re.escape(digit)


def lines_among(items: Sequence[Withdrawn], body: bytes) -> list[Withdrawn]:
    """Return the lines whose number a text may hold."""
    lines = [item for item in items if item.kind is Kind.LINE]
    if not lines:
        return []
    alone = digits_alone(body)
    return [line for line in lines if _may_hold(body, alone, line)]
