"""Counts the new records of a file that look like ones that we have: joined or not is decided after the load."""

from __future__ import annotations

import sqlite3
from collections.abc import Callable, Iterator
from dataclasses import replace
from datetime import date
from itertools import islice

from romduol.desk.duplicates.queries import index_of
from romduol.desk.duplicates.records import Card
from romduol.desk.duplicates.rules.cards import card_of_listing
from romduol.desk.duplicates.rules.proposing import looking_alike
from romduol.desk.loading.actions import staging
from romduol.desk.loading.rules.saying import KINDS
from romduol.knowledge.claims.queries import joined_today, subject_ids

MOST_RECORDS = 20_000
"""Of longer files it is not counted: a try would last minutes longer, and a search after the load tells it all."""
MOST_KNOWN = 50_000
"""Nor beside a larger directory, which would have to be held against them."""
OFTEN = 200


def looking_like_ours(db: sqlite3.Connection, today: date, tell: Callable[[], None] = lambda: None) -> int | None:
    """Return how many records that would come new look like one of the directory; None where that is too many to count.

    Of one that is known already, or that somebody joined, nothing has to be asked.
    """
    if staging.ready_records(db, MOST_RECORDS + 1) > MOST_RECORDS or _known(MOST_KNOWN + 1) > MOST_KNOWN:
        return None
    index = index_of(today)
    tell()
    settled = index.cards.keys() | joined_today(today).keys()
    return looking_alike((card for card in _cards(db, tell) if card.id not in settled), index)


def _known(most: int) -> int:
    """Return how many bodies and services we have, as far as that matters."""
    return sum(1 for _ in islice((one for kind in KINDS for one in subject_ids(kind)), most))


def _cards(db: sqlite3.Connection, tell: Callable[[], None]) -> Iterator[Card]:
    """Yield a card for each record that would be loaded, under the id of its subject; bodies come before services."""
    bodies: dict[str, Card] = {}
    for number, (subject, listing) in enumerate(staging.listings(db)):
        if number % OFTEN == 0:
            tell()
        card = replace(card_of_listing(listing, bodies), id=subject)
        if listing.kind == "organization":
            bodies[listing.key] = card
        yield card
