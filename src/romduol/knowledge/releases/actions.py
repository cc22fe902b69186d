"""Publishes an edition: every page frozen into a blob, and one small manifest that channels read."""

import os
from collections.abc import Callable, Iterable, Iterator
from dataclasses import replace
from datetime import UTC, datetime
from hashlib import sha256
from pathlib import Path
from tempfile import NamedTemporaryFile

import brotli

from romduol.knowledge.directory.records import Edition
from romduol.knowledge.releases.queries import last_serial, readable_manifest
from romduol.knowledge.releases.records import Entry, Manifest, Page, Renderer, release_id
from romduol.knowledge.releases.rules import LIFE, blob_name, blob_path, manifest_bytes

QUALITY = 5
"""Brotli's middle level: half a millisecond a page, where the highest takes fifty."""

Progress = Callable[[int], None]


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
) -> Manifest:
    """Render, store and swap: readers see the old release until the new one is whole.

    `facts` is a hash of all that went in. `progress` is told the number of pages so far. Returns the new manifest.
    """
    made_on = now or datetime.now(UTC)
    previous = readable_manifest(folder)
    serial = last_serial(folder) + 1
    named = replace(edition, release=release_id(edition.info.id, edition.today, serial))
    known = previous.entries if previous else {}
    policies: dict[str, str] = {}
    entries: dict[str, Entry] = {}
    for page in _pages(renderers, named):
        if page.path in entries:
            raise TwoPagesOnePath(page.path)
        entries[page.path] = _freeze(page, known.get(page.path), policies, folder)
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
        fresh_until=edition.fresh_until,
    )
    _swap(manifest, folder)
    return manifest


def _pages(renderers: Iterable[Renderer], edition: Edition) -> Iterator[Page]:
    for renderer in renderers:
        yield from renderer.render(edition)


def _freeze(page: Page, known: Entry | None, policies: dict[str, str], folder: Path) -> Entry:
    policy = _policy_key(page.policy, policies)
    plain = sha256(page.body).hexdigest()
    if known is not None and known.plain == plain and (folder / blob_path(known.blob)).exists():
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
    """Write a file whole or not at all: a reader never sees half of it."""
    if path.exists():
        return
    path.parent.mkdir(parents=True, exist_ok=True)
    with NamedTemporaryFile(dir=path.parent, prefix=".new-", delete=False) as file:
        try:
            file.write(data)
        except BaseException:
            Path(file.name).unlink()
            raise
    Path(file.name).chmod(0o644)
    Path(file.name).replace(path)


def _swap(manifest: Manifest, folder: Path) -> None:
    # Blobs must be on the disk before anything points at them, and the pointer changes last, in one step.
    os.sync()
    path = folder / "manifests" / f"{manifest.serial:08d}.json"
    _write(path, manifest_bytes(manifest))
    pointer = folder / "current"
    fresh = pointer.with_name(".current-new")
    with fresh.open("w", encoding="ascii") as file:
        file.write(f"{manifest.serial}\n")
        file.flush()
        os.fsync(file.fileno())
    fresh.replace(pointer)
