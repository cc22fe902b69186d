"""The pages on which somebody reports, at one address: each step is posted to it, and no address tells a step.

Without a script the running server reads what is typed, seals it in memory, and forgets it with the answer.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import replace

from django.db import DatabaseError
from django.http import HttpRequest, HttpResponse
from django.utils import timezone
from django.views.decorators.debug import sensitive_post_parameters, sensitive_variables
from django.views.decorators.http import require_http_methods

from romduol.care.queues import queries as queues
from romduol.care.queues.records import Inbox, QueueKind
from romduol.care.queues.rules import name_in
from romduol.care.reports import actions
from romduol.care.reports.actions.cleaning import NoPicture, TooLargeAPicture, cleaned, untouched
from romduol.care.reports.forms.plain import (
    QUEUE,
    SEND,
    Arrived,
    Fault,
    Told,
    about_of,
    kind_of,
    report_of,
    told_of,
)
from romduol.care.reports.queries import has_come
from romduol.care.reports.records import Kept
from romduol.care.reports.rules.sealing import Bare, seal
from romduol.care.reports.rules.telling import (
    OFFERED,
    chosen_before,
)
from romduol.care.reports.rules.written import Report
from romduol.care.reports.views.arriving import NotArrived, form_of
from romduol.care.reports.views.guarding import guarding
from romduol.care.reports.views.offering import offered
from romduol.care.reports.views.pages import drawn, moment_of, script_for
from romduol.care.reports.views.wording import SAID, look_again
from romduol.care.reports.views.writing import abouts, kinds_of, writing
from romduol.knowledge.releases.views.packing import travels_packed
from romduol.safety.access.rules import public_door
from romduol.safety.access.views.origin import is_from_here
from romduol.safety.crypto.epochs import ChainBroken, NotCurrent
from romduol.safety.crypto.padding import TooLarge
from romduol.safety.crypto.receipts import derive_receipt, new_code, show_code

NOTHING = SAID["not_written"]


@public_door
@sensitive_post_parameters()
@require_http_methods(["GET", "HEAD", "POST"])
@travels_packed
@sensitive_variables()
def report(request: HttpRequest, lang: str) -> HttpResponse:
    """Show the first page, or the step that comes after what was sent."""
    if request.method != "POST":
        return _start(lang)
    if not is_from_here(request):
        return drawn("elsewhere", lang, 403)
    try:
        data, files, fault = form_of(request)
    except NotArrived:
        return _start(lang, 422)
    about, kind = about_of(data), kind_of(data)
    if about is None:
        return _start(lang)
    if kind is None:
        return drawn("kinds", lang, about=about, kinds=kinds_of(OFFERED))
    living = queues.living(kind, timezone.now())
    if not living and SEND not in data:
        return drawn("nobody", lang)
    if SEND not in data:
        new = Told(Report(kind, about), chosen=chosen_before(living), code=new_code())
        return _form(lang, new, living)
    return _sent(request, lang, told_of(data, report_of(data, about, kind), living), living, files, fault)


def _start(lang: str, status: int = 200) -> HttpResponse:
    return drawn("start", lang, status, about=abouts(), offered=offered() is not None)


def _sent(
    request: HttpRequest, lang: str, told: Told, living: Sequence[Inbox], files: Sequence[Arrived], fault: Fault | None
) -> HttpResponse:
    if QUEUE in told.problems and has_come(derive_receipt(told.code, told.word).locator):
        # It came before, and its inbox was shut since: all is well, but who reads it is not known here.
        return _told_sent(lang, told, again=True)
    if not living:
        return drawn("nobody", lang)
    prepared, fault = prepare(files, told.original, fault, takes_none=told.report.kind == QueueKind.CHILD)
    if told.report.tells_nothing and not (files or told.sure or told.problems):
        told = replace(told, sure=True, problems={"what": NOTHING})
    if fault or told.problems:
        return _form(lang, told, living, 422, fault=fault, again=bool(files))
    now, later = timezone.now(), told.trapped | guarding.comes_in_a_flood(request)
    later |= guarding.fills(one.queue.id for one in told.inboxes)
    receipt = derive_receipt(told.code, told.word)
    try:
        submission = seal(told.report, prepared, told.inboxes, receipt, moment_of(now), lang)
        kept = actions.submit(submission, later=later, today=timezone.localdate(now))
    except TooLarge:
        return _form(lang, told, living, 422, fault=Fault.SIZE, again=bool(files))
    except (ChainBroken, NotCurrent, actions.NotForIt):
        # A key that ended just now is no fault of ours: a line in a log would tell when somebody reported.
        return _form(lang, told, living, 409, busy=True, again=bool(files))
    except DatabaseError:  # Its message could hold what could not be written, so it goes no further.
        return _form(lang, told, living, 503, busy=True, again=bool(files))
    return _told_sent(lang, told, again=kept is Kept.AGAIN)


def _told_sent(lang: str, told: Told, *, again: bool) -> HttpResponse:
    # What came before went to whom it named then, and was promised an answer from then on.
    readers = () if again else told.inboxes
    names = ", ".join(name_in(one.queue.name, lang) for one in readers)
    shown = show_code(told.code).split(" ")
    first = look_again(readers, lang)
    return drawn("sent", lang, code=shown, word=bool(told.word), names=names, again=again, look_again=first)


def prepare(
    files: Sequence[Arrived], original: bool, fault: Fault | None, *, takes_none: bool
) -> tuple[list[Bare], Fault | None]:
    """Return files as they may be sealed: pictures drawn anew, or all as they are; or why one cannot go."""
    if takes_none and (files or fault):
        return [], Fault.NO_FILES
    if fault:
        return [], fault
    if original:
        return [untouched(one.name, one.type, one.data) for one in files], None
    try:
        return [cleaned(one.data, number) for number, one in enumerate(files, 1)], None
    except NoPicture:
        return [], Fault.KIND
    except TooLargeAPicture:
        return [], Fault.PICTURE


def _form(
    lang: str,
    told: Told,
    living: Sequence[Inbox],
    status: int = 200,
    *,
    fault: Fault | None = None,
    again: bool = False,
    busy: bool = False,
) -> HttpResponse:
    shows = writing(lang, told, living, fault=fault, again=again, busy=busy)
    return drawn("write", lang, status, sealing=script_for(lang), **shows)
