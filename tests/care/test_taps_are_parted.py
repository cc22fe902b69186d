"""What one person tapped cannot be laid side by side by what a database notes of each row, once the hour has turned."""

from __future__ import annotations

from datetime import date, timedelta

import pytest
from django.db import connection
from django.utils import timezone
from tests.care.physical import until_nothing_is_owed

from romduol.care.feedback.actions import TABLES, receive
from romduol.care.feedback.models import Sum
from romduol.care.feedback.records import Question, Said
from romduol.care.reports.actions import collect
from romduol.config.cli import main

DAY = date(2026, 11, 18)
ANSWERS = ({Question.OPENED: "yes", Question.RESPECTED: "no"}, {Question.OPENED: "no", Question.RESPECTED: "yes"})


def noted() -> dict[str, set[str]]:
    """Return question -> the transactions that PostgreSQL notes of its rows."""
    with connection.cursor() as cursor:
        cursor.execute(f"SELECT question, xmin::text FROM {Sum._meta.db_table}")
        found: dict[str, set[str]] = {}
        for question, transaction in cursor.fetchall():
            found.setdefault(question, set()).add(transaction)
    return found


@pytest.mark.django_db(transaction=True)
def test_no_transaction_tells_which_answers_one_person_gave():
    if connection.vendor != "postgresql":
        pytest.skip("SQLite notes no transaction, and its file is written anew with each batch")
    now = timezone.now()
    collect(now)
    for answers in ANSWERS:
        receive(Said("saaaaaaaaaa", answers), "", today=DAY)
    assert len(noted()["opened"]) == 2, "until then it tells"
    collect(now + timedelta(hours=1), TABLES)
    until_nothing_is_owed()
    assert len(set.union(*noted().values())) == 1


@pytest.mark.django_db
def test_the_command_for_cron_has_feedback_go_along(monkeypatch):
    found: list[object] = []
    monkeypatch.setattr("romduol.care.reports.actions.batches.rewrite", found.extend)
    assert main(["collect"]) == 0
    assert set(TABLES) <= set(found)
