"""The bytes that travel for each page of the real pack, headers and all, by type of page and by coding."""

import re
from collections import defaultdict
from collections.abc import Callable, Iterable
from dataclasses import dataclass
from datetime import UTC, datetime
from pathlib import Path
from statistics import median
from tempfile import TemporaryDirectory
from typing import Any

from bench.publishing import publish_in
from bench.rendering import PACK
from romduol.config.guard import Guard
from romduol.desk.packs.queries import edition_of_pack
from romduol.desk.packs.reading import read_pack
from romduol.knowledge.releases.queries.folder import entries_of
from romduol.knowledge.releases.queries.shelf import Shelf
from romduol.knowledge.releases.views.serving import ReleaseServer

KILOBYTE = 1024
BUDGET = {"br": 13.5 * KILOBYTE, "gzip": 14.6 * KILOBYTE}
"""What one page for people may weigh with its headers, in bytes; documents for programs have no budget."""
CODINGS = ("identity", "br", "gzip")
BY_THE_SERVER = b"date: Sun, 22 Nov 2026 12:00:00 GMT\r\n\r\n"
"""What the server adds to every answer."""
PAGE = re.compile(r"(?P<language>[a-z]{2})/(?P<path>.*)")
CODE = re.compile(r"([a-z])(?:\d+|[a-z2-7]{10})")
SHEET = re.compile(r"(.*?)-\d+")
Weighed = tuple[str, dict[str, int]]
"""The path of a page, and its bytes in each coding."""


@dataclass(frozen=True, slots=True)
class Weight:
    """The bytes of all pages of one type in one coding."""

    least: int
    middle: int
    most: int
    over: int
    """How many are over the budget."""
    heaviest: str
    """The path of the heaviest."""


@dataclass(frozen=True, slots=True)
class PageType:
    """One type of page: its name, how many there are, and its weight in each coding."""

    name: str
    count: int
    weights: dict[str, Weight]


def page_type(path: str) -> str:
    """Return the type of a page by its path: `p` a list, `p…` a page of that list, `home`, or a fixed path.

    >>> [page_type(path) for path in ("km/", "km/p", "en/p12", "km/o-2", "km/oabcdefghij", "km/404", "api/x")]
    ['home', 'p', 'p…', 'o', 'o…', '404', '/api/x']
    """
    page = PAGE.fullmatch(path)
    if page is None:
        return f"/{path}"
    if not page["path"]:
        return "home"
    sheet = SHEET.fullmatch(page["path"])
    bare = sheet[1] if sheet else page["path"]
    code = CODE.fullmatch(bare)
    return f"{code[1]}…" if code else bare


def page_sizes(progress: Callable[[int, int], None] = lambda *_: None) -> tuple[list[PageType], str]:
    """Publish the real pack into a folder that is removed, and weigh every public page; a note where pages miss.

    `progress` is told how many pages are weighed, of how many.
    """
    edition = edition_of_pack(read_pack(PACK), datetime.now(UTC).date())
    with TemporaryDirectory(prefix="romduol-bench-") as folder:
        made = publish_in(Path(folder) / "releases", edition)
        entries = entries_of(Path(folder) / "releases", made.manifest)
        server = Guard(ReleaseServer(Shelf(Path(folder) / "releases"), _nothing_beyond))
        public = [path for path, entry in entries.items() if not entry.private]
        found: defaultdict[tuple[str, bool], list[Weighed]] = defaultdict(list)
        for number, path in enumerate(public, 1):
            weighed = (path, {coding: travelling(server, path, coding) for coding in CODINGS})
            found[page_type(path), entries[path].media_type.startswith("text/html")].append(weighed)
            progress(number, len(public))
    return [_page_type(name, pages, budgeted=budgeted) for (name, budgeted), pages in sorted(found.items())], made.note


def travelling(server: Guard, path: str, coding: str) -> int:
    """Return the bytes of one answer over HTTP/1.1: status line, headers, body."""
    heads: list[bytes] = []

    def start(status: str, headers: Iterable[tuple[str, str]]) -> None:
        lines = "".join(f"{name}: {value}\r\n" for name, value in headers)
        heads.append(f"HTTP/1.1 {status}\r\n{lines}".encode() + BY_THE_SERVER)

    asked = {"REQUEST_METHOD": "GET", "PATH_INFO": f"/{path}", "HTTP_ACCEPT_ENCODING": coding}
    body = b"".join(server(asked, start))
    return len(heads[0]) + len(body)


def _nothing_beyond(environ: dict[str, Any], start: Callable[..., Any]) -> Iterable[bytes]:
    raise LookupError(f"the release does not answer for {environ['PATH_INFO']}")


def _page_type(name: str, pages: list[Weighed], *, budgeted: bool) -> PageType:
    limits = BUDGET if budgeted else {}
    return PageType(name, len(pages), {coding: _weight(coding, pages, limits.get(coding)) for coding in CODINGS})


def _weight(coding: str, pages: list[Weighed], limit: float | None) -> Weight:
    sizes = [weighed[coding] for _, weighed in pages]
    over = sum(size > limit for size in sizes) if limit else 0
    heaviest = max(pages, key=lambda page: page[1][coding])[0]
    return Weight(min(sizes), round(median(sizes)), max(sizes), over, heaviest)
