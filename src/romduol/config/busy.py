"""Answers at the desk where the database takes no word just now: what was typed is kept, to be sent again."""

from __future__ import annotations

import sys
from collections.abc import Callable
from typing import Any

from django.db import OperationalError
from django.http import HttpRequest, HttpResponse, HttpResponseBase
from django.utils import timezone

from romduol.channels.web.views import broken
from romduol.config.faces import face_of
from romduol.config.facing import STAFF
from romduol.desk.loading.queries import is_loading
from romduol.safety.access.views.pages import staff_page
from romduol.ui.templates import OURS
from romduol.ui.words import phrase

TITLE = phrase("Please send it again")
LOCKED = ("locked", "busy")
"""What SQLite says where another connection writes for longer than we wait."""
STATES = frozenset({"55P03", "40P01", "40001"})
"""PostgreSQL: no lock was to be had, two waited for each other, two wrote the same."""
WAIT = "20"
"""Seconds after which it may be tried again."""
NEVER_KEPT = ("romduol.safety.accounts.",)
"""Rooms whose forms hold passwords and codes: these never come back in a page."""
KEY = "csrfmiddlewaretoken"


class Busy:
    """Middleware that tells kindly that the database was busy, where a view could not."""

    def __init__(self, get_response: Callable[[HttpRequest], HttpResponseBase]) -> None:
        self.get_response = get_response

    def __call__(self, request: HttpRequest) -> HttpResponseBase:
        """Serve one request."""
        return self.get_response(request)

    def process_exception(self, request: HttpRequest, problem: Exception) -> HttpResponse | None:
        """Answer in the place of a view that could not write."""
        return busy(request) if face_of(request) == STAFF and is_busy(problem) else None


def is_busy(problem: BaseException | None) -> bool:
    """Tell whether somebody else kept the database from taking a word, so that the same may succeed in a while."""
    if not isinstance(problem, OperationalError):
        return False
    state = getattr(problem.__cause__, "sqlstate", None)
    return state in STATES if state else any(word in str(problem) for word in LOCKED)


def busy(request: HttpRequest) -> HttpResponse:
    """Say that nothing was written and nothing is lost; the same form can be sent again as it was typed."""
    answer = staff_page(
        request,
        "desk/busy.html",
        TITLE,
        folder=OURS,
        status=503,
        loading=is_loading(timezone.now()),
        sent=_sent(request),
        form=request.method == "POST",
        path=request.get_full_path(),
    )
    answer["Retry-After"] = WAIT
    return answer


def fault(request: HttpRequest) -> HttpResponse:
    """Answer after a fault of ours at the desk, or where a busy database kept us from finding out who asks."""
    return busy(request) if is_busy(sys.exc_info()[1]) else broken(request)


def _sent(request: HttpRequest) -> list[tuple[str, str]] | None:
    """Return what a form held; None where it has to be filled in again: secrets and files come back in no page."""
    match: Any = request.resolver_match
    if request.method != "POST" or match is None or match.func.__module__.startswith(NEVER_KEPT) or request.FILES:
        return None
    return [(name, value) for name, values in request.POST.lists() if name != KEY for value in values]
