"""Publishes an edition: what changed is drawn and frozen into blobs, a signed manifest names it, one swap shows it."""

from collections.abc import Callable, Iterable, Iterator, Mapping
from dataclasses import dataclass, field, replace
from datetime import UTC, datetime
from functools import cache
from hashlib import sha256
from pathlib import Path

import brotli

from romduol.knowledge.directory.records import Edition
from romduol.knowledge.releases.actions.folder import (
    LIST_PATIENCE,
    Blobs,
    held,
    keep,
    publishing,
    room_for,
    swap,
    write_surely,
)
from romduol.knowledge.releases.actions.keys import Signer, signer_or_begin
from romduol.knowledge.releases.queries.folder import PageDamaged, last_good, last_serial, listing, withdrawn_list
from romduol.knowledge.releases.records import (
    Build,
    Draft,
    Entry,
    Manifest,
    Page,
    Renderer,
    Withdrawn,
    WithdrawnList,
    release_id,
)
from romduol.knowledge.releases.rules.drawn import drawn_items
from romduol.knowledge.releases.rules.manifests import (
    LIFE,
    MANIFEST,
    TAKEN_BACK,
    added,
    listings_of,
    manifest_payload,
    withdrawn_payload,
)
from romduol.knowledge.releases.rules.naming import CURRENT, LIST_LOCK, WITHDRAWN, listing_of
from romduol.knowledge.releases.rules.trust import Refused
from romduol.safety.crypto.signatures import NotSigned, read_signed

QUALITY = 5
"""Brotli's middle level: half a millisecond a page, where the highest takes fifty."""
Progress = Callable[[int], None]


class ListLost(Exception):
    """The list of what was taken back is gone or damaged: to begin an empty one would bring dangerous numbers back."""


class TwoPagesOnePath(Exception):
    """Two renderers want the same path."""


def publish(
    edition: Edition,
    *,
    renderers: Iterable[Renderer],
    folder: Path,
    facts: str,
    now: datetime | None = None,
    progress: Progress = lambda _: None,
    build: Build | None = None,
) -> Manifest:
    """Take the folder, render, store and swap; returns the new manifest.

    `facts` is a hash of all that went in. `progress` is told the number of pages so far. Raises `AlreadyPublishing`,
    `CannotSign` and `DiskFull`; then the last release stays.
    """
    with publishing(folder):
        return publish_alone(
            edition, renderers=renderers, folder=folder, facts=facts, now=now, progress=progress, build=build
        )


def publish_alone(
    edition: Edition,
    *,
    renderers: Iterable[Renderer],
    folder: Path,
    facts: str,
    now: datetime | None,
    progress: Progress,
    after: int = 0,
    proving: bool = False,
    build: Build | None = None,
) -> Manifest:
    """Do what `publish` does, for one who holds the folder: readers see the old release until the new one is whole.

    `build` knows the pages of the current release: a draft that still stands there is not drawn again. The serial is
    above `after`. With `proving`, each blob that is reused is proved by its hash.
    """
    made_on = now or datetime.now(UTC)
    signer = signer_or_begin(folder, made_on)
    serial = max(last_serial(folder), after) + 1
    named = replace(edition, release=release_id(edition.info.id, edition.today, serial))
    drawn = drawn_items(edition)
    press = Press(folder, Blobs(folder, proving=proving), last_good(folder), build)
    with room_for(press.blobs):
        for page in _pages(renderers, build.watch(named) if build else named):
            press.take(page)
            progress(len(press.entries))
        manifest = Manifest(
            serial=serial,
            pack=edition.info.id,
            edition_of=edition.today,
            made_on=made_on,
            expires_on=made_on + LIFE,
            listings=press.listings(),
            pages=len(press.entries),
            policies=press.policies,
            facts=facts,
            withdrawn=tuple(sorted(item.id for item in drawn)),
        )
        show(manifest, folder, signer, drawn)
    return manifest


def show(manifest: Manifest, folder: Path, signer: Signer, drawn: Iterable[Withdrawn] | None = None) -> None:
    """Sign a manifest and make it the current one, for one who holds the folder.

    `drawn` is all that the facts know to be taken back, and joins the list; None where the facts were not asked: then a
    list that is lost is `ListLost`, and not begun anew.
    """
    sign_list(folder, manifest, signer, drawn)
    # A crash may have come between a swap and the copy that is kept; the serials of copies must not have a gap there.
    before = last_good(folder)
    if before is not None and (folder / CURRENT).exists():
        keep(folder, before.serial, (folder / CURRENT).read_bytes())
    swap(folder, manifest.serial, signer.sign(manifest_payload(manifest), MANIFEST))


def sign_list(folder: Path, manifest: Manifest, signer: Signer, drawn: Iterable[Withdrawn] | None) -> None:
    """Let the list of what was taken back be there and whole, under a signature that counts as long as this signer's.

    An empty list is one too: a mirror can then tell "nothing" from "lost". What a revoked key signed is signed anew,
    since no change of keys may bring a dangerous number back. Raises `ListLost`.
    """
    with held(folder / LIST_LOCK, LIST_PATIENCE):
        listed = known_list(folder, manifest.pack, manifest.made_on, rebuilding=drawn is not None)
        known = listed.by_id()
        missing = [item for item in drawn or () if item.id not in known]
        if listed.serial and not missing and signed_by(folder / WITHDRAWN) == signer.key.id:
            return
        longer = added(listed, missing, manifest.made_on)
        write_surely(folder / WITHDRAWN, signer.sign(withdrawn_payload(longer), TAKEN_BACK))


def known_list(folder: Path, pack: str, now: datetime, *, rebuilding: bool) -> WithdrawnList:
    """Return the list of what was taken back; with serial 0 where nothing was ever published.

    A list that is lost or damaged, where something was published, is `ListLost`, unless `rebuilding`: then it begins
    anew with a serial above any that was, the time in seconds.
    """
    try:
        listed = withdrawn_list(folder, pack, revoked_too=True)
    except Refused as problem:
        listed, why = None, str(problem)
    else:
        why = "the list of what was taken back is gone"
    if listed is not None:
        return listed
    if not (folder / WITHDRAWN).exists() and not (folder / CURRENT).exists():
        return WithdrawnList(0, pack, now)
    if not rebuilding:
        raise ListLost(f"{why}; it is written anew from the database by: romduol publish --force")
    return WithdrawnList(int(now.timestamp()), pack, now)


def signed_by(path: Path) -> str:
    """Return the id of the key that a signed file names; nothing where it names none."""
    try:
        return read_signed(path.read_bytes()).key_id
    except (OSError, NotSigned):
        return ""


def _pages(renderers: Iterable[Renderer], edition: Edition) -> Iterator[Page | Draft]:
    for renderer in renderers:
        yield from renderer.render(edition)


@dataclass(slots=True)
class Press:
    """A release while it is made: freezes pages, and keeps what the release before has already."""

    folder: Path
    blobs: Blobs
    before: Manifest | None
    build: Build | None = None
    entries: dict[str, Entry] = field(default_factory=dict)
    policies: dict[str, str] = field(default_factory=dict)
    _known: dict[str, Mapping[str, Entry]] = field(default_factory=dict)

    def take(self, page: Page | Draft) -> None:
        """Take in a page: kept where it still stands, else drawn and frozen. Raises `TwoPagesOnePath` and OSError."""
        if page.path in self.entries:
            raise TwoPagesOnePath(page.path)
        kept = self._kept(page) if isinstance(page, Draft) else None
        self.entries[page.path] = kept or self._frozen(self._drawn(page))

    def _kept(self, draft: Draft) -> Entry | None:
        """Return the entry of the release before, where a draft would be drawn just so and its bytes are there."""
        known = self.known(draft.path) if self.build else None
        if known is None or self.build is None or not self.build.still_stands(draft):
            return None
        wanted = (draft.media_type, draft.private, self._policy(draft.policy))
        return known if (known.media_type, known.private, known.policy) == wanted else None

    def _drawn(self, page: Page | Draft) -> Page:
        if isinstance(page, Page):
            return page
        if self.build is not None:
            return self.build.draw(page)
        return Page(page.path, page.media_type, page.make(), page.private, page.policy)

    def _frozen(self, page: Page) -> Entry:
        stored = brotli.compress(page.body, quality=QUALITY)
        return Entry(
            blob=self.blobs.add(stored),
            media_type=page.media_type,
            size=len(stored),
            plain_size=len(page.body),
            private=page.private,
            policy=self._policy(page.policy),
        )

    def listings(self) -> dict[str, str]:
        """Freeze the listings; returns the name of each blob by its digits."""
        parted = listings_of(self.entries)
        return {digits: self.blobs.add(brotli.compress(rows, quality=QUALITY)) for digits, rows in parted.items()}

    def known(self, path: str) -> Entry | None:
        """Return the entry of a path in the release before, or None where there is none or its bytes are gone."""
        if self.before is None:
            return None
        name = self.before.listings.get(listing_of(path, self.before.width), "")
        if name not in self._known:
            try:
                self._known[name] = listing(self.folder, name) if name else {}
            except PageDamaged:
                self._known[name] = {}
        entry = self._known[name].get(path)
        return entry if entry is not None and self.blobs.has(entry.blob, entry.size) else None

    def _policy(self, policy: str) -> str:
        if not policy:
            return ""
        key = policy_key(policy)
        self.policies[key] = policy
        return key


@cache
def policy_key(policy: str) -> str:
    """Return the name of a policy in manifests; the same one stands on nearly every page."""
    return sha256(policy.encode()).hexdigest()[:8]
