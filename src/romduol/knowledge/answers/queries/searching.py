"""Searches a release for everything published, by any words."""

from collections.abc import Callable, Collection, Iterable, Iterator, Mapping
from dataclasses import dataclass, replace
from typing import Any, TypeVar

from romduol.base import khmer
from romduol.knowledge.answers.queries.choosing import services_for
from romduol.knowledge.answers.queries.index import Index, in_one_release
from romduol.knowledge.answers.records import Answers, Found, Text
from romduol.knowledge.answers.rules.indexing.documents import PLACE_FIELD
from romduol.knowledge.answers.rules.indexing.places import NATIONAL_CODE
from romduol.knowledge.answers.rules.indexing.postings import Group, TokenList
from romduol.knowledge.answers.rules.indexing.tokens import stem
from romduol.knowledge.answers.rules.searching.asking import MOST_SIGNS, Asked, read_asked
from romduol.knowledge.answers.rules.searching.scoring import Candidates, rarity, tiers_of
from romduol.knowledge.answers.rules.searching.spelling import WORSE, readings

Told = TypeVar("Told")
MOST_FOUND = 1_000
MOST_TERMS, MOST_AT_A_PLACE = 8, 4
"""How many words are looked for, and how many of them place by place: of a long question those that tell most."""
MOST_MISSPELT = 4
"""How many words that nobody knows are read otherwise."""
FEW = 40
"""Rows at a place below which other places are looked at too."""
FALLBACK = ("en", "km")


@dataclass(frozen=True, slots=True)
class Term:
    """A token that is looked for and that the release knows."""

    token: str
    found: TokenList
    weight: float
    folded: bool
    adds: float
    """What it adds to all that was asked: nothing for a second reading of the same word."""


def search(
    text: str, lang: str, release: Answers, place: str = "", kinds: Collection[str] = (), most: int = 20
) -> tuple[Found, ...]:
    """Return what is published and fits the words, the best first, worded in a language.

    `place` is the code of the place that the reader is at; places that the text names count before it. `kinds` are
    those of `records.KINDS`. Only the first `MOST_SIGNS` signs of the text are read. Raises `NothingPublished`, and
    `PageDamaged` where what is kept cannot be read.
    """

    def worded() -> tuple[Found, ...]:
        index = Index(release)
        return tuple(_found(index.document(one), index, lang) for one in _best(text, index, place, kinds, most))

    return _forgetting(release, worded)


def search_keys(text: str, release: Answers, kinds: Collection[str], most: int) -> tuple[str, ...]:
    """Return the keys of what `search` finds, for who has the documents already; raises what it raises."""

    def keys() -> tuple[str, ...]:
        index = Index(release)
        return tuple(index.key(one) for one in _best(text, index, "", kinds, most))

    return _forgetting(release, keys)


def _forgetting(release: Answers, work: Callable[[], tuple[Told, ...]]) -> tuple[Told, ...]:
    try:
        return in_one_release(release, work)
    finally:
        khmer.forget()


def _best(text: str, index: Index, place: str, kinds: Collection[str], most: int) -> Iterable[int]:
    asked = read_asked(text, index.places)
    lists = index.lists(asked.tokens)
    slips = _slips(asked, lists, index)
    if slips:
        lists |= index.lists({stem(word) for found in slips.values() for word, _ in found} - lists.keys())
        corrected = read_asked(_corrected(text, asked, slips), index.places)
        asked = replace(asked, places=corrected.places, of_places=corrected.of_places)
    terms = [*_plain_terms(asked, lists, index), *_otherwise_read(slips, lists, index)]
    around = asked.places or ((place,) if place else ())
    found = Candidates(tiers_of(around, index.places), frozenset(kinds))
    # The rarest words first: they tell most, and where there are too many candidates, those of a common word can go.
    for at, term in enumerate(sorted(terms, key=lambda one: (one.found.rows, one.token))[:MOST_TERMS]):
        near = around if at < MOST_AT_A_PLACE else ()
        found.take(_lists(term, index, near), term.weight, folded=term.folded, adds=term.adds)
    named = sum(term.weight for term in terms if term.token in asked.of_places)
    if asked.places and asked.of_places.issuperset(term.token for term in terms):
        # Nothing but a place: its own page first, then what is there.
        found.take(_of_places(index, asked.places), 1.0, folded=False, adds=0.0)
        named = 0.0
    return found.best(max(0, min(most, MOST_FOUND)), named, without=index.gone)


def _slips(asked: Asked, lists: Mapping[str, TokenList], index: Index) -> dict[str, list[tuple[str, int]]]:
    """Return what words that nobody knows may mean: token -> words, each with how many slips."""
    unknown = [token for token in asked.words if token not in lists][:MOST_MISSPELT]
    found = {token: readings(asked.words[token], index.held.words) for token in unknown}
    return {token: words for token, words in found.items() if words}


def _corrected(text: str, asked: Asked, slips: Mapping[str, list[tuple[str, int]]]) -> str:
    words = {asked.words[token]: found[0][0] for token, found in slips.items()}
    return " ".join(words.get(word, word) for word in text[:MOST_SIGNS].casefold().split())


def _plain_terms(asked: Asked, lists: Mapping[str, TokenList], index: Index) -> Iterator[Term]:
    for token, folded in asked.tokens.items():
        if token in lists:
            weight = rarity(lists[token].rows, index.held.documents)
            yield Term(token, lists[token], weight, folded, weight)


def _otherwise_read(
    slips: Mapping[str, list[tuple[str, int]]], lists: Mapping[str, TokenList], index: Index
) -> Iterator[Term]:
    for words in slips.values():
        known = [(stem(word), slips) for word, slips in words if stem(word) in lists]
        for at, (token, count) in enumerate(dict(known).items()):
            weight = rarity(lists[token].rows, index.held.documents) * WORSE**count
            yield Term(token, lists[token], weight, folded=False, adds=0.0 if at else weight)


def _lists(term: Term, index: Index, around: Collection[str]) -> Iterator[list[Group]]:
    """Yield the rows of a term. Of a list that was cut: those at the places asked for, of the whole country and of no
    place, such as guides; others only where there are few of these."""
    if not (around and term.found.cut):
        yield index.groups(term.found)
        return
    found = [index.groups(index.at_place(term.token, term.found, code)) for code in (*around, NATIONAL_CODE)]
    yield from found
    if sum(len(group.ids) for groups in found for group in groups) < FEW:
        yield index.groups(term.found)


def _of_places(index: Index, codes: Collection[str]) -> list[list[Group]]:
    """Return what serves places that stand alone in a question, and nothing else of it."""
    return [index.groups(found) for found in index.lists(PLACE_FIELD + code for code in codes).values()]


def _found(shown: Mapping[str, Any], index: Index, lang: str) -> Found:
    service = index.service(shown) if shown["kind"] == "service" else None
    title = service.name if service else shown["title"]
    text = service.description if service else shown.get("text", {})
    within = service.organization if service else shown.get("within", {})
    return Found(
        kind=shown["kind"],
        key=shown["key"],
        code=shown["code"],
        title=_said(title, lang)[0],
        text=_said(text, lang)[0],
        language=_said(title, lang)[1],
        within=_said(within, lang)[0],
        places=tuple(shown.get("places", ())),
        standing=shown.get("standing", ""),
        level=shown.get("level", ""),
        service=service,
    )


def _said(text: Text, lang: str) -> tuple[str, str]:
    """Return words in a language, or in another one that they are told in, and which that is."""
    return next(((text[one], one) for one in (lang, *FALLBACK, *text) if one in text), ("", lang))


__all__ = ["MOST_FOUND", "search", "search_keys", "services_for"]
