"""Refuses words that stigmatise or hint at venues, figures without a claim, and phone numbers in our own texts."""

import re
from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from functools import cached_property, lru_cache
from pathlib import Path
from typing import Any

from romduol.base.khmer import COENG, digits, fold
from romduol.desk.packs.guide_files import phone_like, without_marks
from romduol.desk.packs.passages import Passage, passages
from romduol.desk.packs.schema import shape_problems
from romduol.desk.packs.yaml_files import PackErrors, PackProblem, read_yaml

FILE = "words.yaml"
_KHMER_MARK = "\u17b6-\u17d1\u17d3\u17dd"
_ENDINGS = r"(?:s|es|d|ed|ing|['’]s)?"
# What may stand without a mark: years, ages, hours, three days, articles of a law are no figures.
_PLAIN = re.compile(
    r"\b(?:19|20)\d\d(?:\s?[-–]\s?(?:19|20)?\d\d)?\b"
    r"|\b(?:under|over|age|aged|ages|below|articles?|art\.|step|steps|part)\s+\d+"
    r"|(?:អាយុ|ក្រោម|លើស|មាត្រា|ឆ្នាំ|ជំហានទី)\s*\d+"
    r"|\b\d+\s*(?:hours?|years?\s+old|h\b)|\d+\s*(?:ម៉ោង|ឆ្នាំ)"
    r"|\b(?:3|three)\s*days\b|3\s*ថ្ងៃ|\b(?:18|72)\b|24/7|\b%\(\w+\)\w",
    re.IGNORECASE,
)
_CODE = re.compile(r"`[^`]*`")
# What pages say of their own forms and clocks rests on no source: lengths, how a day is written, steps, ages.
_OF_FORMS = re.compile(
    r"^\d\. |\+855|\b(?:19|20)\d\d-\d\d(?:-\d\d)?\b|\bof 100\b|ក្នុង 100"
    r"|[\d,]+(?: to \d+)? (?:signs|small Latin letters)|[\d,]+(?: ទៅ \d+)? (?:តួ|សញ្ញា)"
    r"|\d+ to \d+ months ago|\d+ ទៅ \d+ ខែមុន|\bthe next \d+$|\d+ បន្ទាប់$"
    r"|\d+ days after somebody decided|\d+ ថ្ងៃក្រោយមានអ្នកសម្រេច"
)
_FIGURE = re.compile(r"(?<![A-Za-z\d])\d+(?:[.,]\d+)*")


@dataclass(frozen=True)
class Word:
    """A word that our texts do not use: why, and what to write in its place."""

    term: str
    language: str
    why: str
    instead: str
    forms: tuple[str, ...] = ()
    phrases: tuple[str, ...] = ()
    """Phrases in which it is something else."""
    allowed: frozenset[tuple[str, str]] = frozenset()
    """File and section, exactly."""

    @cached_property
    def pattern(self) -> "re.Pattern[str]":
        """Matches a text that was prepared as `prepared` does."""
        shapes = sorted((prepared(one, self.language) for one in (self.term, *self.forms)), key=len, reverse=True)
        if self.language == "km":
            # A match begins and ends between clusters, so that a word is not found in the middle of another letter.
            return re.compile(rf"(?<!{COENG})(?:{'|'.join(map(re.escape, shapes))})(?![{_KHMER_MARK}{COENG}])")
        either = "|".join(re.escape(shape).replace(r"\ ", r"[\s-]+") for shape in shapes)
        return re.compile(rf"\b(?:{either}){_ENDINGS}\b")

    def found_in(self, passage: Passage) -> bool:
        """Tell whether a passage uses it where it may not."""
        if passage.language != self.language or (passage.file, passage.section) in self.allowed:
            return False
        text = prepared(without_marks(passage.text).replace("*", ""), self.language)
        for phrase in self.phrases:
            text = text.replace(prepared(phrase, self.language), "|")
        return self.pattern.search(text) is not None


@lru_cache(maxsize=32)  # One passage is held against every word.
def prepared(text: str, language: str) -> str:
    """Return a text as words are looked for: folded, Khmer without spaces, English with spaces for hyphens."""
    folded = fold(text)
    return folded.replace(" ", "") if language == "km" else folded.replace("-", " ")


def read_words(pack: Path) -> tuple[Word, ...]:
    """Return the words of a pack, none where it lists none; raises `PackErrors`."""
    if not (pack / FILE).exists():
        return ()
    file = read_yaml(pack / FILE, FILE)
    wrong = shape_problems(file, "words")
    if wrong:
        raise PackErrors(wrong)
    return tuple(_word(entry) for entry in file.data["words"])


def _word(entry: dict[str, Any]) -> Word:
    return Word(
        term=entry["term"],
        language=entry["language"],
        why=entry["why"],
        instead=entry["instead"],
        forms=tuple(entry.get("forms", ())),
        phrases=tuple(entry.get("except", ())),
        allowed=frozenset((one["file"], one["section"]) for one in entry.get("allowed", ())),
    )


def word_problems(pack: Path, locale: Path | None = None) -> list[PackProblem]:
    """Return every word, figure and number that may not stand in the texts of a pack; raises `PackErrors`."""
    words = read_words(pack)
    found = [problem for one in passages(pack, locale) for problem in _problems(one, words, short_codes(pack))]
    return list(dict.fromkeys(found))


def short_codes(pack: Path) -> frozenset[str]:
    """Return the short numbers that a pack knows."""
    path = pack / "short_codes.yaml"
    listed = read_yaml(path, path.name).data.get("short_codes", ()) if path.exists() else ()
    return frozenset(entry["code"] for entry in listed)


def _problems(passage: Passage, words: Iterable[Word], short: frozenset[str]) -> Iterator[PackProblem]:
    for word in words:
        if word.found_in(passage):
            cause = f"“{word.term}”: {word.why} Write: {word.instead}"
            yield PackProblem(passage.file, passage.line, passage.section, cause)
    number = phone_like(passage.text, short)
    # Between such marks, the words of the pages name codes, for programs.
    told = _OF_FORMS.sub("", _CODE.sub("", passage.text)) if passage.file.endswith(".po") else passage.text
    figure = "" if passage.rests or number else figure_in(told)
    if number:
        cause = f"{number} looks like a phone number: its page shows it with its standing. Name the line"
        yield PackProblem(passage.file, passage.line, passage.section, cause)
    if figure:
        cause = f"the figure {figure} rests on no claim: end its sentence or the next with [^subject], or leave it out"
        yield PackProblem(passage.file, passage.line, passage.section, cause)


def figure_in(text: str) -> str:
    """Return a figure that only a claim may give, or nothing: years, ages, hours and articles are none."""
    found = _FIGURE.search(_PLAIN.sub("", digits(without_marks(text))))
    return found[0] if found else ""
