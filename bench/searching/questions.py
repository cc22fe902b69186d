"""What is asked: words for kinds of help in both languages, with and without a place, with slips, and long ones."""

import json
from collections.abc import Iterator
from dataclasses import asdict, dataclass
from pathlib import Path

from tests.questions.labels import questions as labelled

from bench.searching.directory import draw, real
from romduol.knowledge.answers.rules.indexing.places import Places
from romduol.knowledge.answers.rules.searching.asking import read_asked

KEPT = "questions.json"
LONG = 60
"""Signs of a long question."""


@dataclass(frozen=True, slots=True)
class Question:
    """One question, as people type it and as the other engines are given it."""

    text: str
    tokens: tuple[str, ...]
    """Any of these."""
    place: str = ""
    """The code of the place that is named in it: other engines are told to look there alone."""


@dataclass(frozen=True, slots=True)
class Need:
    """A kind of help that an answer wants services for, at a place."""

    category: str
    need: str
    place: str


@dataclass(frozen=True, slots=True)
class Asked:
    """Everything that is asked."""

    questions: list[Question]
    needs: list[Need]
    spoken: list[tuple[str, str]]
    """Labelled questions in anyone's words, each with the language of its answer."""


def kept_questions(home: Path) -> Asked:
    """Return all that is asked, from a file below a folder: who asks then holds no pack that a server does not hold."""
    kept = home / KEPT
    if not kept.exists():
        kept.write_text(json.dumps(asdict(Asked(questions(), needs(), spoken_questions()))), "utf-8")
    told = json.loads(kept.read_text("utf-8"))
    return Asked(
        questions=[Question(**{**one, "tokens": tuple(one["tokens"])}) for one in told["questions"]],
        needs=[Need(**one) for one in told["needs"]],
        spoken=[(text, lang) for text, lang in told["spoken"]],
    )


def questions() -> list[Question]:
    """Return some 250 questions, always the same."""
    places = Places.of(real())
    return [_question(text, places) for text in dict.fromkeys(_texts())]


def needs() -> list[Need]:
    """Return every kind of help at two places, one of them a district."""
    edition = real()
    found = []
    for number, category in enumerate(edition.categories.values()):
        for level in ("province", "district"):
            codes = [place.code for place in edition.places.values() if place.level == level]
            found.append(Need(category.id, category.need, codes[draw(len(codes), level, number)]))
    return found


def spoken_questions() -> list[tuple[str, str]]:
    """Return the labelled questions that words and rules may be tuned on, each with the language of its answer."""
    return [(one.q, "en" if one.lang == "en" else "km") for one in labelled("tune")]


def _question(text: str, places: Places) -> Question:
    asked = read_asked(text, places)
    place = asked.places[0] if asked.places else ""
    tokens = tuple(token for token in asked.tokens if not (place and token in asked.of_places))
    return Question(text, tokens or tuple(asked.tokens), place)


def _texts() -> Iterator[str]:
    edition = real()
    provinces = [place for place in edition.places.values() if place.level == "province"]
    for number, category in enumerate(edition.categories.values()):
        place = provinces[draw(len(provinces), "asked", number)]
        for lang in ("en", "km"):
            yield category.name[lang]
            yield f"{category.name[lang]} {place.name[lang]}"
        yield _slip(category.name["en"], number)
    for service in edition.services.values():
        described = service.first("description")
        for words in described.words.values() if described else ():
            yield words[:LONG]


def _slip(text: str, number: int) -> str:
    """Return a text of which two neighbouring letters of the longest word are swapped."""
    word = max(text.split(), key=len)
    at = 1 + draw(max(1, len(word) - 2), "slip", number)
    return text.replace(word, word[:at] + word[at : at + 2][::-1] + word[at + 2 :])
