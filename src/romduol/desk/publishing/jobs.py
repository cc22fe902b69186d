"""Draws what readers would get, beside what they have: only pages that differ are kept, and none where readers look."""

import json
import re
import sqlite3
from collections.abc import Callable, Iterator
from contextlib import closing
from dataclasses import asdict, dataclass, field
from datetime import datetime
from hashlib import sha256
from html import unescape
from pathlib import Path

from romduol.desk.outlets import outlets
from romduol.desk.publishing.queries import differences_now, preview_folder, releases, served
from romduol.desk.publishing.queries.previews import INDEX
from romduol.desk.publishing.records import DrawnPage, Preview
from romduol.desk.publishing.rules.touching import shown_on, with_pages
from romduol.knowledge.releases.actions.folder import held
from romduol.knowledge.releases.jobs import BuildState
from romduol.knowledge.releases.queries.folder import PageDamaged, listing
from romduol.knowledge.releases.queries.shelf import Served
from romduol.knowledge.releases.records import Draft, Edition, Page

HTML = "text/html"
TITLES = (re.compile(rb"<h1[^>]*>(.*?)</h1>", re.DOTALL), re.compile(rb"<title>(.*?)</title>", re.DOTALL))
"""What a page calls itself: to who reads it, and, where it says nothing, to the browser. The latter is kept neutral."""
TAG = re.compile(rb"<[^>]+>")
LONGEST_TITLE = 120
MOST = 1000
"""Differences that are kept in words: whoever has more reads pages."""
PATIENCE = 2.0
BUILD = "build.sqlite3"


def draw_preview(
    edition: Edition,
    *,
    run: str,
    basis: str,
    waiting: bool,
    code: str,
    of: tuple[int, str] | None,
    now: datetime,
    progress: Callable[[int], None],
) -> Preview:
    """Draw every page of the web channel that differs from what readers have, and keep those in the preview's folder.

    `code` and `of` name the programs and the release that the pages are compared with, as for `BuildState`. The release
    folder and what its pages were made of are only read.
    """
    folder = preview_folder()
    with held(folder / ".lock", PATIENCE):
        build = BuildState.open(_copied(releases().parent / BUILD, folder / BUILD), code=code, of=of)
        try:
            drawn = _Drawing(served(), build, folder / "blobs")
            for count, page in enumerate(outlets().pages(build.watch(edition)), 1):
                drawn.take(page)
                progress(count)
        finally:
            build.close()
        drawn.look_for_removed()
        found = with_pages(differences_now(edition) or (), drawn.shown)
        made = Preview(
            run=run,
            basis=basis,
            waiting=waiting,
            day=edition.today,
            made_at=now,
            serial=of[0] if of else None,
            pages=tuple(sorted(drawn.pages, key=lambda page: page.path)),
            differences=tuple(found[:MOST]),
            more=max(0, len(found) - MOST),
            same=drawn.same,
        )
        _keep(made, folder)
    return made


def _copied(source: Path, target: Path) -> Path:
    """Copy what pages were made of, so that whoever publishes meanwhile is not held up; without it, all is drawn."""
    target.parent.mkdir(parents=True, exist_ok=True)
    target.unlink(missing_ok=True)
    try:
        with (
            closing(sqlite3.connect(f"file:{source}?mode=ro", uri=True, timeout=1)) as old,
            closing(sqlite3.connect(target)) as new,
        ):
            old.backup(new)
    except sqlite3.Error:
        target.unlink(missing_ok=True)
    return target


@dataclass(slots=True)
class _Drawing:
    """A preview while it is drawn."""

    release: Served | None
    build: BuildState
    blobs: Path
    pages: list[DrawnPage] = field(default_factory=list)
    shown: list[tuple[str, frozenset[str]]] = field(default_factory=list)
    _same: set[str] = field(default_factory=set)
    _paths: set[str] = field(default_factory=set)

    def take(self, page: Page | Draft) -> None:
        """Take in a page: left out where it still stands, else drawn and compared byte by byte."""
        # The bare address repeats the home page of the first language.
        if page.private or not page.path or not page.media_type.startswith(HTML):
            return
        self._paths.add(page.path)
        before = self._before(page.path)
        if before is not None and isinstance(page, Draft) and self.build.still_stands(page):
            self._same.add(bare(page.path))
            return
        body = self.build.draw(page).body if isinstance(page, Draft) else page.body
        if body == before:
            self._same.add(bare(page.path))
        else:
            self._keep(page.path, "added" if before is None else "changed", body, before or b"")

    @property
    def same(self) -> int:
        """How many pages stay as they are in every language."""
        return len(self._same - {bare(page.path) for page in self.pages})

    def _before(self, path: str) -> bytes | None:
        try:
            return self.release.page(path) if self.release else None
        except PageDamaged:
            return None

    def _keep(self, path: str, change: str, body: bytes, before: bytes) -> None:
        blob = sha256(body).hexdigest()
        self.blobs.mkdir(parents=True, exist_ok=True)
        (self.blobs / blob).write_bytes(body)
        self.pages.append(DrawnPage(path, change, title_of(body), blob))
        self.shown.append(shown_on(path, before, body))

    def look_for_removed(self) -> None:
        """Find the pages that readers have and would not get any more."""
        for path in self._released():
            if path not in self._paths:
                before = self._before(path) or b""
                self.pages.append(DrawnPage(path, "removed", title_of(before)))
                self.shown.append(shown_on(path, before))

    def _released(self) -> Iterator[str]:
        if self.release is None:
            return
        for name in self.release.manifest.listings.values():
            for path, entry in listing(self.release.folder, name).items():
                if path and not entry.private and entry.media_type.startswith(HTML):
                    yield path


def bare(path: str) -> str:
    """Return a page's path without its language."""
    return path.partition("/")[2]


def title_of(page: bytes) -> str:
    """Return what a page calls itself."""
    texts = (TAG.sub(b" ", found[1]).decode() for pattern in TITLES if (found := pattern.search(page)))
    told = (" ".join(unescape(text).split()) for text in texts)
    return next((text for text in told if text), "")[:LONGEST_TITLE]


def _keep(made: Preview, folder: Path) -> None:
    told = asdict(made)
    told |= {"day": made.day.isoformat(), "made_at": made.made_at.isoformat()}
    told["pages"] = [[page.path, page.change, page.title, page.blob] for page in made.pages]
    half = folder / f"{INDEX}.half"
    half.write_text(json.dumps(told, ensure_ascii=False), "utf-8")
    half.replace(folder / INDEX)
    named = {page.blob for page in made.pages}
    for blob in (folder / "blobs").glob("*"):
        if blob.name not in named:
            blob.unlink(missing_ok=True)
    (folder / BUILD).unlink(missing_ok=True)
