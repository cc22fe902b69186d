"""Reads what the forms of this room send."""

from __future__ import annotations

from collections.abc import Collection, Mapping
from dataclasses import dataclass, field

from romduol.base.signs import unseen
from romduol.desk.operator.records import SecondYes
from romduol.desk.operator.rules import problem_with_name
from romduol.desk.outlets import Parts, Wanted
from romduol.ui.words import phrase

LONGEST_NAME = 120
LONGEST = 1000
WHY = phrase("Say why, in a sentence that names nobody. It stands in the history.")
TOO_LONG = phrase("This is too long. Say it shorter.")
NAME_MISSING = phrase("Write the name in Khmer, in English, or in both. Readers see it.")
NAME_TOO_LONG = phrase("This is too long for a name. Write it shorter.")
UNSEEN = phrase("This holds signs that nobody can see. Type it anew.")
CHOOSE = phrase("Choose one.")


@dataclass(slots=True)
class ReasonForm:
    """A reason alone."""

    sent: Mapping[str, str]
    problems: dict[str, str] = field(default_factory=dict)

    def why(self) -> str:
        """Return the reason; `problems` says where there is none."""
        text = self.sent.get("why", "").strip()
        if not text:
            self.problems["why"] = WHY
        elif len(text) > LONGEST:
            self.problems["why"] = TOO_LONG
        return text


@dataclass(slots=True)
class GiveForm:
    """Which file somebody takes away."""

    sent: Mapping[str, str]
    parts: Parts
    problems: dict[str, str] = field(default_factory=dict)

    def wanted(self) -> Wanted:
        """Return it; `problems` says what is not there."""
        parts = self.parts
        return Wanted(
            form=self._one("form", parts.forms),
            lang=self._one("lang", ("both", *parts.languages)),
            province=self._one("province", ("", *parts.provinces)),
            need=self._one("need", ("", *parts.needs)),
        )

    def _one(self, name: str, known: Collection[str]) -> str:
        given = self.sent.get(name, "")
        if given not in known:
            self.problems[name] = CHOOSE
        return given


@dataclass(slots=True)
class OwnForm:
    """Whose words somebody takes away, and in which form."""

    sent: Mapping[str, str]
    sources: Collection[str]
    forms: Collection[str]
    languages: Collection[str]
    problems: dict[str, str] = field(default_factory=dict)

    def one(self, name: str) -> str:
        """Return what was chosen: `source`, `own_form` or `own_lang`; `problems` says what is not there."""
        known = {"source": self.sources, "own_form": self.forms, "own_lang": self.languages}[name]
        given = self.sent.get(name, "")
        if given not in known:
            self.problems[name] = CHOOSE
        return given


@dataclass(slots=True)
class OperatorForm:
    """Who keeps this copy up, and which changes a second person looks at."""

    sent: Mapping[str, str]
    problems: dict[str, str] = field(default_factory=dict)

    def name(self) -> dict[str, str]:
        """Return language -> name; `problems` says what is wrong with it."""
        typed = {lang: self.sent.get(f"name_{lang}", "").strip() for lang in ("km", "en")}
        for lang, words in typed.items():
            if words and unseen(words):
                self.problems[f"name_{lang}"] = UNSEEN
            elif problem_with_name({lang: words}, LONGEST_NAME) == "too_long":
                self.problems[f"name_{lang}"] = NAME_TOO_LONG
        if problem_with_name(typed, LONGEST_NAME) == "missing":
            self.problems["name_km"] = NAME_MISSING
        return {lang: words for lang, words in typed.items() if words}

    def rule(self) -> SecondYes:
        """Return the rule of the second yes."""
        try:
            return SecondYes(self.sent.get("second_yes", ""))
        except ValueError:
            self.problems["second_yes"] = CHOOSE
            return SecondYes.CRITICAL
