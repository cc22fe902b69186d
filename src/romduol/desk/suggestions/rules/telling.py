"""Says in words what readers can tell, what of it is serious, and what a steward can make of it."""

from __future__ import annotations

from collections.abc import Iterable, Mapping

from romduol.desk.suggestions.records import Handled, Taken, Told
from romduol.knowledge.claims.rules.properties import LINE, ORGANIZATION, PROPERTIES, SERVICE, Compare
from romduol.knowledge.directory.rules.codes import PREFIX
from romduol.ui.words import phrase

SERIOUS = frozenset({Told.TOLD_POLICE, Told.TOLD_OTHERS, Told.DEMANDED_MONEY, Told.HELD_PEOPLE, Told.TREATED_BADLY})
"""What can put the next person in danger: it reaches a steward first, and is counted even where nothing can be kept."""
ORDINARY = tuple(told for told in Told if told not in SERIOUS)
WORDS: Mapping[Told, str] = {
    Told.NUMBER_WRONG: phrase("The number is wrong"),
    Told.NO_ANSWER: phrase("Nobody answers"),
    Told.CLOSED: phrase("It is closed"),
    Told.MOVED: phrase("It has moved"),
    Told.TEXT_WRONG: phrase("The text is wrong or hard to understand"),
    Told.MISSING: phrase("Something is missing"),
    Told.TOLD_POLICE: phrase("They told the police"),
    Told.TOLD_OTHERS: phrase("They told others about me"),
    Told.DEMANDED_MONEY: phrase("They demanded money"),
    Told.HELD_PEOPLE: phrase("They held people: one was not free to leave"),
    Told.TREATED_BADLY: phrase("I was treated badly"),
}
TAKEN_WORDS: Mapping[Taken, str] = {
    Taken.PHONE: phrase("a phone number"),
    Taken.EMAIL: phrase("an e-mail address or a user name"),
    Taken.LINK: phrase("a link or a user name"),
    Taken.NAME: phrase("a name"),
    Taken.ADDRESS: phrase("an address"),
    Taken.DIGITS: phrase("a number of a card or paper"),
    Taken.DATE: phrase("a date"),
}
HANDLED_WORDS: Mapping[Handled, str] = {
    Handled.NEW: phrase("new"),
    Handled.ADOPTED: phrase("taken up"),
    Handled.DECLINED: phrase("declined"),
    Handled.DUPLICATE: phrase("told before"),
}
SAYS: Mapping[str, tuple[str, ...]] = {
    ORGANIZATION: ("status", "phone", "name", "description"),
    SERVICE: ("free_to_leave", "access", "barrier", "description"),
    LINE: ("tells", "answered_by", "asks_name", "asks_id", "channels", "role"),
}
"""Kind of subject -> what a steward can state of it on the word of readers."""
SUGGESTED: Mapping[Told, tuple[str, str]] = {
    Told.CLOSED: ("status", "closed"),
    Told.NUMBER_WRONG: ("phone", ""),
    Told.TOLD_POLICE: ("tells", "police"),
    Told.TOLD_OTHERS: ("tells", "other_bodies"),
    Told.HELD_PEOPLE: ("free_to_leave", "false"),
}
"""What was told -> the property and the value that it speaks of."""

KINDS: Mapping[str, str] = {PREFIX[kind]: kind for kind in SAYS}
CODE_LENGTH = 11


def is_serious(told: Iterable[Told]) -> bool:
    """Tell whether any of it is serious."""
    return not SERIOUS.isdisjoint(told)


def suggested(told: Iterable[Told], kind: str) -> tuple[str, str]:
    """Return the property and the value that come first in the form of a subject of this kind."""
    possible = SAYS.get(kind, ())
    found = (SUGGESTED[one] for one in told if one in SUGGESTED)
    return next((pair for pair in found if pair[0] in possible), (possible[0] if possible else "", ""))


def kind_of(page: str) -> str:
    """Return the kind of subject that a page is about, as its code begins; empty where it has no claims."""
    return KINDS.get(page[:1], "") if len(page) == CODE_LENGTH else ""


def is_text(name: str) -> bool:
    """Tell whether a property holds words, and not a code or a number."""
    prop = PROPERTIES.get(name)
    return prop is not None and prop.compare is Compare.WORDS
