"""Stands before everything that reads what somebody sends, so that half-sent requests cannot stop the pages.

A thread that waits for the rest of a request serves nobody else. So only a few may wait at once, and what is too long
or does not say how long it is, is refused before any of it is read. Pages never pass here.
"""

from __future__ import annotations

from collections.abc import Callable, Iterable
from http import HTTPStatus
from threading import BoundedSemaphore
from typing import Any

import orjson

from romduol.channels.api.server import Stream

App = Callable[[dict[str, Any], Callable[..., Any]], Iterable[bytes]]

AT_ONCE = 8
LARGEST_BYTES = 32 * 1024
"""A question of 2,000 Khmer letters comes to 18 KB as a form sends it."""
READS_NOTHING = ("GET", "HEAD")
ASKS_FIRST = "OPTIONS"
"""Sent by a browser before another site's page may ask; it carries nothing."""
FOR_PROGRAMS = "/api/"
BUSY = "រវល់។ សូមព្យាយាមម្តងទៀត។ / Busy. Please try again.\n"
TOO_LONG = "វែងពេក។ សូមត្រឡប់ក្រោយ ហើយសរសេរឱ្យខ្លីជាងនេះ។ / Too long. Please go back and write less.\n"
REFUSALS = {
    HTTPStatus.LENGTH_REQUIRED: "no_length",
    HTTPStatus.REQUEST_ENTITY_TOO_LARGE: "too_large",
    HTTPStatus.SERVICE_UNAVAILABLE: "busy",
}
"""Status -> the code of the error for a program."""


class PostGate:
    """Lets at most `AT_ONCE` requests with a body of at most `LARGEST_BYTES` through to an application."""

    def __init__(self, beyond: App, at_once: int = AT_ONCE) -> None:
        self.beyond = beyond
        self._places = BoundedSemaphore(at_once)

    def __call__(self, environ: dict[str, Any], start: Callable[..., Any]) -> Iterable[bytes]:
        """Pass one request on, or refuse it."""
        if environ["REQUEST_METHOD"] in READS_NOTHING:
            return self.beyond(environ, start)
        length = environ.get("CONTENT_LENGTH") or ("0" if environ["REQUEST_METHOD"] == ASKS_FIRST else "")
        program = environ.get("PATH_INFO", "").startswith(FOR_PROGRAMS)
        if not length.isascii() or not length.isdigit():
            return _refuse(HTTPStatus.LENGTH_REQUIRED, BUSY, start, program)
        if int(length) > LARGEST_BYTES:
            return _refuse(HTTPStatus.REQUEST_ENTITY_TOO_LARGE, TOO_LONG, start, program)
        if not self._places.acquire(blocking=False):
            return _refuse(HTTPStatus.SERVICE_UNAVAILABLE, BUSY, start, program, ("Retry-After", "5"))
        try:
            answer = self.beyond(environ, start)
            # The whole answer is made here, while the place is held: nothing of the request is read later. A long list
            # was read already, has a limit of its own, and would fill the memory.
            return answer if isinstance(answer, Stream) else list(answer)
        finally:
            self._places.release()


def _refuse(
    status: HTTPStatus, words: str, start: Callable[..., Any], program: bool, *more: tuple[str, str]
) -> list[bytes]:
    """Refuse in both languages, since nothing was read that could tell which; a program gets it as JSON."""
    kind, body = "text/plain; charset=utf-8", words.encode()
    if program:
        error = {"code": REFUSALS[status], "field": None, "message": words.strip()}
        kind, body = "application/json", orjson.dumps({"error": error})
        more += (("Access-Control-Allow-Origin", "*"),)
    start(f"{status.value} {status.phrase}", [("Content-Type", kind), ("Content-Length", str(len(body))), *more])
    return [body]
