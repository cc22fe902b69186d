"""The rows that a document adds to the index."""

from collections import Counter
from collections.abc import Iterator
from functools import lru_cache

from romduol.knowledge.answers.rules.indexing.documents import Document
from romduol.knowledge.answers.rules.indexing.places import NOWHERE_CODE, Places
from romduol.knowledge.answers.rules.indexing.postings import (
    CAP,
    NAMED,
    TEXT,
    document_id,
    rank_of,
    token_hash,
)
from romduol.knowledge.answers.rules.indexing.tokens import read_again, read_words

hash_of = lru_cache(maxsize=65_536)(token_hash)
"""A few thousand tokens stand in most records."""
Cut = tuple[str, bytes]
"""A place, and its rows of a token, for a list that was cut."""


def rows_of(document: Document, places: Places, known: Counter[str] | None = None) -> Iterator[bytes]:
    """Yield every row of a document behind the hash of its token; its words in Latin letters are counted in `known`."""
    name = document_id(document.kind, document.key)
    numbers = {places.number(code) for code in document.places} or {places.number(NOWHERE_CODE)}
    ends = [name + number.to_bytes(2, "big") for number in sorted(numbers)]
    ranks: dict[tuple[int, bool], bytes] = {}
    for token, where in weighed(document, known).items():
        if where not in ranks:
            ranks[where] = rank_of(document.kind, where[0], document.standing, folded=where[1])
        front = hash_of(token) + ranks[where]
        for end in ends:
            yield front + end


def weighed(document: Document, known: Counter[str] | None = None) -> dict[str, tuple[int, bool]]:
    """Return each token with the best place where it stands, and whether folding made it there."""
    found = dict.fromkeys(document.codes, (NAMED, False))
    latin: dict[str, None] = {}
    for weight, text in document.texts:
        read = read_again(text) if weight != TEXT else read_words(text)
        latin.update(dict.fromkeys(read.latin))
        for token, folded in read.tokens:
            before = found.get(token)
            if before is None or (weight, folded) < before:
                found[token] = (weight, folded)
    if known is not None:
        known.update(latin.keys())
    return found


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
