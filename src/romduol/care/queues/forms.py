"""Reads what an administrator says of a queue, and tells field by field what will not do."""

from __future__ import annotations

import re
from collections.abc import Collection
from dataclasses import dataclass, field, replace

import orjson
from django.http import QueryDict

from romduol.base import khmer
from romduol.care.queues.records import Body, QueueKind, Span
from romduol.care.queues.rules import DAYS, MOST_ANSWER_HOURS, fits
from romduol.safety.crypto.errors import Malformed
from romduol.safety.crypto.keys import read_public
from romduol.safety.crypto.statements import RecoveryPublic
from romduol.ui.words import phrase

SPANS = ("1", "2", "3")
"""What ends the names of the fields of each span: before and after noon, and other hours on some day."""
NO_SPAN = Span((), "", "")
LONGEST_TIME = 8
_TIME = re.compile("([01]?[0-9]|2[0-3])[:.]([0-5][0-9])")
LONGEST_RECOVERY = 4_000
# No sign can be read by two of its parts, so that no text of an administrator takes longer the more ways there are.
_GROUPED = re.compile(r"seal\W*([0-9a-f][0-9a-f\s]*)sign\W*([0-9a-f][0-9a-f\s]*)", re.IGNORECASE)

CHOOSE = phrase("Choose one.")
NOT_CHILDREN = phrase("Reports about children go only to child protection that was vetted, or to police.")
POLICE_TICK = phrase("Tick that you know what this means for people who report.")
TELL_HOURS = phrase("Tick the days on which somebody reads, and write from when until when.")
HOW_MANY = phrase("Write a number of hours, at most %(most)s.")
NO_KEYS = phrase("These are not the public halves: paste the first line of the page, or type both blocks of digits.")
NOT_THE_PRINT = phrase(
    "These are not the last five digits of their fingerprint. Compare every group with a custodian's sheet."
)


@dataclass(frozen=True, slots=True)
class QueueForm:
    """What an administrator says of a queue, and what is wrong with it."""

    organization: str = ""
    kind: str = ""
    body: str = ""
    police: bool = False
    provinces: tuple[str, ...] = ()
    hours: tuple[Span, ...] = ()
    """As typed: days and times may be missing."""
    answer_hours: str = "24"
    recovery: str = ""
    print_end: str = ""
    keys: RecoveryPublic | None = None
    problems: dict[str, str] = field(default_factory=dict)


def queue_form(
    sent: QueryDict, *, organizations: Collection[str], places: Collection[str], known: RecoveryPublic | None = None
) -> QueueForm:
    """Read the form of a new queue; `known` are the recovery keys that the organisation's other queues have."""
    form = replace(_said(sent, places), organization=sent.get("organization", ""), kind=sent.get("kind", ""))
    if form.organization not in organizations:
        form.problems["organization"] = CHOOSE
    if form.kind not in tuple(QueueKind):
        form.problems["kind"] = CHOOSE
    elif "body" not in form.problems and not fits(QueueKind(form.kind), Body(form.body)):
        form.problems["body"] = NOT_CHILDREN
    return _with_keys(form, known)


def changed_form(sent: QueryDict, *, kind: QueueKind, places: Collection[str]) -> QueueForm:
    """Read the form of a queue that is there."""
    form = replace(_said(sent, places), kind=str(kind))
    if "body" not in form.problems and not fits(kind, Body(form.body)):
        form.problems["body"] = NOT_CHILDREN
    return _with_keys(form, None)


def recovery_from(text: str) -> RecoveryPublic:
    """Return public halves as `romduol recovery make` prints them: one line of JSON, or two blocks of digits.

    Raises `Malformed` for anything else.
    """
    try:
        seal, sign = _halves(text[:LONGEST_RECOVERY])
        found = RecoveryPublic(bytes.fromhex(seal), bytes.fromhex(sign))
    except (ValueError, KeyError, TypeError) as problem:
        raise Malformed("these are no recovery keys") from problem
    for public in (found.seal, found.sign):
        read_public(public)
    if found.seal == found.sign:
        raise Malformed("the two recovery keys are one")
    return found


def _halves(text: str) -> tuple[str, str]:
    start, end = text.find("{"), text.find("}")
    if start >= 0 and end > start:
        found = orjson.loads(text[start : end + 1])
        return str(found["seal"]), str(found["sign"])
    grouped = _GROUPED.search(text)
    if grouped is None:
        raise ValueError("no two blocks")
    seal, sign = ("".join(part.split()) for part in grouped.groups())
    return seal, sign[:130]


def _said(sent: QueryDict, places: Collection[str]) -> QueueForm:
    form = QueueForm(
        body=sent.get("body", ""),
        police=sent.get("police") == "yes",
        provinces=tuple(one for one in places if one in sent.getlist("provinces")),
        hours=tuple(span for one in SPANS if (span := _span(sent, one)) != NO_SPAN),
        answer_hours=sent.get("answer_hours", "").strip(),
        recovery=sent.get("recovery", "")[:LONGEST_RECOVERY],
        print_end=sent.get("print_end", "").strip(),
    )
    problems = form.problems
    if form.body not in tuple(Body):
        problems["body"] = CHOOSE
    if form.body == Body.POLICE and not form.police:
        problems["police"] = POLICE_TICK
    if not form.hours or not all(map(_is_whole, form.hours)):
        problems["hours"] = TELL_HOURS
    number = form.answer_hours
    if not (number.isascii() and number.isdigit() and len(number) < 6 and 1 <= int(number) <= MOST_ANSWER_HOURS):
        problems["answer_hours"] = HOW_MANY
    return form


def _is_whole(span: Span) -> bool:
    return bool(span.days and _TIME.fullmatch(span.start) and _TIME.fullmatch(span.end))


def _span(sent: QueryDict, number: str) -> Span:
    """Return the days and the times of one span, each in the one way in which it is kept where it can be read."""
    ticked = sent.getlist(f"days_{number}")
    days = tuple(day for day in range(1, len(DAYS) + 1) if str(day) in ticked)
    return Span(days, _time(sent.get(f"from_{number}", "")), _time(sent.get(f"to_{number}", "")))


def _time(typed: str) -> str:
    """Return a time of day such as 07:30; what is none stays as it was typed, and is told."""
    found = _TIME.fullmatch(khmer.digits(typed.strip()))
    return f"{int(found[1]):02}:{found[2]}" if found else typed.strip()[:LONGEST_TIME]


def _with_keys(form: QueueForm, known: RecoveryPublic | None) -> QueueForm:
    """Read the recovery keys; whoever gives new ones types the end of the fingerprint from a custodian's sheet."""
    if not form.recovery.strip():
        return replace(form, keys=known)
    try:
        keys = recovery_from(form.recovery)
    except Malformed:
        form.problems["recovery"] = NO_KEYS
        return form
    if form.print_end != keys.fingerprint.split()[-1]:
        form.problems["print_end"] = NOT_THE_PRINT
    return replace(form, keys=keys)
