"""The cards of the whole directory, and which records one source speaks of."""

from __future__ import annotations

from datetime import date

from romduol.desk.duplicates.rules.cards import cards_of_edition
from romduol.desk.duplicates.rules.index import Index
from romduol.knowledge.claims.models import Claim
from romduol.knowledge.claims.rules.properties import JOINABLE
from romduol.knowledge.directory.queries import current_edition


def index_of(today: date) -> Index:
    """Return every organisation and service of a day, ready to be compared; raises `NoPackLoaded`.

    Of the directory itself nothing is kept: a card is a small part of a record.
    """
    return Index(cards_of_edition(current_edition(today)))


def subjects_from(source: str) -> frozenset[str]:
    """Return the organisations and services of which a source says something now."""
    rows = Claim.objects.filter(source_id=source, ended_on__isnull=True, subject__kind__in=JOINABLE)
    return frozenset(rows.values_list("subject_id", flat=True).distinct())
