"""Reads what an administrator says of a queue, and tells field by field what will not do."""

from __future__ import annotations

import re
from collections.abc import Collection
from dataclasses import dataclass, field, replace

import orjson
from django.http import QueryDict

from romduol.base.signs import typed
from romduol.care.queues.records import Body, QueueKind
from romduol.care.queues.rules import MOST_ANSWER_HOURS, fits
from romduol.safety.crypto.errors import Malformed
from romduol.safety.crypto.keys import read_public
from romduol.safety.crypto.statements import RecoveryPublic
from romduol.ui.words import phrase

LONGEST_HOURS = 120
LONGEST_RECOVERY = 4_000
# No sign can be read by two of its parts, so that no text of an administrator takes longer the more ways there are.
_GROUPED = re.compile(r"seal\W*([0-9a-f][0-9a-f\s]*)sign\W*([0-9a-f][0-9a-f\s]*)", re.IGNORECASE)

CHOOSE = phrase("Choose one.")
NOT_CHILDREN = phrase("Reports about children go only to child protection that was vetted, or to police.")
POLICE_TICK = phrase("Tick that you know what this means for people who report.")
WRITE_HOURS = phrase("Write when somebody reads, in Khmer or English.")
SHORTER = phrase("Write it shorter.")
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
    hours_km: str = ""
    hours_en: str = ""
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
        hours_km=typed(sent.get("hours_km", "")),
        hours_en=typed(sent.get("hours_en", "")),
        answer_hours=sent.get("answer_hours", "").strip(),
        recovery=sent.get("recovery", "")[:LONGEST_RECOVERY],
        print_end=sent.get("print_end", "").strip(),
    )
    problems = form.problems
    if form.body not in tuple(Body):
        problems["body"] = CHOOSE
    if form.body == Body.POLICE and not form.police:
        problems["police"] = POLICE_TICK
    if not (form.hours_km or form.hours_en):
        problems["hours_km"] = WRITE_HOURS
    for name in ("hours_km", "hours_en"):
        if len(getattr(form, name)) > LONGEST_HOURS:
            problems[name] = SHORTER
    number = form.answer_hours
    if not (number.isascii() and number.isdigit() and len(number) < 6 and 1 <= int(number) <= MOST_ANSWER_HOURS):
        problems["answer_hours"] = HOW_MANY
    return form


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
