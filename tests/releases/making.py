"""Makes small releases of an invented country, and asks a server for them."""

from collections.abc import Iterator
from datetime import UTC, datetime
from pathlib import Path
from typing import Any

from tests.knowledge.building import OWN_PAGE, claim, edition

from romduol.knowledge.releases.actions.publishing import publish
from romduol.knowledge.releases.queries.folder import entries_of, last_good
from romduol.knowledge.releases.records import Edition, Entry, Kind, Manifest, Page, Withdrawn
from romduol.knowledge.releases.rules.naming import blob_path
from romduol.knowledge.releases.views.serving import DAMAGED

NOW = datetime(2026, 11, 22, 8, 0, tzinfo=UTC)
HOME = Page("en/", "text/html; charset=utf-8", b"<p>Help is near.</p>" * 40, policy="default-src 'self'")
DATA = Page("api/numbers", "application/json", b"{}")
INDEX = Page("_/numbers.json", "application/json", b'{"lines": {}}', private=True)
EDITION = edition(claim(OWN_PAGE))
LINE = Withdrawn(
    kind=Kind.LINE,
    key="85599000101",
    code="labcdefghij",
    on=NOW.date(),
    reason={"en": "It rings at a private home."},
    value="+85599000101",
    national="099 000 101",
    masked="099 ... ..1",
)


class Pages:
    """A renderer that yields the pages it was given."""

    def __init__(self, *pages: Page) -> None:
        self.pages = pages

    def render(self, edition: Edition) -> Iterator[Page]:
        yield from self.pages


class Failing(Pages):
    """A renderer that stumbles after its pages."""

    def render(self, edition: Edition) -> Iterator[Page]:
        yield from self.pages
        raise RuntimeError("the template is broken")


def release(folder: Path, *pages: Page, now: datetime = NOW, facts: str = "one") -> Manifest:
    """Publish these pages."""
    return publish(EDITION, renderers=[Pages(*pages)], folder=folder, facts=facts, now=now)


def served_here(folder: Path) -> Manifest:
    """Return the release that counts; there must be one."""
    found = last_good(folder)
    assert found is not None
    return found


def entry_of(folder: Path, manifest: Manifest, path: str) -> Entry:
    """Return where a page of a release lies."""
    return entries_of(folder, manifest)[path]


def spoil(folder: Path, manifest: Manifest, path: str, left: bytes | None) -> None:
    """Leave other bytes of a page, or none, in the release folder."""
    blob = folder / blob_path(entry_of(folder, manifest, path).blob)
    blob.unlink()
    if left is not None:
        blob.write_bytes(left)


class Answer:
    """What a WSGI app answered."""

    def __init__(self, app: Any, path: str, method: str = "GET", **headers: str) -> None:
        environ = {"REQUEST_METHOD": method, "PATH_INFO": path}
        environ |= {f"HTTP_{name.upper()}": value for name, value in headers.items()}
        self.body = b"".join(app(environ, self.start))
        assert DAMAGED not in environ

    def start(self, status: str, headers: list[tuple[str, str]], *_: object) -> None:
        self.status, self.headers = int(status.split()[0]), dict(headers)
        assert len(headers) == len(self.headers), "a header stands twice"


def beyond(environ: dict[str, Any], start: Any) -> list[bytes]:
    """Answer for everything that the release does not."""
    start("500 Broken" if DAMAGED in environ else "404 Not Found", [("Content-Type", "text/plain")])
    return [b"beyond"]
