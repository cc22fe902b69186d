"""Goes through a record without recursion, so that no nesting can hurt."""

from __future__ import annotations

from collections.abc import Iterator
from typing import Any, NamedTuple

from romduol.desk.imports.rules.kinds import KIND_OF_FIELD

Way = tuple[Any, str | int] | None
"""The way into a record: the way to what holds it, and the key or the number there."""
LONGEST_KEY = 60
_HOLDS_MORE = frozenset([dict, list])


class Node(NamedTuple):
    """One object of a record: what it is ("" where no one knows), and where it stands."""

    kind: str
    fields: dict[str, Any]
    path: Way


class Walk(NamedTuple):
    """Every object of a record, how many values they hold, and the way to what is nested too deep."""

    nodes: list[Node]
    values: int
    too_deep: Way


def walked(record: Any, kind: str, deepest: int) -> Walk:
    """Go through a record, until something is nested too deep."""
    nodes: list[Node] = []
    values = 0
    todo: list[tuple[str, Any, Way, int]] = [(kind, record, None, 1)]
    while todo:
        of_kind, value, path, depth = todo.pop()
        if depth > deepest:
            return Walk(nodes, values, path)
        values += len(value)
        if type(value) is dict:
            nodes.append(Node(of_kind, value, path))
            for key, held in value.items():
                if type(held) in _HOLDS_MORE:
                    todo.append((KIND_OF_FIELD.get(key, ""), held, (path, key), depth + 1))
        elif type(value) is list:
            for number, held in enumerate(value):
                if type(held) is dict or type(held) is list:
                    todo.append((of_kind, held, (path, number), depth + 1))
    return Walk(nodes, values, None)


def leaves(value: Any) -> Iterator[tuple[Way, Any]]:
    """Yield every key and every plain value with the way to it."""
    todo: list[tuple[Way, Any]] = [(None, value)]
    while todo:
        path, held = todo.pop()
        if isinstance(held, dict):
            for key, inner in held.items():
                yield (path, key), key
                todo.append(((path, key), inner))
        elif isinstance(held, list):
            todo.extend(((path, number), inner) for number, inner in enumerate(held))
        else:
            yield path, held


def pointer(path: Way, *more: str | int) -> str:
    """Return a JSON pointer (RFC 6901); keys that a screen could stumble over are shown by their code."""
    parts = list(reversed(more))
    while path is not None:
        path, part = path
        parts.append(part)
    return "".join(f"/{_escaped(str(part))}" for part in reversed(parts))


def _escaped(part: str) -> str:
    return printable(part).replace("~", "~0").replace("/", "~1")


def printable(text: str) -> str:
    """Return a key or the name of a file without anything that steers a screen, and no longer than one can read."""
    if len(text) > LONGEST_KEY:
        text = text[: LONGEST_KEY - 1] + "…"
    return (
        text if text.isprintable() else "".join(sign if sign.isprintable() else f"\\u{ord(sign):04x}" for sign in text)
    )
