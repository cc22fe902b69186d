"""Reads one YAML file strictly and remembers the line of every field, so that an error can name it."""

import re
from dataclasses import dataclass
from pathlib import Path
from typing import Any

import yaml

Spot = tuple[str | int, ...]
"""The way to a field: keys and list positions from the top of the file."""

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

    Raises `PackErrors` where the file is not UTF-8, is not YAML, or gives a key twice.
    """
    try:
        text = path.read_bytes().decode("utf-8-sig")
        node = yaml.compose(text, Loader=yaml.CSafeLoader if hasattr(yaml, "CSafeLoader") else yaml.SafeLoader)
    except UnicodeDecodeError as error:
        raise PackErrors([PackProblem(name, 0, "", f"not UTF-8 text (byte {error.start})")]) from None
    except yaml.MarkedYAMLError as error:
        mark = error.problem_mark or error.context_mark
        line = mark.line + 1 if mark else 0
        raise PackErrors([PackProblem(name, line, "", f"not YAML: {error.problem}")]) from None
    except yaml.YAMLError as error:
        raise PackErrors([PackProblem(name, 0, "", f"not YAML: {error}")]) from None
    lines: dict[Spot, int] = {}
    problems: list[PackProblem] = []
    data = _build(node, (), lines, problems, name) if node is not None else {}
    if problems:
        raise PackErrors(problems)
    return YamlFile(name, data, lines)


def _build(node: yaml.Node, spot: Spot, lines: dict[Spot, int], problems: list[PackProblem], name: str) -> Any:
    lines[spot] = node.start_mark.line + 1
    if isinstance(node, yaml.ScalarNode):
        return _scalar(node)
    if isinstance(node, yaml.SequenceNode):
        return [_build(item, (*spot, place), lines, problems, name) for place, item in enumerate(node.value)]
    found: dict[str, Any] = {}
    for key_node, value_node in node.value:
        key = str(key_node.value)
        line = key_node.start_mark.line + 1
        if key in found:
            problems.append(PackProblem(name, line, _spell((*spot, key)), "this key is given twice"))
        found[key] = _build(value_node, (*spot, key), lines, problems, name)
        lines[(*spot, key)] = line
    return found


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
