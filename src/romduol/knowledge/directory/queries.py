"""Every read of the directory."""

from collections.abc import Iterator, Mapping
from contextlib import contextmanager
from datetime import date
from typing import Any

from django.db import connection, transaction

from romduol.knowledge.claims import queries as claims
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
from romduol.knowledge.guides.rules.stored import guide_from
from romduol.knowledge.sources.queries import all_sources


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
    return info_from(loaded_pack().body["info"])


def current_edition(today: date) -> Edition:
    """Return the directory as resolved for a day, from everything recorded by then."""
    with _one_state():
        frame = _frame(loaded_pack(), today)
        said = list(claims.all_claims())
        checks = claims.all_checks()
        withdrawals = claims.all_withdrawals()
        rulings = claims.all_rulings()
    return edition_of(frame=frame, claims=said, checks=checks, withdrawals=withdrawals, today=today, rulings=rulings)


@contextmanager
def _one_state() -> Iterator[None]:
    """See the database as it was at one moment, so that a load in between cannot mix two packs."""
    outermost = not connection.in_atomic_block
    with transaction.atomic():
        # SQLite does so in any transaction; PostgreSQL would see what others commit between two queries.
        if outermost and connection.vendor == "postgresql":
            with connection.cursor() as cursor:
                cursor.execute("SET TRANSACTION ISOLATION LEVEL REPEATABLE READ")
        yield


def _frame(pack: models.Pack, today: date) -> Frame:
    body: Mapping[str, Any] = pack.body
    places = [_place(row) for row in pack.places.order_by("code").values_list("body", flat=True)]
    return Frame(
        info=info_from(body["info"]),
        places={place.code: place for place in places},
        needs=tuple(Need(**entry) for entry in body["needs"]),
        categories=tuple(Category(**entry) for entry in body["categories"]),
        topics=tuple(Topic(**entry) for entry in body["topics"]),
        situations=tuple(situation_from(entry) for entry in body["situations"]),
        sources=all_sources(today),
        subjects=claims.all_subjects(),
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
