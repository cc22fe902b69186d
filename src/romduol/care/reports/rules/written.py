"""What is written inside reports, additions and answers: built for who has no script, and read back with care.

JSON in UTF-8, the same as a browser writes (`browser/written.js`). What was sealed may come from anybody, so reading
believes nothing: a text that is none is empty, and a code that nobody knows becomes none.
"""

from __future__ import annotations

import json
import re
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from enum import StrEnum
from typing import Any, TypeVar
from uuid import UUID

Code = TypeVar("Code", bound=StrEnum)

VERSION = 1
MOST_TEXT_BYTES = 54_000
"""Of what somebody tells, as it is written inside: some 18,000 Khmer letters. With all else it fits one bucket."""
MOST_LINE_BYTES = 1_500
LONGEST_TEXT = MOST_TEXT_BYTES
"""Letters that a field takes at all: a page tells of what is too long, and cuts nothing off before that."""
LONGEST_LINE = 500
MINUTE_MS = 60_000
MOST_FILES = 5
LARGEST_FILE = 10 * 1024 * 1024
LONGEST_NAME = 80
AT = re.compile(r"\d{4}-(0[1-9]|1[0-2])-([0-2]\d|3[01])T([01]\d|2[0-3]):[0-5]\d", re.ASCII)
DIGEST = re.compile("[0-9a-f]{64}")
# A name may be shown and saved by anybody: no folder, no sign that nobody sees or that turns the text around.
_UNSEEN = re.compile("[\x00-\x1f\x7f-\x9f\u200e\u200f\u202a-\u202e\u2066-\u2069\ufeff\ud800-\udfff]")
_NOT_IN_NAMES = re.compile(r'[/\\:*?"<>|]')


class NotWritten(ValueError):
    """Bytes that hold nothing of what should be there."""


class About(StrEnum):
    """Whom a report is about."""

    ME = "me"
    OTHER = "other"


class Consent(StrEnum):
    """What may be done with what somebody tells of themselves."""

    TELL = "tell"
    HELP = "help"
    PASS_WITHOUT_NAME = "pass_without_name"  # noqa: S105 - a consent
    PASS_IN_FULL = "pass_in_full"  # noqa: S105 - a consent


class Who(StrEnum):
    """Who did it, as a category."""

    PARTNER = "partner"
    FAMILY = "family"
    CLIENT = "client"
    EMPLOYER = "employer"
    POLICE = "police"
    OFFICIAL = "official"
    STRANGER = "stranger"
    OTHER = "other"


class AnswerType(StrEnum):
    """What an answer is."""

    ANSWER = "answer"
    QUESTION = "question"
    STATUS = "status"


class Status(StrEnum):
    """How a report stands, in words for whoever sent it."""

    RECEIVED = "received"
    WORKING = "working"
    PASSED_ON = "passed_on"
    CLOSED = "closed"


@dataclass(frozen=True, slots=True)
class File:
    """A file as the record that brings it names it; `sha256` is that of its whole sealed box."""

    id: UUID
    name: str = field(repr=False)
    type: str
    size: int
    sha256: str = field(repr=False)
    original: bool = False


@dataclass(frozen=True, slots=True, repr=False)
class Report:
    """What somebody reports. Every answer may be missing."""

    kind: str
    about: About | None = None
    consent: Consent | None = None
    pass_to: str = ""
    danger: bool = False
    child: bool = False
    who: tuple[Who, ...] = ()
    what: str = ""
    where: str = ""
    when: str = ""
    contact: str = ""

    @property
    def tells_nothing(self) -> bool:
        """Tell whether nothing was answered but about whom it is and of what kind."""
        return self == Report(self.kind, self.about, child=self.kind == "child")


@dataclass(frozen=True, slots=True, repr=False)
class Answer:
    """What a queue wrote to whoever reported."""

    type: AnswerType
    text: str
    status: Status | None
    at: str
    files: tuple[File, ...] = ()
    within: int = 0
    """Milliseconds of that minute: what was written in the same minute keeps its order."""


def weight(text: str) -> int:
    """Return how many bytes a text takes inside what is sealed.

    >>> weight("ក"), weight("a"), weight("\n")
    (3, 1, 2)
    """
    return len(_packed(text)) - 2


def report_bytes(report: Report, *, lang: str, at: str, within: int = 0, files: Sequence[File] = ()) -> bytes:
    """Return a report as it is sealed; `at` is the minute in the country, such as 2026-11-28T14:05.

    `within` are the milliseconds of that minute.
    """
    return _packed(
        {
            "v": VERSION,
            "about": report.about or "",
            "kind": report.kind,
            "consent": report.consent or "",
            "pass_to": report.pass_to,
            "danger": report.danger,
            "child": report.child,
            "who": list(report.who),
            "what": report.what,
            "where": report.where,
            "when": report.when,
            "contact": report.contact,
            "lang": lang,
            "at": at,
            "within": within,
            "files": [_of_file(one) for one in files],
        }
    )


def addition_bytes(text: str, *, at: str, within: int = 0, files: Sequence[File] = ()) -> bytes:
    """Return what somebody adds, as it is sealed."""
    said = {"v": VERSION, "text": text, "at": at, "within": within}
    return _packed({**said, "files": [_of_file(one) for one in files]})


def answer_bytes(answer: Answer) -> bytes:
    """Return an answer as it is sealed."""
    said = {"v": VERSION, "type": answer.type, "text": answer.text, "status": answer.status or "", "at": answer.at}
    return _packed({**said, "within": answer.within, "files": [_of_file(one) for one in answer.files]})


def read_report(data: bytes) -> Report:
    """Return a report that was opened; raises `NotWritten`."""
    said = _object(data)
    return Report(
        kind=_text(said.get("kind")),
        about=_one_of(About, said.get("about")),
        consent=_one_of(Consent, said.get("consent")),
        pass_to=_text(said.get("pass_to")),
        danger=said.get("danger") is True,
        child=said.get("child") is True,
        who=tuple(who for one in _list(said.get("who")) if (who := _one_of(Who, one))),
        what=_text(said.get("what")),
        where=_text(said.get("where")),
        when=_text(said.get("when")),
        contact=_text(said.get("contact")),
    )


def read_answer(data: bytes) -> Answer:
    """Return an answer that was opened; raises `NotWritten`."""
    said = _object(data)
    return Answer(
        type=_one_of(AnswerType, said.get("type")) or AnswerType.ANSWER,
        text=_text(said.get("text")),
        status=_one_of(Status, said.get("status")),
        at=_matching(AT, said.get("at")),
        files=read_files(said),
        within=_within(said.get("within")),
    )


def read_files(said: Mapping[str, Any]) -> tuple[File, ...]:
    """Return the files that a record names, those alone that have an id."""
    return tuple(file for one in _list(said.get("files")) if (file := _file(one)))


def file_name(name: str) -> str:
    """Return a name under which a file may be kept and shown."""
    return _NOT_IN_NAMES.sub("_", _UNSEEN.sub("", name)).lstrip(".")[-LONGEST_NAME:]


def _packed(what: Mapping[str, Any] | str) -> bytes:
    """Return JSON; a surrogate without its partner, which no browser sends, becomes a question mark."""
    return json.dumps(what, ensure_ascii=False, separators=(",", ":")).encode("utf-8", "replace")


def _of_file(file: File) -> dict[str, Any]:
    said = {"id": str(file.id), "name": file.name, "type": file.type, "size": file.size}
    return {**said, "sha256": file.sha256, "original": file.original}


def _object(data: bytes) -> Mapping[str, Any]:
    try:
        found = json.loads(data.decode())
    except (ValueError, RecursionError):
        raise NotWritten("no JSON") from None
    if not isinstance(found, dict) or found.get("v") != VERSION:
        raise NotWritten("another version, or nothing of ours")
    return found


def _file(said: Any) -> File | None:
    if not isinstance(said, dict):
        return None
    try:
        itself = UUID(_text(said.get("id")))
    except ValueError:
        return None
    size = said.get("size")
    return File(
        id=itself,
        name=file_name(_text(said.get("name"))),
        type=_text(said.get("type")),
        size=size if type(size) is int and size >= 0 else 0,
        sha256=_matching(DIGEST, said.get("sha256")),
        original=said.get("original") is True,
    )


def _text(value: Any) -> str:
    return value if isinstance(value, str) else ""


def _within(value: Any) -> int:
    return value if type(value) is int and 0 <= value < MINUTE_MS else 0


def _list(value: Any) -> list[Any]:
    return value if isinstance(value, list) else []


def _matching(shape: re.Pattern[str], value: Any) -> str:
    return value if isinstance(value, str) and shape.fullmatch(value) else ""


def _one_of(codes: type[Code], value: Any) -> Code | None:
    return next((one for one in codes if one == value), None)
