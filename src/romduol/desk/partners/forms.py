"""Reads what the forms of this room send: what a body says of itself, how it was verified, why that ends."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field

from django.http import QueryDict

from romduol.base.signs import typed
from romduol.desk.changes.rules.values import (
    EMPTY,
    NO_PLACE,
    Problem,
    Shape,
    Value,
    address_from,
    code_from,
    codes_of,
    phone_from,
    shape_of,
    text_from,
)
from romduol.desk.partners.records import How, Manner, Part, Word
from romduol.desk.partners.rules.offering import OFFERED, holds_contact, is_too_long, set_told
from romduol.knowledge.claims.rules.properties import PROPERTIES, PURPOSES, Property
from romduol.knowledge.directory.queries import loaded_words
from romduol.ui.words import phrase

LONGEST_NOTE = 2000
CHOOSE = phrase("Choose one.")
CHOOSE_SOME = phrase("Choose at least one.")
SHORTER = phrase("Write it shorter.")
NO_CONTACT = phrase(
    "Write no number and no address of the web here. Numbers have a page of their own, where a second person looks."
)
SENTENCE = phrase("Say in a sentence what you did, and who answered in which office.")
WHICH_NUMBER = phrase("Choose the number on which you called them back.")
WHY_ENDED = phrase("Say in a sentence what looks wrong.")
GONE_NOW = ("active", "closed", "left_country", "changed_work")
"""What a body may say of whether it is still there; who came after it is for others to say."""
LANGUAGES = ("km", "en")


@dataclass(slots=True)
class SayForm:
    """What somebody sent to say one thing about a part of their record, and what is wrong with it."""

    sent: QueryDict
    part: Part
    prop: Property
    problems: dict[str, Problem] = field(default_factory=dict)

    def words(self) -> list[Word]:
        """Return what is said; empty where something has to be corrected, and `problems` says what."""
        try:
            return self._set() if self.manner is Manner.SET else [self._one()]
        except Problem as problem:
            self.problems[problem.at] = problem
            return []

    @property
    def manner(self) -> Manner:
        """What the word does to those before it."""
        return OFFERED[self.part.kind][self.prop.name]

    def note(self) -> str:
        """Return the note for one's own organisation."""
        return typed(self.sent.get("note", ""))[:LONGEST_NOTE]

    def _set(self) -> list[Word]:
        chosen = self.sent.getlist("value")
        allowed = allowed_values(self.prop)
        if not chosen:
            raise Problem(CHOOSE_SOME)
        for one in chosen:
            code_from(one, allowed, NO_PLACE if shape_of(self.prop) == Shape.PLACE else CHOOSE)
        return set_told(self.part, self.prop.name, chosen)

    def _one(self) -> Word:
        value, purpose = self._value(), ""
        if shape_of(self.prop) == Shape.PHONE:
            purpose = self.sent.get("purpose", "")
            if purpose not in PURPOSES:
                raise Problem(CHOOSE, at="purpose")
        return Word(self.part.subject, self.prop.name, value.value, purpose, value.words, value.as_given)

    def _value(self) -> Value:
        shape, text = shape_of(self.prop), typed(self.sent.get("value", ""))
        if shape == Shape.TEXT:
            return text_from(texts_from(self.sent, "value", self.prop.name))
        if not text:
            raise Problem(EMPTY)
        if shape == Shape.PHONE:
            return phone_from(text[:60], loaded_words()[0])
        if shape == Shape.ADDRESS:
            return address_from(text[:300])
        return code_from(text, GONE_NOW if self.prop.name == "status" else codes_of(self.prop), CHOOSE)


def allowed_values(prop: Property) -> Sequence[str]:
    """Return the values that can be chosen of a property with a list."""
    if shape_of(prop) == Shape.PLACE:
        return ("national", *loaded_words()[2])
    return codes_of(prop)


def texts_from(sent: Mapping[str, str], name: str, prop: str) -> dict[str, str]:
    """Return a text by its languages; raises `Problem` where one is too long, or gives a way to reach somebody."""
    found = {lang: " ".join(typed(sent.get(f"{name}_{lang}", "")).split(" ")) for lang in LANGUAGES}
    for lang, text in found.items():
        if is_too_long(prop, text):
            raise Problem(SHORTER, at=f"{name}_{lang}")
        if holds_contact(text):
            raise Problem(NO_CONTACT, at=f"{name}_{lang}")
    return {lang: text for lang, text in found.items() if text}


@dataclass(slots=True)
class ServiceForm:
    """A service that somebody proposes, as sent, and what is wrong with it."""

    sent: QueryDict
    problems: dict[str, str] = field(default_factory=dict)
    category: str = ""
    names: Mapping[str, str] = field(default_factory=dict)
    description: Mapping[str, str] = field(default_factory=dict)
    places: Sequence[str] = ()
    access: Sequence[str] = ()

    def read(self) -> bool:
        """Read the form, and tell whether all of it is right; `problems` says what is not."""
        self.category = self.sent.get("category", "")
        if self.category not in loaded_words()[1]:
            self.problems["category"] = CHOOSE
        self.names = self._texts("name")
        if not self.names and "name_km" not in self.problems and "name_en" not in self.problems:
            self.problems["name_km"] = EMPTY
        self.description = self._texts("description")
        self.places, self.access = self.sent.getlist("serves"), self.sent.getlist("access")
        if not self.places:
            self.problems["serves"] = CHOOSE_SOME
        elif not set(self.places) <= set(allowed_values(PROPERTIES["serves"])):
            self.problems["serves"] = NO_PLACE
        if not set(self.access) <= set(allowed_values(PROPERTIES["access"])):
            self.problems["access"] = CHOOSE
        return not self.problems

    def _texts(self, name: str) -> dict[str, str]:
        try:
            return texts_from(self.sent, name, name)
        except Problem as problem:
            self.problems[problem.at] = problem.text
            return {}


@dataclass(slots=True)
class VerifyForm:
    """How somebody found out that an organisation is the body of a record, as sent."""

    sent: QueryDict
    organizations: Sequence[str]
    numbers: Mapping[str, str]
    """Short code -> number: none stands in a page's form as it is dialled."""
    problems: dict[str, str] = field(default_factory=dict)
    how: How | None = None

    def read(self) -> bool:
        """Read the form, and tell whether all of it is right."""
        if self.sent.get("organization", "") not in self.organizations:
            self.problems["organization"] = CHOOSE
        ways = {str(one): one for one in How}
        self.how = ways.get(self.sent.get("how", ""))
        if self.how is None:
            self.problems["how"] = CHOOSE
        if self.how is How.CALLED_BACK and self.sent.get("number", "") not in self.numbers:
            self.problems["number"] = WHICH_NUMBER
        if not self.told:
            self.problems["told"] = SENTENCE
        return not self.problems

    @property
    def told(self) -> str:
        """What was done, in a sentence."""
        return typed(self.sent.get("told", ""))[:1000]

    @property
    def number(self) -> str:
        """The number on which they were called back."""
        return self.numbers.get(self.sent.get("number", ""), "")
