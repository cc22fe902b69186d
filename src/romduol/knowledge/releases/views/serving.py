"""Serves a release as it was frozen, outside Django: a thin WSGI layer in front of it."""

import gzip
import logging
from collections.abc import Callable, Iterable
from dataclasses import dataclass
from functools import lru_cache
from hashlib import sha256
from typing import Any

import brotli

from romduol.knowledge.releases.queries.folder import NothingPublished, PageDamaged, blob_bytes, unpacked
from romduol.knowledge.releases.queries.shelf import Served, Shelf
from romduol.knowledge.releases.rules.headers import API, ASK_FIRST, PREFIX, open_headers
from romduol.knowledge.releases.rules.negotiating import coding_for, matches
from romduol.knowledge.releases.views.carrying import carried
from romduol.knowledge.releases.views.http import CLOSED, SAFE, App, Environ, Headers, StartResponse, refer

DAMAGED = "romduol.damaged"
"""Set in the environment of a request for a page that the release has and that cannot be read."""
ANSWERS_KEPT = 2048
"""How many ready answers are kept in memory: at most about 14 KB each, and mostly far less."""
MEND = "run: romduol publish --force (on a mirror: romduol mirror SOURCE --once --prove)"
BROTLI_LIVE = 5
GZIP_LIVE = 6
BROTLI_QUICKLY, GZIP_QUICKLY = 1, 3
"""For what is long and asked for once: a fifth more bytes than `LIVE`, in a seventh or less than half of the time."""

More = Callable[[str], Headers]
"""What an answer under a path carries besides: that it will go away, and what takes its place."""

logger = logging.getLogger(__name__)


class NotThere(Exception):
    """The release has no page under a path. An exception, because a cache does not keep those: what strangers ask for
    would fill it."""


@dataclass(frozen=True, slots=True)
class Ready:
    """One page in one coding, ready to be sent."""

    tag: str
    shared: Headers
    """Headers of every answer, 304 too."""
    headers: Headers
    body: bytes


class ReleaseServer:
    """Answers GET and HEAD from the current release, hands the release folder to mirrors, and the rest on."""

    def __init__(self, shelf: Shelf, beyond: App, more: More = lambda _: []) -> None:
        self.shelf = shelf
        self.beyond = beyond
        self._more = more
        self._ready = lru_cache(maxsize=ANSWERS_KEPT)(_ready)
        self._of: Served | None = None

    def __call__(self, environ: Environ, start: StartResponse) -> Iterable[bytes]:
        """Serve one request."""
        if environ["REQUEST_METHOD"] not in ("GET", "HEAD"):
            return self._beyond(environ, start)
        path = environ.get("PATH_INFO", "").lstrip("/")
        if path.startswith(API) and environ.get("QUERY_STRING"):
            # A document of the API with parameters is another one than the document alone.
            return self._beyond(environ, start)
        if path.startswith(PREFIX):
            return carried(self.shelf.folder, path[len(PREFIX) :], environ, start)
        try:
            served = self.shelf.served()
            return self._served(served, path, environ, start)
        except NothingPublished:
            return self._beyond(environ, start)
        except PageDamaged:
            # Which page it was would tell what somebody read.
            logger.exception("a page of the release is damaged; %s", MEND)
            return self._beyond({**environ, DAMAGED: True}, start)

    def _served(self, served: Served, path: str, environ: Environ, start: StartResponse) -> Iterable[bytes]:
        if served is not self._of:
            self._ready.cache_clear()
            self._of = served
        coding = coding_for(environ.get("HTTP_ACCEPT_ENCODING", ""))
        try:
            ready: Ready | None = self._ready(served, path, coding, served.has_expired, self._more)
        except NotThere:
            ready = None
        # Outside of the `except`: whatever goes wrong beyond must not carry the path along in its traceback.
        if ready is None:
            if served.entry(f"{path}/") is not None:
                return refer(f"/{path}/", start)
            return self._beyond(environ, start)
        asked = environ.get("HTTP_IF_NONE_MATCH")
        if asked and matches(asked, ready.tag):
            start("304 Not Modified", list(ready.shared))
            return []
        start("200 OK", list(ready.headers))
        return [] if environ["REQUEST_METHOD"] == "HEAD" else [ready.body]

    def _beyond(self, environ: Environ, start: StartResponse) -> Iterable[bytes]:
        path = environ.get("PATH_INFO", "").lstrip("/")
        return self.beyond(environ, _safely(start, [*open_headers(path, self._release()), *self._more(path)]))

    def _release(self) -> str:
        try:
            return self.shelf.manifest().release
        except NothingPublished:
            return ""


def _ready(served: Served, path: str, coding: str, has_expired: bool, more: More) -> Ready:
    """Return a page ready to be sent; raises `NotThere` where the release has none, and `PageDamaged`.

    `has_expired` is not looked at: it makes the answers of before the last day other ones than those of after it.
    """
    entry = served.entry(path)
    if entry is None or entry.private:
        raise NotThere(path)
    stored = blob_bytes(served.folder, entry.blob)
    frozen = unpacked(entry.blob, stored, entry.plain_size)
    shown = served.as_shown(path, entry, frozen)
    body = stored if coding == "br" and shown is frozen else packed(shown, coding)
    version = entry.blob[:32] if shown is frozen else _version(shown)
    shared: Headers = [
        ("ETag", f'"{version}-{coding}"'),
        ("Cache-Control", ASK_FIRST),
        ("Vary", "Accept-Encoding"),
        ("Content-Security-Policy", served.manifest.policies.get(entry.policy, CLOSED)),
        *SAFE,
        *open_headers(path, served.manifest.release),
        *more(path),
    ]
    headers = [*shared, ("Content-Type", entry.media_type), ("Content-Length", str(len(body)))]
    if coding != "identity":
        headers.append(("Content-Encoding", coding))
    return Ready(shared[0][1], shared, headers, body)


def packed(body: bytes, coding: str, *, quickly: bool = False) -> bytes:
    """Return a body in a coding: br, gzip, or as it is."""
    if coding == "br":
        return bytes(brotli.compress(body, quality=BROTLI_QUICKLY if quickly else BROTLI_LIVE))
    return gzip.compress(body, GZIP_QUICKLY if quickly else GZIP_LIVE, mtime=0) if coding == "gzip" else body


def _version(body: bytes) -> str:
    return sha256(body).hexdigest()[:32]


def _safely(start: StartResponse, besides: Headers) -> StartResponse:
    """Give answers from beyond the headers that every answer carries, where they do not set their own."""

    def begin(status: str, headers: Headers, *rest: Any) -> Any:
        given = {name.lower() for name, _ in headers}
        more = [*SAFE, ("Content-Security-Policy", CLOSED), ("Cache-Control", "no-store"), *besides]
        # A link stands beside other links.
        wanted = [pair for pair in more if pair[0].lower() not in given or (pair[0] == "Link" and pair not in headers)]
        return start(status, headers + wanted, *rest)

    return begin
