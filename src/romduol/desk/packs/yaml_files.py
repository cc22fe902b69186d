"""Reads one YAML file strictly and remembers the line of every field, so that an error can name it."""

import re
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any

import yaml

Spot = tuple[str | int, ...]
"""The way to a field: keys and list positions from the top of the file."""

LOADER = getattr(yaml, "CSafeLoader", yaml.SafeLoader)
WHOLE_NUMBER = re.compile(r"0|-?[1-9][0-9]{0,8}")
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
        return f"{where}: {self.field}: {self.cause}" if self.field else f"{where}: {self.cause}"


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


def read_yaml(path: Path, name: str) -> YamlFile:
    """Read one file.

    Raises `PackErrors` where the file is not UTF-8, is not YAML, gives a key twice or uses an alias.
    """
    return parse_yaml(path.read_bytes(), name)


def parse_yaml(raw: bytes, name: str) -> YamlFile:
    """Read YAML that is already at hand, as `read_yaml` does."""
    try:
        node = yaml.compose(raw.decode("utf-8-sig"), Loader=LOADER)
    except UnicodeDecodeError as error:
        raise PackErrors([PackProblem(name, _line_at(raw[: error.start]), "", "not UTF-8 text")]) from None
    except yaml.MarkedYAMLError as error:
        mark = error.problem_mark or error.context_mark
        line = mark.line + 1 if mark else 0
        raise PackErrors([PackProblem(name, line, "", f"not YAML: {error.problem}")]) from None
    except yaml.YAMLError as error:
        raise PackErrors([PackProblem(name, 0, "", f"not YAML: {error}")]) from None
    built = _Build(name)
    data = built.value(node, ()) if node is not None else {}
    if built.problems:
        raise PackErrors(built.problems)
    return YamlFile(name, data, built.lines)


def _line_at(before: bytes) -> int:
    return before.count(b"\n") + 1


@dataclass(slots=True)
class _Build:
    """Turns YAML nodes into plain data, and notes where each field stands."""

    name: str
    lines: dict[Spot, int] = field(default_factory=dict)
    problems: list[PackProblem] = field(default_factory=list)
    seen: set[int] = field(default_factory=set)

    def value(self, node: yaml.Node, spot: Spot) -> Any:
        """Return the data of a node."""
        line = node.start_mark.line + 1
        if id(node) in self.seen:
            # An alias is one node in two places. A few of them make a file of kilobytes into one of gigabytes.
            self._problem(line, spot, "packs use no YAML aliases: write the value out")
            return None
        self.seen.add(id(node))
        self.lines[spot] = line
        if isinstance(node, yaml.ScalarNode):
            return _scalar(node)
        if isinstance(node, yaml.SequenceNode):
            return [self.value(item, (*spot, place)) for place, item in enumerate(node.value)]
        return self._mapping(node, spot)

    def _mapping(self, node: yaml.Node, spot: Spot) -> dict[str, Any]:
        found: dict[str, Any] = {}
        for key_node, value_node in node.value:
            key, line = str(key_node.value), key_node.start_mark.line + 1
            if key in found:
                self._problem(line, (*spot, key), "this key is given twice")
            found[key] = self.value(value_node, (*spot, key))
            self.lines[(*spot, key)] = line
        return found

    def _problem(self, line: int, spot: Spot, cause: str) -> None:
        self.problems.append(PackProblem(self.name, line, _spell(spot), cause))


def _scalar(node: yaml.ScalarNode) -> Any:
    text = str(node.value)
    if node.style:  # Quoted or block text is text, whatever it looks like.
        return text
    if text in PLAIN:
        return PLAIN[text]
    return int(text) if WHOLE_NUMBER.fullmatch(text) else text


def _spell(spot: Spot) -> str:
    written = ""
    for part in spot:
        written += f"[{part}]" if isinstance(part, int) else (f".{part}" if written else part)
    return written
