"""Every read of the directory."""

from collections.abc import Callable, Collection, Iterator, Mapping
from contextlib import contextmanager
from dataclasses import replace
from datetime import date
from functools import lru_cache
from typing import Any

from django.db import connection, connections, transaction

from romduol.knowledge.claims import queries as claims
from romduol.knowledge.claims.records import Facts, Subject
from romduol.knowledge.claims.rules.evidence import LINE
from romduol.knowledge.directory import models
from romduol.knowledge.directory.records import (
    Category,
    Edition,
    Need,
    PackInfo,
    Phrase,
    Place,
    Situation,
    Topic,
    advice_from,
)
from romduol.knowledge.directory.rules.assembling import Frame, edition_of
from romduol.knowledge.directory.rules.codes import PREFIX, page_code, stable_id
from romduol.knowledge.guides.rules.stored import guide_from
from romduol.knowledge.sources.queries import all_sources

NO_TEXTS: Mapping[str, Any] = {"guides": (), "phrases": (), "advice": (), "lexicon": {}}
_CODES: dict[tuple[str, str], str] = {}
"""Pack and page code -> subject id, as far as this process was asked."""


class NoPackLoaded(Exception):
    """Nothing can be shown before a country pack is loaded."""


def loaded_packs() -> dict[str, str]:
    """Return the digest of each loaded pack, by its id."""
    return dict(models.Pack.objects.values_list("id", "digest"))


def loaded_pack() -> models.Pack:
    """Return the loaded pack; raises `NoPackLoaded`."""
    pack = models.Pack.objects.order_by("id").first()
    if pack is None:
        raise NoPackLoaded("no country pack is loaded; run: romduol load content/kh")
    return pack


def loaded_info() -> PackInfo:
    """Return the loaded pack's own record, without its facts; raises `NoPackLoaded`."""
    return loaded_words()[0]


def loaded_words() -> tuple[PackInfo, dict[str, Category], dict[str, Place]]:
    """Return what codes are put into words with: the pack's own record, its categories and its places.

    Kept for as long as the same pack is loaded. Raises `NoPackLoaded`.
    """
    found = next(iter(sorted(loaded_packs().items())), None)
    if found is None:
        raise NoPackLoaded("no country pack is loaded; run: romduol load content/kh")
    return _words_of(*found)


def loaded_needs() -> tuple[Need, ...]:
    """Return the needs of the loaded pack; raises `NoPackLoaded`."""
    return _bones().needs


@lru_cache(maxsize=2)
def _words_of(pack_id: str, digest: str) -> tuple[PackInfo, dict[str, Category], dict[str, Place]]:
    pack = models.Pack.objects.get(id=pack_id, digest=digest)
    places = [_place(row) for row in pack.places.order_by("code").values_list("body", flat=True)]
    categories = [Category(**entry) for entry in pack.body["categories"]]
    return (
        info_from(pack.body["info"]),
        {category.id: category for category in categories},
        {place.code: place for place in places},
    )


def current_edition(
    today: date, *, about: Collection[str] | None = None, also: Callable[[Facts], Facts] = lambda facts: facts
) -> Edition:
    """Return the directory as resolved for a day, from everything recorded by then.

    With `about`, only some subjects are in it. `also` may add what is not recorded yet, to see what it would do.
    """
    with _one_state():
        frame = _whole(today) if about is None else _part(today, about)
        facts = also(claims.all_facts(about))
    return edition_of(
        frame=_with(frame, facts),
        claims=facts.claims,
        checks=facts.checks,
        withdrawals=facts.withdrawals,
        today=today,
        rulings=facts.rulings,
    )


def _with(frame: Frame, facts: Facts) -> Frame:
    """Return a frame with what facts bring along that is not stored yet."""
    if not (facts.sources or facts.subjects):
        return frame
    known = {subject.id for subject in frame.subjects}
    return replace(
        frame,
        sources={**frame.sources, **{one.id: one for one in facts.sources if one.id not in frame.sources}},
        subjects=(*frame.subjects, *(one for one in facts.subjects if one.id not in known)),
    )


def edition_about(subject: str, today: date, *beside: str) -> Edition:
    """Return the part of a day's directory that decides about one subject, or some, as it stands in the whole of it.

    With a line stand the lines that urgent situations offer beside it. Of all else it tells nothing, so it takes no
    longer where the directory is large.
    """
    return current_edition(today, about=_around(subject, *beside))


def _around(*subjects: str) -> frozenset[str]:
    about = claims.around(*subjects)
    keys = {one.removeprefix(LINE) for one in about if one.startswith(LINE)}
    offered = (set(situation.lines) for situation in _bones().situations)
    beside = {f"{LINE}{key}" for lines in offered if lines & keys for key in lines}
    # A body's other lines decide whether one is shown that only unsigned words give, so each is looked at as a whole.
    return claims.around(*about, *beside)


def subject_with_code(code: str) -> Subject | None:
    """Return the subject whose page has this code, or None."""
    kind = next((kind for kind, first in PREFIX.items() if code.startswith(first)), "")
    pack = loaded_info().id
    if (pack, code) not in _CODES:
        # A code is a hash, so what it stands for is found by hashing all there is, once for each process.
        for subject_id in claims.subject_ids(kind):
            _CODES[pack, page_code(kind, stable_id(pack, f"{kind}/{subject_id}"))] = subject_id
    found = _CODES.get((pack, code), "")
    return (claims.subject(found) or Subject(found, kind)) if found else None


@contextmanager
def _looking_on() -> Iterator[None]:
    """Let a transaction of SQLite begin without the lock of who writes: nobody who reads waits for a load to end."""
    wrapper: Any = connections[connection.alias]
    mode = getattr(wrapper, "transaction_mode", None)
    if connection.vendor != "sqlite":
        yield
        return
    wrapper.transaction_mode = "DEFERRED"
    try:
        yield
    finally:
        wrapper.transaction_mode = mode


@contextmanager
def _one_state() -> Iterator[None]:
    """See the database as it was at one moment, so that a load in between cannot mix two packs."""
    outermost = not connection.in_atomic_block
    with _looking_on(), transaction.atomic():
        # SQLite does so in any transaction; PostgreSQL would see what others commit between two queries.
        if outermost and connection.vendor == "postgresql":
            with connection.cursor() as cursor:
                cursor.execute("SET TRANSACTION ISOLATION LEVEL REPEATABLE READ")
        yield


def _whole(today: date) -> Frame:
    pack = loaded_pack()
    return replace(_frame(pack), sources=all_sources(today), subjects=claims.all_subjects())


def _part(today: date, about: Collection[str]) -> Frame:
    """Return what a pack gives beside its claims about some subjects: no texts."""
    return replace(_bones(), sources=all_sources(today), subjects=claims.all_subjects(about))


def _bones() -> Frame:
    """Return what a pack gives for any of its subjects, kept for as long as the same pack is loaded.

    A whole pack is long to read, and each page of the desk that is about one subject needs this of it.
    """
    found = min(loaded_packs().items(), default=None)
    if found is None:
        raise NoPackLoaded("no country pack is loaded; run: romduol load content/kh")
    return _bones_of(*found)


@lru_cache(maxsize=2)
def _bones_of(pack_id: str, digest: str) -> Frame:
    pack = models.Pack.objects.get(id=pack_id, digest=digest)
    pack.body = {**pack.body, **NO_TEXTS}
    return _frame(pack)


def _frame(pack: models.Pack) -> Frame:
    """Return what a pack gives beside its claims, without sources and subjects: these change while it is loaded."""
    body: Mapping[str, Any] = pack.body
    places = [_place(row) for row in pack.places.order_by("code").values_list("body", flat=True)]
    return Frame(
        info=info_from(body["info"]),
        places={place.code: place for place in places},
        needs=tuple(Need(**entry) for entry in body["needs"]),
        categories=tuple(Category(**entry) for entry in body["categories"]),
        topics=tuple(Topic(**entry) for entry in body["topics"]),
        situations=tuple(situation_from(entry) for entry in body["situations"]),
        sources={},
        subjects=(),
        guides=tuple(guide_from(entry) for entry in body.get("guides", ())),
        phrases=tuple(phrase_from(entry) for entry in body.get("phrases", ())),
        advice=tuple(advice_from(entry) for entry in body.get("advice", ())),
        lexicon=body.get("lexicon", {}),
    )


def info_from(entry: Mapping[str, Any]) -> PackInfo:
    """Return a pack's own record from its stored form."""
    lists = {name: tuple(entry[name]) for name in ("languages", "short_codes")}
    return PackInfo(**{**entry, **lists, "recorded_on": date.fromisoformat(entry["recorded_on"])})


def situation_from(entry: Mapping[str, Any]) -> Situation:
    """Return an urgent situation from its stored form."""
    return Situation(**{**entry, **{name: tuple(entry[name]) for name in ("lines", "more", "rests_on")}})


def phrase_from(entry: Mapping[str, Any]) -> Phrase:
    """Return a phrase of the urgent screens from its stored form."""
    return Phrase(**{**entry, "rests_on": tuple(entry["rests_on"])})


def _place(entry: Mapping[str, Any]) -> Place:
    tile = tuple(entry["tile"]) if entry.get("tile") else None
    return Place(**{**entry, **{name: tuple(entry[name]) for name in ("spellings", "neighbours")}, "tile": tile})
