"""The pages on which somebody reports, at one address: each step is posted to it, and no address tells a step.

Without a script the running server reads what is typed, seals it in memory, and forgets it with the answer.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from typing import Any

from django.db import DatabaseError
from django.http import HttpRequest, HttpResponse
from django.utils import timezone
from django.views.decorators.debug import sensitive_post_parameters, sensitive_variables
from django.views.decorators.http import require_http_methods

from romduol.care.queues import queries as queues
from romduol.care.queues.records import Inbox, QueueKind
from romduol.care.queues.rules import hours_since, hours_told, name_in
from romduol.care.reports import actions
from romduol.care.reports.actions.cleaning import NoPicture, TooLargeAPicture, cleaned, untouched
from romduol.care.reports.forms.plain import (
    FAULT_WORDS,
    FILE,
    LENGTHS,
    LONGEST_WORD,
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
    ABOUT_WORDS,
    CONSENT_WORDS,
    KIND_WORDS,
    OFFERED,
    PICTURES,
    WHO_WORDS,
    apart,
    chosen_before,
    is_police,
)
from romduol.care.reports.rules.written import LARGEST_FILE, MOST_FILES, About, Report
from romduol.care.reports.views.arriving import NotArrived, form_of
from romduol.care.reports.views.guarding import guarding
from romduol.care.reports.views.pages import drawn, moment_of, script_for
from romduol.knowledge.releases.views.packing import travels_packed
from romduol.safety.access.rules import public_door
from romduol.safety.access.views.origin import is_from_here
from romduol.safety.crypto.epochs import ChainBroken, NotCurrent
from romduol.safety.crypto.padding import TooLarge
from romduol.safety.crypto.receipts import derive_receipt, new_code, show_code
from romduol.ui.words import phrase, words_of

MOST = {"files": MOST_FILES, "megabytes": LARGEST_FILE // (1024 * 1024)}
"""What of files may go along, as the pages say it."""
MORE = ("where", "when", "contact", FILE)
BUSY = phrase("Much comes in just now. Please try again in a minute.")
CHOOSE_AGAIN = phrase("Please choose the files again: they are kept nowhere before you send.")


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
        return drawn("kinds", lang, about=about, kinds=[(one, KIND_WORDS[one], PICTURES[one]) for one in OFFERED])
    living = queues.living(kind, timezone.now())
    if not living and SEND not in data:
        return drawn("nobody", lang)
    if SEND not in data:
        new = Told(Report(kind, about), chosen=chosen_before(living), code=new_code())
        return _form(lang, new, living)
    return _sent(request, lang, told_of(data, report_of(data, about, kind), living), living, files, fault)


def _start(lang: str, status: int = 200) -> HttpResponse:
    return drawn("start", lang, status, about=[(one, words, PICTURES[one]) for one, words in ABOUT_WORDS.items()])


def _sent(
    request: HttpRequest, lang: str, told: Told, living: Sequence[Inbox], files: Sequence[Arrived], fault: Fault | None
) -> HttpResponse:
    prepared, fault = prepare(files, told.original, fault, takes_none=told.report.kind == QueueKind.CHILD)
    if QUEUE in told.problems and has_come(derive_receipt(told.code, told.word).locator):
        # It came before, and its inbox was shut since: all is well, but who reads it is not known here.
        return _told_sent(lang, told, (), again=True)
    if not living:
        return drawn("nobody", lang)
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
    return _told_sent(lang, told, told.inboxes, again=kept is Kept.AGAIN)


def _told_sent(lang: str, told: Told, readers: Sequence[Inbox], *, again: bool) -> HttpResponse:
    names = ", ".join(name_in(one.queue.name, lang) for one in readers)
    shown = show_code(told.code).split(" ")
    return drawn("sent", lang, code=shown, word=bool(told.word), names=names, again=again)


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
    support, police = apart(living)
    problems = {name: str(text) for name, text in told.problems.items()}
    if fault:
        problems[FILE] = FAULT_WORDS[fault]
    elif again:
        problems[FILE] = CHOOSE_AGAIN
    return drawn(
        "write",
        lang,
        status,
        sealing=script_for(lang),
        told=told,
        report=told.report,
        problems=problems,
        busy=BUSY if busy else "",
        support=[_reader(one, lang, told) for one in support],
        police=[_reader(one, lang, told) for one in police],
        heading=KIND_WORDS[QueueKind(told.report.kind)],
        of_oneself=told.report.about is About.ME,
        of_a_child=told.report.kind == QueueKind.CHILD,
        consents=CONSENT_WORDS,
        who=WHO_WORDS,
        code=show_code(told.code).split(" "),
        longest={**LENGTHS, "word": LONGEST_WORD},
        open={"police": _shows_police(told, support, police), "more": _shows_more(told.report, problems)},
        most=MOST,
    )


def _shows_police(told: Told, support: Sequence[Inbox], police: Sequence[Inbox]) -> bool:
    """Tell whether police stand there unfolded: where somebody chose them, or where there is nobody else."""
    return not support or any(str(one.queue.id) in told.chosen for one in police)


def _shows_more(report: Report, problems: Mapping[str, str]) -> bool:
    """Tell whether what need not be told stands there unfolded: where somebody told of it, or has to look at it."""
    return bool(report.who or report.where or report.when or report.contact or {*MORE} & {*problems})


def _reader(inbox: Inbox, lang: str, told: Told) -> dict[str, Any]:
    """Return who reads an inbox, as the form tells it."""
    queue = inbox.queue
    return {
        "id": str(queue.id),
        "name": name_in(queue.name, lang),
        "hours": hours_told(queue.hours, words_of(lang).gettext),
        "opened": hours_since(queue.opened_hour, timezone.now()),
        "answer": queue.answer_hours,
        "chosen": str(queue.id) in told.chosen,
        "police": is_police(inbox),
    }
