"""Lets what is larger than a form through to the addresses of the desk that take files, few at once.

Nothing is held in memory: Django finds out who sends it, and only then reads it piece by piece. A stranger who brings
a cookie of their own making is answered before any of it is read.
"""

from __future__ import annotations

import re
from collections.abc import Callable, Iterable
from http import HTTPStatus
from http.cookies import CookieError, SimpleCookie
from threading import BoundedSemaphore
from typing import Any

from django.core.exceptions import ImproperlyConfigured

from romduol.base.naturals import natural
from romduol.config.gate import LARGEST_BYTES, whole
from romduol.config.refusing import Refuse, refuse_plainly
from romduol.knowledge.releases.views.http import App
from romduol.safety.limits.lines import Line, State

UPLOADS_AT_ONCE = 2
"""Each holds a thread for as long as it comes in, which over a slow line is many minutes."""
TAKES_FILES = re.compile(r"desk/[^/]+/imports/from/[^/]+")
TAKES_SEALED = re.compile(r"desk/[^/]+/inbox/data/[^/]+")
"""What is written to reporters, sealed in the browser, files and all."""
SESSION = "desk"
"""As `SESSION_COOKIE_NAME` in the settings."""
READ_TO_ITS_END = 4
"""How many times larger than allowed a file may be and still be read, and thrown away: so that whoever sent it is
told on a page of the desk. Beyond that the line is closed."""
MEGABYTE = 1_000_000
LONGEST_SAID = 10**15
"""Bytes that somebody may say they send, before anything else of it is looked at."""
LARGEST_SEALED = 52 * MEGABYTE
SEALED_AT_ONCE, SEALED_IN_LINE = 2, 2
SEALED_WAITS = 20.0
"""Seconds: what somebody wrote to a reporter is not lost because two others send at that moment."""
MEGABYTES, MOST_MEGABYTES = 50, 2000


class Uploads:
    """Passes a file on to `beyond` as it arrives; all else goes through `gate`."""

    def __init__(
        self,
        gate: App,
        beyond: App,
        refuse: Refuse = refuse_plainly,
        *,
        megabytes: int = MEGABYTES,
        at_once: int = UPLOADS_AT_ONCE,
    ) -> None:
        self.gate = gate
        self.beyond = beyond
        self.refuse = refuse
        self._most = megabytes * MEGABYTE * READ_TO_ITS_END
        self._places = BoundedSemaphore(at_once)
        self._sealed = Line(
            places=SEALED_AT_ONCE, share=SEALED_AT_ONCE, room=SEALED_AT_ONCE * LARGEST_SEALED, longest=SEALED_IN_LINE
        )

    def __call__(self, environ: dict[str, Any], start: Callable[..., Any]) -> Iterable[bytes]:
        """Pass one request on, or refuse it."""
        length = natural(environ.get("CONTENT_LENGTH") or "", LONGEST_SAID)
        # What says nothing of its length, or is packed, is the gate's to refuse.
        if length is None:
            return self.gate(environ, start)
        if _brings(TAKES_FILES, environ):
            return self._let_in(environ, start)
        if length > LARGEST_BYTES and _brings(TAKES_SEALED, environ):
            return self._let_in_sealed(environ, start)
        return self.gate(environ, start)

    def _let_in(self, environ: dict[str, Any], start: Callable[..., Any]) -> Iterable[bytes]:
        if int(environ["CONTENT_LENGTH"]) > self._most:
            return self.refuse(HTTPStatus.REQUEST_ENTITY_TOO_LARGE, environ, start)
        if not self._places.acquire(blocking=False):
            return self.refuse(HTTPStatus.SERVICE_UNAVAILABLE, environ, start)
        try:
            return self._passed(environ, start)
        finally:
            self._places.release()

    def _let_in_sealed(self, environ: dict[str, Any], start: Callable[..., Any]) -> Iterable[bytes]:
        length = int(environ["CONTENT_LENGTH"])
        if length > LARGEST_SEALED:
            return self.refuse(HTTPStatus.REQUEST_ENTITY_TOO_LARGE, environ, start)
        turn = self._sealed.enter(None, length)
        try:
            if self._sealed.wait(turn, SEALED_WAITS) is not State.IN:
                return self.refuse(HTTPStatus.SERVICE_UNAVAILABLE, environ, start)
            return self._passed(environ, start)
        finally:
            self._sealed.leave(turn)

    def _passed(self, environ: dict[str, Any], start: Callable[..., Any]) -> Iterable[bytes]:
        source = Arriving(environ["wsgi.input"], int(environ["CONTENT_LENGTH"]))
        return whole(self.beyond({**environ, "wsgi.input": source}, start))


class Arriving:
    """A body that is read as it comes in; where it breaks off, reading raises `OSError`, and never looks complete."""

    def __init__(self, source: Any, length: int) -> None:
        self._source = source
        self._left = length

    def read(self, size: int = -1) -> bytes:
        """Return at most so many bytes, none at the end."""
        wanted = self._left if size < 0 else min(size, self._left)
        if not wanted:
            return b""
        found = bytes(self._source.read(wanted))
        if not found:
            raise ConnectionError("what was sent broke off")
        self._left -= len(found)
        return found

    def readline(self, size: int = -1) -> bytes:
        """Return the same as `read`: whoever reads a form needs no lines."""
        return self.read(size)


def _brings(takes: re.Pattern[str], environ: dict[str, Any]) -> bool:
    if environ["REQUEST_METHOD"] != "POST" or environ.get("HTTP_CONTENT_ENCODING"):
        return False
    path = environ.get("PATH_INFO", "").strip("/")
    return takes.fullmatch(path) is not None and _has_session(environ.get("HTTP_COOKIE", ""))


def _has_session(cookies: str) -> bool:
    """Tell whether a cookie of a session came along; whose it is, and whether it counts, Django finds out."""
    try:
        return SESSION in SimpleCookie(cookies)
    except CookieError:
        return False


def megabytes_from(text: str) -> int:
    """Return how large a file at the desk may be; raises ImproperlyConfigured for what is no such number."""
    found = text.strip() or str(MEGABYTES)
    if not (found.isascii() and found.isdigit() and 1 <= int(found) <= MOST_MEGABYTES):
        raise ImproperlyConfigured(
            f"ROMDUOL_UPLOAD_MB is {text!r}; it must be how many megabytes a file that is handed in at the desk may "
            f"have, 1 to {MOST_MEGABYTES}"
        )
    return int(found)
