"""The real country, published, behind the application that a server runs; and what travels of each answer."""

from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from io import BytesIO
from pathlib import Path
from typing import Any
from urllib.parse import urlencode
from wsgiref.types import WSGIApplication

from django.core.signals import request_finished, request_started
from django.core.wsgi import get_wsgi_application
from django.db import close_old_connections
from django.test import override_settings
from tests.web.editions import REAL, edition_of
from tests.web.typed import Fields

from romduol.channels.web.rendering import WebRenderer
from romduol.config.layers import layered
from romduol.config.wires import renderers
from romduol.knowledge.releases.actions.publishing import publish
from romduol.knowledge.releases.queries.folder import entries_of, last_good
from romduol.knowledge.releases.queries.shelf import Shelf
from romduol.knowledge.releases.records import Edition

BY_THE_SERVER = b"date: Sun, 22 Nov 2026 12:00:00 GMT\r\n\r\n"
"""What granian adds to every answer; a journey compares."""
FORM = "application/x-www-form-urlencoded"


@dataclass(frozen=True, slots=True)
class Sent:
    """One answer as it leaves the server."""

    status: int
    head: bytes
    """Status line and headers, to the empty line."""
    body: bytes

    @property
    def size(self) -> int:
        """All its bytes over HTTP/1.1."""
        return len(self.head) + len(self.body)


@dataclass(frozen=True, slots=True)
class Site:
    """A release and the application in front of it."""

    folder: Path
    application: WSGIApplication

    def send(self, path: str, fields: Fields | None = None, coding: str = "br", **environ: Any) -> Sent:
        """Ask for a path, or send a form from our own page."""
        form = urlencode(fields or {}).encode()
        asked: dict[str, Any] = {
            "REQUEST_METHOD": "GET" if fields is None else "POST",
            "SERVER_NAME": "testserver",
            "SERVER_PORT": "80",
            "PATH_INFO": f"/{path}",
            "HTTP_ACCEPT_ENCODING": coding,
            "HTTP_SEC_FETCH_SITE": "same-origin",
            "wsgi.input": BytesIO(form),
            "wsgi.url_scheme": "http",
            "CONTENT_TYPE": FORM if form else "",
            "CONTENT_LENGTH": str(len(form)),
        }
        heads: list[tuple[int, bytes]] = []

        def start(status: str, headers: list[tuple[str, str]], *_: Any) -> Any:
            lines = "".join(f"{name}: {value}\r\n" for name, value in headers)
            heads.append((int(status.split()[0]), f"HTTP/1.1 {status}\r\n{lines}".encode() + BY_THE_SERVER))

        body = b"".join(self.application({**asked, **environ}, start))
        return Sent(*heads[0], body)

    def paths(self) -> list[str]:
        """Return the path of every page for people."""
        manifest = last_good(self.folder)
        assert manifest is not None
        entries = entries_of(self.folder, manifest)
        return [path for path, entry in entries.items() if entry.media_type.startswith("text/html")]


@contextmanager
def without_a_database() -> Iterator[None]:
    """Let Django not look after connections at each request: what readers get needs none, and a test that has none may
    follow one that had."""
    for signal in (request_started, request_finished):
        signal.disconnect(close_old_connections)
    try:
        yield
    finally:
        for signal in (request_started, request_finished):
            signal.connect(close_old_connections)


@contextmanager
def real_site(home: Path, edition: Edition | None = None, *, pages: bool = True) -> Iterator[Site]:
    """Publish the real country, or what is given, into a folder, and serve it as `config.wsgi` does.

    Without `pages` there is only what programs get.
    """
    folder = home / "releases"
    drawing = [one for one in renderers() if pages or not isinstance(one, WebRenderer)]
    publish(edition or edition_of(REAL), renderers=drawing, folder=folder, facts="for tests")
    with override_settings(RELEASES=folder), without_a_database():
        yield Site(folder, layered(Shelf(folder), get_wsgi_application()))
