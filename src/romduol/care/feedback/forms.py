"""Reads what people tap about a service, and what is asked for at the desk. A sign that is not known is no answer."""

from __future__ import annotations

from collections.abc import Collection
from dataclasses import dataclass, field
from uuid import UUID

from django.http import QueryDict

from romduol.care.feedback.actions import MOST_CARDS
from romduol.care.feedback.records import Conduct, Done, Question, Said
from romduol.care.feedback.rules.asking import ANSWERS
from romduol.care.feedback.rules.codes import LONGEST_TYPED, Mistyped, read_code
from romduol.ui.words import phrase

CODE, CONDUCT = "code", "conduct"


@dataclass(frozen=True, slots=True)
class Sent:
    """What came in a form; `code` and `typed` are the card's and go no further than into this answer."""

    said: Said
    code: str = field(default="", repr=False)
    typed: str = field(default="", repr=False)
    wrong_code: str = ""
    """One of our English texts; empty where the code is well typed or missing."""
    nothing: str = ""
    """The same, where nothing was tapped."""

    @property
    def problems(self) -> bool:
        """True where the form comes back."""
        return bool(self.wrong_code or self.nothing)


def told(data: QueryDict, service: str) -> Sent:
    """Return what somebody tapped about a service."""
    answers = {one: given for one in Question if (given := data.get(one, "")) in ANSWERS[one]}
    said = Said(service, answers, tuple(one for one in Conduct if one in data.getlist(CONDUCT)))
    typed, code, wrong = data.get(CODE, "")[:LONGEST_TYPED], "", ""
    try:
        code = read_code(typed)
    except Mistyped:
        wrong = phrase("This is not how a card's code looks. Look at it again, or leave this empty.")
    nothing = "" if answers or said.conduct else phrase("Please tap one answer at least.")
    return Sent(said, code, typed, wrong, nothing)


@dataclass(frozen=True, slots=True)
class Wanted:
    """Cards that somebody wants to make, and what is wrong with that."""

    organization: UUID | None = None
    province: str = ""
    many: int = 0
    problems: dict[str, str] = field(default_factory=dict)


def wanted(data: QueryDict, organizations: Collection[str], provinces: Collection[str]) -> Wanted:
    """Return what cards are wanted: of an organisation and a province that there are."""
    chosen, province, typed = data.get("organization", ""), data.get("province", ""), data.get("many", "").strip()
    many = int(typed) if typed.isascii() and typed.isdigit() and len(typed) < 6 else 0
    problems = {}
    if chosen not in organizations:
        problems["organization"] = phrase("Choose who hands the cards out.")
    if province and province not in provinces:
        problems["province"] = phrase("Choose a province, or the whole country.")
    if not 1 <= many <= MOST_CARDS:
        problems["many"] = phrase("Write how many cards, as a number that is not too large.")
    return Wanted(UUID(chosen) if chosen in organizations else None, province, many, problems)


@dataclass(frozen=True, slots=True)
class Handling:
    """What a steward says was done; None where the form is not one of ours."""

    concern: UUID
    seen: int
    done: Done


def handling(data: QueryDict) -> Handling | None:
    """Return what a steward says was done about which concern, and how many of it they saw."""
    try:
        return Handling(UUID(data.get("concern", "")), int(data.get("seen", "")[:9]), Done(data.get("done", "")))
    except ValueError:
        return None
