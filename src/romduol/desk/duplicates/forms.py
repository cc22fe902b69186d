"""Reads what the forms of this room send: what somebody says of two records, and why."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field

from romduol.base.signs import typed
from romduol.desk.duplicates.records import Answer, Proposal
from romduol.ui.words import phrase

LONGEST = 1000
CHOOSE = phrase("Choose one.")
WHICH = phrase("Choose which of the two stays.")
WHY = phrase("Say why, in a sentence that names nobody. It stands in the history.")
TOO_LONG = phrase("This is too long.")
SAME = "same"
GIVEN = {SAME: Answer.JOINED, "not_same": Answer.NOT_SAME, "later": Answer.LATER}
"""What a form may answer."""


@dataclass(slots=True)
class AnswerForm:
    """What somebody answered, as it was sent, and what is wrong with it."""

    sent: Mapping[str, str]
    found: Proposal
    problems: dict[str, str] = field(default_factory=dict)
    answer: Answer = Answer.OPEN
    stays: str = ""
    why: str = ""

    @classmethod
    def read(cls, sent: Mapping[str, str], found: Proposal) -> AnswerForm:
        """Return what was sent, read."""
        form = cls(sent, found)
        form.answer = GIVEN.get(sent.get("answer", ""), Answer.OPEN)
        if form.answer is Answer.OPEN:
            form.problems["answer"] = CHOOSE
        form.why = why_in(sent, form.problems, needed=form.answer is not Answer.LATER)
        if form.answer is Answer.JOINED:
            form.stays = {"a": found.a, "b": found.b}.get(sent.get("stays", ""), "")
            if not form.stays:
                form.problems["stays"] = WHICH
        return form

    @property
    def seen(self) -> str:
        """What was seen of the record that is to become another one."""
        return self.sent.get("seen_b" if self.stays == self.found.a else "seen_a", "")


def why_in(sent: Mapping[str, str], problems: dict[str, str], *, needed: bool) -> str:
    """Return the reason that was typed; what is wrong with it goes into `problems`."""
    why = typed(sent.get("why", ""))
    if needed and not why:
        problems["why"] = WHY
    elif len(why) > LONGEST:
        problems["why"] = TOO_LONG
    return why
