"""Reads what somebody without a script reports: every answer may be missing, and codes that we do not know count so."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from enum import StrEnum
from uuid import RFC_4122, UUID, uuid4

from django.http import QueryDict

from romduol.care.queues.records import Inbox, QueueKind
from romduol.care.reports.rules.telling import OFFERED, problem_with
from romduol.care.reports.rules.written import (
    LONGEST_LINE,
    LONGEST_TEXT,
    MOST_LINE_BYTES,
    MOST_TEXT_BYTES,
    About,
    Consent,
    Report,
    Who,
    weight,
)
from romduol.safety.crypto.errors import Mistyped
from romduol.safety.crypto.receipts import new_code, read_code
from romduol.ui.words import phrase

ABOUT, KIND, SEND, QUEUE, CODE, WORD, FILE, ORIGINAL = (
    "about",
    "kind",
    "send",
    "queue",
    "code",
    "word",
    "file",
    "original",
)
TRAP = "website"
SURE = "sure"
"""A field that nobody sees; what fills in everything fills in this too."""
LONGEST_WORD = 100
LONGEST_CODE = 100
TOO_LONG = phrase("This is too long. Please make it shorter; with your code you can send the rest later.")


class Fault(StrEnum):
    """Why files cannot go along."""

    FILES = "files"
    SIZE = "size"
    NO_FILES = "no_files"
    KIND = "kind"
    PICTURE = "picture"


FAULT_WORDS: Mapping[Fault, str] = {
    Fault.FILES: phrase("Too many files at once. Choose fewer; with your code you can send the others later."),
    Fault.SIZE: phrase("This is too large: shorten it, or send fewer or smaller files."),
    Fault.NO_FILES: phrase("For children no files are taken. Please take them away."),
    Fault.KIND: phrase("Only pictures can be cleaned. Choose pictures, or choose to send files just as they are."),
    Fault.PICTURE: phrase("This picture has too many points to be drawn anew. Leave it out, or make it smaller first."),
}


@dataclass(frozen=True, slots=True, repr=False)
class Arrived:
    """A file as a browser sent it; its type is what the browser says."""

    name: str
    type: str
    data: bytes


@dataclass(frozen=True, slots=True, repr=False)
class Told:
    """What came in a form, as typed, for the form that comes back in the same answer; nothing else may read it."""

    report: Report
    inboxes: tuple[Inbox, ...] = ()
    chosen: frozenset[str] = frozenset()
    code: str = ""
    word: str = ""
    original: bool = False
    trapped: bool = False
    sure: bool = False
    """It is to go although nothing was told."""
    problems: Mapping[str, str] = field(default_factory=dict)


def about_of(data: QueryDict) -> About | None:
    """Return whom it is about, if that was chosen."""
    return next((one for one in About if one == data.get(ABOUT)), None)


def kind_of(data: QueryDict) -> QueueKind | None:
    """Return what it is about, if that was chosen."""
    return next((one for one in OFFERED if one == data.get(KIND)), None)


def typed_lines(data: QueryDict, name: str) -> str:
    """Return a text as typed, with line feeds alone between its lines."""
    return data.get(name, "").replace("\r\n", "\n").replace("\r", "\n").strip()


def report_of(data: QueryDict, about: About, kind: QueueKind) -> Report:
    """Return what somebody reports. Of others nobody can agree to anything, so consent is theirs alone who report."""
    consent = next((one for one in Consent if one == data.get("consent")), None)
    return Report(
        kind=kind,
        about=about,
        consent=consent if about is About.ME else None,
        pass_to=typed_lines(data, "pass_to") if about is About.ME else "",
        danger=bool(data.get("danger")),
        child=kind is QueueKind.CHILD or bool(data.get("child")),
        who=tuple(one for one in Who if one in data.getlist("who")),
        what=typed_lines(data, "what"),
        where=typed_lines(data, "where"),
        when=typed_lines(data, "when"),
        contact=typed_lines(data, "contact"),
    )


def told_of(data: QueryDict, report: Report, living: Sequence[Inbox]) -> Told:
    """Return what came in a form whose inboxes are among those that live; `problems` says what cannot go so."""
    asked = data.getlist(QUEUE)
    chosen = tuple(one for one in living if str(one.queue.id) in asked)
    about = report.about or About.OTHER
    problems = {name: TOO_LONG for name, most in BYTES.items() if weight(getattr(report, name)) > most}
    missing = len(chosen) < len(set(asked))
    problem = problem_with(chosen, missing, about, report.kind, danger=report.danger, child=report.child)
    if problem:
        problems[QUEUE] = problem
    word = data.get(WORD, "")
    if len(word) > LONGEST_WORD:
        problems[WORD] = TOO_LONG
    return Told(
        report=report,
        inboxes=chosen,
        chosen=frozenset(asked),
        code=_code(data.get(CODE, "")),
        word=word[:LONGEST_WORD],
        original=bool(data.get(ORIGINAL)),
        trapped=bool(data.get(TRAP)),
        sure=bool(data.get(SURE)),
        problems=problems,
    )


LENGTHS: Mapping[str, int] = {
    "what": LONGEST_TEXT,
    "where": LONGEST_LINE,
    "when": LONGEST_LINE,
    "contact": LONGEST_LINE,
    "pass_to": LONGEST_LINE,
}
"""Field -> how many letters it takes in a browser."""
BYTES: Mapping[str, int] = {name: MOST_TEXT_BYTES if name == "what" else MOST_LINE_BYTES for name in LENGTHS}
"""Field -> how many bytes of it are kept."""


def _code(text: str) -> str:
    """Return the code that came with the page and was written down; a new one where none came, or another thing."""
    try:
        return read_code(text[:LONGEST_CODE])
    except Mistyped:
        return new_code()


class Act(StrEnum):
    """What somebody does who came back."""

    OPEN = "open"
    ADD = "add"
    FILE = "file"
    ASK = "withdraw"
    WITHDRAW = "withdraw_now"


@dataclass(frozen=True, slots=True, repr=False)
class Back:
    """What somebody shows and does who came back."""

    act: Act
    code: str
    word: str
    id: UUID
    """Of a file to fetch, or of what is added: so that a form that is sent twice adds once."""
    text: str = ""
    original: bool = False


def back_of(data: QueryDict) -> Back:
    """Return what somebody shows who came back."""
    return Back(
        act=next((one for one in Act if one == data.get("action")), Act.OPEN),
        code=data.get(CODE, "")[:LONGEST_CODE],
        word=data.get(WORD, "")[:LONGEST_WORD],
        id=_id(data.get("id", "")),
        text=typed_lines(data, "text"),
        original=bool(data.get(ORIGINAL)),
    )


def _id(text: str) -> UUID:
    try:
        found = UUID(text)
    except ValueError:
        return uuid4()
    return found if found.version == 4 and found.variant == RFC_4122 else uuid4()
