"""Decides for which reasons a number can be taken off on the spot, and what keeps readers from being spared it."""

from __future__ import annotations

from collections.abc import Mapping
from enum import StrEnum
from uuid import UUID, uuid5

from romduol.knowledge.claims.records import Outcome
from romduol.knowledge.releases.rules.finding import holds_a_number
from romduol.ui.words import phrase

Words = Mapping[str, str]

BAD = (Outcome.WRONG, Outcome.MOVED, Outcome.CLOSED)
"""After these the number may be taken off everything at once."""
LONGEST_REASON = 300
OWN = "own"
REASONS: Mapping[str, Words] = {
    "private": {
        "en": "It rings at a private home.",
        "km": "លេខនេះជាលេខផ្ទះឯកជន។",
    },
    "somebody_else": {
        "en": "Somebody else answers, not who was named here.",
        "km": "អ្នកផ្សេងជាអ្នកលើកទូរស័ព្ទ មិនមែនអ្នកដែលមានឈ្មោះនៅទីនេះទេ។",
    },
    "police": {
        "en": "Police answer, though another body was named here.",
        "km": "ប៉ូលិសជាអ្នកលើកទូរស័ព្ទ ទោះបីនៅទីនេះដាក់ឈ្មោះស្ថាប័នផ្សេងក៏ដោយ។",
    },
    "moved": {
        "en": "They have another number now.",
        "km": "ឥឡូវគេប្រើលេខផ្សេងហើយ។",
    },
    "closed": {
        "en": "The line or the body behind it is closed.",
        "km": "ខ្សែទូរស័ព្ទនេះ ឬស្ថាប័នដែលទទួលវា បានបិទហើយ។",
    },
    "unsafe": {
        "en": "Calling it may put people at risk.",
        "km": "ការហៅលេខនេះ អាចធ្វើឱ្យមនុស្សមានគ្រោះថ្នាក់។",
    },
}
"""What readers see where the number stood, ready-made."""
CHIPS: Mapping[str, str] = {
    "private": phrase("It rings at a private home."),
    "somebody_else": phrase("Somebody else answers, not who was named here."),
    "police": phrase("Police answer, though another body was named here."),
    "moved": phrase("They have another number now."),
    "closed": phrase("The line or the body behind it is closed."),
    "unsafe": phrase("Calling it may put people at risk."),
    OWN: phrase("My own words"),
}


class Off(StrEnum):
    """How far readers are spared a number."""

    OFF = "off"
    """It is on the signed list: nobody gets it from this server any more."""
    NOTHING_PUBLISHED = "nothing_published"
    """Readers get nothing from here yet, so nothing had to be taken off."""
    CANNOT_SIGN = "cannot_sign"
    """This server has no key that may sign now: readers still get it."""
    HELD = "held"
    """Another program holds the list, or the disk does not take it: readers still get it."""


def act_of_taking_off(act: UUID) -> UUID:
    """Return the id under which a check that takes the number off does so: the same each time the form is sent."""
    return uuid5(act, "off")


def reason_of(code: str, own: Words) -> Words:
    """Return what readers see: ready-made words in every language, or the steward's own."""
    return REASONS.get(code) or {lang: words for lang, words in own.items() if words}


def problem_with_reason(reason: Words) -> str:
    """Tell why a reason cannot stand where the number stood; nothing where it can."""
    if not reason:
        return phrase("Say why: readers see it where the number stood.")
    if holds_a_number(reason):
        return phrase("This holds a number, and readers would see it. Say it without the number.")
    if any(len(words) > LONGEST_REASON for words in reason.values()):
        return phrase("This is too long. Please keep what matters most.")
    return ""
