"""Bytes become a JSON value, or a plain reason why they do not."""

from __future__ import annotations

import json
import math
import re
from collections.abc import Iterable, Iterator
from dataclasses import dataclass, field
from itertools import islice
from typing import Any, NamedTuple

import orjson

from romduol.desk.imports.causes import Cause
from romduol.desk.imports.rules.values import CONTROL
from romduol.desk.imports.rules.walking import Way, leaves, pointer, printable
from romduol.ui.words import phrase

BOMS = (
    (b"\xff\xfe\x00\x00", "UTF-32"),
    (b"\x00\x00\xfe\xff", "UTF-32"),
    (b"\xff\xfe", "UTF-16"),
    (b"\xfe\xff", "UTF-16"),
)
UTF8_BOM = b"\xef\xbb\xbf"
_SUSPECT = re.compile(rb"\\[bf]|\\u00[01]|\x7f|\xc2[\x80-\x9f]|\xe2\x80[\xaa-\xae]|\xe2\x81[\xa6-\xa9]")
"""How CONTROL looks in JSON that orjson wrote; may also match what is none."""
MOST_TROUBLES = 1_000
"""How many troubles of one kind are told of one document."""
_ESCAPED_COLON = b"\\u003"


class Trouble(NamedTuple):
    """What is wrong with a document as text: the pointer is one into the document."""

    pointer: str
    code: str
    cause: str


_TOO_DEEP = Trouble("", "too_deep", Cause(phrase("it is nested deeper than any record needs to be")))


_TOO_LONG = Trouble("", "not_finite", Cause(phrase("a number has more digits than we read")))
BARE_CONTROL = phrase("a bare control character stands in a text at line %(line)s, column %(column)s")
MORE_FOLLOWS = phrase(
    "more follows where the JSON ends, at line %(line)s, column %(column)s; is it NDJSON? name it .ndjson"
)
NOT_JSON = phrase("this is not JSON: %(problem)s at line %(line)s, column %(column)s")
HALF_A_SIGN = phrase("this text holds half of a sign (a lone surrogate)")
STEERING = phrase("this text holds control characters, or signs that turn the direction of writing")


@dataclass(slots=True)
class Document:
    """A JSON value, and what is wrong with the text that it was."""

    value: Any = None
    troubles: list[Trouble] = field(default_factory=list)
    whole: bool = True
    """Whether the value can be looked at any further."""


def document_of(raw: bytes, *, offset: int = 0, line: int = 1) -> Document:
    """Read one JSON document, strictly: no key twice, no NaN, no half of a sign, UTF-8 only.

    `offset` and `line` are where the bytes begin in their file.
    """
    try:
        value = orjson.loads(raw)
    except ValueError as problem:
        return _read_slowly(raw, str(problem), offset, line)
    try:
        written = orjson.dumps(value)
    except TypeError:
        return Document(None, [_TOO_DEEP], whole=False)
    # A key that comes twice is lost, and its colon with it; every other colon is written again.
    if raw.count(b":") != written.count(b":") or _ESCAPED_COLON in raw:
        return _read_slowly(raw, "", offset, line)
    if _may_be_suspect(written) and _SUSPECT.search(written):
        return Document(value, _controls(value))
    return Document(value)


def _may_be_suspect(written: bytes) -> bool:
    """Tell whether a byte is there with which all that `_SUSPECT` matches begins; this is much faster to look for."""
    return b"\\" in written or b"\x7f" in written or b"\xc2" in written or b"\xe2" in written


def encoding_trouble(raw: bytes, *, offset: int = 0, line: int = 1) -> Trouble | None:
    """Return where bytes stop being UTF-8, counted from the start of their file."""
    try:
        raw.decode()
    except UnicodeDecodeError as problem:
        at, row = offset + problem.start, line + raw.count(b"\n", 0, problem.start)
        cause = Cause(phrase("byte %(byte)s of the file, in line %(line)s, is not `UTF-8`"), byte=at, line=row)
        return Trouble("", "wrong_encoding", cause)
    return None


def _read_slowly(raw: bytes, problem: str, offset: int, line: int) -> Document:
    """Read with the parser of the standard library, which tells keys and numbers one by one."""
    trouble = encoding_trouble(raw, offset=offset, line=line)
    if trouble:
        return Document(None, [trouble], whole=False)
    twice: dict[int, str] = {}
    held: list[dict[str, Any]] = []

    def pairs(items: list[tuple[str, Any]]) -> dict[str, Any]:
        made = dict(items)
        if len(made) != len(items):
            twice[id(made)] = _first_twice(items)
            held.append(made)  # so that no other object gets its id, should it be dropped itself
        return made

    try:
        value = json.loads(raw.decode(), object_pairs_hook=pairs)
    except json.JSONDecodeError as wrong:
        return Document(None, [_unreadable(wrong, line)], whole=False)
    except RecursionError:
        return Document(None, [_TOO_DEEP], whole=False)
    except ValueError:
        return Document(None, [_TOO_LONG], whole=False)
    troubles = _broken_values(value)
    whole = not troubles
    if problem and not troubles:
        # orjson is stricter in what neither of the rules above names.
        troubles, whole = [Trouble("", "invalid_json", Cause(phrase("this is not JSON")))], False
    doubled = ((path, twice[id(inner)]) for path, inner in _objects(value) if id(inner) in twice)
    troubles += [
        Trouble(pointer(path), "duplicate_key", Cause(phrase("the key %(key)s comes twice"), key=printable(key)))
        for path, key in islice(doubled, MOST_TROUBLES)
    ]
    return Document(value, troubles + _controls(value), whole)


def _first_twice(items: Iterable[tuple[str, Any]]) -> str:
    seen: set[str] = set()
    for key, _ in items:
        if key in seen:
            return key
        seen.add(key)
    return ""


def _unreadable(wrong: json.JSONDecodeError, line: int) -> Trouble:
    row, column = line + wrong.lineno - 1, wrong.colno
    if wrong.msg.startswith("Invalid control character"):
        return Trouble("", "control_character", Cause(BARE_CONTROL, line=row, column=column))
    if wrong.msg == "Extra data":
        return Trouble("", "invalid_json", Cause(MORE_FOLLOWS, line=row, column=column))
    problem = wrong.msg.rstrip(" at").lower()
    return Trouble("", "invalid_json", Cause(NOT_JSON, problem=problem, line=row, column=column))


def _broken_values(value: Any) -> list[Trouble]:
    return list(islice(_each_broken_value(value), MOST_TROUBLES))


def _each_broken_value(value: Any) -> Iterator[Trouble]:
    for path, held in leaves(value):
        if isinstance(held, float) and not math.isfinite(held):
            yield Trouble(pointer(path), "not_finite", Cause(phrase("JSON has no such number")))
        elif isinstance(held, str) and not _encodes(held):
            yield Trouble(pointer(path), "lone_surrogate", Cause(HALF_A_SIGN))


def _encodes(text: str) -> bool:
    try:
        text.encode()
    except UnicodeEncodeError:
        return False
    return True


def _controls(value: Any) -> list[Trouble]:
    cause = Cause(STEERING)
    found = (pointer(path) for path, held in leaves(value) if isinstance(held, str) and CONTROL.search(held))
    return [Trouble(where, "control_character", cause) for where in dict.fromkeys(islice(found, MOST_TROUBLES))]


def _objects(value: Any) -> Iterator[tuple[Way, dict[str, Any]]]:
    todo: list[tuple[Way, Any]] = [(None, value)]
    while todo:
        path, held = todo.pop()
        if isinstance(held, dict):
            yield path, held
            todo.extend(((path, key), inner) for key, inner in held.items())
        elif isinstance(held, list):
            todo.extend(((path, number), inner) for number, inner in enumerate(held))
