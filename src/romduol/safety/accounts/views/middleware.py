"""Finds out who sent a request of the desk; where there is no session, as on readers' pages, it does nothing."""

from __future__ import annotations

from collections.abc import Callable

from django.contrib.sessions.backends.base import SessionBase
from django.http import HttpRequest, HttpResponseBase, HttpResponseRedirect
from django.utils import timezone

from romduol.safety.access.views.pages import FIRST_LANGUAGE
from romduol.safety.accounts.actions.sessions import SIGN_IN, stored_key
from romduol.safety.accounts.actions.signing_in import HALF_SIGNED, SINCE, note_seen
from romduol.safety.accounts.models import Account, SignIn
from romduol.safety.accounts.queries.people import account_of, person
from romduol.safety.accounts.queries.signed_in import sign_in_of
from romduol.safety.accounts.rules.lasting import HALF, SEEN_EVERY, is_fresh
from romduol.ui.words import languages


class WhoIsIt:
    """Middleware that sets `request.person`, for the session that the middleware before it has opened."""

    def __init__(self, get_response: Callable[[HttpRequest], HttpResponseBase]) -> None:
        self.get_response = get_response

    def __call__(self, request: HttpRequest) -> HttpResponseBase:
        """Serve one request."""
        session = getattr(request, "session", None)
        if session is None:
            return self.get_response(request)
        found = _live(session)
        request.sign_in = found  # type: ignore[attr-defined]
        request.person = person(found.account) if found else None  # type: ignore[attr-defined]
        answer = self.get_response(request)
        if answer.status_code == 404 and request.method == "GET" and found is None and half_signed(request):
            # The password was right: every address leads to what is still missing.
            return HttpResponseRedirect(f"/desk/{_language(request)}/second")
        return answer


def half_signed(request: HttpRequest) -> Account | None:
    """Return whose password was right a few minutes ago, while the second factor is still missing."""
    held, now = request.session.get(HALF_SIGNED), timezone.now()
    if not held or not is_fresh(request.session.get(SINCE, 0), HALF, now):
        return None
    found = account_of(held)
    return found if found is not None and found.disabled_at is None else None


def _live(session: SessionBase) -> SignIn | None:
    """Return the sign-in of a session, and note that it is in use."""
    if not session.get(SIGN_IN):
        return None
    now = timezone.now()
    found = sign_in_of(stored_key(str(session.session_key)), now)
    if found is None:
        session.flush()
    elif now - found.last_seen > SEEN_EVERY:
        note_seen(found, now)
    return found


def _language(request: HttpRequest) -> str:
    parts = request.path_info.split("/")
    return parts[2] if len(parts) > 2 and parts[2] in languages() else FIRST_LANGUAGE
