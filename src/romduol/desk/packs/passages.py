"""Gathers every sentence that readers get in our own words: of guides, of a pack's texts, of the pages."""

from collections.abc import Iterator
from dataclasses import dataclass
from pathlib import Path
from typing import Any

from babel.messages.pofile import read_po

from romduol.base.sentences import sentences
from romduol.desk.packs.guide_files import GuideFile
from romduol.desk.packs.guides import guide_texts
from romduol.desk.packs.yaml_files import Spot, YamlFile, read_yaml
from romduol.knowledge.guides.rules.markdown import MARK, parser

TEXTS = ("topics.yaml", "urgent.yaml", "emergency.yaml", "taxonomy.yaml", "withdrawals.yaml")
LABELS = frozenset({"label", "caution"})
LANGUAGES = frozenset({"en", "km"})


@dataclass(frozen=True, slots=True)
class Passage:
    """A sentence, or a text that is one piece."""

    file: str
    line: int
    section: str
    """The section of a guide, or the id of an entry."""
    language: str
    text: str
    rests: bool
    """True where its figures rest on a claim: it has a mark, or it is itself what claims speak of."""


def passages(pack: Path, locale: Path | None = None) -> Iterator[Passage]:
    """Yield every passage of a pack, and of a folder of catalogues where one is given."""
    for text in guide_texts(pack):
        yield from _of_a_guide(text)
    for name in TEXTS:
        if (pack / name).exists():
            yield from _of_a_file(read_yaml(pack / name, name))
    for path in sorted((pack / "statements").glob("*.yaml")):
        yield from _of_statements(read_yaml(path, f"statements/{path.name}"))
    for path in sorted(locale.rglob("*.po")) if locale else ():
        yield from _of_a_catalogue(path, locale or path)


def _of_a_guide(file: GuideFile) -> Iterator[Passage]:
    for key in ("title", "summary"):
        yield Passage(file.name, file.front.lines[key,], "", file.lang, str(file.front.data[key]), False)
    for part in file.parts:
        yield Passage(file.name, part.line, part.id, file.lang, part.heading, False)
        for token in parser().parse(part.body):
            if token.type == "inline":
                line = part.line + 1 + (token.map or [0])[0]
                told = list(_with_lines(token.content))
                # A mark often stands behind two sentences that are one thought: it speaks for both.
                for (text, more), (after, _) in zip(told, [*told[1:], ("", 0)], strict=True):
                    rests = MARK.search(text + after) is not None
                    yield Passage(file.name, line + more, part.id, file.lang, text, rests)


def _with_lines(text: str) -> Iterator[tuple[str, int]]:
    """Yield each sentence, and on which line of the text it begins."""
    start = 0
    for sentence in sentences(text):
        start = text.index(sentence, start)
        yield sentence, text.count("\n", 0, start)
        start += len(sentence)


def _of_a_file(file: YamlFile) -> Iterator[Passage]:
    for spot, section, rests, text in _texts(file.data, (), "", False):
        for language, words in text.items():
            yield Passage(file.name, file.lines[(*spot, language)], section, language, words, rests)


def _texts(node: Any, spot: Spot, section: str, rests: bool) -> Iterator[tuple[Spot, str, bool, dict[str, str]]]:
    """Yield each text in languages, with the entry that it stands in."""
    if isinstance(node, list):
        for place, part in enumerate(node):
            yield from _texts(part, (*spot, place), section, rests)
    elif isinstance(node, dict) and node and node.keys() <= LANGUAGES:
        yield spot, section, rests, {lang: str(words) for lang, words in node.items()}
    elif isinstance(node, dict):
        inner, rested = str(node.get("id", section)), rests or bool(node.get("rests_on"))
        for key, part in node.items():
            if key != "wording":
                yield from _texts(part, (*spot, key), inner, rested)


def _of_statements(file: YamlFile) -> Iterator[Passage]:
    for place, subject in enumerate(file.data.get("subjects", ())):
        for key in sorted(LABELS & subject.keys()):
            for language, words in subject[key].items():
                line = file.lines["subjects", place, key, language]
                yield Passage(file.name, line, subject["id"], language, str(words), True)


def _of_a_catalogue(path: Path, locale: Path) -> Iterator[Passage]:
    language = path.relative_to(locale).parts[0]
    name = path.relative_to(locale.parent).as_posix()
    with path.open("rb") as file:
        catalogue = read_po(file, locale=language)
    for message in catalogue:
        if message.id:
            for said, lang in ((message.id, "en"), (message.string, language)):
                for text in (said,) if isinstance(said, str) else tuple(said or ()):
                    yield Passage(name, message.lineno or 0, "", lang, text, False)
