"""How the index is written: rows of ten bytes under the hash of a token, in pages that few changes touch.

A row tells one document at one place: two bytes of rank, six of its id, two of the place's number. Rows are sorted as
bytes, so the best come first and a list can be cut anywhere. The hashes are SHA-256, which every browser has too.
"""

import struct
from collections.abc import Iterator
from dataclasses import dataclass
from hashlib import sha256

from romduol.knowledge.answers.records import KINDS

HEAD = "_/s/head.json"
PLACES = "_/s/places.json"
WORDS = "_/s/words.json"
CAP = 2_000
"""How many rows of a token are kept in one list; what is beyond is found by token and place."""
FULL_LIST = 1_024
"""How many rows a page of lists holds on average at most, before all of them are divided by sixteen."""
FULL_DOCUMENTS = 16
TOKEN_BYTES, ID_BYTES, ROW_BYTES = 8, 6, 10
ID_MASK = (1 << 8 * ID_BYTES) - 1
NOWHERE, NATIONAL = 0, 1
"""The numbers of "no source tells where" and of the whole country; places of the pack follow."""
TITLE, NAMED, TEXT = 0, 1, 2
"""Where a token stands: in the title, in what a thing is called otherwise, in the text."""
CROWD = ("organization", "line", "service")
"""Kinds that grow with the directory: the few others come first, so that a cut list holds them all."""
_ROW = struct.Struct(">QH")
_RANK = struct.Struct(">H")

Row = tuple[int, int]
"""Rank and id as one number, and the number of a place."""


@dataclass(frozen=True, slots=True)
class TokenList:
    """The best rows of a token; `rows` counts all that there are, roughly where some were cut."""

    rows: int
    packed: str

    @property
    def cut(self) -> bool:
        """True where not every row is in it."""
        return self.rows * 2 * ROW_BYTES > len(self.packed)

    def unpacked(self) -> Iterator[Row]:
        """Yield the rows; raises ValueError and struct.error where they are not whole."""
        return _ROW.iter_unpack(bytes.fromhex(self.packed))


def token_hash(token: str) -> bytes:
    """Return the eight bytes under which a token is kept."""
    return sha256(token.encode("utf-8", "surrogatepass")).digest()[:TOKEN_BYTES]


def document_id(kind: str, key: str) -> bytes:
    """Return the six bytes that name a document: the same in every release."""
    return sha256(f"{kind}:{key}".encode()).digest()[:ID_BYTES]


def rank_of(kind: str, weight: int, standing: int, *, folded: bool) -> bytes:
    """Return the two bytes by which rows are sorted: crowd or not, where the token stands, kind, standing (0 to 7)."""
    rank = (kind in CROWD) << 15 | weight << 13 | folded << 12 | KINDS.index(kind) << 9 | standing << 6
    return _RANK.pack(rank)


def weight_in(value: int) -> int:
    """Return where the token of a row stands."""
    return value >> 61 & 3


def is_folded(value: int) -> bool:
    """Tell whether a row's token is one only since the text was folded."""
    return bool(value >> 60 & 1)


def kind_in(value: int) -> str:
    """Return the kind of a row's document; raises IndexError where there is none such."""
    return KINDS[value >> 57 & 7]


def standing_in(value: int) -> int:
    """Return the place of a row's standing in the order of standings, the best 0."""
    return value >> 54 & 7


def about(rows: int) -> int:
    """Return a count roughly, so that one row more changes nothing: the next power of two above it."""
    return 1 << rows.bit_length()


def width_for(size: int, full: int) -> int:
    """Return how many hex digits tell the pages of an index apart; it grows as the size becomes sixteen times more."""
    width = 0
    while size > full * 16**width:
        width += 1
    return width


def list_path(token: bytes, width: int) -> str:
    """Return the private path of the page that holds a token's list."""
    return f"_/s/t{token.hex()[:width] or 'all'}.json"


def cut_path(token: bytes, place: str) -> str:
    """Return the private path of what a cut list holds of one place (its code, `national`, or `-` for nowhere)."""
    return f"_/s/p{place}.{token.hex()}.json"


def document_path(document: bytes, width: int) -> str:
    """Return the private path of the page that holds a document."""
    return f"_/s/d{document.hex()[:width] or 'all'}.json"
