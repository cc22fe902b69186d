"""The first view of every type of page over a slow phone line: modelled from its bytes, and looked at in a browser."""

import shutil
from collections import defaultdict
from collections.abc import Callable, Iterator
from contextlib import closing
from dataclasses import dataclass
from datetime import UTC, datetime
from http.client import HTTPConnection
from pathlib import Path
from statistics import median
from tempfile import TemporaryDirectory
from urllib.parse import urlencode

from tests.web.typed import LANGUAGES, Fields, forms

from bench.link import SLOW_PHONE, first_view, most_bytes
from bench.painting import Paint, Wanted, painted
from bench.rendering import PACK
from bench.servers import HOST, ROMDUOL, STARTS_WITHIN, Server, granian, with_real_pack
from bench.sizes import page_type
from bench.slow_line import slow_line
from romduol.desk.packs.queries import edition_of_pack
from romduol.desk.packs.reading import read_pack
from romduol.knowledge.releases.queries.folder import entries_of, last_good

GOAL = 1.15
"""How many times as long as its headers alone a page may take."""
LOOKED_AT = ("", "e", "p15", "l", "n", "g19", "d")
"""Prepared pages that a browser is shown, beside an answer, which is drawn."""
LOOKED_AT_QUICKLY = ("", "e")
QUESTION = "condom broke. where pursat"
FROM_HERE = {"Sec-Fetch-Site": "same-origin", "Content-Type": "application/x-www-form-urlencoded"}


@dataclass(frozen=True, slots=True)
class Weighed:
    """One answer: what was asked, and the bytes of its head and of its body."""

    path: str
    head: int
    body: int

    @property
    def size(self) -> int:
        """All its bytes."""
        return self.head + self.body

    def ratio(self, *, tls: bool = True) -> float:
        """Return how many times as long as its head alone it takes."""
        floor = first_view(self.head, SLOW_PHONE, tls=tls)
        return first_view(self.size, SLOW_PHONE, tls=tls) / floor


@dataclass(frozen=True, slots=True)
class ViewType:
    """The modelled first view of all pages of one type."""

    name: str
    count: int
    middle: float
    """The ratio in the middle."""
    most: float
    most_plain: float
    """The largest ratio without TLS, where the floor is one round trip lower."""
    seconds: float
    """Of the slowest."""
    heaviest: str
    size: int
    """Bytes of the heaviest, head and body."""
    over: int
    """How many are above the goal."""


@dataclass(frozen=True, slots=True)
class Views:
    """One run."""

    types: list[ViewType]
    paints: list[Paint]
    within: int
    """The most bytes with which a page is within the goal."""
    within_plain: int
    note: str = ""
    """Why no browser looked, where none did."""


def measure_views(progress: Callable[[str], None], *, quick: bool) -> Views:
    """Publish and serve the real pack, weigh every page, and show some to a browser; about a minute. `ServerFailed`."""
    with TemporaryDirectory(prefix="romduol-bench-") as home:
        progress("loading and publishing the real pack")
        data = Path(home) / "data"
        environment = with_real_pack(data)
        with granian("romduol", ROMDUOL, environment, Path(home)) as server:
            types = list(_types(server, data / "releases", progress))
            paints, note = _paints(server, LOOKED_AT_QUICKLY if quick else LOOKED_AT, progress)
    heads = [one.head for _, found in types for one in found]
    within, within_plain = (most_bytes(SLOW_PHONE, max(heads), GOAL, tls=tls) for tls in (True, False))
    return Views([_type(name, found) for name, found in types], paints, within, within_plain, note)


def _types(server: Server, releases: Path, progress: Callable[[str], None]) -> Iterator[tuple[str, list[Weighed]]]:
    manifest = last_good(releases)
    assert manifest is not None  # noqa: S101 (just published)
    found: defaultdict[str, list[Weighed]] = defaultdict(list)
    connection = HTTPConnection(HOST, server.port, timeout=STARTS_WITHIN)
    progress("weighing what is prepared")
    for path, entry in entries_of(releases, manifest).items():
        if entry.media_type.startswith("text/html") and not entry.private:
            found[page_type(path)].append(weighed(connection, path))
    yield from sorted(found.items())
    found.clear()
    progress("weighing what is drawn on request")
    for form in forms(edition_of_pack(read_pack(PACK), datetime.now(UTC).date())):
        found[form.kind].append(weighed(connection, form.path, form.fields))
    found["not there"] = [weighed(connection, f"{lang}/nothing-here") for lang in LANGUAGES]
    yield from found.items()
    connection.close()


def weighed(connection: HTTPConnection, path: str, fields: Fields | None = None) -> Weighed:
    """Ask for a page, or send a form, as a browser does that takes brotli."""
    asked = {"Accept-Encoding": "br", **(FROM_HERE if fields else {})}
    connection.request("POST" if fields else "GET", f"/{path}", urlencode(fields) if fields else None, asked)
    answer = connection.getresponse()
    lines = [f"HTTP/1.1 {answer.status} {answer.reason}", *(f"{name}: {text}" for name, text in answer.getheaders())]
    return Weighed(path, sum(len(line) + 2 for line in lines) + 2, len(answer.read()))


def _type(name: str, found: list[Weighed]) -> ViewType:
    ratios = {one: one.ratio() for one in found}
    worst = max(found, key=lambda one: ratios[one])
    return ViewType(
        name=name,
        count=len(found),
        middle=median(ratios.values()),
        most=ratios[worst],
        most_plain=max(one.ratio(tls=False) for one in found),
        seconds=first_view(worst.size, SLOW_PHONE),
        heaviest=worst.path,
        size=worst.size,
        over=sum(ratio > GOAL for ratio in ratios.values()),
    )


def _paints(server: Server, pages: tuple[str, ...], progress: Callable[[str], None]) -> tuple[list[Paint], str]:
    chromium = shutil.which("chromium") or shutil.which("chromium-browser")
    if chromium is None:
        return [], "no chromium here: no page was looked at"
    with closing(HTTPConnection(HOST, server.port, timeout=STARTS_WITHIN)) as connection:
        asked: list[tuple[str, Fields | None]] = [(f"{lang}/{page}", None) for page in pages for lang in LANGUAGES]
        asked += [(f"{lang}/q", {"question": QUESTION}) for lang in LANGUAGES]
        wanted = [Wanted(path, weighed(connection, path, fields).size, fields) for path, fields in asked]
    with slow_line(server.port, SLOW_PHONE) as port:
        return list(painted(chromium, f"http://{HOST}:{port}", wanted, progress)), ""
