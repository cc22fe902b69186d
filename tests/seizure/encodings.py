"""Writes a value in every way in which a disk may hold it, and looks for all of them in one pass."""

from __future__ import annotations

import re
import unicodedata
from base64 import b32encode, b64encode, urlsafe_b64encode
from collections import defaultdict
from collections.abc import Callable, Iterable, Iterator, Mapping
from dataclasses import dataclass
from html import escape
from urllib.parse import quote, quote_plus

KHMER_DIGITS = str.maketrans("0123456789", "០១២៣៤៥៦៧៨៩")
SHORTEST = 8
"""A pattern with fewer bytes would be found by chance."""
ANCHOR = 12
"""Every pattern is first looked for by so many of its bytes, and then whole."""

Written = Iterator[tuple[str, bytes]]
"""Names of encodings, each with the bytes of a value in it."""

CHARSETS = ("utf-8", "utf-16-le", "utf-16-be", "utf-32-le", "utf-32-be")
FORMS: Mapping[str, Callable[[str], str]] = {
    "as typed": str,
    "NFC": lambda text: unicodedata.normalize("NFC", text),
    "NFD": lambda text: unicodedata.normalize("NFD", text),
    "capitals": str.upper,
}


def _utf16_units(text: str) -> list[int]:
    data = text.encode("utf-16-be")
    return [int.from_bytes(data[at : at + 2]) for at in range(0, len(data), 2)]


def _but_ascii(text: str, write: Callable[[str], str]) -> str:
    return "".join(sign if sign.isascii() else write(sign) for sign in text)


def _bytewise(text: str, pattern: str) -> str:
    return "".join(chr(byte) if byte < 128 else pattern.format(byte) for byte in text.encode())


ESCAPES: Mapping[str, Callable[[str], str]] = {
    "JSON": lambda text: _but_ascii(text, lambda s: "".join(f"\\u{unit:04x}" for unit in _utf16_units(s))),
    "JSON, capitals": lambda text: _but_ascii(text, lambda s: "".join(f"\\u{unit:04X}" for unit in _utf16_units(s))),
    "JSON, every sign": lambda text: "".join(f"\\u{unit:04x}" for unit in _utf16_units(text)),
    "code points": lambda text: _but_ascii(text, lambda s: f"\\u{{{ord(s):x}}}"),
    "Python text": lambda text: text.encode("unicode_escape").decode(),
    "HTML decimal": lambda text: _but_ascii(text, lambda s: f"&#{ord(s)};"),
    "HTML hex": lambda text: _but_ascii(text, lambda s: f"&#x{ord(s):x};"),
    "HTML hex, capitals": lambda text: _but_ascii(text, lambda s: f"&#x{ord(s):X};"),
    "HTML": escape,
    "percent": lambda text: quote(text, safe=""),
    "percent, small": lambda text: re.sub(r"%..", lambda found: found[0].lower(), quote(text, safe="")),
    "percent, form": quote_plus,
    "percent, every byte": lambda text: "".join(f"%{byte:02X}" for byte in text.encode()),
    "quoted-printable": lambda text: _bytewise(text, "={:02X}"),
    "quoted-printable, small": lambda text: _bytewise(text, "={:02x}"),
    "octal": lambda text: _bytewise(text, "\\{:03o}"),
    "octal, doubled": lambda text: _bytewise(text, "\\\\{:03o}"),
    "bytes": lambda text: _bytewise(text, "\\x{:02x}"),
    "bytes, capitals": lambda text: _bytewise(text, "\\x{:02X}"),
    "UTF-8 twice": lambda text: text.encode().decode("latin-1"),
}


def of_text(text: str) -> Written:
    """Yield a text in every form, charset and escape."""
    for form, change in FORMS.items():
        changed = change(text)
        for charset in CHARSETS:
            yield from of_bytes(changed.encode(charset), f"{form}, {charset}")
        for name, write in ESCAPES.items():
            for charset in ("utf-8", "utf-16-le"):
                yield f"{form}, {name}, {charset}", write(changed).encode(charset)


def of_bytes(data: bytes, name: str = "raw") -> Written:
    """Yield bytes as they are, in hex, in base32 and in base64 wherever in the stream they begin."""
    yield name, data
    digits = data.hex()
    for hexed in {digits, digits.upper(), data.hex(" "), data.hex(":"), data.hex(" ").upper(), data.hex(":").upper()}:
        yield f"{name}, hex", hexed.encode()
    yield f"{name}, hex, UTF-16", digits.encode("utf-16-le")
    yield f"{name}, base32", b32encode(data)[: len(data) * 8 // 5]
    for offset in range(3):
        for encode in (b64encode, urlsafe_b64encode):
            # The first signs depend on what stands before, the last ones on what comes after.
            signs = encode(bytes(offset) + data)
            inner = signs[-(-offset * 8 // 6) : (offset + len(data)) * 8 // 6]
            yield f"{name}, base64 at {offset}", inner
            yield f"{name}, base64 at {offset}, UTF-16", inner.decode().encode("utf-16-le")


def of_code(code: str) -> Written:
    """Yield 24 digits in Khmer and ASCII, together and in groups of four."""
    groups = [code[at : at + 4] for at in range(0, len(code), 4)]
    for between in ("", " ", "-", "\u00a0", "\u2009", "\u2011", "+", "%20", "\n", "_", "."):
        for digits in ("ASCII", "Khmer"):
            shown = between.join(groups)
            shown = shown.translate(KHMER_DIGITS) if digits == "Khmer" else shown
            for charset in CHARSETS:
                yield from of_bytes(shown.encode(charset), f"{digits} digits, {charset}")
            if digits == "Khmer":
                for name, write in ESCAPES.items():
                    for charset in ("utf-8", "utf-16-le"):
                        yield f"Khmer digits, {name}, {charset}", write(shown).encode(charset)


@dataclass(frozen=True, slots=True)
class Pattern:
    """Bytes that must not be found, whose they are and how they were written."""

    data: bytes
    name: str
    encoding: str


@dataclass(frozen=True, slots=True)
class Hit:
    """Where a value was found: its name, how it was written there, and at which byte. Never what it says."""

    name: str
    encoding: str
    offset: int


class Search:
    """Looks for many patterns in one pass over each buffer."""

    def __init__(self, patterns: Iterable[Pattern]) -> None:
        by_data: dict[bytes, Pattern] = {}
        for pattern in patterns:
            # A disk is full of zeros: a pattern that began with some would be looked for at each of them.
            data = pattern.data.lstrip(b"\x00")
            if len(data) >= SHORTEST and data not in by_data:
                by_data[data] = Pattern(data, pattern.name, pattern.encoding)
        self.count = len(by_data)
        self._by_anchor: dict[bytes, list[Pattern]] = defaultdict(list)
        for pattern in by_data.values():
            self._by_anchor[pattern.data[:ANCHOR]].append(pattern)
        self._compiled = re.compile(_tree(sorted(self._by_anchor)), re.DOTALL) if by_data else None

    def hits(self, data: bytes) -> Iterator[Hit]:
        """Yield the patterns that begin anywhere in these bytes."""
        at = 0
        while self._compiled and (found := self._compiled.search(data, at)):
            at = found.start() + 1
            # A shorter anchor may begin as a longer one does: every length is asked for.
            for length in range(SHORTEST, ANCHOR + 1):
                for pattern in self._by_anchor.get(data[found.start() : found.start() + length], ()):
                    if data.startswith(pattern.data, found.start()):
                        yield Hit(pattern.name, pattern.encoding, found.start())


def _tree(words: list[bytes]) -> bytes:
    """Return an expression for sorted words that parts where they part, so that few ways are tried at each byte."""
    if len(words) == 1:
        return re.escape(words[0])
    shared = _shared(words[0], words[-1])
    if len(words[0]) == shared:  # This word is found, whatever comes after it.
        return re.escape(words[0])
    branches: dict[int, list[bytes]] = defaultdict(list)
    for word in words:
        branches[word[shared]].append(word[shared:])
    return re.escape(words[0][:shared]) + b"(?:" + b"|".join(_tree(branch) for branch in branches.values()) + b")"


def _shared(first: bytes, last: bytes) -> int:
    length = min(len(first), len(last))
    return next((at for at in range(length) if first[at] != last[at]), length)
