"""The inbox of members: the page whose script opens what is sealed, and the sealed records that it asks for."""

from __future__ import annotations

from collections.abc import Callable
from functools import wraps
from pathlib import Path
from typing import Any
from uuid import UUID

from django.db import DatabaseError
from django.http import Http404, HttpRequest, HttpResponse
from django.utils import timezone
from django.views.decorators.csrf import csrf_exempt, csrf_protect
from django.views.decorators.http import require_POST, require_safe
from markupsafe import Markup

from romduol.care.keys.queries import member_of, members_queues
from romduol.care.keys.views.serving import script_name
from romduol.care.keys.views.words import UNLOCKING, as_data, words_for
from romduol.care.queues import queries as queues
from romduol.care.queues.records import QueueKind
from romduol.care.queues.rules import written
from romduol.care.reports import actions, queries
from romduol.care.reports.actions.auditing import note_done
from romduol.care.reports.forms.answered import read_writing, thread_written_in
from romduol.care.reports.forms.sealed import addressee_of
from romduol.care.reports.forms.strict import NotTaken
from romduol.care.reports.records import Done, SealedRecord
from romduol.care.reports.views.inbox_words import CODES, SAID
from romduol.care.reports.views.parts import parts_of
from romduol.safety.access.records import Permission
from romduol.safety.access.rules import staff_door
from romduol.safety.access.views.keeping import who_asks
from romduol.safety.access.views.pages import staff_page
from romduol.safety.access.views.replies import answer
from romduol.ui.formatting import MONTHS
from romduol.ui.words import phrase

TEMPLATES = Path(__file__).resolve().parents[1] / "templates"
IDLE_MINUTES = 10
AT_ONCE = 100
"""Records in one answer: of the usual size they come to half a megabyte."""

View = Callable[..., HttpResponse]


@staff_door(Permission.ANSWER)
@require_safe
def page(request: HttpRequest, lang: str) -> HttpResponse:
    """Show the page; its script asks for the rest, and nothing of any report stands in it."""
    return staff_page(
        request,
        "inbox/inbox.html",
        phrase("Inbox"),
        folder=TEMPLATES,
        script_name=script_name("inbox"),
        given=_given(lang),
    )


def _given(lang: str) -> Markup:
    """Return what the script says, as JSON that can stand in a page."""
    given = {
        "words": words_for(SAID, lang),
        "codes": {table: words_for(codes, lang) for table, codes in CODES.items()},
        "unlocking": words_for(UNLOCKING, lang),
        "months": MONTHS.get(lang, MONTHS["en"]),
        "minutes": IDLE_MINUTES,
    }
    return as_data(given)


def for_members(view: View) -> View:
    """Let a view serve members' scripts: what is not theirs is not there, each refusal is one word."""

    @wraps(view)
    def guarded(request: HttpRequest, *args: Any, **named: Any) -> HttpResponse:
        try:
            return view(request, *args, **named)
        except (Http404, queries.NoSuchThread, queues.NoSuchQueue):
            return answer({"error": "not-there"}, 404)
        except NotTaken as problem:
            return answer({"error": str(problem.why)}, 400)
        except actions.NotForIt:
            return answer({"error": "queue"}, 409)
        except DatabaseError:  # Its message could hold an id of a record, so it goes no further.
            return answer({"error": "busy"}, 503)

    return guarded


@staff_door(Permission.ANSWER)
@require_safe
@for_members
def records(request: HttpRequest, lang: str) -> HttpResponse:
    """Return sealed records of one queue by their random ids; whoever wants all asks until none comes."""
    queue = _own_queue(request, _id(request.GET.get("queue", "")))
    after = _id(request.GET["after"]) if request.GET.get("after") else None
    if after is None:
        _note(request, queue, Done.OPENED)
    if _is_audit(queue):
        found = queries.audit_boxes(queue, after, AT_ONCE)
        return answer({"records": [_told(one, one.id) for one in found]})
    found = queries.records_for({queue}, after, AT_ONCE)
    threads = queries.threads_of({one.id for one in found}, {queue})
    # One that was taken back between the two questions has no thread any more.
    return answer({"records": [_told(one, threads[one.id]) for one in found if one.id in threads]})


@staff_door(Permission.ANSWER)
@require_safe
@for_members
def file(request: HttpRequest, lang: str, record: UUID) -> HttpResponse:
    """Return the box of a file, as it lies there."""
    own = members_queues(who_asks(request))
    queue = next((one for one in own if queries.is_for(record, {one})), None)
    if queue is None:
        raise Http404
    box = b"".join(queries.pieces_of(record))
    _note(request, queue, Done.FILE)
    headers = {"Cache-Control": "no-store", "X-Content-Type-Options": "nosniff"}
    return HttpResponse(box, content_type="application/octet-stream", headers=headers)


# The key of forms is asked for once what was sent is read: asking for it reads the parts, and would drop the files.
@staff_door(Permission.ANSWER)
@csrf_exempt
@require_POST
@for_members
def write(request: HttpRequest, lang: str) -> HttpResponse:
    """Keep what a member sealed in a thread of one of their queues."""
    text, files = parts_of(request)
    return _write(request, text, files)


@csrf_protect
def _write(request: HttpRequest, text: str, files: list[bytes]) -> HttpResponse:
    own = members_queues(who_asks(request), among=queries.queues_of(thread_written_in(text)))
    if not own:
        raise queries.NoSuchThread
    written_here = read_writing(text, files, {queue: addressee_of(queues.inbox(queue)) for queue in own})
    today = timezone.localdate()
    kept = actions.write_for_queue(
        written_here.record,
        written_here.thread,
        written_here.files,
        queues_of_writer=own,
        today=today,
        expires=actions.week_of_closing(today) if written_here.close else None,
    )
    queue = written_here.record.envelopes[-1].queue
    if queue is not None:
        _note(request, queue, Done.CLOSED if written_here.close else Done.WROTE)
    return answer({"kept": kept}, 201)


def _own_queue(request: HttpRequest, queue: UUID) -> UUID:
    if queue not in members_queues(who_asks(request), among={queue}):
        raise Http404
    return queue


def _id(text: str) -> UUID:
    try:
        return UUID(text)
    except ValueError:
        raise Http404 from None


def _is_audit(queue: UUID) -> bool:
    return queues.inbox(queue).queue.kind is QueueKind.AUDIT


def _note(request: HttpRequest, queue: UUID, action: Done) -> None:
    """Seal for the auditors what was done, where the organisation has some."""
    told_of = queues.inbox(queue).queue
    member = member_of(who_asks(request), told_of.organization)
    if member is not None and told_of.kind is not QueueKind.AUDIT:
        note_done(told_of.organization, member.id, action, today=timezone.localdate())


def _told(record: SealedRecord, thread: UUID) -> dict[str, Any]:
    return {
        "id": str(record.id),
        "thread": str(thread),
        "kind": int(record.kind),
        "box": written(record.box),
        "envelopes": [
            {"queue": str(one.queue), "epoch": one.epoch, "data": written(one.data)} for one in record.envelopes
        ],
    }
