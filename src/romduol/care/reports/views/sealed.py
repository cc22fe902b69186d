"""Takes and hands out what browsers sealed: nothing here is opened, and a code or a plain word never comes here."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Mapping, Sequence
from functools import wraps
from typing import Any
from uuid import UUID

from django.db import DatabaseError
from django.http import HttpRequest, HttpResponse
from django.utils import timezone
from django.views.decorators.debug import sensitive_post_parameters
from django.views.decorators.http import require_POST, require_safe

from romduol.care.queues import queries as queues
from romduol.care.queues.records import Inbox
from romduol.care.queues.rules import told, written
from romduol.care.reports import actions, queries
from romduol.care.reports.actions.submitting import Living
from romduol.care.reports.forms import sealed
from romduol.care.reports.forms.sealed import Addressee, SealedReport, addressee, addressee_of
from romduol.care.reports.forms.strict import NotTaken, Refusal
from romduol.care.reports.records import ForQueue, Kept, SealedRecord, StoredThread, Submission
from romduol.care.reports.rules.floods import ADDED_THERE
from romduol.care.reports.rules.proofs import BITS
from romduol.care.reports.views.guarding import guarding
from romduol.care.reports.views.parts import parts_of
from romduol.knowledge.releases.views.packing import travels_packed
from romduol.safety.access.rules import public_door
from romduol.safety.access.views.origin import is_from_here
from romduol.safety.access.views.replies import answer
from romduol.safety.crypto.contexts import SealedKind

ELSEWHERE, NO_THREAD, BUSY, FULL, FULL_OF_FILES = "elsewhere", "no_thread", "busy", "full", "full_of_files"
LONGEST_ASKED = 1_024
"""Bytes of what somebody shows who comes back."""

View = Callable[..., HttpResponse]


@public_door
@require_safe
@travels_packed
def open_inboxes(request: HttpRequest, lang: str) -> HttpResponse:
    """Tell what may be sealed to now, with the chain that proves each key, and what work to show."""
    now = timezone.now()
    found = [told(inbox, now) for inbox in queues.living(None, now)]
    return answer({"challenge": written(guarding.challenge()), "bits": BITS, "queues": found})


def taken(view: View) -> View:
    """Let a view take something from our own page alone, and answer each refusal with one plain code."""

    @public_door
    @sensitive_post_parameters()
    @require_POST
    @wraps(view)
    def taking(request: HttpRequest, **named: Any) -> HttpResponse:
        if not is_from_here(request):
            return _error(ELSEWHERE, 403)
        try:
            return view(request, **named)
        except NotTaken as problem:
            return _error(problem.why, 400)
        except queries.NoSuchThread:
            return _error(NO_THREAD, 404)
        except actions.ThreadFull as problem:
            return _error(FULL_OF_FILES if problem.takes_text else FULL, 400)
        except actions.NotForIt:  # An inbox began a new epoch in between, or an id is another's.
            return _error(Refusal.KEY, 400)
        except DatabaseError:  # Its message could hold a digest of a receipt, so it goes no further.
            return _error(BUSY, 503)

    return taking


@taken
def deliver(request: HttpRequest, lang: str) -> HttpResponse:
    """Keep a sealed report; the same one again is kept once."""
    text, files = parts_of(request)

    def later(report: SealedReport) -> bool:
        # What comes in a flood uses no challenge up: those that are remembered are few, and they are everybody's.
        flood = guarding.comes_in_a_flood(request)
        return flood or not guarding.is_proved(report.challenge, report.proof, BITS)

    return answer({"kept": keep(text, files, later)}, 201)


def keep(text: str | bytes, files: Sequence[bytes], later: Callable[[SealedReport], bool]) -> Kept:
    """Keep a sealed report, or find that it came before; `later` tells, once it is read, whether it has to wait.

    What came before stays what it is where its inbox was shut since, or got a new key: nobody is told to write it
    again. Raises `NotTaken`, `NotForIt`.
    """
    now = timezone.now()

    def read(living: Living) -> tuple[Submission, bool]:
        open_now = {queue: addressee(queue, kind, chain) for queue, (kind, chain) in living.items()}
        report = sealed.read_report(text, files, open_now)
        return report.submission, later(report)

    try:
        return actions.take_in(read, now=now, today=timezone.localdate(now))
    except (NotTaken, actions.NotForIt) as problem:
        if isinstance(problem, NotTaken) and problem.why not in (Refusal.QUEUE, Refusal.KEY):
            raise
        if not queries.lies_under(sealed.read_locator(text)):
            raise
        return Kept.AGAIN


@taken
def open_thread(request: HttpRequest, lang: str) -> HttpResponse:
    """Hand out a thread: the reporter's own box, what was written to them, and the chains to answer under."""
    asked = _asked(request)
    thread = queries.thread_of(asked.locator, asked.token)
    now = timezone.now()
    inboxes = _inboxes_of(thread)
    return answer(
        {
            "looked": queues.some_living(inboxes, now),
            "thread": str(thread.id),
            "box": written(thread.box),
            "records": [_record(one) for one in thread.records if _own(one)],
            "queues": [told(inbox, now) for inbox in inboxes],
        }
    )


@taken
def add(request: HttpRequest, lang: str) -> HttpResponse:
    """Keep what somebody adds to their report, for the inboxes that it went to."""
    text, files = parts_of(request)
    asked = sealed.read_who_adds(text)
    thread = queries.thread_id_of(asked.locator, asked.token)
    added = sealed.read_addition(text, files, _open_to(map(queues.inbox, queries.queues_of(thread))))
    later, today = guarding.comes_in_a_flood(request, ADDED_THERE), timezone.localdate()
    kept = actions.add_record(asked.locator, asked.token, added.record, added.files, today=today, later=later)
    return answer({"kept": kept}, 201)


@taken
def withdraw(request: HttpRequest, lang: str) -> HttpResponse:
    """Remove a report and all that was written around it."""
    asked = _asked(request)
    actions.withdraw(asked.locator, asked.token)
    return answer({"withdrawn": True})


@taken
def fetch(request: HttpRequest, lang: str) -> HttpResponse:
    """Hand out a file that was sealed to whoever reported, as it lies there."""
    asked = _asked(request, file=True)
    thread = queries.thread_of(asked.locator, asked.token)
    found = next((one for one in thread.records if one.id == asked.id and _is_file(one) and _own(one)), None)
    if found is None:
        raise queries.NoSuchThread
    box = b"".join(queries.pieces_of(found.id))
    return HttpResponse(box, content_type="application/octet-stream", headers={"Cache-Control": "no-store"})


def _asked(request: HttpRequest, *, file: bool = False) -> sealed.Asked:
    if int(request.META.get("CONTENT_LENGTH") or 0) > LONGEST_ASKED:
        raise NotTaken(Refusal.SIZE)
    return sealed.read_asked(request.body, file=file)


def _open_to(inboxes: Iterable[Inbox]) -> Mapping[UUID, Addressee]:
    return {inbox.queue.id: addressee_of(inbox) for inbox in inboxes}


def _inboxes_of(thread: StoredThread) -> list[Inbox]:
    """Return the inboxes that the report of a thread went to."""
    report = (one for one in thread.records if one.kind == SealedKind.REPORT)
    named = [envelope.queue for one in report for envelope in one.envelopes if envelope.queue is not None]
    return [queues.inbox(queue) for queue in named]


def _own(record: SealedRecord) -> ForQueue | None:
    """Return the envelope that whoever reported opens, if there is one."""
    return next((one for one in record.envelopes if one.queue is None), None)


def _is_file(record: SealedRecord) -> bool:
    return record.kind == SealedKind.ATTACHMENT


def _record(record: SealedRecord) -> dict[str, Any]:
    envelope = _own(record)
    return {
        "id": str(record.id),
        "kind": int(record.kind),
        "box": written(record.box),
        "envelope": written(envelope.data) if envelope else "",
    }


def _error(code: str, status: int) -> HttpResponse:
    return answer({"error": str(code)}, status)
