"""Stands before everything that reads what somebody sends, so that half-sent requests cannot stop the pages.

A thread that waits for the rest of a request serves nobody else. So only a few may wait at once and not for long, and
what is too long or does not say how long it is, is refused before any of it is read. Pages never pass here.
"""

from __future__ import annotations

from collections.abc import Callable, Iterable
from http import HTTPStatus
from io import BytesIO
from threading import BoundedSemaphore, Thread
from typing import Any

from romduol.config.refusing import Refuse, refuse_plainly

App = Callable[[dict[str, Any], Callable[..., Any]], Iterable[bytes]]

AT_ONCE = 16
IN_LINE = 8
"""How many more may wait for a place: with these, a quarter of the server's threads stays for pages alone."""
WAITS = 1.0
"""Seconds: when many ask at the same moment, a place is free again within a fraction of that."""
ARRIVES_WITHIN = 20.0
"""Seconds. The longest question takes as long at 7 kbit/s, slower than any phone that opens a page."""
GIVEN_UP_ON = 512
"""How many may still hold their line after we stopped waiting: each costs a thread that does nothing."""
LARGEST_BYTES = 32 * 1024
"""A question of 2,000 Khmer letters comes to 18 KB as a form sends it."""
READS_NOTHING = ("GET", "HEAD")
ASKS_FIRST = "OPTIONS"
"""Sent by a browser before another site's page may ask; it carries nothing."""


class PostGate:
    """Lets at most `AT_ONCE` requests with a body of at most `LARGEST_BYTES` through to an application."""

    def __init__(
        self, beyond: App, refuse: Refuse = refuse_plainly, at_once: int = AT_ONCE, within: float = ARRIVES_WITHIN
    ) -> None:
        self.beyond = beyond
        self.refuse = refuse
        self._within = within
        self._places = BoundedSemaphore(at_once)
        self._line = BoundedSemaphore(IN_LINE)
        self._readers = BoundedSemaphore(GIVEN_UP_ON)

    def __call__(self, environ: dict[str, Any], start: Callable[..., Any]) -> Iterable[bytes]:
        """Pass one request on, or refuse it."""
        if environ["REQUEST_METHOD"] in READS_NOTHING:
            return self.beyond(environ, start)
        length = environ.get("CONTENT_LENGTH") or ("0" if environ["REQUEST_METHOD"] == ASKS_FIRST else "")
        if not length.isascii() or not length.isdigit():
            return self.refuse(HTTPStatus.LENGTH_REQUIRED, environ, start)
        if int(length) > LARGEST_BYTES:
            return self.refuse(HTTPStatus.REQUEST_ENTITY_TOO_LARGE, environ, start)
        if not self._has_place():
            return self.refuse(HTTPStatus.SERVICE_UNAVAILABLE, environ, start)
        try:
            return self._passed(int(length), environ, start)
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
            if not self._readers.acquire(blocking=False):
                return self.refuse(HTTPStatus.SERVICE_UNAVAILABLE, environ, start)
            body = self._arrived(length, environ["wsgi.input"])
            if body is None:
                return self.refuse(HTTPStatus.REQUEST_TIMEOUT, environ, start)
            environ = {**environ, "wsgi.input": BytesIO(body)}
        # The whole answer is made here, while the place is held: nothing of the request is read later.
        return list(self.beyond(environ, start))

    def _arrived(self, length: int, source: Any) -> bytes | None:
        """Return what was sent, or None where it did not arrive in time, or broke off.

        The server knows no end to waiting for a body, so another thread waits, and is left behind where it takes too
        long: it ends when the other side hangs up.
        """
        found: list[bytes] = []

        def read() -> None:
            try:
                found.append(source.read(length))
            except Exception:  # noqa: S110 (the line broke; there is nobody to tell, and nothing to be mended)
                pass
            finally:
                self._readers.release()

        thread = Thread(target=read, daemon=True)
        thread.start()
        thread.join(self._within)
        return found[0] if found and len(found[0]) == length else None
