"""Decides which further questions one call can ask, and what each answer says: none of them has to be asked."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass

from romduol.knowledge.claims.rules.properties import ANSWERING, LINE, SERVICE, TOLD
from romduol.knowledge.releases.rules.finding import holds_a_number
from romduol.ui.words import phrase

Words = Mapping[str, str]
OWN = "own"
"""Stands for the steward's own words, in the place of a code."""
LONGEST_OWN = 200
FREE = "free_to_leave"
SEEN = ("visit", "document")
"""What somebody who runs a place says about leaving is their own word; what was seen there, or written, is not."""


@dataclass(frozen=True, slots=True)
class Question:
    """One further question of a call."""

    property: str
    words: str
    options: tuple[str, ...]
    """The codes that can be chosen; `OWN` is for words of one's own."""
    many: bool = False
    texts: Mapping[str, Words] | None = None
    """Code -> words, where the property is text: what readers see, and what pages compare."""
    hint: str = ""


YES_NO = ("true", "false")
TEXTS_OF_HOURS: Mapping[str, Words] = {
    "24 hours a day": {"en": "24 hours a day", "km": "24 ម៉ោងក្នុងមួយថ្ងៃ"},
    "Monday to Friday, by day": {"en": "Monday to Friday, by day", "km": "ថ្ងៃចន្ទដល់ថ្ងៃសុក្រ នៅពេលថ្ងៃ"},
    "Every day, by day": {"en": "Every day, by day", "km": "រាល់ថ្ងៃ នៅពេលថ្ងៃ"},
}
TEXTS_OF_COST: Mapping[str, Words] = {
    "the price of a call": {"en": "the price of a call", "km": "តម្លៃហៅទូរស័ព្ទធម្មតា"},
}
LANGUAGES = ("km", "en", "vi", "zh", "th", "fr")
WHO_ANSWERS = ("woman", "man", "either", "recording", "police")
WHOM_THEY_TELL = ("nobody", "police", "family", "employer", "other_bodies")
"""In the order of the sheet that is printed, so that a tick on paper is found again."""


OF_A_LINE = (
    Question("answered_by", phrase("Who answers?"), tuple(sorted(ANSWERING, key=WHO_ANSWERS.index)), many=True),
    Question("asks_name", phrase("Do they ask for a name?"), YES_NO),
    Question("asks_id", phrase("Do they ask for an ID?"), YES_NO),
    Question("tells", phrase("Whom do they tell of a call?"), tuple(sorted(TOLD, key=WHOM_THEY_TELL.index)), many=True),
    Question("hours", phrase("When do they answer?"), (*TEXTS_OF_HOURS, OWN), texts=TEXTS_OF_HOURS),
    Question("cost", phrase("What does it cost?"), ("free", *TEXTS_OF_COST, OWN), texts=TEXTS_OF_COST),
    Question("languages", phrase("In which languages do they answer?"), LANGUAGES, many=True),
)
OF_A_HOME = Question(
    FREE,
    phrase("Is one free to leave at any time?"),
    YES_NO,
    hint=phrase(
        "Whoever runs a place cannot vouch for it. "
        "Choose yes only where you saw it on a visit, or have it in writing from somebody else."
    ),
)


LABELS: Mapping[str, str] = {
    "24 hours a day": phrase("24 hours a day"),
    "Monday to Friday, by day": phrase("Monday to Friday, by day"),
    "Every day, by day": phrase("Every day, by day"),
    "the price of a call": phrase("the price of a call"),
    OWN: phrase("Other words"),
}
"""What stands on the chip of a text."""


def questions_about(kind: str, property: str) -> tuple[Question, ...]:
    """Return what else can be asked about a subject of a kind while one of its properties is checked."""
    if kind == LINE:
        return tuple(question for question in OF_A_LINE if question.property != property)
    if kind == SERVICE and property != FREE:
        return (OF_A_HOME,)
    return ()


def answers_to(question: Question, chosen: Sequence[str], own: str, lang: str) -> list[tuple[str, Words]]:
    """Return the values that an answer says, each with its words; codes that are not offered say nothing."""
    found: list[tuple[str, Words]] = []
    for code in dict.fromkeys(code for code in chosen if code in question.options):
        if code == OWN:
            found += [(own, {lang: own})] if own else []
        else:
            found.append((code, (question.texts or {}).get(code, {})))
    return found if question.many else found[:1]


def problem_with_answer(question: Question, chosen: Sequence[str], own: str) -> str:
    """Tell why an answer cannot be recorded; nothing where it can."""
    if OWN in chosen and not own:
        return phrase("Write it in your own words, or choose another answer.")
    if holds_a_number({"own": own}):
        return phrase("This holds a number that may be a phone number. Say it without the number.")
    if "nobody" in chosen and len(chosen) > 1:
        return phrase("They tell nobody, or they tell somebody: choose one of the two.")
    return ""


def problem_with_leaving(value: str, how: str) -> str:
    """Tell why an answer about leaving cannot be recorded; nothing where it can."""
    if value == "true" and how not in SEEN:
        return phrase("A yes needs a visit, or something in writing from somebody who does not run the place.")
    return ""
