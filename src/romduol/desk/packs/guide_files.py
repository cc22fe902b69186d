"""Reads one text of a guide: what stands in front, the sections, and what may not stand in either."""

import re
from collections.abc import Iterator
from dataclasses import dataclass, field
from hashlib import sha256
from pathlib import Path
from typing import Any

from markdown_it.token import Token

from romduol.base.khmer import digits
from romduol.base.sentences import sentences
from romduol.base.signs import unseen
from romduol.desk.packs.schema import shape_problems
from romduol.desk.packs.yaml_files import PackErrors, PackProblem, YamlFile, parse_yaml, read_bytes
from romduol.knowledge.guides.rules.markdown import LINE, MARK, line_shown, parser, plain

FILE_NAME = re.compile(r"([a-z0-9]+(?:-[a-z0-9]+)*)\.([a-z]{2,3})\.md")
MOST_SENTENCES = 3
FENCE = "---"
_HEADING = re.compile(r"## +(.*?) *\{#([a-z0-9]+(?:-[a-z0-9]+)*)\} *")
_YEARS = re.compile(r"\b(?:19|20)\d\d\s?[-–]\s?(?:(?:19|20)?\d\d)\b")
_NUMBER = re.compile(r"\+?\d(?:[ ().–-]{0,2}\d){5,}")
_SHORT = re.compile(r"(?<![\d.,])\d{3,6}(?![\d.,]*\d)")
_MAY_STAND = frozenset(
    {"paragraph", "bullet_list", "ordered_list", "list_item", "strong", "em", "inline", "text", "softbreak", "mark"}
    | {"hardbreak", "link", "heading"}
)
_NOT_HERE = {
    "html_block": "raw HTML is not read: write plain Markdown",
    "html_inline": "raw HTML is not read: write plain Markdown",
    "image": "a guide has no images",
}
_PLAIN_ONLY = "a guide is made of paragraphs, lists, bold words and ### headings; this is something else"


@dataclass(frozen=True, slots=True)
class Part:
    """One section as it stands in a file."""

    id: str
    heading: str
    line: int
    """The line of its heading."""
    body: str
    lead: str


@dataclass(frozen=True, slots=True)
class GuideFile:
    """One text of a guide, in one language."""

    name: str
    id: str
    lang: str
    front: YamlFile
    parts: tuple[Part, ...]
    revision: str

    @property
    def leads(self) -> bool:
        """True for the text that was written first; a translation names what it translates."""
        return "translates" not in self.front.data

    def texts(self) -> Iterator[tuple[int, str]]:
        """Yield every line that a reader sees, with its number."""
        for key in ("title", "summary"):
            yield self.front.lines.get((key,), 1), str(self.front.data[key])
        for part in self.parts:
            yield part.line, part.heading
            yield from enumerate(part.body.split("\n"), part.line + 1)


def revision_of(body: str) -> str:
    """Return the name of a state of a text: eight hex digits that any change but blanks at ends of lines changes."""
    kept = "\n".join(line.rstrip() for line in body.splitlines()).strip("\n")
    return sha256(kept.encode()).hexdigest()[:8]


def read_guide_file(path: Path, name: str, problems: list[PackProblem]) -> GuideFile | None:
    """Read one text; None where its shape is wrong, with every problem added to the list."""
    found = _Text(name, problems)
    try:
        lines = read_bytes(path, name).decode("utf-8-sig").replace("\r\n", "\n").split("\n")
    except PackErrors as errors:
        problems.extend(errors.problems)
        return None
    except UnicodeDecodeError as error:
        found.wrong(error.object[: error.start].count(b"\n") + 1, "not UTF-8 text")
        return None
    if lines[0].rstrip() != FENCE or FENCE not in (line.rstrip() for line in lines[1:]):
        found.wrong(1, "a guide begins with its title, summary and so on between two lines `---`")
        return None
    end = next(number for number, line in enumerate(lines) if number and line.rstrip() == FENCE)
    front = found.front("\n".join(["", *lines[1:end]]))
    parts = tuple(found.parts(lines[end + 1 :], end + 2))
    if front is None:
        return None
    match = FILE_NAME.fullmatch(path.name)
    guide, lang = match.groups() if match else ("", "")
    return GuideFile(name, guide, lang, front, parts, revision_of("\n".join(lines[end + 1 :])))


@dataclass(slots=True)
class _Text:
    """One file that is being read, and the problems found so far."""

    name: str
    problems: list[PackProblem] = field(default_factory=list)

    def wrong(self, line: int, cause: str) -> None:
        self.problems.append(PackProblem(self.name, line, "", cause))

    def front(self, text: str) -> YamlFile | None:
        try:
            file = parse_yaml(text.encode(), self.name)
        except PackErrors as errors:
            self.problems.extend(errors.problems)
            return None
        data: Any = file.data
        wrong = shape_problems(file, "translation" if isinstance(data, dict) and "translates" in data else "guide")
        self.problems.extend(wrong)
        return None if wrong else file

    def parts(self, lines: list[str], first: int) -> Iterator[Part]:
        """Yield the sections of a body whose first line has this number."""
        starts = [place for place, line in enumerate(lines) if re.match(r"##? ", line)]
        for place, line in enumerate(lines):
            cause = unseen(line) if line.strip() else ""
            if cause:
                self.wrong(first + place, cause)
        if not starts:
            self.wrong(first, "no section: a guide has at least one `## Heading {#id}`")
            return
        for place, line in enumerate(lines[: starts[0]]):
            if line.strip():
                self.wrong(first + place, "text before the first section: begin with `## Heading {#id}`")
                break
        for start, after in zip(starts, [*starts[1:], len(lines)], strict=True):
            match = _HEADING.fullmatch(lines[start])
            if match is None:
                self.wrong(first + start, "a section begins with `## Heading {#id}`: small letters, digits and -")
                continue
            body = "\n".join(line.rstrip() for line in lines[start + 1 : after]).rstrip()
            lead = self._lead(body, first + start)
            yield Part(match[2], match[1], first + start, body, lead)

    def _lead(self, body: str, heading: int) -> str:
        """Return the first paragraph in plain words, after a look at all that stands there."""
        env: dict[str, Any] = {}
        tokens = parser(html=True).parse(body, env)
        if env.get("references"):
            self.wrong(heading, "this section defines a reference (`[x]: ...`): write the mark in the sentence")
        for token in tokens:
            self._look_at(token, heading + 1)
        if len(tokens) < 2 or tokens[0].type != "paragraph_open" or line_shown(tokens[1].content) is not None:
            self.wrong(heading, "a section begins with its lead: a paragraph of one to three sentences")
            return ""
        lead, count = plain(tokens[1].children or ()), len(sentences(tokens[1].content))
        if count > MOST_SENTENCES:
            line = heading + 1 + (tokens[0].map or [0])[0]
            self.wrong(line, f"the lead has {count} sentences: at most three stand alone in an answer")
        return lead

    def _look_at(self, token: Token, first: int) -> None:
        line = first + (token.map[0] if token.map else 0)
        kind = token.type.removesuffix("_open").removesuffix("_close")
        if kind not in _MAY_STAND or (kind == "heading" and token.tag != "h3"):
            self.wrong(line, _NOT_HERE.get(kind, _PLAIN_ONLY))
        for child in token.children or ():
            if child.type not in _MAY_STAND and not child.type.startswith(("strong", "em", "link")):
                self.wrong(line, _NOT_HERE.get(child.type, _PLAIN_ONLY))
        if token.type == "inline" and LINE.search(token.content) and line_shown(token.content) is None:
            self.wrong(line, "`[line ...]` stands in a paragraph of its own")


def without_marks(text: str) -> str:
    """Return a text without what only a page reads: marks, lines that are shown, links."""
    return re.sub(r"\]\([^)]*\)", "]", LINE.sub("", MARK.sub("", text)))


def phone_like(text: str, short: frozenset[str]) -> str:
    """Return what looks like a phone number in a text, or nothing; `short` holds the short codes that are known."""
    seen = _YEARS.sub("", digits(without_marks(text)))
    found = _NUMBER.search(seen)
    if found:
        return found[0]
    return next((one[0] for one in _SHORT.finditer(seen) if one[0] in short), "")


def links(text: str) -> list[str]:
    """Return what the links of a text lead to."""
    tokens = parser(html=True).parseInline(text)
    return [
        str(child.attrGet("href")) for token in tokens for child in token.children or () if child.type == "link_open"
    ]


def unread_link(text: str) -> bool:
    """Tell whether something of a text looks like a link and is none, such as one that would run a script."""
    if "](" not in text:
        return False
    tokens = parser(html=True).parseInline(text)
    return any("](" in child.content for token in tokens for child in token.children or () if child.type == "text")
