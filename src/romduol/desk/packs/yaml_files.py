"""Reads one YAML file strictly and remembers the line of every field, so that an error can name it."""

import re
from collections.abc import Iterator
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any, NoReturn

import yaml
from yaml.reader import ReaderError

from romduol.base.signs import code_point, shown, unseen

Spot = tuple[str | int, ...]
"""The way to a field: keys and list positions from the top of the file."""

LOADER = getattr(yaml, "CSafeLoader", yaml.SafeLoader)
WHOLE_NUMBER = re.compile(r"0|-?[1-9][0-9]{0,8}")
LARGEST_BYTES = 2_000_000
"""Of one file. The largest of Cambodia's is under a tenth of it."""
DEEPEST = 40
"""How many levels a field may lie below the top of a file; ours lie seven deep."""
PLAIN = {"true": True, "false": False, "null": None, "~": None, "": None}


@dataclass(frozen=True, slots=True)
class PackProblem:
    """One thing wrong in a pack: which file, which line, which field, and why."""

    file: str
    line: int
    field: str
    cause: str

    def __str__(self) -> str:
        where = f"{self.file}:{self.line}" if self.line else self.file
        # It goes to a terminal, and may repeat what stands in a file that nobody has looked at.
        return ": ".join(shown(part) for part in (where, self.field, self.cause) if part)


class PackErrors(Exception):
    """A pack that cannot be used, with every problem found in it."""

    def __init__(self, problems: list[PackProblem]) -> None:
        super().__init__("\n".join(map(str, problems)))
        self.problems = problems


@dataclass(frozen=True, slots=True)
class YamlFile:
    """The data of one file, and the line on which each of its fields stands."""

    name: str
    data: Any
    lines: dict[Spot, int]

    def problem(self, spot: Spot, cause: str) -> PackProblem:
        """Name the place of a problem: the field itself, or the nearest thing around it that has a line."""
        near = spot
        while near and near not in self.lines:
            near = near[:-1]
        return PackProblem(self.name, self.lines.get(near, 1), _spell(spot), cause)


def read_bytes(path: Path, name: str) -> bytes:
    """Return the bytes of one file of a pack; raises `PackErrors` where it is no file, too large or unreadable."""
    try:
        # A pipe or a device in the place of a file would never come to an end.
        if not path.is_file():
            raise PackErrors([PackProblem(name, 0, "", "this is no file")])
        with path.open("rb") as file:
            found = file.read(LARGEST_BYTES + 1)
    except OSError as problem:
        raise PackErrors([PackProblem(name, 0, "", f"cannot be read: {problem.strerror}")]) from None
    if len(found) > LARGEST_BYTES:
        raise PackErrors([PackProblem(name, 0, "", f"larger than {LARGEST_BYTES:,} bytes: part it into several files")])
    return found


def read_yaml(path: Path, name: str) -> YamlFile:
    """Read one file.

    Raises `PackErrors` where the file cannot be read, is not UTF-8 or not YAML, gives a key twice, uses an alias or a
    tag, goes too deep, or holds what nobody can see.
    """
    return parse_yaml(read_bytes(path, name), name)


def parse_yaml(raw: bytes, name: str) -> YamlFile:
    """Read YAML that is already at hand, as `read_yaml` does."""
    try:
        text = raw.decode("utf-8-sig")
        built = _Build(name, iter(yaml.parse(text, Loader=LOADER)))
        data = built.document()
    except UnicodeDecodeError as error:
        raise PackErrors([PackProblem(name, _line_at(raw[: error.start]), "", "not UTF-8 text")]) from None
    except ReaderError as error:
        # Its position counts signs of the text.
        line = text.count("\n", 0, error.position) + 1
        raise PackErrors([PackProblem(name, line, "", f"{code_point(error.character)} may not stand here")]) from None
    except yaml.MarkedYAMLError as error:
        mark = error.problem_mark or error.context_mark
        line = mark.line + 1 if mark else 0
        raise PackErrors([PackProblem(name, line, "", f"not YAML: {error.problem}")]) from None
    if built.problems:
        raise PackErrors(built.problems)
    return YamlFile(name, data, built.lines)


def _line_at(before: bytes) -> int:
    return before.count(b"\n") + 1


@dataclass(slots=True)
class _Build:
    """Turns the events of a YAML file into plain data, and notes where each field stands."""

    name: str
    events: Iterator[yaml.Event]
    lines: dict[Spot, int] = field(default_factory=dict)
    problems: list[PackProblem] = field(default_factory=list)

    def document(self) -> Any:
        """Return the data of the one document; an empty file is an empty table."""
        data: Any = {}
        documents = 0
        for event in self.events:
            if isinstance(event, yaml.DocumentStartEvent):
                documents += 1
                if documents > 1:
                    self._stop(event, (), "not YAML: but found another document")
            elif isinstance(event, yaml.NodeEvent):
                data = self.value(event, ())
        return data

    def value(self, event: yaml.Event, spot: Spot) -> Any:
        """Return the data that begins with an event."""
        self.lines[spot] = _line(event)
        if len(spot) > DEEPEST:
            # Whoever goes deeper than any pack does wants to break what reads it.
            self._stop(event, (), f"this is nested more than {DEEPEST} deep")
        if isinstance(event, yaml.AliasEvent):
            # An alias is one node in two places. A few of them make a file of kilobytes into one of gigabytes.
            self._problem(event, spot, "packs use no YAML aliases: write the value out")
            return None
        if getattr(event, "tag", None) is not None:
            self._problem(event, spot, "packs use no YAML tags: leave out what begins with !")
        if isinstance(event, yaml.ScalarEvent):
            return self._scalar(event, spot)
        if isinstance(event, yaml.SequenceStartEvent):
            return self._sequence(spot)
        return self._mapping(spot)

    def _scalar(self, event: yaml.ScalarEvent, spot: Spot) -> Any:
        cause = unseen(event.value)
        if cause:
            self._problem(event, spot, cause)
        return _plain(event)

    def _sequence(self, spot: Spot) -> list[Any]:
        found: list[Any] = []
        for event in self.events:
            if isinstance(event, yaml.SequenceEndEvent):
                break
            found.append(self.value(event, (*spot, len(found))))
        return found

    def _mapping(self, spot: Spot) -> dict[str, Any]:
        found: dict[str, Any] = {}
        for event in self.events:
            if isinstance(event, yaml.MappingEndEvent):
                break
            if not isinstance(event, yaml.ScalarEvent):
                self._stop(event, spot, "a key is a plain word")
            key = str(event.value)
            if key in found:
                self._problem(event, (*spot, key), "this key is given twice")
            if key == "<<":
                self._problem(event, (*spot, key), "packs merge nothing: write the fields out")
            elif unseen(key):
                self._problem(event, spot, f"in a key, {unseen(key)}")
            found[key] = self.value(next(self.events), (*spot, key))
            self.lines[(*spot, key)] = _line(event)
        return found

    def _problem(self, event: yaml.Event, spot: Spot, cause: str) -> None:
        self.problems.append(PackProblem(self.name, _line(event), _spell(spot), cause))

    def _stop(self, event: yaml.Event, spot: Spot, cause: str) -> NoReturn:
        self._problem(event, spot, cause)
        raise PackErrors(self.problems)


def _line(event: yaml.Event) -> int:
    return event.start_mark.line + 1 if event.start_mark else 0


def _plain(event: yaml.ScalarEvent) -> Any:
    text = str(event.value)
    if event.style:  # Quoted or block text is text, whatever it looks like.
        return text
    if text in PLAIN:
        return PLAIN[text]
    return int(text) if WHOLE_NUMBER.fullmatch(text) else text


def _spell(spot: Spot) -> str:
    written = ""
    for part in spot:
        written += f"[{part}]" if isinstance(part, int) else (f".{part}" if written else part)
    return written
