"""Stands before views that only take forms, and before those that need a factor shown a few minutes ago."""

from __future__ import annotations

from collections.abc import Callable
from functools import wraps
from typing import Any
from urllib.parse import urlencode

from django.http import Http404, HttpRequest, HttpResponse, HttpResponseRedirect
from django.utils import timezone

from romduol.safety.accounts.actions.signing_in import PROVED_AT
from romduol.safety.accounts.models import Account
from romduol.safety.accounts.queries.people import account_of
from romduol.safety.accounts.rules.lasting import PROVED, is_fresh

View = Callable[..., HttpResponse]


def posted(view: View) -> View:
    """Let forms through; for whoever only looks, the address is not there."""

    @wraps(view)
    def guarded(request: HttpRequest, lang: str, **named: Any) -> HttpResponse:
        if request.method != "POST":
            raise Http404
        return view(request, lang, **named)

    return guarded


def proved(back: str) -> Callable[[View], View]:
    """Ask for a factor again where the last one is too long ago; then lead to the page, or from a form to `back`."""

    def mark(view: View) -> View:
        @wraps(view)
        def guarded(request: HttpRequest, lang: str, **named: Any) -> HttpResponse:
            if is_fresh(request.session.get(PROVED_AT, 0), PROVED, timezone.now()):
                return view(request, lang, **named)
            to = request.path.split("/", 3)[3] if request.method == "GET" else back
            return HttpResponseRedirect(f"/desk/{lang}/again?{urlencode({'to': to})}")

        return guarded

    return mark


def account_signed_in(request: HttpRequest) -> Account:
    """Return the account of who is signed in; a door stands before every view that asks."""
    person = getattr(request, "person", None)
    found = account_of(person.id) if person is not None else None
    if found is None:
        raise Http404
    return found


def to_page(lang: str, path: str = "") -> HttpResponseRedirect:
    """Lead to a page of the desk."""
    return HttpResponseRedirect(f"/desk/{lang}/{path}")
