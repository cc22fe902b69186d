"""Builds sources, claims, checks and withdrawals of an invented country, with a named cast."""

from collections.abc import Iterable
from dataclasses import replace
from datetime import date, timedelta
from typing import Any
from uuid import NAMESPACE_URL, uuid5

from romduol.knowledge.claims.records import (
    Check,
    Claim,
    Disagreement,
    Outcome,
    Rank,
    Resolution,
    ResolvedValue,
    Stance,
    Standing,
    Subject,
    Withdrawal,
)
from romduol.knowledge.claims.rules.resolving import resolve
from romduol.knowledge.directory.records import Category, Edition, PackInfo
from romduol.knowledge.directory.rules.assembling import Frame, edition_of
from romduol.knowledge.sources.records import Grade, Source

TODAY = date(2026, 11, 22)
LAST_MONTH = TODAY - timedelta(days=30)
LAST_YEAR = TODAY - timedelta(days=365)
LONG_AGO = date(2012, 4, 1)

# The cast: two organisations of the field, the police and its special unit, a ministry.
LANTERN, HARBOUR, WATCH, WATCH_UNIT, MINISTRY = "org-lantern", "org-harbour", "org-watch", "org-watch-unit", "org-moon"
NUMBER, OTHER_NUMBER, THIRD_NUMBER = "+85599000101", "+85599000102", "+85599000103"
BEST_FIRST = list(Standing)


def source(name: str = "red-1", **more: Any) -> Source:
    """Return an unsigned, undated page of the red guides, or whatever `more` makes of it."""
    plain = {"title": {"en": name}, "publisher": "invented", "kind": "web guide", "grade": Grade.D, "lineage": "red"}
    return Source(**{"id": name, **plain, **more})


# Two pages of one unsigned voice, then voices of their own, each dated as its name says.
RED_1, RED_2 = source("red-1"), source("red-2")
DAILY = source("daily", lineage="daily", grade=Grade.C, date=LAST_YEAR, kind="news")
WEEKLY = source("weekly", lineage="weekly", grade=Grade.C, date=LAST_YEAR, kind="news")
OLD_NEWS = source("old-news", lineage="old-news", grade=Grade.C, date=LONG_AGO, kind="news")
STUDY = source("study", lineage="study", grade=Grade.B, date=LAST_YEAR, kind="study")
OLD_STUDY = source("old-study", lineage="old-study", grade=Grade.B, date=LONG_AGO, kind="study")
UNDATED_STUDY = source("undated-study", lineage="undated-study", grade=Grade.B, kind="study")
OWN_PAGE = source("own-page", lineage="lantern", grade=Grade.B, date=LAST_MONTH, speaks_for=LANTERN)
OWN_OLD_PAGE = source("own-old-page", lineage="lantern", grade=Grade.B, date=LONG_AGO, speaks_for=LANTERN)
OWN_UNDATED_PAGE = source("own-undated-page", lineage="lantern", grade=Grade.B, speaks_for=LANTERN)
LIBRARY = [
    *(RED_1, RED_2, DAILY, WEEKLY, OLD_NEWS, STUDY, OLD_STUDY, UNDATED_STUDY),
    *(OWN_PAGE, OWN_OLD_PAGE, OWN_UNDATED_PAGE),
]


def claim(said_by: Source = RED_1, value: str = NUMBER, **more: Any) -> Claim:
    """Return a claim that this number takes reports for Lantern, or whatever `more` makes of it."""
    about = {"subject": LANTERN, "property": "phone", "locator": "line 1", "stance": Stance.ASSERTS}
    fields: dict[str, Any] = {"value": value, "source": said_by.id, **about, **more}
    if fields["property"] == "phone":
        fields.setdefault("purpose", "report")
    name = "\n".join(f"{key}={fields[key]}" for key in sorted(fields))
    return Claim(**{"id": str(uuid5(NAMESPACE_URL, name)), **fields})


def status(said_by: Source, value: str, **more: Any) -> Claim:
    """Return a claim about whether Lantern still works."""
    return claim(said_by, value, property="status", **more)


def check(outcome: Outcome = Outcome.RIGHT, value: str = NUMBER, **more: Any) -> Check:
    """Return a call made last month that holds for half a year."""
    about = {"subject": LANTERN, "property": "phone", "how": "call", "role": "steward"}
    days = {"on": LAST_MONTH, "holds_until": LAST_MONTH + timedelta(days=180)}
    return Check(**{**about, **days, "value": value, "outcome": outcome, **more})


def withdrawal(value: str = NUMBER, **more: Any) -> Withdrawal:
    """Return a withdrawal of last month."""
    about = {"subject": LANTERN, "property": "phone", "on": LAST_MONTH, "reason": {"en": "It rings at a private home."}}
    return Withdrawal(**{**about, "value": value, **more})


def resolved(
    *claims: Claim,
    checks: Iterable[Check] = (),
    withdrawals: Iterable[Withdrawal] = (),
    sources: Iterable[Source] = LIBRARY,
    today: date = TODAY,
) -> Resolution:
    """Return the picture of a day."""
    return resolve(claims, checks, withdrawals, {source.id: source for source in sources}, today)


def value_of(picture: Resolution, value: str = NUMBER, **about: str) -> ResolvedValue:
    """Return the one resolved value that fits."""
    found = [
        one
        for one in picture.values
        if one.value == value and all(getattr(one, name) == wanted for name, wanted in about.items())
    ]
    assert len(found) == 1, f"{len(found)} values {value} {about}"
    return found[0]


def standing_of(picture: Resolution, value: str = NUMBER, **about: str) -> Standing:
    """Return the standing of the one resolved value that fits."""
    return value_of(picture, value, **about).standing


INFO = PackInfo(
    id="lantern-land",
    country="KH",
    name={"en": "Lantern Land"},
    languages=("en",),
    recorded_on=LONG_AGO,
    calling_code="855",
    short_codes=("1280", "1299"),
)
CATEGORIES = (
    Category("shelter", "shelter", {"en": "Shelter"}, residential=True),
    Category("counselling", "violence_support", {"en": "Counselling"}),
)


def edition(
    *claims: Claim,
    checks: Iterable[Check] = (),
    withdrawals: Iterable[Withdrawal] = (),
    sources: Iterable[Source] = LIBRARY,
    today: date = TODAY,
) -> Edition:
    """Return the directory of a day; the kind of a subject is told from its id."""
    kinds = {"org": "organization", "svc": "service", "line": "line", "law": "statement"}
    subjects = {one.subject: Subject(one.subject, kinds[one.subject.split("-")[0]]) for one in claims}
    frame = Frame(
        info=INFO,
        places={},
        needs=(),
        categories=CATEGORIES,
        topics=(),
        situations=(),
        sources={source.id: source for source in sources},
        subjects=tuple(subjects.values()),
    )
    return edition_of(frame=frame, claims=claims, checks=checks, withdrawals=withdrawals, today=today)


Point = tuple[str, str, str, str]


def points(disagreements: Iterable[Disagreement]) -> set[Point]:
    """Return what is disagreed on: rule, subject, property, purpose."""
    return {(found.rule, found.subject, found.property, found.purpose) for found in disagreements}


def deprecated(one: Claim) -> Claim:
    """Return the claim as a steward retires it."""
    return replace(one, rank=Rank.DEPRECATED, reason="Far too old to use.")
