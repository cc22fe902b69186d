"""However a value is written, packed or cut, a search finds it; what stands alone in random bytes is nothing."""

from __future__ import annotations

import base64
import bz2
import gzip
import html
import io
import json
import lzma
import quopri
import random
import unicodedata
import zipfile
import zlib
from collections.abc import Callable
from urllib.parse import quote, quote_plus

import brotli
import pytest

from romduol.safety.crypto.receipts import check_digit, show_code
from tests.seizure.canaries import Sort, canary
from tests.seizure.encodings import Pattern, Search, of_bytes, of_code, of_text
from tests.seizure.keys import TooManyToTry, try_all, try_codes
from tests.seizure.postgres_log import records_of
from tests.seizure.postgres_values import pglz
from tests.seizure.streams import LARGEST, Place, TooMuchToUnpack, brotli_inside, inside

MARKS = canary("encodings", "field").marks
KHMER = str.maketrans("0123456789", "០១២៣៤៥៦៧៨៩")

SEARCH = Search(
    Pattern(data, f"mark {number}", encoding) for number, mark in enumerate(MARKS) for encoding, data in of_text(mark)
)

TEXTS: dict[str, Callable[[str], bytes]] = {
    "UTF-8": str.encode,
    "UTF-16": lambda text: text.encode("utf-16"),
    "UTF-16 big": lambda text: text.encode("utf-16-be"),
    "UTF-32": lambda text: text.encode("utf-32"),
    "UTF-32 big": lambda text: text.encode("utf-32-be"),
    "NFD": lambda text: unicodedata.normalize("NFD", text).encode(),
    "capitals": lambda text: text.upper().encode(),
    "JSON": lambda text: json.dumps({"a": text}).encode(),
    "JSON as it is": lambda text: json.dumps({"a": text}, ensure_ascii=False).encode(),
    "JSON in JSON": lambda text: json.dumps(json.dumps(text, ensure_ascii=False), ensure_ascii=False).encode(),
    "JSON in UTF-16": lambda text: json.dumps(text).encode("utf-16-le"),
    "ascii()": lambda text: ascii(text).encode(),
    "repr of bytes": lambda text: repr(text.encode()).encode(),
    "HTML": lambda text: html.escape(text).encode("ascii", "xmlcharrefreplace"),
    "HTML hex": lambda text: "".join(f"&#x{ord(sign):X};" if ord(sign) > 127 else sign for sign in text).encode(),
    "percent": lambda text: quote(text).encode(),
    "percent, small": lambda text: quote(text).lower().encode(),
    "form": lambda text: quote_plus(text).encode(),
    "every byte": lambda text: "".join(f"%{byte:02X}" for byte in text.encode()).encode(),
    "octal": lambda text: "".join(chr(b) if 32 <= b < 127 else f"\\{b:03o}" for b in text.encode()).encode(),
    "quoted-printable": lambda text: quopri.encodestring(text.encode()),
    "read as Latin": lambda text: text.encode().decode("latin-1").encode(),
    "hex": lambda text: text.encode().hex().encode(),
    "HEX": lambda text: text.encode().hex().upper().encode(),
    "hex with blanks": lambda text: text.encode().hex(" ").encode(),
    "hex of UTF-16": lambda text: text.encode("utf-16-le").hex().encode(),
    "base32": lambda text: base64.b32encode(text.encode()),
    "base64 at 0": lambda text: base64.b64encode(text.encode() + b"yz"),
    "base64 at 1": lambda text: base64.b64encode(b"x" + text.encode() + b"yz"),
    "base64 at 2": lambda text: base64.b64encode(b"xx" + text.encode() + b"yz"),
    "base64url at 1": lambda text: base64.urlsafe_b64encode(b"\xff" + text.encode()).rstrip(b"="),
    "base64 in lines": lambda text: base64.encodebytes(b"x" * 40 + text.encode() * 3),
    "base64 of UTF-16": lambda text: base64.b64encode(text.encode("utf-16")),
    "base64 in UTF-16": lambda text: base64.b64encode(text.encode()).decode().encode("utf-16-le"),
    "base64 twice": lambda text: base64.b64encode(base64.b64encode(text.encode() * 2)),
    "hex in base64": lambda text: base64.b64encode(text.encode().hex().encode()),
}


def zip_of(data: bytes) -> bytes:
    file = io.BytesIO()
    with zipfile.ZipFile(file, "w", zipfile.ZIP_DEFLATED) as archive:
        archive.writestr("a/name", data)
    return file.getvalue()


PACKED: dict[str, Callable[[bytes], bytes]] = {
    "gzip": gzip.compress,
    "zlib": zlib.compress,
    "zlib, fast": lambda data: zlib.compress(data, 1),
    "zlib, small window": lambda data: (packer := zlib.compressobj(wbits=10)).compress(data) + packer.flush(),
    "zip": zip_of,
    "bzip2": bz2.compress,
    "xz": lzma.compress,
    "lzma": lambda data: lzma.compress(data, lzma.FORMAT_ALONE),
}


def noise(length: int) -> bytes:
    """Return bytes that mean nothing: the same ones whatever ran before."""
    return random.Random(9).randbytes(length)


def among(data: bytes) -> Place:
    """Return bytes in the middle of others that mean nothing."""
    around = noise(601)
    return Place("here", around[:301] + b"\n" + data + b"\n" + around[301:])


def found(place: Place) -> set[str]:
    return {hit.name for one in (place, *inside(place)) for hit in SEARCH.hits(one.data)}


@pytest.mark.parametrize("number", range(len(MARKS)))
@pytest.mark.parametrize("written", TEXTS)
def test_a_word_is_found_however_it_is_written(written, number):
    assert f"mark {number}" in found(among(TEXTS[written](MARKS[number])))


@pytest.mark.parametrize("packed", PACKED)
def test_a_word_is_found_in_what_is_packed(packed):
    pack = PACKED[packed]
    text = "\n".join(MARKS).encode()
    everything = {f"mark {number}" for number in range(len(MARKS))}
    assert found(among(pack(text * 9))) == everything
    assert found(among(pack(b"-" * 99 + pack(text)))) == everything, "one in another"
    assert found(among(base64.b64encode(pack(text)))) == everything, "and in base64"


def test_what_was_packed_and_half_written_over_is_read_up_to_there():
    packed = zlib.compress(MARKS[0].encode() + noise(4000))
    assert found(Place("here", packed[:500] + bytes(4000))) == {"mark 0"}


def test_brotli_is_read_from_the_beginning_of_a_file():
    place = Place("file", brotli.compress("\n".join(MARKS).encode() * 9))
    (unpacked,) = brotli_inside(place)
    assert len(found(unpacked)) == len(MARKS)
    assert list(brotli_inside(Place("file", noise(900)))) == []


def test_what_is_too_long_to_unpack_is_no_proof():
    with pytest.raises(TooMuchToUnpack):
        list(inside(Place("bomb", gzip.compress(bytes(LARGEST + 10_000)))))


def test_nothing_is_found_where_nothing_is():
    assert not found(Place("noise", noise(400_000)))
    other = canary("encodings", "another field").text
    assert not found(Place("another", b"\n".join(write(other) for write in TEXTS.values())))


def test_a_hit_tells_its_place_and_not_its_text():
    (hit,) = SEARCH.hits(b"-" * 77 + MARKS[1].encode())
    assert (hit.name, hit.offset) == ("mark 1", 77)
    assert not any(mark in repr(hit) for mark in MARKS)


CODE = canary("encodings", "slip", Sort.CODE).text
SHOWN = {
    "digits": CODE,
    "groups": show_code(CODE),
    "hyphens": show_code(CODE).replace(" ", "-"),
    "Khmer": CODE.translate(KHMER),
    "Khmer groups": show_code(CODE).translate(KHMER),
    "in an address": "/r/" + quote(show_code(CODE)),
    "Khmer in an address": "/r/" + quote(CODE.translate(KHMER)),
    "a form": quote_plus(show_code(CODE)),
    "narrow blanks": show_code(CODE).replace(" ", "\u2009"),
}


@pytest.mark.parametrize("charset", ["utf-8", "utf-16-le"])
@pytest.mark.parametrize("shown", SHOWN)
def test_a_code_is_found_however_it_is_shown(shown, charset):
    search = Search(Pattern(data, "slip", encoding) for encoding, data in of_code(CODE))
    place = among(SHOWN[shown].encode(charset))
    assert {hit.name for one in (place, *inside(place)) for hit in search.hits(one.data)} == {"slip"}


@pytest.mark.parametrize("shown", sorted(set(SHOWN) - {"in an address", "Khmer in an address", "a form"}))
def test_a_code_that_nobody_named_is_tried(shown):
    tried = try_all([], {}, [])
    try_codes([among(SHOWN[shown].encode())], [lambda code: code == CODE], tried)
    assert len(tried.hits) == 1
    assert check_digit(CODE[:-1]) == CODE[-1]


KEY = random.Random(4).randbytes(32)
KEYS = {
    "raw": KEY,
    "at an odd byte": b"k" + KEY,
    "hex": KEY.hex().encode(),
    "HEX": KEY.hex().upper().encode(),
    "hex with colons": KEY.hex(":").encode(),
    "base64": base64.b64encode(KEY),
    "base64url": base64.urlsafe_b64encode(KEY).rstrip(b"="),
    "in a longer base64": base64.b64encode(b"bundle" + KEY + b"more"),
    "in a URL": b"https://example.org/?key=" + quote(KEY).encode(),
    "repr": repr(KEY).encode(),
    "octal": "".join(f"\\{byte:03o}" for byte in KEY).encode(),
    "JSON": json.dumps(KEY.decode("latin-1")).encode(),
    "an array": json.dumps(list(KEY)).encode(),
    "gzip": gzip.compress(b"the key: " + KEY),
    "hex in gzip": gzip.compress(b"the key: " + KEY.hex().encode()),
}


@pytest.mark.parametrize("written", KEYS)
def test_a_key_is_tried_however_it_is_written(written):
    place = among(KEYS[written])
    tried = try_all([place, *inside(place)], {"it": KEY.__eq__}, [])
    assert tried.hits
    assert tried.candidates > 400


@pytest.mark.parametrize("written", ["raw", "hex", "HEX", "hex with colons", "base64", "base64url"])
def test_a_key_that_is_known_is_looked_for_as_it_may_be_written(written):
    search = Search(Pattern(data, "key", encoding) for encoding, data in of_bytes(KEY))
    assert [hit.name for hit in search.hits(among(KEYS[written]).data)] == ["key"]


def test_what_is_accounted_for_is_not_tried_and_its_edges_are():
    box = noise(500)
    assert try_all([Place("table", box)], {}, [box]).candidates == 0
    assert try_all([Place("table", box + KEY)], {"it": KEY.__eq__}, [box]).hits
    assert try_all([Place("table", box), Place("copy", box)], {}, []).candidates <= 500 - 31


def test_more_than_can_be_tried_is_no_proof(monkeypatch):
    monkeypatch.setattr("tests.seizure.keys.MOST", 100)
    with pytest.raises(TooManyToTry):
        try_all([Place("noise", noise(500))], {}, [])
    with pytest.raises(TooManyToTry):
        try_codes(
            [Place("digits", b"0" * 24 + bytes(random.Random(9).choices(b"0123456789", k=3000)))],
            [],
            try_all([], {}, []),
        )


def test_few_random_keys_look_like_text():
    """32 random bytes are left out about once in five million times."""
    drawn = noise(32 * 3000)
    draws = [drawn[start : start + 32] for start in range(0, len(drawn), 32)]
    tried = [try_all([Place("key", draw)], {}, []).candidates for draw in draws]
    assert sum(tried) == len(draws)


def test_postgresql_packing_is_undone():
    assert pglz(b"\x00abcdefgh\x04xy\x03\x02", 16) == b"abcdefghxyxyxyxy"
    assert pglz(b"\x01\x0f\x00", 99) == b"", "a copy of what is not there"
    assert pglz(b"\x02a\x0f\x01\x05", 24) == b"a" * 24, "a long one"


def test_a_log_that_is_not_understood_is_kept():
    odd = noise(900)
    assert b"".join(records_of(odd, 5)) == odd
