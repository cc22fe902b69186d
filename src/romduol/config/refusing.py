"""Says no before anything was read: a page of the release for people, JSON for programs, plain words at worst."""

from __future__ import annotations

from collections.abc import Callable, Iterable
from functools import lru_cache
from http import HTTPStatus
from typing import Any

import orjson

from romduol.channels.api.questions import SPOKEN_TO_PROGRAMS, Problem
from romduol.channels.web.addresses import BROKEN, BUSY, TOO_LONG, language_in, within
from romduol.knowledge.releases.queries.shelf import NothingPublished, Served, Shelf
from romduol.knowledge.releases.rules.headers import CLOSED, OPEN
from romduol.knowledge.releases.rules.negotiating import coding_for
from romduol.knowledge.releases.views.serving import packed
from romduol.safety.limits.rules import PATIENCE
from romduol.ui.words import languages

Refuse = Callable[[HTTPStatus, dict[str, Any], Callable[..., Any]], Iterable[bytes]]

FOR_PROGRAMS = "api"
FIRST_LANGUAGE = "km"
AGAIN = (HTTPStatus.TOO_MANY_REQUESTS, HTTPStatus.SERVICE_UNAVAILABLE)
"""What may be tried again after a while."""
CODES = {
    HTTPStatus.REQUEST_TIMEOUT: "too_slow",
    HTTPStatus.LENGTH_REQUIRED: "no_length",
    HTTPStatus.REQUEST_ENTITY_TOO_LARGE: "too_large",
    HTTPStatus.UNSUPPORTED_MEDIA_TYPE: "packed",
    HTTPStatus.TOO_MANY_REQUESTS: "too_many",
    HTTPStatus.INTERNAL_SERVER_ERROR: "broken",
    HTTPStatus.SERVICE_UNAVAILABLE: "busy",
}
"""Status -> the code of the error for a program."""
PAGES = {HTTPStatus.REQUEST_ENTITY_TOO_LARGE: TOO_LONG, HTTPStatus.INTERNAL_SERVER_ERROR: BROKEN}
"""Status -> the page that tells it; the page of all others says to try again."""
WORDS = {
    TOO_LONG: "វែងពេក។ សូមថយក្រោយ ហើយសរសេរឱ្យខ្លីជាងនេះ។ / Too long. Please go back and write less.\n",
    BROKEN: "មានបញ្ហានៅខាងយើង។ សូមសាកម្តងទៀត។ / Something broke. Please try again.\n",
    BUSY: "ឥឡូវនេះយើងរវល់។ សូមសាកម្តងទៀត។ / Busy. Please try again.\n",
}
"""Said in both languages where there is no release."""
ONLY_WORDS = {
    HTTPStatus.LENGTH_REQUIRED: "សូមប្រាប់ប្រវែងនៃអ្វីដែលផ្ញើ (Content-Length)។ / Say how long it is (Content-Length).\n",
    HTTPStatus.UNSUPPORTED_MEDIA_TYPE: "សូមផ្ញើដោយមិនបង្រួម។ / Send it as it is, not packed (no Content-Encoding).\n",
}
"""What no browser does has no page."""


class Refusing:
    """Refuses with the pages of a release, in the language that an address begins with."""

    def __init__(self, shelf: Shelf) -> None:
        self.shelf = shelf
        self._ready = lru_cache(maxsize=32)(_ready)

    def __call__(self, status: HTTPStatus, environ: dict[str, Any], start: Callable[..., Any]) -> Iterable[bytes]:
        """Answer in place of the application; raises nothing where the release cannot be read."""
        first = environ.get("PATH_INFO", "").lstrip("/").partition("/")[0]
        if first == FOR_PROGRAMS or status in ONLY_WORDS:
            return refuse_plainly(status, environ, start)
        coding = coding_for(environ.get("HTTP_ACCEPT_ENCODING", ""))
        # No language of a stranger's making comes into the cache.
        asked = language_in(environ.get("PATH_INFO", ""))
        lang = asked if asked in languages() else FIRST_LANGUAGE
        try:
            body, policy = self._ready(self.shelf.served(), within(lang, PAGES.get(status, BUSY)), coding)
        except (NothingPublished, OSError, LookupError, ValueError):
            return refuse_plainly(status, environ, start)
        headers = [("Content-Security-Policy", policy), ("Vary", "Accept-Encoding")]
        headers += [("Content-Encoding", coding)] if coding != "identity" else []
        return _answer(status, "text/html; charset=utf-8", body, headers, environ, start)


def refuse_plainly(status: HTTPStatus, environ: dict[str, Any], start: Callable[..., Any]) -> Iterable[bytes]:
    """Refuse without a release: a program gets JSON, a person a line in both languages."""
    if environ.get("PATH_INFO", "").lstrip("/").partition("/")[0] != FOR_PROGRAMS:
        words = (ONLY_WORDS.get(status) or WORDS[PAGES.get(status, BUSY)]).encode()
        return _answer(status, "text/plain; charset=utf-8", words, [], environ, start)
    asked = environ.get("HTTP_ACCEPT_LANGUAGE", "")[:2].lower()
    problem = Problem(CODES[status], lang=asked if asked in languages() else SPOKEN_TO_PROGRAMS)
    return _answer(status, "application/json", orjson.dumps(problem.document()), list(OPEN), environ, start)


def _ready(served: Served, path: str, coding: str) -> tuple[bytes, str]:
    entry = served.entry(path)
    if entry is None:
        raise LookupError(path)
    return packed(served.plain(path, entry), coding), served.manifest.policies.get(entry.policy, CLOSED)


def _answer(
    status: HTTPStatus,
    kind: str,
    body: bytes,
    more: list[tuple[str, str]],
    environ: dict[str, Any],
    start: Callable[..., Any],
) -> Iterable[bytes]:
    headers = [("Content-Type", kind), ("Content-Length", str(len(body))), ("Cache-Control", "no-store"), *more]
    headers += [("Retry-After", str(PATIENCE))] if status in AGAIN else []
    start(f"{status.value} {status.phrase}", headers)
    return [] if environ["REQUEST_METHOD"] == "HEAD" else [body]
