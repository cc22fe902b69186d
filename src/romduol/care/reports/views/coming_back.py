"""The page for whoever comes back with a code: reads answers, adds, fetches files, takes all back; without a script.

Code and word come in the body of each form and stand in no address, title, cookie or log. A wrong word and an unknown
code are one and the same: the same work is done, and the same page is shown.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import replace
from datetime import datetime
from urllib.parse import quote
from uuid import uuid4

from django.db import DatabaseError
from django.http import HttpRequest, HttpResponse
from django.utils import timezone
from django.views.decorators.debug import sensitive_post_parameters, sensitive_variables
from django.views.decorators.http import require_http_methods

from romduol.base import khmer
from romduol.care.queues import queries as queues
from romduol.care.queues.records import Inbox, QueueKind
from romduol.care.reports import actions
from romduol.care.reports.forms.plain import (
    FAULT_WORDS,
    LONGEST_CODE,
    LONGEST_WORD,
    TOO_LONG,
    Act,
    Arrived,
    Back,
    Fault,
    back_of,
)
from romduol.care.reports.queries import NoSuchThread, pieces_of, queues_of, thread_of
from romduol.care.reports.rules.codes import wrong_group
from romduol.care.reports.rules.floods import ADDED_THERE
from romduol.care.reports.rules.sealing import OpenThread, file_of, open_file, open_thread, seal_addition
from romduol.care.reports.rules.telling import STATUS_WORDS
from romduol.care.reports.rules.written import LONGEST_TEXT, MOST_TEXT_BYTES, Answer, AnswerType, weight
from romduol.care.reports.views.arriving import NotArrived, form_of
from romduol.care.reports.views.guarding import guarding
from romduol.care.reports.views.pages import drawn, moment_of, script_for
from romduol.care.reports.views.reporting import prepare
from romduol.care.reports.views.wording import SAID
from romduol.care.reports.views.writing import BUSY, MOST
from romduol.knowledge.releases.views.packing import travels_packed
from romduol.safety.access.rules import public_door
from romduol.safety.access.views.origin import is_from_here
from romduol.safety.crypto.epochs import ChainBroken, NotCurrent
from romduol.safety.crypto.errors import Mistyped, NotOpened
from romduol.safety.crypto.padding import TooLarge
from romduol.safety.crypto.receipts import CODE_DIGITS, Receipt, derive_receipt, read_code, show_code
from romduol.safety.crypto.threads import NotOfThread
from romduol.safety.crypto.words import joined
from romduol.ui.formatting import day
from romduol.ui.words import phrase

MISTYPED = {reason: SAID[f"code_{reason}"] for reason in ("length", "sign", "check")}
IN_GROUP = {reason: SAID[f"group_{reason}"] for reason in ("length", "sign")}
"""The same, where it shows which group is meant."""
NO_THREAD, DAMAGED, EMPTY = SAID["no_thread"], SAID["damaged"], SAID["empty"]
FULL, FULL_OF_FILES = SAID["full"], SAID["full_of_files"]
NEW_KEYS = phrase(
    "Those who read it cannot take anything just now. Please come back tomorrow, or call one of the lines."
)
TYPE_WORDS = {
    AnswerType.ANSWER: phrase("Answer"),
    AnswerType.QUESTION: phrase("Question to you"),
    AnswerType.STATUS: phrase("How it stands"),
}


@public_door
@sensitive_post_parameters()
@require_http_methods(["GET", "HEAD", "POST"])
@travels_packed
@sensitive_variables()
def come_back(request: HttpRequest, lang: str) -> HttpResponse:
    """Ask for the code, or do what whoever shows it wants."""
    if request.method != "POST":
        return _asked(lang)
    if not is_from_here(request):
        return drawn("elsewhere", lang, 403, back=True)
    try:
        data, files, fault = form_of(request)
        back = back_of(data)
        back = replace(back, code=read_code(back.code))
    except NotArrived:
        return _asked(lang, 422)
    except Mistyped as problem:
        return _mistyped(lang, back.code, problem.reason)
    receipt = derive_receipt(back.code, back.word)
    try:
        thread = open_thread(thread_of(receipt.locator, receipt.token), receipt)
        if back.act is Act.ADD:
            later = guarding.comes_in_a_flood(request, ADDED_THERE)
            return _added(lang, back, receipt, thread, files, fault, later=later)
        return _done(lang, back, receipt, thread)
    except NoSuchThread:
        return _asked(lang, 422, NO_THREAD, typed=show_code(back.code))
    except NotOpened:
        return _asked(lang, 422, DAMAGED)
    except DatabaseError:  # Its message could hold a digest of a receipt, so it goes no further.
        return _asked(lang, 503, BUSY, typed=show_code(back.code))


def _mistyped(lang: str, typed: str, reason: str) -> HttpResponse:
    """Say where to look; what was typed stands there still: 24 digits are not typed twice for one slip."""
    group = wrong_group(typed) if reason in IN_GROUP else None
    problem = IN_GROUP[reason] if group else MISTYPED[reason]
    digits = joined(typed)
    shown = typed if reason in IN_GROUP else show_code(khmer.digits(digits))
    return _asked(lang, 422, problem, typed=shown, told={"group": group or 0, "typed": len(digits)})


def _asked(
    lang: str, status: int = 200, problem: str = "", *, typed: str = "", told: Mapping[str, int] | None = None
) -> HttpResponse:
    return drawn(
        "code",
        lang,
        status,
        back=True,
        sealing=script_for(lang),
        problem=problem,
        told={**(told or {}), "digits": CODE_DIGITS},
        typed=typed,
        digits=CODE_DIGITS,
        longest={"code": LONGEST_CODE, "word": LONGEST_WORD},
    )


def _done(lang: str, back: Back, receipt: Receipt, thread: OpenThread) -> HttpResponse:
    if back.act is Act.WITHDRAW:
        actions.withdraw(receipt.locator, receipt.token)
        return drawn("withdrawn", lang, back=True)
    if back.act is Act.ASK:
        return drawn("withdraw", lang, back=True, shown=back)
    if back.act is Act.FILE:
        return _handed_out(thread, back)
    return _thread(lang, back, thread)


def _added(
    lang: str,
    back: Back,
    receipt: Receipt,
    thread: OpenThread,
    files: Sequence[Arrived],
    fault: Fault | None,
    *,
    later: bool,
) -> HttpResponse:
    inboxes, now = _inboxes(thread), timezone.now()
    prepared, fault = prepare(files, back.original, fault, takes_none=_of_a_child(inboxes))
    problem = FAULT_WORDS[fault] if fault else ""
    if weight(back.text) > MOST_TEXT_BYTES:
        problem = TOO_LONG
    elif not problem and not back.text and not files:
        problem = EMPTY
    if problem:
        return _thread(lang, back, thread, 422, problem=problem)
    try:
        record, sealed = seal_addition(thread.own, back.id, back.text, prepared, inboxes, moment_of(now))
        today = timezone.localdate(now)
        actions.add_record(receipt.locator, receipt.token, record, sealed, today=today, later=later)
    except TooLarge:
        return _thread(lang, back, thread, 422, problem=FAULT_WORDS[Fault.SIZE])
    except actions.ThreadFull as full:
        return _thread(lang, back, thread, 422, problem=FULL_OF_FILES if full.takes_text else FULL)
    except (ChainBroken, NotCurrent, NotOfThread, actions.NotForIt):
        # No fault of ours: a line in a log would tell the second in which somebody came back.
        return _thread(lang, back, thread, 409, problem=NEW_KEYS)
    return _thread(lang, replace(back, text="", id=uuid4()), thread, added=True)


def _inboxes(thread: OpenThread) -> list[Inbox]:
    return [queues.inbox(one) for one in sorted(queues_of(thread.stored.id))]


def _of_a_child(inboxes: Sequence[Inbox]) -> bool:
    return any(one.queue.kind is QueueKind.CHILD for one in inboxes)


def _handed_out(thread: OpenThread, back: Back) -> HttpResponse:
    """Hand a file out as mere bytes: no browser shows it as a page of ours, whatever it is."""
    file = file_of(thread, back.id)
    if file is None:
        raise NoSuchThread
    data = open_file(thread, file, pieces_of(file.id))
    name = quote(file.name or "file")
    return HttpResponse(
        data,
        content_type="application/octet-stream",
        headers={"Cache-Control": "no-store", "Content-Disposition": f"attachment; filename*=UTF-8''{name}"},
    )


def _thread(
    lang: str, back: Back, thread: OpenThread, status: int = 200, *, problem: str = "", added: bool = False
) -> HttpResponse:
    inboxes = _inboxes(thread)
    return drawn(
        "thread",
        lang,
        status,
        back=True,
        looked=queues.some_living(inboxes, timezone.now()),
        shown=back,
        code=show_code(back.code),
        new_id=str(back.id if problem else uuid4()),
        answers=[_shown(one.answer, lang) for one in thread.answers],
        problem=problem,
        full=problem == FULL,
        added=added,
        takes_files=not _of_a_child(inboxes),
        longest=LONGEST_TEXT,
        most=MOST,
    )


def _shown(answer: Answer | None, lang: str) -> dict[str, object] | None:
    """Return an answer as the page shows it; None for one that did not open."""
    if answer is None:
        return None
    return {
        "type": TYPE_WORDS[answer.type],
        "status": STATUS_WORDS[answer.status] if answer.status else "",
        "text": [one for one in answer.text.split("\n") if one.strip()],
        "day": _day(answer.at, lang),
        "files": answer.files,
    }


def _day(at: str, lang: str) -> str:
    try:
        return day(datetime.fromisoformat(at).date(), lang)
    except ValueError:
        return ""
