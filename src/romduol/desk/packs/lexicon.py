"""Reads the lexicon of a pack, by which questions are understood: concepts with their words, situations, rules."""

from collections import defaultdict
from collections.abc import Iterator, Mapping, Sequence
from typing import Any

from romduol.desk.packs.yaml_files import PackProblem, Spot, YamlFile
from romduol.knowledge.answers.rules.understanding.reading import phrase_keys
from romduol.knowledge.answers.rules.understanding.telling import DERIVED
from romduol.knowledge.answers.rules.understanding.vocabulary import LANGUAGES, term_of
from romduol.knowledge.answers.rules.understanding.words import situation_of

FOLDER = "lexicon"
"""The folder of a pack that holds it."""
Problems = list[PackProblem]
MEANT = ("situation", "need", "also", "flags", "access", "urgency")
"""What a rule can mean."""
NUMBERS = {"hours": float, "each": float, "number": int}
"""What an entry may tell in figures: hours since a moment, hours in a unit of time, the value of a number."""


def read_lexicon(files: Sequence[YamlFile], needs: frozenset[str], problems: Problems) -> dict[str, Any]:
    """Return the lexicon as one document; what is wrong is added to `problems` with file, line and cause."""
    if not files:
        return {}
    concepts = _joined(files, "concepts", problems)
    situations = _joined(files, "meanings", problems)
    examples = _examples(files)
    document = {
        "concepts": {name: _concept(entry) for name, (_, entry) in concepts.items()},
        "situations": {name: _figures(entry, {"until": float}) for name, (_, entry) in situations.items()},
        "examples": examples,
        "rules": [dict(rule) for file in files for rule in file.data.get("rules", ())],
    }
    known = _Known(frozenset(concepts) | DERIVED, frozenset(situations), needs)
    for name, (file, entry) in concepts.items():
        problems.extend(_wrong_concept(name, entry, file, known))
    for name, (file, entry) in situations.items():
        problems.extend(_wrong_situation(name, entry, file, known))
    problems.extend(_wrong_examples(files, known))
    problems.extend(_wrong_rules(files, known))
    return document


class _Known:
    """Every name that the files may point to."""

    def __init__(self, concepts: frozenset[str], situations: frozenset[str], needs: frozenset[str]) -> None:
        self.concepts, self.situations, self.needs = concepts, situations, needs


def _joined(files: Sequence[YamlFile], key: str, problems: Problems) -> dict[str, tuple[YamlFile, Mapping[str, Any]]]:
    found: dict[str, tuple[YamlFile, Mapping[str, Any]]] = {}
    for file in files:
        for name, entry in file.data.get(key, {}).items():
            if name in found:
                problems.append(file.problem((key, name), f"{name} is already in {found[name][0].name}"))
            found[name] = (file, entry)
    return found


def _words(entry: Mapping[str, Any], language: str) -> list[str]:
    return [" ".join(word.split()) for word in str(entry.get(language, "")).split(",") if word.strip()]


def _concept(entry: Mapping[str, Any]) -> dict[str, Any]:
    words = {language: _words(entry, language) for language in LANGUAGES if language in entry}
    return {
        **words,
        **({"also": list(entry["also"])} if "also" in entry else {}),
        **_figures(entry, NUMBERS, only=True),
    }


def _figures(entry: Mapping[str, Any], kinds: Mapping[str, Any], *, only: bool = False) -> dict[str, Any]:
    """The entry with its figures as numbers; a figure that is none is left out, and named as a problem elsewhere."""
    figures = {name: kind(entry[name]) for name, kind in kinds.items() if name in entry and _is_figure(entry[name])}
    return figures if only else {**{name: said for name, said in entry.items() if name not in kinds}, **figures}


def _is_figure(said: Any) -> bool:
    try:
        return float(said) >= 0
    except (TypeError, ValueError):
        return False


def _wrong_concept(name: str, entry: Mapping[str, Any], file: YamlFile, known: _Known) -> Iterator[PackProblem]:
    spot: Spot = ("concepts", name)
    if not any(_words(entry, language) for language in LANGUAGES):
        yield file.problem(spot, "no words: a concept that nothing names is never found")
    for other in entry.get("also", ()):
        if other not in known.concepts:
            yield file.problem((*spot, "also"), f"no concept is called {other}")
    for figure in NUMBERS:
        if figure in entry and not _is_figure(entry[figure]):
            yield file.problem((*spot, figure), f"{entry[figure]} is no number")
    seen: set[str] = set()
    for language in LANGUAGES:
        for word in _words(entry, language):
            if not phrase_keys(word):
                yield file.problem((*spot, language), f"{word} has no letter to be found by")
            if word in seen:
                yield file.problem((*spot, language), f"{word} is there twice")
            seen.add(word)


def _wrong_situation(name: str, entry: Mapping[str, Any], file: YamlFile, known: _Known) -> Iterator[PackProblem]:
    spot: Spot = ("meanings", name)
    if entry["need"] not in known.needs:
        yield file.problem((*spot, "need"), f"no need is called {entry['need']}")
    if entry.get("later") and entry["later"] not in known.situations:
        yield file.problem((*spot, "later"), f"no situation is called {entry['later']}")


def _examples(files: Sequence[YamlFile]) -> dict[str, list[str]]:
    """The questions of each label, from every file in turn."""
    found: defaultdict[str, list[str]] = defaultdict(list)
    for file in files:
        for label, questions in file.data.get("examples", {}).items():
            found[label].extend(questions)
    return dict(found)


def _wrong_examples(files: Sequence[YamlFile], known: _Known) -> Iterator[PackProblem]:
    seen: dict[str, str] = {}
    for file in files:
        for label, questions in file.data.get("examples", {}).items():
            if situation_of(label) not in known.situations:
                yield file.problem(("examples", label), f"no situation is called {situation_of(label)}")
            for place, question in enumerate(questions):
                if question in seen:
                    yield file.problem(("examples", label, place), f"{question} is already there, as {seen[question]}")
                seen[question] = label


def _wrong_rules(files: Sequence[YamlFile], known: _Known) -> Iterator[PackProblem]:
    seen: set[str] = set()
    for file in files:
        for place, rule in enumerate(file.data.get("rules", ())):
            if rule["id"] in seen:
                yield file.problem(("rules", place, "id"), f"a rule called {rule['id']} is already there")
            seen.add(rule["id"])
            yield from _wrong_rule(rule, ("rules", place), file, known)


def _wrong_rule(rule: Mapping[str, Any], spot: Spot, file: YamlFile, known: _Known) -> Iterator[PackProblem]:
    for key in ("all", "any", "none"):
        terms = [term_of(text) for text in rule.get(key, ())]
        for concept in {name for term in terms for name in term.concepts} - known.concepts:
            yield file.problem((*spot, key), f"no concept is called {concept}")
    if not rule.get("all") and not rule.get("any"):
        yield file.problem(spot, "asks for nothing, so it would always fire")
    if "situation" in rule and rule["situation"] not in known.situations:
        yield file.problem((*spot, "situation"), f"no situation is called {rule['situation']}")
    for need in {*rule.get("also", ()), *([rule["need"]] if "need" in rule else ())} - known.needs:
        yield file.problem(spot, f"no need is called {need}")
    if rule.keys().isdisjoint(MEANT):
        yield file.problem(spot, f"means nothing: give it one of {', '.join(MEANT)}")
