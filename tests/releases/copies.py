"""Copies of one release for tests: a publisher, mirrors, and servers on this machine that behave, or do not."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Iterator, Mapping
from contextlib import contextmanager
from datetime import date, datetime, timedelta
from functools import partial
from hashlib import sha256
from http.server import SimpleHTTPRequestHandler, ThreadingHTTPServer
from pathlib import Path
from socketserver import ThreadingMixIn
from threading import Thread
from typing import Any
from wsgiref.simple_server import WSGIRequestHandler, WSGIServer, make_server

from tests.releases.making import DATA, HOME, NOW, release

from romduol.knowledge.releases.actions.keys import pin_root
from romduol.knowledge.releases.actions.mirroring import Pulled, pull
from romduol.knowledge.releases.actions.withdrawing import withdraw
from romduol.knowledge.releases.queries.folder import pinned_root
from romduol.knowledge.releases.queries.http_origins import HttpOrigin
from romduol.knowledge.releases.queries.origins import FolderOrigin, Origin
from romduol.knowledge.releases.queries.shelf import Shelf
from romduol.knowledge.releases.records import Kind, Manifest, Page, Withdrawn
from romduol.knowledge.releases.views.serving import ReleaseServer

HOUR = timedelta(hours=1)


def noise(name: str, size: int) -> bytes:
    """Return bytes that no compression makes smaller, always the same for one name."""
    return b"".join(sha256(f"{name} {n}".encode()).digest() for n in range(size // 32))


BIG = Page("en/pack", "application/octet-stream", noise("big", 640_000))
PAGES = (HOME, DATA, BIG, *(Page(f"en/p{n}", "text/html", f"<p>Place {n}</p>".encode()) for n in range(6)))


class Copy:
    """One machine: its release folder, and what a reader of it gets."""

    def __init__(self, home: Path) -> None:
        self.folder = home / "releases"
        self.shelf = Shelf(self.folder)

    def publish(self, *pages: Page, now: datetime = NOW, facts: str = "one") -> Manifest:
        return release(self.folder, *(pages or PAGES), now=now, facts=facts)

    def withdraw(self, key: str, now: datetime = NOW) -> None:
        item = Withdrawn(Kind.LINE, key, "", date(2026, 11, 22), {"en": "wrong"}, value=key, national=key, masked="•")
        withdraw([item], folder=self.folder, now=now)

    def trust(self, other: Copy) -> Copy:
        pin_root(self.folder, pinned_root(other.folder) or "")
        return self

    def pull(self, origin: str | Path | Origin, now: datetime = NOW + HOUR, **more: Any) -> Pulled:
        return pull(self.origin(origin), self.folder, now=now, **more)

    @staticmethod
    def origin(origin: str | Path | Origin) -> Origin:
        if isinstance(origin, str):
            return HttpOrigin(origin, pause=0.01)
        return FolderOrigin(origin) if isinstance(origin, Path) else origin

    def serial(self) -> int:
        """What a reader of this copy gets now, in a process that has just begun."""
        return Shelf(self.folder).manifest().serial

    def taken_back(self) -> set[str]:
        return set(self.shelf.withdrawn())

    def page(self, path: str) -> bytes | None:
        return Shelf(self.folder).page(path)

    def files(self) -> dict[str, bytes]:
        return {
            str(path.relative_to(self.folder)): path.read_bytes() for path in self.folder.rglob("*") if path.is_file()
        }


class _Threading(ThreadingMixIn, WSGIServer):
    daemon_threads = True


class _Quiet(WSGIRequestHandler):
    def log_message(self, *_: Any) -> None:
        pass


class Cut(bytes):
    """Bytes of an answer that breaks off: its headers promise more."""


Alter = Callable[[str, bytes], bytes | Iterable[bytes]]


class Watched:
    """A real server of a copy, with what was asked of it, and a hand in what it answers."""

    def __init__(self, copy: Copy) -> None:
        self.inner = ReleaseServer(copy.shelf, _nothing)
        self.asked: list[tuple[str, str, str]] = []
        """Path below the release folder, status, Range."""
        self.sent: dict[str, int] = {}
        self.alter: Mapping[str, Alter] = {}
        """Beginning of a path below the release folder -> what is sent instead."""
        self.status: Mapping[str, str] = {}
        self.headers: list[tuple[str, str]] = []
        self.address = ""

    def __call__(self, environ: dict[str, Any], start: Callable[..., Any]) -> Iterable[bytes]:
        name = environ["PATH_INFO"].removeprefix("/release/")
        begun: list[Any] = []
        body = b"".join(self.inner(environ, lambda *given: begun.extend(given)))
        status, headers = begun[0], [*begun[1], *self.headers]
        self.asked.append((name, status[:3], environ.get("HTTP_RANGE", "")))
        for beginning, instead in self.status.items():
            if name.startswith(beginning):
                start(instead, [("Content-Length", "0"), *self.headers])
                return []
        sent: bytes | Iterable[bytes] = body
        for beginning, alter in self.alter.items():
            if name.startswith(beginning) and status[:3] in ("200", "206"):
                sent = alter(name, body)
        if not isinstance(sent, Cut):
            headers = [pair for pair in headers if pair[0] != "Content-Length"]
        if type(sent) is bytes:
            headers.append(("Content-Length", str(len(sent))))
        start(status, headers)
        return self._noted(name, [sent] if isinstance(sent, bytes) else sent)

    def _noted(self, name: str, pieces: Iterable[bytes]) -> Iterator[bytes]:
        for piece in pieces:
            self.sent[name] = self.sent.get(name, 0) + len(piece)
            yield bytes(piece)

    def blobs(self) -> list[str]:
        """The blobs that were asked for, once for each time."""
        return [name for name, _, _ in self.asked if name.startswith("blobs/")]

    def forget(self) -> None:
        self.asked.clear()
        self.sent.clear()


def _nothing(environ: dict[str, Any], start: Callable[..., Any]) -> Iterable[bytes]:
    start("404 Not Found", [("Content-Length", "0")])
    return []


@contextmanager
def served(copy: Copy) -> Iterator[Watched]:
    """Serve a copy with the server that readers get, over HTTP on this machine."""
    watched = Watched(copy)
    server = make_server("127.0.0.1", 0, watched, server_class=_Threading, handler_class=_Quiet)
    watched.address = f"http://127.0.0.1:{server.server_port}"
    with _running(server):
        yield watched


class _Static(SimpleHTTPRequestHandler):
    protocol_version = "HTTP/1.1"

    def log_message(self, *_: Any) -> None:
        pass


@contextmanager
def handed_out(folder: Path) -> Iterator[str]:
    """Serve a folder as any web server does, without a word of Romduol."""
    server = ThreadingHTTPServer(("127.0.0.1", 0), partial(_Static, directory=str(folder)))
    server.daemon_threads = True
    with _running(server):
        yield f"http://127.0.0.1:{server.server_port}"


@contextmanager
def _running(server: WSGIServer | ThreadingHTTPServer) -> Iterator[None]:
    thread = Thread(target=partial(server.serve_forever, poll_interval=0.01), daemon=True)
    thread.start()
    try:
        yield
    finally:
        server.shutdown()
        server.server_close()
        thread.join()
