"""Writes down what was counted of a day."""

from __future__ import annotations

from datetime import datetime

from django.db import transaction

from romduol.desk.looking.models import Day
from romduol.desk.looking.records import Overview
from romduol.desk.looking.rules.counting import count
from romduol.desk.looking.rules.figures import figures_of
from romduol.desk.looking.rules.storing import counts_as_data, figures_as_data, named_as_data
from romduol.knowledge.directory.records import Edition


@transaction.atomic
def record_day(edition: Edition, at: datetime) -> Overview:
    """Count an edition and keep the counts under its day.

    A second publish on the same day replaces the counts of that day, and of no other. A roll-back shows an older
    release and leaves the facts as they are, so it counts nothing. The audit tells who published; that something was
    counted is nobody's change.
    """
    overview = count(edition)
    Day.objects.update_or_create(
        on=overview.on,
        defaults={
            "at": at,
            "figures": figures_as_data(figures_of(overview)),
            "counts": counts_as_data(overview),
            "named": named_as_data(overview),
        },
    )
    return overview
