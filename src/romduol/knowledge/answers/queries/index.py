"""Reads the search index of a release, page by page as a question needs them."""

from __future__ import annotations

import struct
from collections.abc import Callable, Iterable, Mapping
from dataclasses import dataclass
from functools import partial
from typing import Any, TypeVar

import orjson

from romduol.knowledge.answers.queries.documents import document_at
from romduol.knowledge.answers.records import KINDS, Answers, Cited, ServiceKept
from romduol.knowledge.answers.rules.indexing.places import Places
from romduol.knowledge.answers.rules.indexing.postings import (
    FORMAT,
    HEAD,
    PLACES,
    WORDS,
    Group,
    TokenList,
    cut_path,
    document_id,
    document_path,
    groups_of,
    list_path,
    name_of_id,
    token_hash,
)
from romduol.knowledge.answers.rules.masking import Masks, masks_over
from romduol.knowledge.answers.rules.searching.spelling import masks_of
from romduol.knowledge.releases.queries.folder import NothingPublished, PageDamaged
from romduol.knowledge.releases.records import Kind

Made = TypeVar("Made")
TRIES = 3
WHOLE = "what is kept for searching is not whole, or of another version"
NO_ROWS = TokenList(0, (), "", "")
BROKEN = (orjson.JSONDecodeError, KeyError, TypeError, ValueError, AttributeError, IndexError, struct.error)


@dataclass(frozen=True, slots=True)
class Held:
    """What is read whole whatever is asked. It is all that stays in memory between two questions.

    No page of lists or documents does: a server that is taken while it runs shall not remember what was asked.
    """

    head: bytes
    documents: int
    list_width: int
    document_width: int
    calling_code: str
    places: Places
    words: Mapping[str, int]


_held: Held | None = None


class Index:
    """The index of one release, without what was taken back since."""

    def __init__(self, release: Answers) -> None:
        self._release = release
        self.held = _hold(release)
        self.places = self.held.places
        withdrawn = release.withdrawn().values()
        keys = {(str(item.kind), item.key) for item in withdrawn}
        self.gone = {int.from_bytes(document_id(kind, key), "big") for kind, key in keys}
        """The ids of what was taken back since, itself."""
        self._gone_codes = {item.key for item in withdrawn if item.kind == Kind.PLACE}
        self._gone_lines = {item.key for item in withdrawn if item.kind == Kind.LINE}
        self._gone_places = {number for number, code in enumerate(self.places.codes) if self._is_gone(code)}
        self._masks = _masks_over(release, self.held.calling_code)

    def lists(self, tokens: Iterable[str]) -> dict[str, TokenList]:
        """Return the list of each token that is known; raises `PageDamaged`."""
        wanted = {token: token_hash(token) for token in tokens}
        pages = {list_path(found, self.held.list_width): None for found in wanted.values()}
        kept = {path: self._document(path) or {} for path in pages}
        found = {}
        for token, hashed in wanted.items():
            one = kept[list_path(hashed, self.held.list_width)].get(hashed.hex())
            if one is not None:
                found[token] = _whole(partial(_list_from, one))
        return found

    def groups(self, found: TokenList) -> list[Group]:
        """Return the rows of a list; raises `PageDamaged`."""
        groups = _whole(lambda: list(found.groups()))
        return [self._still_there(group) for group in groups] if self._gone_places else groups

    def at_place(self, token: str, found: TokenList, code: str) -> TokenList:
        """Return the list of a token that holds all its rows at a place: its own, where that was not cut.

        It may hold other places' rows too. Raises `PageDamaged`.
        """
        groups = groups_of(found.rows)
        for around in reversed(list(self.places.within(code))):
            if not found.cut:
                break
            page = self._document(cut_path(token_hash(token), self.places.number(around), groups)) or {}
            found = _whole(partial(_list_from, page[around])) if around in page else NO_ROWS
        return found

    def _still_there(self, group: Group) -> Group:
        kept = [
            (one, place) for one, place in zip(group.ids, group.places, strict=True) if place not in self._gone_places
        ]
        return Group(group.rank, [one for one, _ in kept], [place for _, place in kept])

    def document(self, document: int) -> dict[str, Any]:
        """Return what is shown of a document, without what was taken back; raises `PageDamaged`."""
        return _whole(partial(self._as_shown, self._kept(document)))

    def key(self, document: int) -> str:
        """Return what a document is about, by its key alone: far less work than all of it; raises `PageDamaged`."""
        return str(_whole(lambda: self._kept(document)["key"]))

    def _kept(self, document: int) -> dict[str, Any]:
        name = name_of_id(document)
        found = (self._document(document_path(name, self.held.document_width)) or {}).get(name)
        if not isinstance(found, dict) or found.get("kind") not in KINDS:
            raise PageDamaged(WHOLE)
        return found

    def service(self, shown: Mapping[str, Any]) -> ServiceKept:
        """Return a shown document as the service that it is; raises `PageDamaged`."""
        return _whole(partial(_service, shown))

    def _as_shown(self, found: dict[str, Any]) -> dict[str, Any]:
        for name, gone in (("places", self._is_gone), ("lines", self._gone_lines.__contains__)):
            if name in found:
                found[name] = [one for one in found[name] if not gone(one)]
        shown: dict[str, Any] = self._masks.over(found) if self._masks else found
        return shown

    def _is_gone(self, code: str) -> bool:
        return bool(self._gone_codes) and not self._gone_codes.isdisjoint(self.places.within(code))

    def _document(self, path: str) -> dict[str, Any] | None:
        return document_at(path, self._release)


def _hold(release: Answers) -> Held:
    global _held
    stored = release.page(HEAD)
    if stored is None:
        raise NothingPublished("this release holds no search index")
    held = _held
    if held is None or held.head != stored:
        held = _held = _whole(lambda: _held_from(stored, release))
    return held


def _held_from(stored: bytes, release: Answers) -> Held:
    head = orjson.loads(stored)
    if head["format"] != FORMAT:
        raise ValueError(WHOLE)
    places, words = (document_at(path, release) or {} for path in (PLACES, WORDS))
    return Held(
        head=stored,
        documents=sum(head["documents"].values()),
        list_width=int(head["widths"]["t"]),
        document_width=int(head["widths"]["d"]),
        calling_code=str(head["calling_code"]),
        places=Places.read(places),
        words=masks_of(words["words"].split()),
    )


def _masks_over(release: Answers, calling_code: str) -> Masks | None:
    since = [(item.key, item.masked or "...") for item in release.withdrawn().values() if item.kind == Kind.LINE]
    return masks_over(since, calling_code) if since else None


def _service(shown: Mapping[str, Any]) -> ServiceKept:
    kept: dict[str, Any] = {
        name: tuple(value) if isinstance(value, list) else value for name, value in shown.items() if name != "kind"
    }
    return ServiceKept(**{**kept, "sources": tuple(Cited(**one) for one in kept["sources"])})


def in_one_release(release: Answers, read: Callable[[], Made]) -> Made:
    """Return what is read, all of it from one release: a new one may divide its pages otherwise than the head says.

    Raises what `read` does.
    """
    for _ in range(TRIES):
        before = release.manifest().release
        try:
            found = read()
        except PageDamaged:
            if release.manifest().release == before:
                raise
        else:
            if release.manifest().release == before:
                return found
    return read()


def _list_from(kept: Any) -> TokenList:
    rows, ranks, ids, places = kept
    if not (isinstance(rows, int) and isinstance(ids, str) and all(isinstance(number, int) for number in ranks)):
        raise TypeError(WHOLE)
    return TokenList(rows, ranks, ids, places)


def _whole(read: Callable[[], Made]) -> Made:
    try:
        return read()
    except BROKEN as problem:
        raise PageDamaged(WHOLE) from problem
