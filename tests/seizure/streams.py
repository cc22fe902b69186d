"""Opens what is packed or written as text anywhere inside bytes: streams by their first bytes, digits by their run."""

from __future__ import annotations

import binascii
import bz2
import lzma
import re
import zlib
from base64 import b64decode
from collections.abc import Callable, Iterator
from dataclasses import dataclass
from urllib.parse import unquote_to_bytes

import brotli

DEEPEST = 2
"""A stream in a stream is opened, a third one inside is not."""
LARGEST = 16 * 1024 * 1024
"""So much of one stream is looked at."""
SMALLEST = 16
STEP = 4_096


@dataclass(frozen=True, slots=True)
class Place:
    """Bytes that somebody who takes the machine has: where they lay, and what they are."""

    name: str
    data: bytes


class TooMuchToUnpack(AssertionError):
    """A stream that is longer than what is looked at."""


def inside(place: Place, depth: int = DEEPEST) -> Iterator[Place]:
    """Yield what is packed inside a place, and inside that."""
    if not depth:
        return
    for kind, offset, data in _opened(place.data):
        if len(data) >= SMALLEST:
            found = Place(f"{place.name} > {kind} at {offset}", data)
            yield found
            yield from inside(found, depth - 1)


def _opened(data: bytes) -> Iterator[tuple[str, int, bytes]]:
    for kind, magic, make in _PACKED:
        for found in magic.finditer(data):
            yield kind, found.start(), _unpack(make, data, _begin(found))
    for kind, run, ahead, decode in _WRITTEN:
        for found in run.finditer(data):
            start = max(found.start() - ahead, 0)
            yield from ((kind, start, decoded) for decoded in decode(data[start : found.end()]))


def _begin(found: re.Match[bytes]) -> int:
    """Return where a stream begins; in a zip, after the lengths of two names, and the names."""
    if not found.re.groups:
        return found.start()
    return found.end() + 4 + sum(int.from_bytes(length, "little") for length in found.groups())


def brotli_inside(place: Place) -> Iterator[Place]:
    """Yield what a file holds that is brotli from its first byte on: brotli has no sign of its own to look for."""
    if unpacked := _unpack(_Brotli, place.data, 0, errors_empty=True):
        yield Place(f"{place.name} > brotli at 0", unpacked)


class _Brotli:
    """brotli with the surface of zlib's object."""

    def __init__(self) -> None:
        self._inner = brotli.Decompressor()

    def decompress(self, data: bytes) -> bytes:
        """Return what these bytes add."""
        return bytes(self._inner.process(data))


def _unpack(make: Callable[[], object], data: bytes, start: int, *, errors_empty: bool = False) -> bytes:
    """Return what a stream gives up to where it ends or breaks; raises `TooMuchToUnpack`."""
    stream = make()
    decompress: Callable[[bytes], bytes] = stream.decompress  # type: ignore[attr-defined]
    given: list[bytes] = []
    length, at, step = 0, start, 64
    while at < len(data):
        try:
            part = decompress(data[at : at + step])
        except (zlib.error, OSError, EOFError, lzma.LZMAError, brotli.error, ValueError):
            if errors_empty:
                return b""
            break
        given.append(part)
        length += len(part)
        at, step = at + step, min(step * 2, STEP)
        if length > LARGEST:
            raise TooMuchToUnpack("a stream is longer than what is looked at")
        if getattr(stream, "eof", False):
            break
    return b"".join(given)


def _zlib_heads() -> bytes:
    """Return an expression for the heads that RFC 1950 allows: deflate, any window, no dictionary, a right check."""
    heads = (bytes((cmf, flags)) for cmf in range(0x08, 0x79, 0x10) for flags in range(256) if not flags & 0x20)
    return b"|".join(re.escape(head) for head in heads if int.from_bytes(head) % 31 == 0)


_PACKED: tuple[tuple[str, re.Pattern[bytes], Callable[[], object]], ...] = (
    ("gzip", re.compile(rb"\x1f\x8b\x08"), lambda: zlib.decompressobj(31)),
    ("zlib", re.compile(_zlib_heads(), re.DOTALL), lambda: zlib.decompressobj(15)),
    (
        "zip",
        re.compile(rb"PK\x03\x04.{4}\x08\x00.{16}(?=(..)(..))", re.DOTALL),
        lambda: zlib.decompressobj(-15),
    ),
    ("bzip2", re.compile(rb"BZh[1-9]1AY&SY"), bz2.BZ2Decompressor),
    ("xz", re.compile(rb"\xfd7zXZ\x00|\x5d\x00\x00[\x00-\xff]{2}\xff{8}"), lzma.LZMADecompressor),
)


def _hex(run: bytes) -> Iterator[bytes]:
    digits = re.sub(rb"[ :\r\n-]", b"", run)
    for offset in range(2 if len(digits) % 2 else 1):
        yield binascii.unhexlify(digits[offset : offset + (len(digits) - offset) // 2 * 2])


# So long a run of hexadecimal digits is no base64: 40 of its 64 signs would be of these 16 once in 2^80 times.
_HEX_RUN = re.compile(rb"[0-9a-f]{40,}|[0-9A-F]{40,}")


def _base64(run: bytes) -> Iterator[bytes]:
    for part in _HEX_RUN.split(re.sub(rb"\s", b"", run)):
        signs = part.translate(bytes.maketrans(b"-_", b"+/"))
        for offset in range(4 if len(signs) >= 24 else 0):
            whole = (len(signs) - offset) // 4 * 4 + offset
            yield b64decode(signs[offset:whole] + _rest(signs[whole:]))


def _rest(signs: bytes) -> bytes:
    return signs + b"A" * (4 - len(signs)) if signs else b""


def _numbers(run: bytes) -> Iterator[bytes]:
    yield bytes(number for number in map(int, re.findall(rb"\d+", run)) if number < 256)


def _percent(run: bytes) -> Iterator[bytes]:
    yield unquote_to_bytes(run)


def _equals(run: bytes) -> Iterator[bytes]:
    yield binascii.a2b_qp(run)


_BACKSLASH = re.compile(rb"\\(?:x([0-9a-fA-F]{2})|u([0-9a-fA-F]{4})|([0-7]{3})|([abfnrtv\\'\"0]))")
_NAMED = dict(zip(b"abfnrtv0", b"\a\b\f\n\r\t\v\0", strict=True))


def _backslash(run: bytes) -> Iterator[bytes]:
    yield _BACKSLASH.sub(_unescaped, run)


def _unescaped(found: re.Match[bytes]) -> bytes:
    byte, unit, octal, named = found.groups()
    if byte:
        return bytes.fromhex(byte.decode())
    if unit:
        return chr(int(unit, 16)).encode("latin-1" if int(unit, 16) < 256 else "utf-8", "surrogatepass")
    if octal:
        return bytes((int(octal, 8) % 256,))
    return bytes((_NAMED.get(named[0], named[0]),))


# What a key of 32 bytes takes, written so: 64 digits, 43 signs (of text, fewer), 32 numbers; or at least some
# of its bytes escaped, the first of which may have others before it.
_WRITTEN: tuple[tuple[str, re.Pattern[bytes], int, Callable[[bytes], Iterator[bytes]]], ...] = (
    ("hex", re.compile(rb"(?:[0-9a-fA-F]{2}[ :-]?(?:\r?\n)?){32,}[0-9a-fA-F]?"), 0, _hex),
    ("base64", re.compile(rb"(?:[A-Za-z0-9+/]{56,76}\r?\n)+[A-Za-z0-9+/]+|[A-Za-z0-9+/_-]{24,}"), 0, _base64),
    ("numbers", re.compile(rb"(?:[0-9]{1,3}[,; \r\n]{1,4}){31,}[0-9]{1,3}"), 0, _numbers),
    ("percent", re.compile(rb"(?:%[0-9a-fA-F]{2}[!-$&-~]{0,24}){8,}"), 32, _percent),
    ("quoted-printable", re.compile(rb"(?:=(?:[0-9A-F]{2}|\r?\n)[!-<>-~ ]{0,76}){4,}"), 32, _equals),
    (
        "backslash",
        re.compile(rb"(?:\\(?:x[0-9a-fA-F]{2}|u[0-9a-fA-F]{4}|[0-7]{3}|[ -~])[ -\[\]-~]{0,24}){4,}"),
        32,
        _backslash,
    ),
)
