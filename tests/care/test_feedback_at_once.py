"""Eight people send the code of one card at the same moment: it counts once. The intake's database is its own."""

from __future__ import annotations

from collections.abc import Iterator
from concurrent.futures import ThreadPoolExecutor
from datetime import date
from pathlib import Path
from typing import Any
from uuid import uuid4

import pytest
from django.core.management import call_command
from django.db import connections
from django.db.models import Sum as Total
from django.test import override_settings

from romduol.care.feedback.actions import receive
from romduol.care.feedback.models import Batch, Card, Sum
from romduol.care.feedback.queries import card_key
from romduol.care.feedback.records import Question, Said
from romduol.care.feedback.rules.codes import digest_of, new_code
from romduol.config.databases import database_from

APART = "feedback-apart"
DAY = date(2026, 11, 18)


class Apart:
    """Sends all of feedback to a database of its own."""

    def db_for_read(self, model: Any, **_: Any) -> str | None:
        return APART if model._meta.app_label == "feedback" else None

    db_for_write = db_for_read


@pytest.fixture
def apart(tmp_path: Path, django_db_blocker: Any) -> Iterator[None]:
    """A SQLite file with the tables of feedback alone, as on a host that only takes what people send."""
    defaults = connections.databases["default"]
    connections.databases[APART] = defaults | database_from(f"sqlite:///{tmp_path / 'intake.sqlite3'}", tmp_path)
    with django_db_blocker.unblock(), override_settings(DATABASE_ROUTERS=[Apart()]):
        call_command("migrate", "feedback", database=APART, verbosity=0)
        yield
        connections[APART].close()
    del connections[APART], connections.databases[APART]


def tell(code: str) -> None:
    receive(Said("s" + "a" * 10, {Question.OPENED: "yes"}), code, today=DAY)
    connections[APART].close()


def test_a_code_counts_once_in_parallel_too(apart):
    code, other = new_code(), new_code()
    batch = Batch.objects.create(organization=uuid4(), made=2, expires="2027-W20")
    for one in (code, other):
        Card.objects.create(digest=digest_of(one, card_key()), batch=batch)
    with ThreadPoolExecutor(8) as people:
        list(people.map(tell, [code] * 8))
    told = Sum.objects.filter(question="told")
    assert dict(told.values("trusted").annotate(all=Total("count")).values_list("trusted", "all")) == {
        True: 1,
        False: 7,
    }
    assert [card.digest for card in Card.objects.all()] == [digest_of(other, card_key())]
