"""Shows an earlier release again: its pages under a new serial, with all that was taken back since still taken back."""

from dataclasses import replace
from datetime import datetime
from pathlib import Path

from romduol.knowledge.releases.actions.folder import publishing
from romduol.knowledge.releases.actions.keys import Signer, signer
from romduol.knowledge.releases.actions.publishing import show
from romduol.knowledge.releases.queries.folder import (
    NothingPublished,
    entries_of,
    is_whole,
    kept_releases,
    last_good,
    last_serial,
    release_of,
)
from romduol.knowledge.releases.records import Manifest
from romduol.knowledge.releases.rules.manifests import LIFE, ROLLED_BACK
from romduol.knowledge.releases.rules.naming import blob_path


class NotKept(Exception):
    """The release that is asked for is not kept here whole; the message names those that are."""


def roll_back(folder: Path, serial: int | None, *, now: datetime) -> tuple[Manifest, Manifest]:
    """Show the release `serial`, or the one before the current; returns it and the new one.

    What was taken back since stays so: the signed list counts whatever release is shown, and the old release names only
    what it drew itself. Raises `NothingPublished`, `NotKept`, `CannotSign`, `AlreadyPublishing` and OSError.
    """
    with publishing(folder):
        current = last_good(folder)
        if current is None:
            raise NothingPublished("nothing is published here; run: romduol publish")
        key = signer(folder, now)
        old = _wanted(folder, current, serial)
        _require_whole(folder, old)
        made = replace(
            old,
            serial=last_serial(folder) + 1,
            made_on=now,
            expires_on=now + LIFE,
            facts=f"{ROLLED_BACK}{current.serial} to {old.serial}",
        )
        show(made, folder, key)
    return old, made


def sign_anew(folder: Path, key: Signer, now: datetime, current: Manifest | None) -> Manifest | None:
    """Show the current pages under a new serial and this key's signature, for one who holds the folder; None where
    nothing is published.

    `current` was read before the keys changed: it may not count any more. Raises `ListLost`.
    """
    if current is None:
        return None
    made = replace(current, serial=last_serial(folder) + 1, made_on=now, expires_on=now + LIFE)
    show(made, folder, key)
    return made


def _wanted(folder: Path, current: Manifest, serial: int | None) -> Manifest:
    kept = [manifest for manifest in kept_releases(folder) if manifest.serial < current.serial]
    if serial is None:
        # Two days may show the same pages: going back means to go back to something else.
        found = next((manifest for manifest in kept if manifest.listings != current.listings), None)
    else:
        found = release_of(folder, serial)
    if found is None:
        names = ", ".join(f"{manifest.serial} ({manifest.made_on:%Y-%m-%d %H:%M})" for manifest in kept[:10])
        raise NotKept(f"no such release is kept here; kept are: {names or 'none but the current one'}")
    return found


def _require_whole(folder: Path, manifest: Manifest) -> None:
    missing = sum(not is_whole(folder / blob_path(e.blob), e.size) for e in entries_of(folder, manifest).values())
    if missing:
        raise NotKept(f"{missing} pages of release {manifest.release} are gone or damaged; it cannot be shown again")
