"""What people type, one of every kind: the forms that pages drawn on request are measured with."""

from collections.abc import Iterator, Mapping
from dataclasses import dataclass

from tests.questions.labels import FRESH, questions

from romduol.channels.web.addresses import ASK, FIND, NUMBER
from romduol.channels.web.forms import LONGEST_QUESTION, LONGEST_WORDS
from romduol.knowledge.answers.rules.number_words import LONGEST_NUMBER
from romduol.knowledge.releases.records import Edition

LANGUAGES = ("km", "en")
KHMER = "".join(map(chr, range(0x1780, 0x17B4)))
MANY_HITS = ("health", "police", "legal help", "Phnom Penh", "HIV", "សុខភាព", "ភ្នំពេញ", "ជំនួយ", "មណ្ឌលសុខភាព")
"""Words that stand in more entries than one page of what was found can list."""
NO_HIT = "qqqqzzzz"

Fields = Mapping[str, str]


@dataclass(frozen=True, slots=True)
class Form:
    """One form that somebody sends: the type of page that answers, the path, what stands in it."""

    kind: str
    path: str
    fields: Fields


def forms(edition: Edition) -> Iterator[Form]:
    """Yield forms whose answers are every type of page that is drawn on request, in every language of the site."""
    for lang in LANGUAGES:
        for kind, page, name, typed in (*_questions(), *_numbers(edition), *_words(), *_mistakes()):
            yield Form(kind, f"{lang}/{page}", {name: typed})


def _questions() -> Iterator[tuple[str, str, str, str]]:
    """Yield the first labelled question of each need, urgency and language, and the longest that is read."""
    first = {(asked.need, asked.urgency, asked.lang): asked.q for asked in reversed(questions("tune", FRESH))}
    for question in first.values():
        yield "answer", ASK, "question", question
    longest = max((asked.q for asked in questions("tune", FRESH)), key=len)
    yield "answer", ASK, "question", longest
    yield "answer to the longest question", ASK, "question", _long(longest, LONGEST_QUESTION)
    yield "answer to the longest question", ASK, "question", _scrambled(LONGEST_QUESTION)


def _numbers(edition: Edition) -> Iterator[tuple[str, str, str, str]]:
    """Yield every number that the directory knows, whatever its showing, and one that nobody knows."""
    for line in edition.lines.values():
        yield f"number: {line.showing.value}", NUMBER, "number", line.value
    yield "number: unknown", NUMBER, "number", "099 000 177"


def _words() -> Iterator[tuple[str, str, str, str]]:
    for words in MANY_HITS:
        yield "found: many", FIND, "words", words
    yield "found: none", FIND, "words", NO_HIT
    yield "found: none", FIND, "words", _scrambled(LONGEST_WORDS)


def _mistakes() -> Iterator[tuple[str, str, str, str]]:
    for page, name, longest in ((ASK, "question", LONGEST_QUESTION), (FIND, "words", LONGEST_WORDS)):
        yield "form with a mistake", page, name, ""
        yield "form with a mistake", page, name, _scrambled(longest + 1)
    for number in ("", "no number", "0" * (LONGEST_NUMBER + 1)):
        yield "form with a mistake", NUMBER, "number", number


def _long(text: str, length: int) -> str:
    return (f"{text} " * (1 + length // len(text)))[:length].strip()


def _scrambled(length: int) -> str:
    """Return Khmer letters in an order that hardly packs, the same in every run."""
    return "".join(KHMER[number * number * 7919 % 10_007 % len(KHMER)] for number in range(1, length + 1))
