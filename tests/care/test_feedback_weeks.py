"""No week stands beside what one person alone told: not of their answers, and not of what was done to them."""

from __future__ import annotations

import random
from collections import Counter
from datetime import date, timedelta

import pytest
from django.db.models import Sum as Total

from romduol.care.feedback.actions import receive
from romduol.care.feedback.models import Concern, Sum
from romduol.care.feedback.records import Conduct, Question, Said
from romduol.care.feedback.rules.weeks import QUARTER, TOGETHER, held_until, last_day_of, week_of

DAY = date(2026, 11, 18)
ENDS = {"2025-W52", *(f"2026-W{week}" for week in (13, 26, 39, 53)), "2027-W13"}
SERVICE = "s" + "a" * 10


def tell(day: date, answer: str = "yes", *conduct: Conduct, service: str = SERVICE) -> None:
    receive(Said(service, {Question.OPENED: answer}, conduct), "", today=day)


def people() -> dict[str, int]:
    """Return week -> how many told."""
    return dict(Sum.objects.filter(question="told").values_list("week", "count"))


@pytest.mark.django_db
def test_answers_get_a_week_with_the_fifth_who_tells():
    for number in range(TOGETHER - 1):
        tell(DAY - timedelta(weeks=number), "no")
    assert people() == {"2026-W53": 4}
    tell(DAY)
    assert people() == {"2026-W47": 5}
    tell(DAY)
    assert people() == {"2026-W47": 5, "2026-W53": 1}
    for _ in range(4):
        tell(DAY)
    assert people() == {"2026-W47": 10}
    assert dict(Sum.objects.filter(question="opened").values_list("answer", "count")) == {"no": 4, "yes": 6}


@pytest.mark.django_db
def test_whenever_people_tell_no_week_is_of_fewer_than_five_and_nobody_is_lost():
    chance = random.Random(7)
    first = date(2026, 1, 1)
    days = sorted(first + timedelta(days=chance.randrange(400)) for _ in range(120))
    for number, day in enumerate(days):
        tell(day, chance.choice(["yes", "no"]), service=f"s{number % 3:010}")
    told = Sum.objects.filter(question="told")
    assert {row.week for row in told if row.count < TOGETHER} <= ENDS
    assert dict(told.values_list("service").annotate(Total("count"))) == {f"s{one:010}": 40 for one in range(3)}
    answers = Counter[str]()
    for row in Sum.objects.filter(question="opened"):
        answers[row.service] += row.count
    assert set(answers.values()) == {40}
    assert not Sum.objects.filter(count=0).exists()


@pytest.mark.django_db
def test_conduct_stands_with_its_quarter_and_reaches_a_steward_at_one():
    tell(DAY, "no", Conduct.THREATENED)
    [row] = Concern.objects.all()
    assert (row.week, row.count) == ("2026-W53", 1)


@pytest.mark.django_db
def test_whoever_adds_while_somebody_else_lets_go_is_counted(monkeypatch):
    tell(DAY)
    found = Sum.objects.get_or_create
    times: list[object] = []

    def overtaken(**which):
        row = found(**which)
        if not times:
            times.append(Sum.objects.filter(pk=row[0].pk).delete())
        return row

    monkeypatch.setattr(Sum.objects, "get_or_create", overtaken)
    tell(DAY)
    assert len(times) == 1
    assert people() == {"2026-W53": 1}


def test_a_quarter_ends_with_a_week_that_is_not_over():
    for number in range(1500):
        day = date(2026, 1, 1) + timedelta(days=number)
        last = held_until(day)
        assert week_of(day) <= last
        assert last_day_of(last) - day <= timedelta(weeks=QUARTER + 1)
        assert held_until(last_day_of(last)) == last
