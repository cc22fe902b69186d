"""Reads what the forms of this room send: a decision, a fact with its source, a reason."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field
from uuid import UUID, uuid4

from romduol.desk.resolving.records import Choice, Decision
from romduol.desk.resolving.rules.deciding import RANKING, claims_of
from romduol.knowledge.claims.records import Disagreement
from romduol.ui.words import phrase

LONGEST = 2000
Problems = dict[str, str]
CHOOSE = phrase("Choose one.")
WHY = phrase("Say why, in a sentence that names nobody. It stands in the history.")
WHY_FOR_READERS = phrase("Write the reason in Khmer, in English, or in both.")
NEXT = phrase("Say what to do next, so that whoever comes after you knows.")
TOO_LONG = phrase("This is too long: 2,000 signs at most.")


def act_of(sent: Mapping[str, str]) -> UUID:
    """Return the UUID that a form carried; a broken one becomes a new form, which repeats nothing."""
    try:
        return UUID(sent.get("act", ""))
    except ValueError:
        return uuid4()


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
        made = Decision(
            choice=choice,
            side=self._side() if choice in (Choice.KEEP_FIRST, Choice.KEEP_ONLY) else None,
            claim=self._claim() if choice is Choice.DROP else "",
            why=self._text("why", WHY) if choice in RANKING else "",
            reason=self._reason() if choice not in RANKING else {},
            next_step=self._text("next", NEXT) if choice is Choice.LEAVE_OPEN else "",
            note=self._text("note", ""),
        )
        return None if self.problems else made

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

    def _reason(self) -> dict[str, str]:
        said = {lang: self._text(f"reason_{lang}", "") for lang in ("km", "en")}
        if not any(said.values()):
            self.problems["reason_km"] = WHY_FOR_READERS
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
