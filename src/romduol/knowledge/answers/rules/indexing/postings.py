"""How the index is written: rows of ten bytes under the hash of a token, in pages that few changes touch.

A row tells one document at one place: two bytes of rank, six of its id, two of the place's number. Rows are sorted as
bytes, so the best come first and a list can be cut anywhere. A list keeps them by columns: ranks with how often each
stands, then all ids (eight bytes wide, so that they are read at once), then all places. The hashes are SHA-256, which
every browser has too.
"""

import struct
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from hashlib import sha256
from itertools import groupby

from romduol.knowledge.answers.records import KINDS

FORMAT = 1
"""Of what an index is made: another one cannot be read by this program."""
HEAD = "_/s/head.json"
PLACES = "_/s/places.json"
WORDS = "_/s/words.json"
CAP = 1_000
"""How many rows of a token are kept in one list; what is beyond is found by token and place."""
ROWS_BY_PLACE = 2_048
"""How many rows a page with what a cut list holds of some places has, roughly."""
FULL_LIST = 512
"""How many rows a page of lists holds on average at most, before all of them are parted by four."""
FULL_DOCUMENTS = 12
TOKEN_BYTES, ID_BYTES, ROW_BYTES = 8, 6, 10
NOWHERE, NATIONAL = 0, 1
"""The numbers of "no source tells where" and of the whole country; places of the pack follow."""
TITLE, NAMED, TEXT = 0, 1, 2
"""Where a token stands: in the title, in what a thing is called otherwise, in the text."""
CROWD, CROWDED = ("organization", "line", "service"), 1 << 15
"""Kinds that grow with the directory: the few others come first, so that a cut list holds them all."""
_RANK = struct.Struct(">H")
_ID_SIGNS = 16
"""Hex digits of an id in a list."""
_WIDER = bytes(_ID_SIGNS // 2 - ID_BYTES)


@dataclass(frozen=True, slots=True)
class Group:
    """Rows of one rank."""

    rank: int
    ids: Sequence[int]
    """The documents; one that has several places stands several times."""
    places: Sequence[int]


@dataclass(frozen=True, slots=True)
class TokenList:
    """The best rows of a token; `rows` counts all that there are, roughly where some were cut."""

    rows: int
    ranks: Sequence[int]
    """Rank, how many rows have it, next rank, and so on."""
    ids: str
    places: str

    @property
    def cut(self) -> bool:
        """True where not every row is in it."""
        return self.rows * _ID_SIGNS > len(self.ids)

    def groups(self) -> Iterator[Group]:
        """Yield the rows; raises ValueError and struct.error where they are not whole."""
        count = len(self.ids) // _ID_SIGNS
        ids = struct.unpack(f">{count}Q", bytes.fromhex(self.ids))
        places = struct.unpack(f">{count}H", bytes.fromhex(self.places))
        at = 0
        for rank, count in zip(self.ranks[::2], self.ranks[1::2], strict=True):
            yield Group(rank, ids[at : at + count], places[at : at + count])
            at += count


def list_of(rows: Sequence[bytes]) -> TokenList:
    """Return sorted rows, each behind its token's hash, as the list of the token: the best `CAP` of them."""
    best = [row[TOKEN_BYTES:] for row in rows[:CAP]]
    ranks = [(_RANK.unpack(rank)[0], len(list(some))) for rank, some in groupby(row[:2] for row in best)]
    return TokenList(
        rows=len(rows) if len(rows) <= CAP else about(len(rows)),
        ranks=[number for pair in ranks for number in pair],
        ids=b"".join(_WIDER + row[2 : 2 + ID_BYTES] for row in best).hex(),
        places=b"".join(row[2 + ID_BYTES :] for row in best).hex(),
    )


def token_hash(token: str) -> bytes:
    """Return the eight bytes under which a token is kept."""
    return sha256(token.encode("utf-8", "surrogatepass")).digest()[:TOKEN_BYTES]


def document_id(kind: str, key: str) -> bytes:
    """Return the six bytes that name a document: the same in every release."""
    return sha256(f"{kind}:{key}".encode()).digest()[:ID_BYTES]


def rank_of(kind: str, weight: int, standing: int, *, folded: bool) -> bytes:
    """Return the two bytes by which rows are sorted: crowd or not, where the token stands, kind, standing (0 to 7)."""
    rank = CROWDED * (kind in CROWD) | weight << 13 | folded << 12 | KINDS.index(kind) << 9 | standing << 6
    return _RANK.pack(rank)


def weight_in(rank: int) -> int:
    """Return where the token of a rank stands."""
    return rank >> 13 & 3


def is_folded(rank: int) -> bool:
    """Tell whether the token of a rank is one only since the text was folded."""
    return bool(rank >> 12 & 1)


def kind_in(rank: int) -> str:
    """Return the kind of a rank's document."""
    return KINDS[(rank >> 9 & 7) % len(KINDS)]


def standing_in(rank: int) -> int:
    """Return the place of a rank's standing in the order of standings, the best 0."""
    return rank >> 6 & 7


def without_token(rank: int) -> int:
    """Return what a rank tells of the document alone, whichever its token."""
    return rank & 0x8FC0


def about(rows: int) -> int:
    """Return a count roughly, so that one row more changes nothing: the next power of two above it."""
    return 1 << rows.bit_length()


def width_for(size: int, full: int) -> int:
    """Return how many times the pages of an index are parted by four; once more as the size becomes four times more."""
    width = 0
    while size > full * 4**width:
        width += 1
    return width


def list_path(token: bytes, width: int) -> str:
    """Return the private path of the page that holds a token's list."""
    return f"_/s/t{_begin(token.hex(), width)}.json"


def groups_of(rows: int) -> int:
    """Return into how many pages the rows of a cut list are parted by place; `rows` is roughly how many there are."""
    return max(1, rows // ROWS_BY_PLACE)


def cut_path(token: bytes, place: int, groups: int) -> str:
    """Return the private path of the page with what a cut list holds of one place, by the place's number."""
    return f"_/s/p{token.hex()}.{place % groups}.json"


def name_of_id(document: int) -> str:
    """Return the hex digits under which a document is kept."""
    return f"{document:0{2 * ID_BYTES}x}"


def document_path(name: str, width: int) -> str:
    """Return the private path of the page that holds a document, given by its hex digits."""
    return f"_/s/d{_begin(name, width)}.json"


def _begin(digits: str, width: int) -> str:
    """Return the first bits of a hash, two for each step of the width, as hex digits; they rise as the hashes do."""
    return f"{int(digits[:8], 16) >> 32 - 2 * width:0{-(-width // 2)}x}" if width else "all"
