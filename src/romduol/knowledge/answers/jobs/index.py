"""Freezes the search index into each release: many small pages, of which a change of facts touches few."""

from collections import Counter, defaultdict
from collections.abc import Iterator, Sequence
from hashlib import sha256
from itertools import groupby
from tempfile import TemporaryFile
from typing import IO

import orjson

from romduol.knowledge.answers.jobs.pages import private_page
from romduol.knowledge.answers.jobs.spools import Spool
from romduol.knowledge.answers.rules.indexing.documents import documents_of
from romduol.knowledge.answers.rules.indexing.places import Places
from romduol.knowledge.answers.rules.indexing.postings import (
    CAP,
    FORMAT,
    FULL_DOCUMENTS,
    FULL_LIST,
    HEAD,
    ID_BYTES,
    PLACES,
    ROW_BYTES,
    TOKEN_BYTES,
    WORDS,
    cut_path,
    document_id,
    document_path,
    groups_of,
    list_of,
    list_path,
    width_for,
)
from romduol.knowledge.answers.rules.indexing.rows import by_place, rows_of
from romduol.knowledge.answers.rules.keeping import masks_of
from romduol.knowledge.releases.records import Edition, Page

MOST_WORDS = 8_192
"""Words that a slip of typing can be read as. They are looked through one by one, so there is a limit."""
MOST_COUNTED = 16 * MOST_WORDS
Kept = tuple[int, Sequence[int], str, str]


class IndexRenderer:
    """Renders what search and the choice of services are answered from."""

    def render(self, edition: Edition) -> Iterator[Page]:
        """Yield the pages of the index, the head last; memory stays flat however many services there are."""
        places = Places.of(edition)
        with Spool(TOKEN_BYTES + ROW_BYTES) as rows, Spool() as documents:
            counts, words = _read(edition, places, rows, documents)
            widths = {"d": width_for(documents.count, FULL_DOCUMENTS)}
            yield from _document_pages(documents, widths["d"])
            with TemporaryFile() as lists:
                yield from _cut_pages(rows, places, lists, widths)
                yield from _list_pages(lists, widths["t"])
        whole = {"places": (PLACES, places.kept()), "words": (WORDS, {"words": " ".join(words)})}
        pages = {name: private_page(path, document) for name, (path, document) in whole.items()}
        yield from pages.values()
        # What is read whole is named by its hash, so that a reader knows when to read it anew.
        hashes = {name: sha256(page.body).hexdigest()[:16] for name, page in pages.items()}
        head = {"format": FORMAT, "documents": counts, "widths": widths, "whole": hashes}
        yield private_page(HEAD, {**head, "calling_code": edition.info.calling_code})


def _read(edition: Edition, places: Places, rows: Spool, documents: Spool) -> tuple[Counter[str], list[str]]:
    """Read every document once; returns how many there are of each kind, and the words in Latin letters."""
    counts: Counter[str] = Counter()
    words: Counter[str] = Counter()
    masks = masks_of(edition)
    for document in documents_of(edition):
        kept = document.without(masks)
        counts[kept.kind] += 1
        rows.add(rows_of(kept, places, words))
        documents.add([document_id(kept.kind, kept.key) + orjson.dumps(kept.shown, option=orjson.OPT_SORT_KEYS)])
        if len(words) > MOST_COUNTED:
            words = Counter(dict(words.most_common(MOST_COUNTED // 2)))
    best = sorted(words, key=lambda word: (-words[word].bit_length(), word))
    return counts, sorted(best[:MOST_WORDS])


def _document_pages(documents: Spool, width: int) -> Iterator[Page]:
    stored = (record for part in documents.parts() for record in part)
    for path, group in groupby(stored, lambda record: document_path(record[:ID_BYTES].hex(), width)):
        yield private_page(path, {one[:ID_BYTES].hex(): orjson.Fragment(one[ID_BYTES:]) for one in group})


def _cut_pages(rows: Spool, places: Places, lists: IO[bytes], widths: dict[str, int]) -> Iterator[Page]:
    """Write every list into a file, in order; yield what is beyond the longest ones, place by place."""
    kept = 0
    for part in rows.parts():
        for token, group in groupby(part, lambda row: row[:TOKEN_BYTES]):
            found = list(group)
            kept += min(len(found), CAP)
            kept_here = _kept(found)
            lists.write(orjson.dumps((token.hex(), kept_here)) + b"\n")
            if len(found) > CAP:
                yield from _by_place(token, kept_here[0], found, places)
    widths["t"] = width_for(kept, FULL_LIST)


def _by_place(token: bytes, roughly: int, rows: list[bytes], places: Places) -> Iterator[Page]:
    pages: defaultdict[str, dict[str, Kept]] = defaultdict(dict)
    for code, some in by_place(rows, places):
        pages[cut_path(token, places.number(code), groups_of(roughly))][code] = _kept(some)
    yield from (private_page(path, kept) for path, kept in sorted(pages.items()))


def _list_pages(lists: IO[bytes], width: int) -> Iterator[Page]:
    lists.seek(0)
    found = map(orjson.loads, lists)
    for path, group in groupby(found, lambda one: list_path(bytes.fromhex(one[0]), width)):
        yield private_page(path, dict(group))


def _kept(rows: list[bytes]) -> Kept:
    found = list_of(rows)
    return (found.rows, found.ranks, found.ids, found.places)
