"""Parts what readers ask for from what the desk asks for: sessions, cookies and keys of forms exist for the desk alone.

A process shows the faces that its operator names, so that the desk can stand on a machine of its own.
"""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

from django.conf import settings
from django.contrib.sessions.middleware import SessionMiddleware
from django.http import Http404, HttpRequest, HttpResponseBase, HttpResponseRedirect
from django.middleware.csrf import CsrfViewMiddleware
from django.utils.functional import SimpleLazyObject

from romduol.config.facing import EVERY, INTAKE, PUBLIC, STAFF
from romduol.config.menu import menu_for, notes_for
from romduol.safety.access.views.pages import FIRST_LANGUAGE, SIGN_IN
from romduol.ui.words import languages

URL_LISTS = {face: f"romduol.config.urls_{face}" for face in EVERY}
FOR_MONITORS = "romduol.config.urls_monitor"
"""All that there is besides, where a process does not show the public face."""
UNDER = {"in": INTAKE, "desk": STAFF}
"""The first part of a path, and the face that it belongs to; every other path is of the public face."""

Respond = Callable[[HttpRequest], HttpResponseBase]


def face_of(request: HttpRequest) -> str:
    """Return the face that a request is for; one that this process does not show counts as public, and is not there."""
    face = UNDER.get(request.path_info.strip("/").partition("/")[0], PUBLIC)
    return face if face in settings.FACES else PUBLIC


class Faces:
    """Middleware that chooses the URL list, and lets a language pass that there are words for."""

    def __init__(self, get_response: Respond) -> None:
        self.get_response = get_response

    def __call__(self, request: HttpRequest) -> HttpResponseBase:
        """Serve one request."""
        face = face_of(request)
        if face != PUBLIC:
            request.urlconf = URL_LISTS[face]  # type: ignore[attr-defined]
        elif PUBLIC not in settings.FACES:
            request.urlconf = FOR_MONITORS  # type: ignore[attr-defined]
        answer = self.get_response(request)
        if face != STAFF:
            return answer
        # Whoever is not signed in is led to the same place from every address of the desk, one that is there or not.
        if answer.status_code == 404 and request.method in ("GET", "HEAD") and getattr(request, "person", None) is None:
            return HttpResponseRedirect(SIGN_IN.format(lang=_language(request)))
        answer.headers["Referrer-Policy"] = "same-origin"
        answer.headers.setdefault("Cache-Control", "no-store")
        return answer

    def process_view(
        self, request: HttpRequest, view: Callable[..., Any], args: Any, kwargs: dict[str, Any]
    ) -> HttpResponseBase | None:
        """Refuse a language that there are no words for, before the view runs."""
        if face_of(request) != PUBLIC and kwargs.get("lang", FIRST_LANGUAGE) not in languages():
            raise Http404
        return None


def _language(request: HttpRequest) -> str:
    parts = request.path_info.strip("/").split("/")
    return parts[1] if len(parts) > 1 and parts[1] in languages() else FIRST_LANGUAGE


class Sessions(SessionMiddleware):
    """Sessions, for the desk alone."""

    def __call__(self, request: HttpRequest) -> Any:
        """Serve one request."""
        return super().__call__(request) if face_of(request) == STAFF else self.get_response(request)

    def process_response(self, request: HttpRequest, response: Any) -> Any:
        """Send the cookie, over a safe connection for safe connections alone."""
        return _kept_safe(request, super().process_response(request, response), settings.SESSION_COOKIE_NAME)


class Keys(CsrfViewMiddleware):
    """The keys of forms, for the desk alone: readers' forms are told by where they come from."""

    def __call__(self, request: HttpRequest) -> Any:
        """Serve one request."""
        return super().__call__(request) if face_of(request) == STAFF else self.get_response(request)

    def process_view(self, request: HttpRequest, callback: Any, callback_args: Any, callback_kwargs: Any) -> Any:
        """Refuse a form without its key."""
        if face_of(request) != STAFF:
            return None
        return super().process_view(request, callback, callback_args, callback_kwargs)

    def process_response(self, request: HttpRequest, response: Any) -> Any:
        """Send the cookie as that of a session is sent."""
        return _kept_safe(request, super().process_response(request, response), settings.CSRF_COOKIE_NAME)


def _kept_safe(request: HttpRequest, answer: Any, cookie: str) -> Any:
    if request.is_secure() and cookie in answer.cookies:
        answer.cookies[cookie]["secure"] = True
    return answer


class Menu:
    """Middleware that tells the pages of the desk what their menu holds, once somebody asks."""

    def __init__(self, get_response: Respond) -> None:
        self.get_response = get_response

    def __call__(self, request: HttpRequest) -> HttpResponseBase:
        """Serve one request."""
        if face_of(request) == STAFF:
            request.menu = SimpleLazyObject(lambda: menu_for(request))  # type: ignore[attr-defined]
            request.notes = SimpleLazyObject(lambda: notes_for(request))  # type: ignore[attr-defined]
        return self.get_response(request)
