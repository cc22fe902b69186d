"""Publishes an edition: every page frozen into a blob, and one small manifest that channels read."""

import fcntl
import os
from collections.abc import Callable, Iterable, Iterator
from contextlib import contextmanager
from dataclasses import replace
from datetime import UTC, datetime
from hashlib import sha256
from pathlib import Path
from tempfile import NamedTemporaryFile
from time import monotonic, sleep

import brotli

from romduol.knowledge.directory.records import Edition
from romduol.knowledge.releases.queries import is_whole, last_serial, readable_manifest
from romduol.knowledge.releases.records import Build, Draft, Entry, Manifest, Page, Renderer, release_id
from romduol.knowledge.releases.rules import (
    HALF_WRITTEN,
    LIFE,
    LOCK,
    blob_name,
    blob_path,
    manifest_bytes,
    manifest_path,
)

QUALITY = 5
"""Brotli's middle level: half a millisecond a page, where the highest takes fifty."""
PATIENCE = 20.0
"""For how many seconds one who publishes or backs up waits for another."""

Progress = Callable[[int], None]


class TwoPagesOnePath(Exception):
    """Two renderers want the same path."""


class AlreadyPublishing(Exception):
    """Somebody else holds the release folder, and has not given it back in time."""


@contextmanager
def publishing(folder: Path, patience: float = PATIENCE) -> Iterator[None]:
    """Hold a release folder alone; raises `AlreadyPublishing` after `patience` seconds. Not to be nested.

    The system itself lets go of the folder when a process ends, so no crash leaves it held.
    """
    folder.mkdir(parents=True, exist_ok=True)
    # Opened for reading: whoever may only read the folder can then still back it up.
    held = os.open(folder / LOCK, os.O_RDONLY | os.O_CREAT | os.O_CLOEXEC, 0o644)
    try:
        _wait_for(held, patience)
        yield
    finally:
        os.close(held)


def _wait_for(held: int, patience: float) -> None:
    until = monotonic() + patience
    while True:
        try:
            return fcntl.flock(held, fcntl.LOCK_EX | fcntl.LOCK_NB)
        except BlockingIOError:
            if monotonic() >= until:
                break
        sleep(0.05)
    raise AlreadyPublishing("another process is publishing or backing up; try again when it is done")


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
    """Take the folder, render, store and swap; returns the new manifest. Raises `AlreadyPublishing`.

    `facts` is a hash of all that went in. `progress` is told the number of pages so far.
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
    build: Build | None = None,
) -> Manifest:
    """Do what `publish` does, for one who holds the folder: readers see the old release until the new one is whole.

    `build` knows the pages of the current release; a draft that still stands there is not drawn again.
    """
    made_on = now or datetime.now(UTC)
    previous = readable_manifest(folder)
    serial = last_serial(folder) + 1
    named = replace(edition, release=release_id(edition.info.id, edition.today, serial))
    known = previous.entries if previous else {}
    policies: dict[str, str] = {}
    entries: dict[str, Entry] = {}
    for page in _pages(renderers, build.watch(named) if build else named):
        if page.path in entries:
            raise TwoPagesOnePath(page.path)
        before = known.get(page.path)
        kept = _kept(page, before, build, policies, folder) if build and isinstance(page, Draft) else None
        entries[page.path] = kept or _freeze(_drawn(page, build), before, policies, folder)
        progress(len(entries))
    manifest = Manifest(
        serial=serial,
        pack=edition.info.id,
        edition_of=edition.today,
        made_on=made_on,
        expires_on=made_on + LIFE,
        entries=entries,
        policies=policies,
        facts=facts,
    )
    _swap(manifest, folder)
    return manifest


def _pages(renderers: Iterable[Renderer], edition: Edition) -> Iterator[Page | Draft]:
    for renderer in renderers:
        yield from renderer.render(edition)


def _kept(draft: Draft, before: Entry | None, build: Build, policies: dict[str, str], folder: Path) -> Entry | None:
    """Return the entry of the release before, where a draft would be drawn just so and its blob is there."""
    if before is None or not build.still_stands(draft) or not is_whole(folder / blob_path(before.blob), before.size):
        return None
    policy = _policy_key(draft.policy, policies)
    same = (before.media_type, before.private, before.policy) == (draft.media_type, draft.private, policy)
    return before if same else None


def _drawn(page: Page | Draft, build: Build | None) -> Page:
    if isinstance(page, Page):
        return page
    return build.draw(page) if build else Page(page.path, page.media_type, page.make(), page.private, page.policy)


def _freeze(page: Page, known: Entry | None, policies: dict[str, str], folder: Path) -> Entry:
    policy = _policy_key(page.policy, policies)
    plain = sha256(page.body).hexdigest()
    if known is not None and known.plain == plain and is_whole(folder / blob_path(known.blob), known.size):
        return replace(known, media_type=page.media_type, private=page.private, policy=policy)
    stored = brotli.compress(page.body, quality=QUALITY)
    name = blob_name(stored)
    _write(folder / blob_path(name), stored)
    return Entry(
        blob=name,
        plain=plain,
        media_type=page.media_type,
        size=len(stored),
        plain_size=len(page.body),
        private=page.private,
        policy=policy,
    )


def _policy_key(policy: str, policies: dict[str, str]) -> str:
    if not policy:
        return ""
    key = sha256(policy.encode()).hexdigest()[:8]
    policies[key] = policy
    return key


def _write(path: Path, data: bytes) -> None:
    """Write a blob whole or not at all: a reader never sees half of it; one that was cut off is written again."""
    if is_whole(path, len(data)):
        return
    path.parent.mkdir(parents=True, exist_ok=True)
    with NamedTemporaryFile(dir=path.parent, prefix=HALF_WRITTEN, delete=False) as file:
        try:
            file.write(data)
        except BaseException:
            Path(file.name).unlink()
            raise
    Path(file.name).chmod(0o644)
    Path(file.name).replace(path)


def _swap(manifest: Manifest, folder: Path) -> None:
    _write_first(folder / manifest_path(manifest.serial), manifest_bytes(manifest))
    # Blobs and manifest must be on the disk before anything points at them. One sync for all of them takes a
    # blink, where one for each of a thousand blobs takes minutes on a memory card. What a power cut leaves cut
    # off before this line has the wrong size, and the next publish writes it again.
    os.sync()
    pointer = folder / "current"
    fresh = pointer.with_name(f"{HALF_WRITTEN}current")
    with fresh.open("w", encoding="ascii") as file:
        file.write(f"{manifest.serial}\n")
        file.flush()
        os.fsync(file.fileno())
    fresh.replace(pointer)


def _write_first(path: Path, data: bytes) -> None:
    """Write a file that must not be there yet: raises FileExistsError before it would take another's serial."""
    path.parent.mkdir(parents=True, exist_ok=True)
    with path.open("xb") as file:
        file.write(data)
    path.chmod(0o644)
