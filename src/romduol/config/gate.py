"""Stands before everything that reads what somebody sends, so that half-sent requests cannot stop the pages.

A thread that waits for the rest of a request serves nobody else. So only a few may wait at once, and what is too long
or does not say how long it is, is refused before any of it is read. Pages never pass here.
"""

from __future__ import annotations

from collections.abc import Callable, Iterable
from http import HTTPStatus
from io import BytesIO
from threading import BoundedSemaphore
from typing import Any

from romduol.base.naturals import natural
from romduol.channels.api.streams import Stream
from romduol.config.refusing import Refuse, refuse_plainly
from romduol.knowledge.releases.views.http import App

AT_ONCE = 16
IN_LINE = 8
"""How many more may wait for a place: with these, a quarter of the server's threads stays for pages alone."""
WAITS = 1.0
"""Seconds: when many ask at the same moment, a place is free again within a fraction of that."""
LARGEST_BYTES = 32 * 1024
"""A question of 2,000 Khmer letters comes to 18 KB as a form sends it."""
READS_NOTHING = ("GET", "HEAD")
ASKS_FIRST = "OPTIONS"
"""Sent by a browser before another site's page may ask; it carries nothing."""


class PostGate:
    """Lets at most `AT_ONCE` requests with a body of at most `LARGEST_BYTES` through to an application."""

    def __init__(self, beyond: App, refuse: Refuse = refuse_plainly, at_once: int = AT_ONCE) -> None:
        self.beyond = beyond
        self.refuse = refuse
        self._places = BoundedSemaphore(at_once)
        self._line = BoundedSemaphore(IN_LINE)

    def __call__(self, environ: dict[str, Any], start: Callable[..., Any]) -> Iterable[bytes]:
        """Pass one request on, or refuse it."""
        if environ["REQUEST_METHOD"] in READS_NOTHING:
            return self.beyond(environ, start)
        written = environ.get("CONTENT_LENGTH") or ("0" if environ["REQUEST_METHOD"] == ASKS_FIRST else "")
        if not written.isascii() or not written.isdigit():
            return self.refuse(HTTPStatus.LENGTH_REQUIRED, environ, start)
        if environ.get("HTTP_CONTENT_ENCODING", "identity").strip().lower() not in ("", "identity"):
            # Nothing here unpacks what strangers send: a few bytes can unpack to more than any memory holds.
            return self.refuse(HTTPStatus.UNSUPPORTED_MEDIA_TYPE, environ, start)
        length = natural(written, LARGEST_BYTES)
        if length is None:
            return self.refuse(HTTPStatus.REQUEST_ENTITY_TOO_LARGE, environ, start)
        if not self._has_place():
            return self.refuse(HTTPStatus.SERVICE_UNAVAILABLE, environ, start)
        try:
            return self._passed(length, environ, start)
        finally:
            self._places.release()

    def _has_place(self) -> bool:
        """Take a place; wait a moment for one where few others do."""
        if self._places.acquire(blocking=False):
            return True
        if not self._line.acquire(blocking=False):
            return False
        try:
            return self._places.acquire(timeout=WAITS)
        finally:
            self._line.release()

    def _passed(self, length: int, environ: dict[str, Any], start: Callable[..., Any]) -> Iterable[bytes]:
        if length:
            body = arrived(length, environ["wsgi.input"])
            if body is None:
                return self.refuse(HTTPStatus.REQUEST_TIMEOUT, environ, start)
            environ = {**environ, "wsgi.input": BytesIO(body)}
        return whole(self.beyond(environ, start))


def whole(answer: Iterable[bytes]) -> Iterable[bytes]:
    """Return a whole answer, made while a place is held, and end it as its maker asks.

    A long list is left as it is: it holds a place of its own, and no memory.
    """
    if isinstance(answer, Stream):
        return answer
    try:
        return list(answer)
    finally:
        close = getattr(answer, "close", None)
        if close is not None:
            close()


def arrived(length: int, source: Any) -> bytes | None:
    """Return what was sent, or None where it broke off.

    There is no end to waiting here: where an answer goes out while another thread still waits for the rest, granian
    stops for everybody. Whoever sends half holds a place until they hang up.
    """
    try:
        body = bytes(source.read(length))
    except OSError:
        return None
    return body if len(body) == length else None
