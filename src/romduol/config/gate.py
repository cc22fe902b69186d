"""Stands before everything that reads what somebody sends, so that half-sent requests cannot stop the pages.

A thread that waits for the rest of a request serves nobody else. So only a few may wait at once, and what is too long
or does not say how long it is, is refused before any of it is read. Pages never pass here.
"""

from __future__ import annotations

from collections.abc import Callable, Iterable
from http import HTTPStatus
from threading import BoundedSemaphore
from typing import Any

App = Callable[[dict[str, Any], Callable[..., Any]], Iterable[bytes]]

AT_ONCE = 8
LARGEST_BYTES = 8 * 1024
READS_NOTHING = ("GET", "HEAD")
BUSY = "រវល់។ សូមព្យាយាមម្តងទៀត។ / Busy. Please try again.\n".encode()


class PostGate:
    """Lets at most `AT_ONCE` requests with a body of at most `LARGEST_BYTES` through to an application."""

    def __init__(self, beyond: App, at_once: int = AT_ONCE) -> None:
        self.beyond = beyond
        self._places = BoundedSemaphore(at_once)

    def __call__(self, environ: dict[str, Any], start: Callable[..., Any]) -> Iterable[bytes]:
        """Pass one request on, or refuse it."""
        if environ["REQUEST_METHOD"] in READS_NOTHING:
            return self.beyond(environ, start)
        length = environ.get("CONTENT_LENGTH") or ""
        if not length.isascii() or not length.isdigit():
            return _refuse(HTTPStatus.LENGTH_REQUIRED, start)
        if int(length) > LARGEST_BYTES:
            return _refuse(HTTPStatus.REQUEST_ENTITY_TOO_LARGE, start)
        if not self._places.acquire(blocking=False):
            return _refuse(HTTPStatus.SERVICE_UNAVAILABLE, start, ("Retry-After", "5"))
        try:
            # The whole answer is made here, while the place is held: nothing of the request is read later.
            return list(self.beyond(environ, start))
        finally:
            self._places.release()


def _refuse(status: HTTPStatus, start: Callable[..., Any], *more: tuple[str, str]) -> list[bytes]:
    headers = [("Content-Type", "text/plain; charset=utf-8"), ("Content-Length", str(len(BUSY))), *more]
    start(f"{status.value} {status.phrase}", headers)
    return [BUSY]
