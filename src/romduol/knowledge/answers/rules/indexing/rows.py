"""The rows that a document adds to the index."""

from collections.abc import Callable, Iterable, Iterator
from functools import lru_cache

from romduol.knowledge.answers.rules.indexing.documents import Document
from romduol.knowledge.answers.rules.indexing.places import NOWHERE_CODE, Places
from romduol.knowledge.answers.rules.indexing.postings import (
    CAP,
    NAMED,
    ROW_BYTES,
    TOKEN_BYTES,
    document_id,
    rank_of,
    token_hash,
)
from romduol.knowledge.answers.rules.indexing.tokens import tokens_of

hash_of = lru_cache(maxsize=65_536)(token_hash)
"""A few thousand tokens stand in most records."""
Cut = tuple[str, bytes]
"""A place, and its rows of a token, for a list that was cut."""


def rows_of(document: Document, places: Places, mask: Callable[[str], str]) -> Iterator[bytes]:
    """Yield every row of a document behind the hash of its token. `mask` takes kept-back numbers out of words."""
    name = document_id(document.kind, document.key)
    numbers = {places.number(code) for code in document.places} or {places.number(NOWHERE_CODE)}
    ends = [name + number.to_bytes(2, "big") for number in sorted(numbers)]
    for token, (weight, folded) in _weighed(document, mask).items():
        front = hash_of(token) + rank_of(document.kind, weight, document.standing, folded=folded)
        for end in ends:
            yield front + end


def _weighed(document: Document, mask: Callable[[str], str]) -> dict[str, tuple[int, bool]]:
    """Return each token with the best place where it stands, and whether folding made it there."""
    found = dict.fromkeys(document.fields, (NAMED, False))
    for weight, text in document.texts:
        for token, folded in tokens_of(mask(text)):
            known = found.get(token)
            if known is None or (weight, folded) < known:
                found[token] = (weight, folded)
    return found


def packed(rows: Iterable[bytes]) -> str:
    """Return rows, given with their token's hash, as a list keeps them."""
    return b"".join(row[TOKEN_BYTES : TOKEN_BYTES + ROW_BYTES] for row in rows).hex()


def by_place(rows: list[bytes], places: Places) -> Iterator[tuple[str, list[bytes]]]:
    """Yield what a cut list holds of each place, whole; of a place with too many, also of each place within it."""
    yield from _split(rows, places, level=1)


def _split(rows: list[bytes], places: Places, level: int) -> Iterator[tuple[str, list[bytes]]]:
    parts: dict[str, list[bytes]] = {}
    for row in rows:
        chain = list(places.within(places.code(int.from_bytes(row[-2:], "big"))))
        if len(chain) >= level:
            parts.setdefault(chain[-level], []).append(row)
    for code, part in sorted(parts.items()):
        yield code, part
        if len(part) > CAP:
            yield from _split(part, places, level + 1)
