"""Answers programs outside of Django: the feeds, single claims, and every address under /api/ that is not there.

What a release holds ready was served before; what is left is joined here from its private pages.
"""

import logging
from collections.abc import Iterable, Sequence
from dataclasses import dataclass, replace
from functools import lru_cache
from hashlib import sha256
from http import HTTPStatus
from threading import BoundedSemaphore
from typing import Any

import orjson

from romduol.channels.api.calls import ONLY_READ, Call, body_of, call_of
from romduol.channels.api.claims import claim_document
from romduol.channels.api.giving.serving import Files
from romduol.channels.api.hsds.chosen import Chosen
from romduol.channels.api.hsds.feed import Feed
from romduol.channels.api.licence import LICENSE
from romduol.channels.api.parameters import Asked, asked
from romduol.channels.api.questions import Problem
from romduol.channels.api.routes import LISTINGS, Listing
from romduol.channels.api.streams import Stream
from romduol.knowledge.answers.queries.places import UnknownPlace, place_code
from romduol.knowledge.answers.queries.searching import search_keys
from romduol.knowledge.releases.queries.shelf import NothingPublished, Shelf
from romduol.knowledge.releases.rules.headers import ASK_FIRST, RECORDS, RELEASE
from romduol.knowledge.releases.rules.negotiating import matches
from romduol.knowledge.releases.views.http import App, Environ, Headers, StartResponse
from romduol.knowledge.releases.views.serving import packed

BASE = "/api/"
VERSION = "3.1"
OPENAPI, PROFILE = "/api/openapi.json", "/api/hsds/profile"
ASKED_OF_DJANGO = ("/api/answers", "/api/numbers")
JSON, LINES, ZIP = "application/json", "application/x-ndjson", "application/zip"
ASKED_BEFORE = [
    ("Access-Control-Allow-Headers", "Content-Type, If-None-Match"),
    ("Access-Control-Max-Age", "86400"),
]
"""What a browser wants to know before it lets another site's page ask."""
SEARCHED = {"s": "service", "o": "organization", "l": "service"}
"""Kind of record -> what a search calls it."""
MOST_FOUND = 1_000
"""How many records a search finds at most."""
PAGES_KEPT, KEPT_PER_PAGE = 64, 100
"""How many pages of lists are kept ready, and up to how many records each: some 60 MB at most, mostly far less."""
CHOICES_KEPT = 8
"""For how many sets of filters it is kept which records fit them."""
IN_ONE_PIECE = 500
"""Up to how many records a list of lines is made before it is sent."""
STREAMS_AT_ONCE = 4
"""A longer one holds a thread for as long as its reader takes."""
LONG = 64 * 1024
"""Bytes of an answer from which on packing it well takes too long."""
AGAIN_AFTER = "30"
"""Seconds."""

logger = logging.getLogger(__name__)


@dataclass(frozen=True, slots=True)
class Ready:
    """An answer that is ready to be sent."""

    media_type: str
    coding: str
    body: bytes
    tag: str


@dataclass(frozen=True, slots=True)
class Wanted:
    """A list as it is asked for: what two equal ones have in common is kept."""

    kind: str
    lang: str
    asked: Asked
    coding: str


class ApiServer:
    """Answers every address under /api/ but those that Django answers."""

    def __init__(self, shelf: Shelf, beyond: App) -> None:
        self.shelf = shelf
        self.beyond = beyond
        self._feed: Feed | None = None
        self._files: Files | None = None
        self._pages = lru_cache(maxsize=PAGES_KEPT)(self._page)
        self._choices = lru_cache(maxsize=CHOICES_KEPT)(Feed.choose)
        self._streams = BoundedSemaphore(STREAMS_AT_ONCE)

    def __call__(self, environ: Environ, start: StartResponse) -> Iterable[bytes]:
        """Serve one request."""
        path = environ.get("PATH_INFO", "")
        if not path.startswith(BASE) or path in ASKED_OF_DJANGO:
            return self.beyond(environ, start)
        call = call_of(path[len(BASE) :], environ)
        try:
            return self._answered(call, start)
        except Problem as problem:
            return _refused(problem, call, start)
        except NothingPublished:
            return _refused(Problem("nothing_published", lang=call.lang), call, start)
        except Exception:
            # What went wrong is logged by its type and its place alone; a program still gets something it can read.
            logger.exception("a program could not be answered")
        return _refused(Problem("broken", lang=call.lang), call, start)

    def _answered(self, call: Call, start: StartResponse) -> Iterable[bytes]:
        if call.method == "OPTIONS":
            methods = call.methods
            start("204 No Content", [("Access-Control-Allow-Methods", methods), ("Allow", methods), *ASKED_BEFORE])
            return []
        feed = self._feed_now()
        call = replace(call, release=feed.served.manifest.release)
        match call.parts:
            case ("hsds", lang, *rest) if lang in feed.languages:
                return self._fed(feed, rest, call, start)
            case ("hsds", "profile"):
                pass
            case ("hsds", _, *_):
                raise Problem("no_such_feed", lang=call.lang)
            case ("files", *rest) if len(rest) < 2:
                return self._given(feed, rest, call, start)
            case ("claims", claim):
                call.only_reads()
                return self._sent(claim_document(claim, feed.served), JSON, call, start)
        path = "/".join(("api", *call.parts))
        entry = feed.served.entry(path)
        if entry is None or entry.private:
            raise Problem("not_found", lang=call.lang)
        # A stored page comes here under another writing of its address, or for what is refused: a method, a parameter.
        call.only_reads()
        return self._sent(feed.served.plain(path, entry), entry.media_type, call, start)

    def _fed(self, feed: Feed, rest: list[str], call: Call, start: StartResponse) -> Iterable[bytes]:
        match rest:
            case []:
                call.only_reads()
                return self._sent(orjson.dumps(_about(feed)), JSON, call, start)
            case ["tabular.zip"]:
                call.only_reads()
                return self._sent(feed.tabular(call.lang), ZIP, call, start)
            case [name] if name in LISTINGS:
                return self._listed(feed, LISTINGS[name], call, start)
            case [name, uuid] if name in LISTINGS:
                return self._one(feed, LISTINGS[name], uuid, call, start)
        raise Problem("not_found", lang=call.lang)

    def _given(self, feed: Feed, rest: list[str], call: Call, start: StartResponse) -> Iterable[bytes]:
        call.only_reads()
        files = self._files
        if files is None or files.feed is not feed:
            files = self._files = Files(feed)
        if not rest:
            return self._sent(files.listed(call.lang), JSON, call, start)
        return files.sent(rest[0], call, start)

    def _feed_now(self) -> Feed:
        served = self.shelf.served()
        feed = self._feed
        if feed is None or feed.served is not served:
            feed = self._feed = Feed(served)
            self._pages.cache_clear()
            self._choices.cache_clear()
        return feed

    def _one(self, feed: Feed, listing: Listing, uuid: str, call: Call, start: StartResponse) -> Iterable[bytes]:
        wanted = call.only_reads(listing.of_one)
        row = feed.rows(listing.kind).get(uuid.lower())
        if row is None:
            raise Problem("no_such_record", "id", call.lang)
        if feed.is_gone(listing.kind, row):
            reason = feed.reason(listing.kind, row, call.lang)
            into = "" if reason else row.into
            code = "withdrawn" if reason else "joined" if into else "no_longer_listed"
            raise Problem(code, "id", call.lang, because=reason, into=into)
        document = feed.document(listing.kind, row, call.lang, wanted, full=True)
        return self._sent(feed.alone(document), JSON, call, start)

    def _listed(self, feed: Feed, listing: Listing, call: Call, start: StartResponse) -> Iterable[bytes]:
        if not call.reads and call.method != "POST":
            raise Problem("not_allowed", lang=call.lang, says=ONLY_READ)
        wanted = asked(call.query, *body_of(call), listing.known, call.lang)
        if wanted.postcode:
            wanted = replace(wanted, postcode=self._place(wanted.postcode, call.lang))
        if wanted.ndjson:
            return self._lines(feed, listing.kind, wanted, call, start)
        # What somebody typed is not kept.
        small = wanted.per_page <= KEPT_PER_PAGE and not wanted.minimal and not wanted.search
        make = self._pages if small else self._page
        return self._begun(make(feed, Wanted(listing.kind, call.lang, wanted, call.coding)), call, start)

    def _page(self, feed: Feed, wanted: Wanted) -> Ready:
        chosen = self._chosen(feed, wanted.kind, wanted.asked)
        return _ready(feed.page(wanted.kind, chosen, wanted.lang, wanted.asked), JSON, wanted.coding)

    def _lines(self, feed: Feed, kind: str, wanted: Asked, call: Call, start: StartResponse) -> Iterable[bytes]:
        rows = self._chosen(feed, kind, wanted).rows
        lines = feed.lines(kind, rows, call.lang, wanted)
        start = _counting(len(rows), start)
        if len(rows) <= IN_ONE_PIECE:
            return self._begun(_ready(b"".join(lines), LINES, call.coding), call, start)
        if call.method == "HEAD":
            start("200 OK", _headers(call, LINES))
            return []
        if not self._streams.acquire(blocking=False):
            raise Problem("busy", lang=call.lang)
        stream = Stream(lines, self._streams, zipped=call.coding != "identity")
        coding = [("Content-Encoding", "gzip")] if stream.zipped else []
        start("200 OK", [*_headers(call, LINES), *coding])
        return stream

    def _chosen(self, feed: Feed, kind: str, wanted: Asked) -> Chosen:
        if wanted.search:
            return Chosen.of(feed.choose(kind, wanted, self._found(feed, kind, wanted.search)), wanted)
        # Who reads a list page by page asks for the same records each time.
        filters = replace(wanted, page=1, per_page=0, ndjson=False, minimal=False, full=False, full_service=False)
        return Chosen.of(self._choices(feed, kind, filters, None), wanted)

    def _found(self, feed: Feed, kind: str, words: str) -> Sequence[str]:
        """Return the keys of the records that fit some words, the best first."""
        if kind in SEARCHED:
            return search_keys(words, feed.release, kinds=(SEARCHED[kind],), most=MOST_FOUND)
        return feed.holding(kind, words)

    def _place(self, code: str, lang: str) -> str:
        try:
            return place_code(code, self.shelf)
        except UnknownPlace:
            raise Problem("no_such_place", "postcode", lang) from None

    def _sent(self, body: bytes | None, media_type: str, call: Call, start: StartResponse) -> Iterable[bytes]:
        if body is None:
            raise Problem("no_such_record", "id", call.lang)
        coding = "identity" if media_type == ZIP else call.coding
        return self._begun(_ready(body, media_type, coding), call, start)

    def _begun(self, ready: Ready, call: Call, start: StartResponse) -> Iterable[bytes]:
        """Send an answer, or say that the caller has it already."""
        headers = [("ETag", ready.tag), *_headers(call, ready.media_type)]
        known = call.environ.get("HTTP_IF_NONE_MATCH") if call.reads else None
        if known and matches(known, ready.tag):
            start("304 Not Modified", headers)
            return []
        if ready.coding != "identity":
            headers.append(("Content-Encoding", ready.coding))
        start("200 OK", [*headers, ("Content-Length", str(len(ready.body)))])
        return [] if call.method == "HEAD" else [ready.body]


def _counting(count: int, start: StartResponse) -> StartResponse:
    """Let an answer tell how many records it has: a long one that breaks off on the way may look whole."""

    def begin(status: str, headers: Headers, *rest: Any) -> Any:
        return start(status, [*headers, (RECORDS, str(count))], *rest)

    return begin


def _about(feed: Feed) -> dict[str, Any]:
    """Return what stands at the root of a feed."""
    return {
        "version": VERSION,
        "profile": feed.address + PROFILE,
        "openapi_url": feed.address + OPENAPI,
        "license": LICENSE,
        "release": feed.served.manifest.release,
        "expires_on": feed.expires_on,
    }


def _ready(body: bytes, media_type: str, coding: str) -> Ready:
    # Processors have SHA-256 built in: of a long list it takes a third of what BLAKE2 takes.
    tag = f'"{sha256(body).hexdigest()[:32]}-{coding}"'
    return Ready(media_type, coding, packed(body, coding, quickly=len(body) > LONG), tag)


def _headers(call: Call, media_type: str) -> Headers:
    """Return the headers of an answer, those of 304 too."""
    return [
        ("Content-Type", media_type),
        ("Cache-Control", ASK_FIRST if call.reads else "no-store"),
        ("Vary", "Accept-Encoding"),
        *([(RELEASE, call.release)] if call.release else []),
    ]


def _refused(problem: Problem, call: Call, start: StartResponse) -> list[bytes]:
    body = orjson.dumps(problem.document())
    status = HTTPStatus(problem.status)
    headers = [("Content-Type", JSON), ("Content-Length", str(len(body))), ("Cache-Control", "no-store")]
    if status is HTTPStatus.METHOD_NOT_ALLOWED:
        headers.append(("Allow", call.methods))
    if status is HTTPStatus.SERVICE_UNAVAILABLE:
        headers.append(("Retry-After", AGAIN_AFTER))
    start(f"{status.value} {status.phrase}", headers)
    return [] if call.method == "HEAD" else [body]
