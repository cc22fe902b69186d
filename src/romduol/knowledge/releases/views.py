"""Serves a release as it was frozen, outside Django: a thin WSGI layer in front of it."""

import gzip
import logging
from collections.abc import Callable, Iterable
from functools import lru_cache
from http import HTTPStatus
from typing import Any

from romduol.knowledge.releases.queries import NothingPublished, PageDamaged, Shelf, plain_bytes, stored_bytes
from romduol.knowledge.releases.records import Entry, Manifest

Environ = dict[str, Any]
StartResponse = Callable[..., Any]
App = Callable[[Environ, StartResponse], Iterable[bytes]]
Headers = list[tuple[str, str]]

SAFE: Headers = [
    ("Referrer-Policy", "no-referrer"),
    ("X-Content-Type-Options", "nosniff"),
    ("Cross-Origin-Opener-Policy", "same-origin"),
    ("Permissions-Policy", "geolocation=(), camera=(), microphone=()"),
]
CLOSED = "default-src 'none'; frame-ancestors 'none'; base-uri 'none'; form-action 'none'"
"""The policy of everything that is not a page with a policy of its own."""
DAMAGED = "romduol.damaged"
"""Set in the environment of a request for a page that the release has and that cannot be read."""

logger = logging.getLogger(__name__)


class ReleaseServer:
    """Answers GET and HEAD from the current release, and hands everything else on."""

    def __init__(self, shelf: Shelf, beyond: App) -> None:
        self.shelf = shelf
        self.beyond = beyond
        self._gzipped = lru_cache(maxsize=256)(self._gzip)

    def __call__(self, environ: Environ, start: StartResponse) -> Iterable[bytes]:
        """Serve one request."""
        try:
            manifest = self.shelf.manifest()
        except NothingPublished:
            return self.beyond(environ, _safely(start))
        if environ["REQUEST_METHOD"] not in ("GET", "HEAD"):
            return self.beyond(environ, _safely(start))
        path = environ.get("PATH_INFO", "").lstrip("/")
        entry = manifest.entries.get(path)
        if entry is None and f"{path}/" in manifest.entries:
            return _redirect(f"/{path}/", start)
        if entry is None or entry.private:
            return self.beyond(environ, _safely(start))
        try:
            return self._page(environ, start, manifest, entry)
        except PageDamaged:
            # Which page it was would tell what somebody read.
            logger.exception("a page of the release is damaged; publish anew: romduol publish --force")
            return self.beyond({**environ, DAMAGED: True}, _safely(start))

    def _page(self, environ: Environ, start: StartResponse, manifest: Manifest, entry: Entry) -> Iterable[bytes]:
        coding = _coding(environ.get("HTTP_ACCEPT_ENCODING", ""))
        tag = f'"{entry.blob[:32]}-{coding}"'
        headers = [
            ("ETag", tag),
            ("Cache-Control", "no-cache"),
            ("Vary", "Accept-Encoding"),
            ("Content-Security-Policy", manifest.policies.get(entry.policy, CLOSED)),
            *SAFE,
        ]
        if tag in environ.get("HTTP_IF_NONE_MATCH", ""):
            return _answer(start, HTTPStatus.NOT_MODIFIED, headers, b"", head=True)
        body = self._body(entry, coding)
        headers += [("Content-Type", entry.media_type), ("Content-Length", str(len(body)))]
        if coding != "identity":
            headers.append(("Content-Encoding", coding))
        return _answer(start, HTTPStatus.OK, headers, body, head=environ["REQUEST_METHOD"] == "HEAD")

    def _body(self, entry: Entry, coding: str) -> bytes:
        if coding == "br":
            return stored_bytes(self.shelf.folder, entry)
        return self._gzipped(entry) if coding == "gzip" else plain_bytes(self.shelf.folder, entry)

    def _gzip(self, entry: Entry) -> bytes:
        return gzip.compress(plain_bytes(self.shelf.folder, entry), 6, mtime=0)


def _coding(accepted: str) -> str:
    """Return the best coding that a browser takes: br, gzip or identity."""
    offered = {}
    for part in accepted.lower().split(","):
        name, _, weight = part.partition(";q=")
        offered[name.strip()] = weight.strip() not in ("0", "0.0", "0.00", "0.000")
    return next((coding for coding in ("br", "gzip") if offered.get(coding)), "identity")


def _answer(start: StartResponse, status: HTTPStatus, headers: Headers, body: bytes, *, head: bool) -> list[bytes]:
    start(f"{status.value} {status.phrase}", headers)
    return [] if head else [body]


def _redirect(path: str, start: StartResponse) -> list[bytes]:
    headers = [("Location", path), ("Cache-Control", "no-cache"), ("Content-Length", "0"), *SAFE]
    return _answer(start, HTTPStatus.PERMANENT_REDIRECT, headers, b"", head=True)


def _safely(start: StartResponse) -> StartResponse:
    """Give answers from beyond the headers that every answer carries, where they do not set their own."""

    def begin(status: str, headers: Headers, *rest: Any) -> Any:
        given = {name.lower() for name, _ in headers}
        more = [*SAFE, ("Content-Security-Policy", CLOSED), ("Cache-Control", "no-store")]
        return start(status, headers + [pair for pair in more if pair[0].lower() not in given], *rest)

    return begin
