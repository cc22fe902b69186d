"""The lexicon made ready to be matched: concepts with their words, rules over concepts, situations with their need."""

from collections import defaultdict
from collections.abc import Mapping
from dataclasses import dataclass, field
from typing import Any

from romduol.knowledge.answers.records import Urgency
from romduol.knowledge.answers.rules.understanding.phrases import Phrases
from romduol.knowledge.answers.rules.understanding.reading import phrase_keys

LANGUAGES = ("en", "km", "rom")
FILLER = "filler"
"""The concept of words that may stand within any phrase without changing it."""
GROUP_WEIGHT = 3
"""What each thing that a rule asks for adds to its weight, unless the rule has a weight of its own."""


@dataclass(frozen=True, slots=True)
class Concept:
    """Something that a question can speak of."""

    id: str
    also: tuple[str, ...] = ()
    """Every wider concept that is spoken of with it."""
    hours: float | None = None
    """How long ago this moment is (`yesterday`)."""
    each: float | None = None
    """Hours in one of this unit (`day`)."""
    number: int | None = None


@dataclass(frozen=True, slots=True)
class Term:
    """One thing that a rule asks for: any of these concepts, said at all, said with "not", or said without it."""

    concepts: tuple[str, ...]
    negated: bool | None = None


@dataclass(frozen=True, slots=True)
class Rule:
    """Which concepts together mean what."""

    id: str
    asks: tuple[Term, ...]
    none: tuple[Term, ...] = ()
    near: int = 0
    """The most atoms from the first to the last of what it asks for; 0 where that does not matter."""
    ordered: bool = False
    situation: str = ""
    need: str = ""
    """The need it means where it names no situation."""
    also: tuple[str, ...] = ()
    """Needs that it touches besides."""
    urgency: Urgency | None = None
    flags: tuple[str, ...] = ()
    access: tuple[str, ...] = ()
    weight: float = 0


@dataclass(frozen=True, slots=True)
class Meaning:
    """The need under which a situation falls, and how urgent it is where nothing else is told."""

    need: str
    urgency: Urgency
    until: float | None = None
    """Hours for which the urgency holds; what is longer ago is `soon`."""
    later: str = ""
    """The situation that it is after that."""


@dataclass(slots=True)
class Vocabulary:
    """Phrases, concepts, situations and rules, ready to be matched."""

    phrases: Phrases = field(default_factory=Phrases)
    concepts: dict[str, Concept] = field(default_factory=dict)
    situations: dict[str, Meaning] = field(default_factory=dict)
    rules: tuple[Rule, ...] = ()
    starting: Mapping[str, tuple[Rule, ...]] = field(default_factory=dict)
    """Concept -> the rules whose rarest asked-for thing it is: only these can fire where it is spoken of."""

    @classmethod
    def of(cls, document: Mapping[str, Any]) -> "Vocabulary":
        """Make ready what a release keeps of the lexicon; an empty document understands nothing."""
        words = cls()
        # A tie between a word and a place goes to the word.
        words.phrases.weight = 0.1
        entries = document.get("concepts", {})
        filler = entries.get(FILLER, {})
        words.phrases.fillers = {phrase_keys(word) for language in LANGUAGES for word in filler.get(language, ())}
        for name, entry in entries.items():
            words.concepts[name] = _concept(name, entry, entries)
            # "An hour ago" is no "hour ago", which follows any number.
            counts = any(figure in entry for figure in ("hours", "each", "number"))
            for language in LANGUAGES:
                for phrase in entry.get(language, ()):
                    words.phrases.add(phrase, name, roman=language == "rom", exact=counts)
        for name, entry in document.get("situations", {}).items():
            words.situations[name] = _meaning(entry)
        words.rules = tuple(_rule(entry) for entry in document.get("rules", ()))
        words.starting = _starting(words.rules)
        return words


def _concept(name: str, entry: Mapping[str, Any], entries: Mapping[str, Any]) -> Concept:
    wider: dict[str, None] = {}
    waiting = list(entry.get("also", ()))
    while waiting:
        other = waiting.pop()
        if other not in wider and other != name:
            wider[other] = None
            waiting.extend(entries.get(other, {}).get("also", ()))
    return Concept(name, tuple(wider), entry.get("hours"), entry.get("each"), entry.get("number"))


def _meaning(entry: Mapping[str, Any]) -> Meaning:
    return Meaning(entry["need"], Urgency(entry["urgency"]), entry.get("until"), entry.get("later", ""))


def _rule(entry: Mapping[str, Any]) -> Rule:
    asked = [*entry.get("all", ()), *([" / ".join(entry["any"])] if entry.get("any") else ())]
    return Rule(
        id=entry["id"],
        asks=tuple(term_of(text) for text in asked),
        none=tuple(term_of(text) for text in entry.get("none", ())),
        near=entry.get("near", 0),
        ordered=entry.get("ordered", False),
        situation=entry.get("situation", ""),
        need=entry.get("need", ""),
        also=tuple(entry.get("also", ())),
        urgency=Urgency(entry["urgency"]) if "urgency" in entry else None,
        flags=tuple(entry.get("flags", ())),
        access=tuple(entry.get("access", ())),
        weight=float(entry.get("weight", GROUP_WEIGHT * len(asked))),
    )


def term_of(text: str) -> Term:
    """Read one thing that a rule asks for: `a`, `a / b`, `no a` (said with "not"), `yes a` (said without it)."""
    word, _, rest = text.partition(" ")
    negated = {"no": True, "yes": False}.get(word) if rest and not rest.startswith("/") else None
    named = text if negated is None else rest
    return Term(tuple(part.strip() for part in named.split("/")), negated)


def _starting(rules: tuple[Rule, ...]) -> dict[str, tuple[Rule, ...]]:
    named: defaultdict[str, int] = defaultdict(int)
    for rule in rules:
        for concept in {concept for term in rule.asks for concept in term.concepts}:
            named[concept] += 1
    starting: defaultdict[str, list[Rule]] = defaultdict(list)
    for rule in rules:
        rarest = min(rule.asks, key=lambda term: sum(named[concept] for concept in term.concepts))
        for concept in dict.fromkeys(rarest.concepts):
            starting[concept].append(rule)
    return {concept: tuple(found) for concept, found in starting.items()}
