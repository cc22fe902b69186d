"""Reads what the forms of this room send: a decision, a fact with its source, a reason."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from dataclasses import dataclass, field
from datetime import date
from typing import Any
from uuid import uuid5

from romduol.base.khmer import digits
from romduol.base.years import NotCommonEra
from romduol.desk.changes.forms import act_of
from romduol.desk.changes.rules import is_own
from romduol.desk.changes.rules.values import (
    EMPTY,
    NO_ADDRESS,
    NO_PLACE,
    NO_RECORD,
    Problem,
    Shape,
    Value,
    address_from,
    code_from,
    codes_of,
    is_safe_address,
    phone_from,
    shape_of,
    text_from,
)
from romduol.desk.packs.periods import past_day
from romduol.desk.resolving.queries.known import record
from romduol.desk.resolving.queries.sources import OWN, known_sources
from romduol.desk.resolving.records import Choice, Decision, Statement
from romduol.desk.resolving.rules.deciding import RANKING, claims_of
from romduol.knowledge.claims.records import Disagreement
from romduol.knowledge.claims.rules.properties import PURPOSES, Compare, Property
from romduol.knowledge.directory.queries import loaded_words
from romduol.ui import vocabulary
from romduol.ui.words import phrase

NEW = "new"
FIELDS = {
    Choice.KEEP_FIRST: "keep",
    Choice.KEEP_ONLY: "keep",
    Choice.DROP: "drop",
    Choice.BOTH_TRUE: "true",
    Choice.LEAVE_OPEN: "open",
}
"""Choice -> the part of the page that asks for it; its fields are named after it."""

LONGEST = 2000
Problems = dict[str, str]
CHOOSE = phrase("Choose one.")
WHY = phrase("Say why, in a sentence that names nobody. It stands in the history.")
WHY_FOR_READERS = phrase("Write the reason in Khmer, in English, or in both.")
NEXT = phrase("Say what to do next, so that whoever comes after you knows.")
NO_PERIOD = phrase("Write a day that is past: 2026, 2026-11 or 2026-11-03.")
NOT_OUR_YEARS = phrase("Write the year of the common era, such as 2026.")
TOO_LONG = phrase("This is too long: 2,000 signs at most.")


def typed(sent: Mapping[str, str], name: str) -> str:
    """Return what was typed into a field, without spaces around it."""
    return " ".join(sent.get(name, "").split("\x00")).strip()


@dataclass(slots=True)
class DecisionForm:
    """What a steward chose of a contradiction, as sent, and what is wrong with it."""

    sent: Mapping[str, str]
    found: Disagreement
    problems: Problems = field(default_factory=dict)

    def decision(self) -> Decision | None:
        """Return the decision, or None where something has to be corrected; `problems` says what."""
        choice = self._choice()
        if choice is None:
            return None
        own = FIELDS[choice]
        made = Decision(
            choice=choice,
            side=self._side() if choice in (Choice.KEEP_FIRST, Choice.KEEP_ONLY) else None,
            claim=self._claim() if choice is Choice.DROP else "",
            why=self._text(f"why_{own}", WHY) if choice in RANKING else "",
            reason=self._reason(own) if choice not in RANKING else {},
            next_step=self._text("next", NEXT) if choice is Choice.LEAVE_OPEN else "",
            note=self._text(f"note_{own}", ""),
        )
        return None if self.problems else made

    @property
    def part(self) -> str:
        """Which part of the page was sent; empty where it cannot be told."""
        sent = self.sent.get("choice", "")
        return FIELDS[Choice(sent)] if sent in set(Choice) else self.sent.get("part", "")

    def _choice(self) -> Choice | None:
        try:
            return Choice(self.sent.get("choice", ""))
        except ValueError:
            self.problems["choice"] = CHOOSE
            return None

    def _side(self) -> int | None:
        side = self.sent.get("side", "")
        if side not in map(str, range(len(self.found.positions))):
            self.problems["side"] = phrase("Choose the side to keep.")
            return None
        return int(side)

    def _claim(self) -> str:
        claim = self.sent.get("claim", "")
        if claim not in {one.id for one in claims_of(self.found)}:
            self.problems["claim"] = phrase("Choose whose word no longer counts.")
        return claim

    def _reason(self, own: str) -> dict[str, str]:
        said = {lang: self._text(f"{own}_{lang}", "") for lang in ("km", "en")}
        if not any(said.values()):
            self.problems[f"{own}_km"] = WHY_FOR_READERS
        return {lang: text for lang, text in said.items() if text}

    def _text(self, name: str, missing: str) -> str:
        text = typed(self.sent, name)
        if missing and not text:
            self.problems[name] = missing
        if len(text) > LONGEST:
            self.problems[name] = TOO_LONG
        return text


@dataclass(slots=True)
class ReasonForm:
    """A reason alone: for undoing, for taking out."""

    sent: Mapping[str, str]
    problems: Problems = field(default_factory=dict)

    def why(self) -> str:
        """Return the reason; `problems` says where there is none."""
        text = typed(self.sent, "why")
        if not text:
            self.problems["why"] = WHY
        elif len(text) > LONGEST:
            self.problems["why"] = TOO_LONG
        return text


@dataclass(slots=True)
class StateForm:
    """A fact and its source, as sent, and what is wrong with them."""

    sent: Mapping[str, str]
    subject: str
    prop: Property
    today: date
    problems: dict[str, Problem] = field(default_factory=dict)

    def statement(self) -> Statement | None:
        """Return the fact, or None where something has to be corrected; `problems` says what."""
        value, source = self._value(), self._source()
        observed, purpose, why = self._observed(), self._purpose(), self._why()
        if self.problems or value is None or source is None:
            return None
        chosen, new = source
        # Our own word is of today, where nobody says otherwise: undated it would never be fresh.
        observed = observed or (self.today.isoformat() if chosen == OWN else "")
        claim = {
            "id": str(uuid5(act_of(self.sent), "claim")),
            "property": self.prop.name,
            "value": value.value,
            "words": dict(value.words),
            "as_given": value.as_given,
            "source": chosen,
            "locator": typed(self.sent, "locator")[:LONGEST],
            "stance": "denies" if self.sent.get("stance") == "denies" else "asserts",
            "purpose": purpose,
            "scope": "",
            "observed_on": observed,
        }
        return Statement(claim=claim, new_source=new, why=why, note=typed(self.sent, "note")[:LONGEST])

    def told(self, gettext: Callable[..., str]) -> dict[str, str]:
        """Return what is wrong, in words, by the field where it is wrong."""
        return {name: gettext(problem.text, **problem.parts) for name, problem in self.problems.items()}

    def _value(self) -> Value | None:
        try:
            return self._read(shape_of(self.prop))
        except Problem as problem:
            self.problems[problem.at] = problem
            return None

    def _read(self, shape: str) -> Value:
        text = typed(self.sent, "value")
        if shape == Shape.TEXT:
            return text_from({lang: typed(self.sent, f"value_{lang}") for lang in ("km", "en")})
        info, categories, places = loaded_words()
        readers: Mapping[str, Callable[[], Value]] = {
            Shape.PHONE: lambda: phone_from(text, info),
            Shape.CODES: lambda: code_from(text, codes_of(self.prop)),
            Shape.PLACE: lambda: code_from(text, {"national", *places}, NO_PLACE),
            Shape.CATEGORY: lambda: code_from(text, categories),
            Shape.ADDRESS: lambda: address_from(text),
            Shape.YEAR: lambda: self._year(text),
            Shape.RECORD: lambda: self._record(text),
        }
        return readers[shape]()

    def _year(self, text: str) -> Value:
        self._period(text, "value", missing=EMPTY)
        return Value(text)

    def _record(self, text: str) -> Value:
        known = record(text.strip().lower()) if text else None
        if known is None or known.kind != "organization" or known.subject == self.subject:
            raise Problem(NO_RECORD)
        return Value(known.subject)

    def _period(self, text: str, name: str, missing: str = "") -> date | None:
        if not text:
            if missing:
                self.problems[name] = Problem(missing)
            return None
        try:
            return past_day(digits(text), self.today)
        except NotCommonEra:
            self.problems[name] = Problem(NOT_OUR_YEARS)
        except ValueError:
            self.problems[name] = Problem(NO_PERIOD)
        return None

    def _observed(self) -> str:
        found = self._period(typed(self.sent, "observed_on"), "observed_on")
        return found.isoformat() if found else ""

    def _purpose(self) -> str:
        purpose = self.sent.get("purpose", "")
        if self.prop.compare is not Compare.PHONE:
            return ""
        if purpose not in PURPOSES:
            self.problems["purpose"] = Problem(CHOOSE)
        return purpose

    def _why(self) -> str:
        why = typed(self.sent, "why")
        if not why:
            self.problems["why"] = Problem(WHY)
        elif len(why) > LONGEST:
            self.problems["why"] = Problem(TOO_LONG)
        return why

    def _source(self) -> tuple[str, Mapping[str, Any] | None] | None:
        chosen = self.sent.get("source", "")
        if chosen == NEW:
            made = self._new_source()
            return (made["id"], made) if made else None
        if chosen == OWN or (chosen in known_sources() and not is_own(chosen)):
            return chosen, None
        self.problems["source"] = Problem(phrase("Choose who says so."))
        return None

    def _new_source(self) -> dict[str, Any] | None:
        title = {lang: text for lang in ("km", "en") if (text := typed(self.sent, f"title_{lang}")[:200])}
        if not title:
            self.problems["title_km"] = Problem(phrase("Give the title in Khmer, in English, or in both."))
        publisher, kind, grade = (self.sent.get(name, "").strip() for name in ("publisher", "kind", "grade"))
        if not publisher and grade != "D":
            self.problems["publisher"] = Problem(phrase("Say who put it out. Only an unsigned source (D) has nobody."))
        if kind not in vocabulary.KINDS_OF_SOURCE:
            self.problems["kind"] = Problem(CHOOSE)
        if grade not in ("A", "B", "C", "D"):
            self.problems["grade"] = Problem(CHOOSE)
        url, when = typed(self.sent, "url"), digits(typed(self.sent, "date"))
        if url and not is_safe_address(url):
            self.problems["url"] = Problem(NO_ADDRESS)
        day = self._period(when, "date")
        source_id = f"desk-{uuid5(act_of(self.sent), 'source')}"
        return {
            "id": source_id,
            "title": title,
            "publisher": publisher[:200] or "unknown",
            "kind": kind,
            "grade": grade,
            "lineage": self._lineage(source_id),
            "date": day.isoformat() if day else None,
            "date_text": when if day else "",
            "date_inferred": False,
            "speaks_for": self._speaks_for(grade),
            "url": url,
            "language": "km" if "km" in title else "en",
            "note": {},
        }

    def _lineage(self, own: str) -> str:
        copied = self.sent.get("copied_from", "")
        known = known_sources().get(copied)
        return known.lineage if known else own

    def _speaks_for(self, grade: str) -> str:
        if grade != "A":
            return ""
        known = record(typed(self.sent, "speaks_for").lower()) if self.sent.get("speaks_for") else None
        if known is None or known.kind != "organization":
            self.problems["speaks_for"] = Problem(NO_RECORD)
            return ""
        return known.subject
