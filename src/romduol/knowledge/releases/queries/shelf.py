"""The release as it is served: proved, read again only when it changes, with what was taken back left out."""

from __future__ import annotations

import logging
import os
from collections.abc import Mapping
from functools import cache, cached_property, lru_cache
from pathlib import Path
from threading import Lock
from time import time

import orjson

from romduol.knowledge.releases.queries.folder import (
    NothingPublished,
    PageDamaged,
    last_good,
    listing_bytes,
    plain_bytes,
    proved_manifest,
    read_keyring,
    release_of,
    withdrawn_list,
)
from romduol.knowledge.releases.records import Entry, Manifest, Withdrawn
from romduol.knowledge.releases.rules.manifests import NotWhole, entry_in
from romduol.knowledge.releases.rules.naming import CURRENT, KEYRING, WITHDRAWN, listing_of
from romduol.knowledge.releases.rules.trust import Refused, Why, require_newer
from romduol.knowledge.releases.rules.withdrawing import NOTICES, expired, without
from romduol.ui import formatting

State = tuple[tuple[int, int, int], ...]
WATCHED = (CURRENT, WITHDRAWN, KEYRING)
LISTINGS_KEPT = 1024
JSON = "application/json"

logger = logging.getLogger(__name__)


@cache
def shelf_of(folder: Path) -> Shelf:
    """Return the one view of a release folder that this process reads through, so that it holds one release."""
    return Shelf(folder)


class Served:
    """One release with what was taken back since; never changed, so that it can be read without a lock."""

    def __init__(self, folder: Path, manifest: Manifest, items: Mapping[str, Withdrawn]) -> None:
        self.folder = folder
        self.manifest = manifest
        self.items = items
        self._ends = manifest.expires_on.timestamp()
        self._drawn = frozenset(manifest.withdrawn)
        self._lines = tuple(items.values())
        self._listing = lru_cache(maxsize=LISTINGS_KEPT)(lambda name: listing_bytes(folder, name))

    @property
    def has_expired(self) -> bool:
        """True where the release is past its end: it is shown still, with a word about its age on each page."""
        return time() >= self._ends

    def entry(self, path: str) -> Entry | None:
        """Return where a path's bytes lie, or None where the release has no such path; raises `PageDamaged`."""
        digits = listing_of(path, self.manifest.width)
        name = self.manifest.listings.get(digits)
        try:
            return entry_in(self._listing(name), path) if name else None
        except NotWhole as problem:
            raise PageDamaged(f"listing {name} cannot be read") from problem

    def plain(self, path: str, entry: Entry) -> bytes:
        """Return a path's bytes as readers may see them; raises `PageDamaged`."""
        return self.as_shown(path, entry, plain_bytes(self.folder, entry))

    def page(self, path: str) -> bytes | None:
        """Return the plain bytes of a path as readers may see them, private ones too; None where there is none."""
        entry = self.entry(path)
        return self.plain(path, entry) if entry else None

    def as_shown(self, path: str, entry: Entry, body: bytes) -> bytes:
        """Return frozen bytes without what was taken back; the same object where nothing is to change."""
        if entry.private:
            return body
        shown = without(body, entry.media_type, path, self._lines, self._drawn, self._notices) if self._lines else body
        return self.dated(path, shown) if entry.media_type.startswith("text/html") else shown

    def reduced(self, body: bytes, media_type: str = JSON) -> bytes:
        """Return a document that is made of private pages without what was taken back; else the same object.

        A document that is itself the record of what was taken back becomes `{}`; such a line of JSON lines is left out.
        """
        return without(body, media_type, "", self._lines, self._drawn, {}) if self._lines else body

    def dated(self, path: str, page: bytes) -> bytes:
        """Return a page with a word about its age, where the release is past its end; else the same object."""
        return expired(page, path, self._notices, self._last_day(path)) if self.has_expired else page

    @cached_property
    def _notices(self) -> Mapping[str, Mapping[str, str]]:
        try:
            entry = self.entry(NOTICES)
            found: dict[str, dict[str, str]] = orjson.loads(plain_bytes(self.folder, entry)) if entry else {}
        except (PageDamaged, orjson.JSONDecodeError):
            # Without its words, what was taken back is still cut out and masked.
            return {}
        return found

    def _last_day(self, path: str) -> str:
        lang = path.partition("/")[0]
        lang = lang if lang in self._notices else next(iter(self._notices), "en")
        return formatting.day(self.manifest.expires_on.date(), lang)


class Shelf:
    """The current release of a folder, read again only when one of its signed files changes."""

    def __init__(self, folder: Path) -> None:
        self.folder = folder
        self.refusal = ""
        """Why the newest release is not served, where it is not; for the one who keeps this copy."""
        # Asked at every request, so as plain texts: through pathlib the same takes four times as long.
        self._watched = tuple(str(folder / name) for name in WATCHED)
        self._seen: State = ()
        self._served: Served | None = None
        self._reading = Lock()

    def served(self) -> Served:
        """Return what is served; raises `NothingPublished`."""
        state = self._state()
        if state != self._seen:
            self._read(state)
        if self._served is None:
            raise NothingPublished(self.refusal or "nothing is published yet; run: romduol publish")
        return self._served

    def manifest(self) -> Manifest:
        """Return the manifest of the current release; raises `NothingPublished`."""
        return self.served().manifest

    def withdrawn(self) -> Mapping[str, Withdrawn]:
        """Return all that was taken back, by id; raises `NothingPublished`."""
        return self.served().items

    def page(self, path: str) -> bytes | None:
        """Return the plain bytes of a path as readers may see them, private ones too; None where there is none."""
        return self.served().page(path)

    def _state(self) -> State:
        return tuple(map(_stamp, self._watched))

    def _read(self, state: State) -> None:
        """Let one thread read what is new while the others go on with the old, or wait where there is none."""
        if not self._reading.acquire(blocking=self._served is None):
            return
        try:
            if state != self._seen:
                manifest = self._newest()
                if manifest is not None:
                    self._served = Served(self.folder, manifest, self._items(manifest.pack))
                self._seen = state
        except OSError as problem:
            # No document was refused: it could not be read just now. The next request tries again.
            self.refusal = f"the release cannot be read: {problem.strerror}"
            logger.warning("%s; what was served before is served on", self.refusal)
        finally:
            self._reading.release()

    def _newest(self) -> Manifest | None:
        """Return the newest release that counts: what is refused never replaces the last good one."""
        held = self._served.manifest if self._served and self._still_counts(self._served.manifest) else None
        best = last_good(self.folder)
        if held is not None and (best is None or best.pack != held.pack or best.serial < held.serial):
            best = held
        self.refusal = self._why_not(best)
        if self.refusal and best is not None:
            logger.warning("%s; the last good release is served", self.refusal)
        return best

    def _still_counts(self, held: Manifest) -> bool:
        """Tell whether the key that signed what is served was not revoked since: a thief's release has to go."""
        try:
            release_of(self.folder, held.serial)
        except Refused as problem:
            return problem.why not in (Why.REVOKED_KEY, Why.UNKNOWN_KEY)
        except OSError:
            pass
        return True

    def _why_not(self, best: Manifest | None) -> str:
        """Return why the release that the folder names is not the best one; empty where it is."""
        if not (self.folder / CURRENT).exists():
            return "nothing is published yet; run: romduol publish"
        try:
            named = proved_manifest(self.folder / CURRENT, read_keyring(self.folder))
            if named is not None:
                require_newer(named, best)
        except (OSError, Refused) as problem:
            return f"the release is refused: {problem}"
        return ""

    def _items(self, pack: str) -> Mapping[str, Withdrawn]:
        held = self._served.items if self._served else {}
        try:
            # Also one by a key that was revoked: until it is signed anew, the safe side is to go on without a number.
            found = withdrawn_list(self.folder, pack, revoked_too=True)
        except Refused as problem:
            logger.warning("%s; what was taken back before stays so", problem)
            return held
        # What was once taken back stays so, whatever list is put in its place.
        return {**held, **(found.by_id() if found else {})}


def _stamp(path: str) -> tuple[int, int, int]:
    try:
        found = os.stat(path)  # noqa: PTH116 (see `_watched`)
    except OSError:
        return (0, 0, 0)
    return (found.st_mtime_ns, found.st_ino, found.st_size)


__all__ = ["NothingPublished", "PageDamaged", "Served", "Shelf", "shelf_of"]
