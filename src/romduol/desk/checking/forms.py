"""Reads the form of a check: what was found, what else was told, whether the number is taken off."""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from datetime import date
from typing import Any

from django.http import QueryDict

from romduol.base.khmer import fold
from romduol.base.signs import typed as typed_in
from romduol.desk.checking.records import Answer, Filled, Finding, Sheet
from romduol.desk.checking.rules.conduct import (
    FREE,
    LONGEST_OWN,
    Question,
    answers_to,
    problem_with_answer,
    problem_with_leaving,
    questions_about,
)
from romduol.desk.checking.rules.days import last_day, problem_with_day, problem_with_end
from romduol.desk.checking.rules.taking_off import BAD, problem_with_reason, reason_of
from romduol.knowledge.claims.records import Outcome
from romduol.knowledge.claims.rules.properties import LINE
from romduol.ui import vocabulary
from romduol.ui.words import phrase

LONGEST_NOTE = 2_000
LONGEST_WHY = 500
TEXTS = {"note": LONGEST_NOTE, "why": LONGEST_WHY}
REASON_FIELDS = {"km": "reason_km", "en": "reason_en"}

Asked = tuple[str, str, Question]
"""Field, subject, question."""


def asked_about(sheet: Sheet) -> list[Asked]:
    """Return every further question of a form, with the subject that its answer is about."""
    subject, kind = (f"line-{sheet.line.key}", LINE) if sheet.line else (sheet.subject.id, sheet.subject.kind)
    own = [(f"q-{one.property}", subject, one) for one in questions_about(kind, sheet.spot.property)]
    homes = [
        (f"q-{one.property}-{place}", home, one)
        for place, home in enumerate(sheet.homes)
        for one in questions_about("service", sheet.spot.property)
    ]
    return own + homes


def fresh_form(sheet: Sheet, today: date) -> Filled:
    """Return the form as it is first drawn: today, held for as long as such a fact stays fresh."""
    return Filled(
        {
            "how": "call" if sheet.line else "",
            "on": today.isoformat(),
            "until": last_day(sheet.spot.property, today).isoformat(),
        }
    )


def read_check(data: QueryDict, sheet: Sheet, today: date, lang: str) -> Filled:
    """Return what a form says, and what has to be corrected before it can be recorded."""
    asked = asked_about(sheet)
    sent = _sent(data, asked)
    problems = {
        "outcome": "" if sent["outcome"] in vocabulary.OUTCOMES else phrase("Choose what you found."),
        "how": "" if sent["how"] in vocabulary.WAYS else phrase("Choose how you checked it."),
        **_too_long(sent),
    }
    on, until = _days(sent, sheet.spot.property, today, problems)
    answers = _answers(asked, sent, problems, lang)
    reason = read_reason(sent, problems) if sent["off"] and sent["outcome"] in BAD else {}
    problems = {name: problem for name, problem in problems.items() if problem}
    if problems or on is None or until is None:
        return Filled(sent, None, reason, problems)
    finding = Finding(Outcome(sent["outcome"]), sent["how"], on, until, sent["note"], sent["why"], answers)
    return Filled(sent, finding, reason)


def read_taking_off(data: QueryDict) -> Filled:
    """Return what the form says that only takes a number off."""
    problems: dict[str, str] = {}
    sent = _sent(data, ())
    reason = read_reason(sent, problems)
    return Filled(sent, None, reason, {name: problem for name, problem in problems.items() if problem})


def read_reason(sent: Mapping[str, Any], problems: dict[str, str]) -> Mapping[str, str]:
    """Return why a number is taken off, in every language in which it was said."""
    reason = reason_of(sent["reason"], {lang: sent[field] for lang, field in REASON_FIELDS.items()})
    problems["reason"] = problem_with_reason(reason)
    return reason


def _sent(data: QueryDict, asked: Iterable[Asked]) -> dict[str, Any]:
    """Return every field as it was sent, so that a form that comes back is filled as it was."""
    names = ("outcome", "how", "on", "until", "sure", "note", "why", "off", "reason", *REASON_FIELDS.values())
    sent: dict[str, Any] = {name: typed_in(data.get(name, "")) for name in names}
    for name, _, question in asked:
        sent[name] = data.getlist(name) if question.many else data.getlist(name)[:1]
        sent[f"{name}-own"] = typed_in(data.get(f"{name}-own", ""))[:LONGEST_OWN]
    return sent


def _too_long(sent: Mapping[str, str]) -> dict[str, str]:
    told = phrase("This is too long. Please keep what matters most.")
    return {name: told for name, most in TEXTS.items() if len(sent[name]) > most}


def _days(
    sent: Mapping[str, str], property: str, today: date, problems: dict[str, str]
) -> tuple[date | None, date | None]:
    on = _day(sent["on"])
    problems["on"] = problem_with_day(on, today, sure=bool(sent["sure"])) if on else phrase("Write a day.")
    if on is None:
        return None, None
    if sent["outcome"] != Outcome.RIGHT or not sent["until"]:
        # What was not found right holds for nothing; the row needs a day all the same.
        return on, last_day(property, on)
    until = _day(sent["until"])
    if until is not None and until == last_day(property, today):
        # The day that the form suggested, though the check was made earlier.
        until = min(until, last_day(property, on))
    problems["until"] = problem_with_end(until, on, property) if until else phrase("Write a day.")
    return on, until


def _day(text: str) -> date | None:
    try:
        return date.fromisoformat(fold(text))
    except ValueError:
        return None


def _answers(
    asked: Sequence[Asked], sent: Mapping[str, Any], problems: dict[str, str], lang: str
) -> tuple[Answer, ...]:
    found = []
    for name, subject, question in asked:
        chosen, own = sent[name], sent[f"{name}-own"]
        said = answers_to(question, chosen, own, lang)
        problems[name] = problem_with_answer(question, chosen, own)
        if question.property == FREE and said:
            problems[name] = problem_with_leaving(said[0][0], sent["how"])
        found += [Answer(subject, question.property, value, words) for value, words in said]
    return tuple(found)
