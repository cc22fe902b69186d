"""Writes the release as a tree of plain files that any web server hands out, with what was taken back left out.

DIR/site/         the tree: `km/e` is `site/km/e.html`, and beside it `.br` and `.gz`
DIR/nginx.conf    how nginx hands it out
DIR/export.json   says that DIR is an export, and of which release
"""

import json
import os
import shutil
from collections.abc import Callable, Iterator
from contextlib import contextmanager, suppress
from dataclasses import dataclass
from pathlib import Path

from romduol.knowledge.releases.actions.folder import FULL, AlreadyPublishing
from romduol.knowledge.releases.actions.replacing import replacing
from romduol.knowledge.releases.actions.tree import Tree, TwoPagesOneFile, bytes_at, write_open
from romduol.knowledge.releases.queries.folder import (
    PageDamaged,
    blob_bytes,
    listing,
    proved_manifest,
    read_keyring,
    unpacked,
    withdrawn_list,
)
from romduol.knowledge.releases.queries.shelf import Served, Shelf
from romduol.knowledge.releases.records import Entry, Manifest
from romduol.knowledge.releases.rules.headers import PREFIX
from romduol.knowledge.releases.rules.layout import Layout, NoFile
from romduol.knowledge.releases.rules.naming import CURRENT, KEYRING, WITHDRAWN, manifest_path
from romduol.knowledge.releases.rules.nginx import is_nameable, nginx_conf
from romduol.knowledge.releases.rules.trust import Refused

SITE, NGINX, MARKER = "site", "nginx.conf", "export.json"
PARTS = frozenset((SITE, NGINX, MARKER))
FORMAT = 1
PATIENCE = 5.0
ATTEMPTS = 3
"""How often it begins anew because the release, or the list of what was taken back, changed meanwhile."""
Progress = Callable[[int], None]


class CannotExport(Exception):
    """Nothing was written, and what was there stays; the message says why and what would do."""


@dataclass(frozen=True, slots=True)
class Exported:
    """What an export wrote."""

    manifest: Manifest
    has_expired: bool
    pages: int
    written: int
    """How many of the pages are new or changed; the others are the same files as before."""
    new_settings: bool
    """True where the web server has to read its settings again."""


def export(
    shelf: Shelf,
    target: Path,
    *,
    root: str = "",
    with_release: bool = False,
    progress: Progress = lambda _: None,
) -> Exported:
    """Write what is served now into `target`, in the place of an earlier export or of nothing.

    `root` is where the tree will lie on the machine of the web server, if elsewhere. `with_release` adds the signed
    release, so that mirrors can pull from the copy. `progress` is told the number of pages so far. Raises
    `CannotExport`, `NothingPublished`, `PageDamaged` and `Refused`.
    """
    with _told(target):
        target = target.resolve()
        root = root or str(target / SITE)
        _require_possible(target, root)
        with replacing(target, _is_leftover, PATIENCE) as new:
            for _ in range(ATTEMPTS):
                served = shelf.served()
                _require_list(served)
                done = _written(served, new, target, root=root, with_release=with_release, progress=progress)
                os.sync()
                # A number that was taken back while this ran must not come out with it.
                if shelf.served() is served:
                    break
                _empty(new)
            else:
                raise CannotExport("the release changed again and again while it was written; try again")
    return done


def _require_possible(target: Path, root: str) -> None:
    if not target.parent.is_dir():
        raise CannotExport(f"there is no folder {target.parent}")
    if not Path(root).is_absolute():
        raise CannotExport(f"the tree will lie at {root!r}: name the whole path, from / on")
    if not is_nameable(root) or not is_nameable(str(target)):
        raise CannotExport(
            f"the settings of nginx cannot name {root!r}; choose a folder without quotes, $, *, ? and []"
        )
    if target.exists() and not target.is_dir():
        raise CannotExport(f"{target} is a file; name a folder")
    held = {path.name for path in target.iterdir()} if target.exists() else set()
    if held and not _is_export(target):
        raise CannotExport(f"{target} is not empty, and no export of ours; nothing was touched")
    if held - PARTS:
        raise CannotExport(
            f"{target} holds {', '.join(sorted(held - PARTS))}, which no export wrote; move it elsewhere"
        )


def _is_export(folder: Path) -> bool:
    try:
        return bool(json.loads((folder / MARKER).read_bytes())["romduol export"] == FORMAT)
    except (OSError, ValueError, KeyError, TypeError):
        return False


def _is_leftover(folder: Path) -> bool:
    """Tell whether a folder that is named like one of ours holds what one of ours holds."""
    return folder.is_dir() and not folder.is_symlink() and {path.name for path in folder.iterdir()} <= PARTS


def _require_list(served: Served) -> None:
    """Refuse where the list of what was taken back is missing or does not count: an old number would come back."""
    if withdrawn_list(served.folder, served.manifest.pack) is None:
        raise CannotExport("the list of what was taken back is missing; publish anew: romduol publish --force")


def _written(served: Served, new: Path, target: Path, *, root: str, with_release: bool, progress: Progress) -> Exported:
    tree, layout, pages = Tree(new / SITE, target / SITE), Layout(), 0
    has_expired = served.has_expired
    for path, entry in _entries(served):
        if with_release:
            tree.blob(served.folder, entry.blob)
        if entry.private:
            continue
        name = layout.add(path, entry, served.manifest.policies.get(entry.policy, ""))
        stored = blob_bytes(served.folder, entry.blob)
        frozen = unpacked(entry.blob, stored, entry.plain_size)
        shown = served.as_shown(path, entry, frozen)
        tree.page(name, shown, stored if shown is frozen else None)
        pages += 1
        progress(pages)
    if with_release:
        _write_release(served, tree)
    conf = nginx_conf(layout, root=root, own=f"{Path(root).parent}.own.conf", with_release=with_release).encode()
    write_open(new / NGINX, conf)
    write_open(new / MARKER, _marker(served.manifest))
    return Exported(served.manifest, has_expired, pages, tree.written, conf != bytes_at(target / NGINX))


def _entries(served: Served) -> Iterator[tuple[str, Entry]]:
    """Yield every path, a listing at a time: all at once would not fit a small machine."""
    for name in served.manifest.listings.values():
        yield from sorted(listing(served.folder, name).items())


def _marker(manifest: Manifest) -> bytes:
    told = {
        "romduol export": FORMAT,
        "release": manifest.release,
        "made_on": manifest.made_on.isoformat(),
        "expires_on": manifest.expires_on.isoformat(),
    }
    return json.dumps(told, indent=1).encode() + b"\n"


def _write_release(served: Served, tree: Tree) -> None:
    for name in served.manifest.listings.values():
        tree.blob(served.folder, name)
    tree.file(PREFIX + CURRENT, _document(served))
    for name in (KEYRING, WITHDRAWN):
        tree.file(PREFIX + name, (served.folder / name).read_bytes())


def _document(served: Served) -> bytes:
    """Return the signed manifest that is served: it need not be the one that the folder names as current."""
    keyring = read_keyring(served.folder)
    for name in (CURRENT, manifest_path(served.manifest.serial)):
        with suppress(Refused):
            path = served.folder / name
            if proved_manifest(path, keyring) == served.manifest:
                return path.read_bytes()
    raise CannotExport("the signed manifest of the release that is served was lost; publish anew")


def _empty(folder: Path) -> None:
    for path in folder.iterdir():
        shutil.rmtree(path) if path.is_dir() else path.unlink()


@contextmanager
def _told(target: Path) -> Iterator[None]:
    """Turn what the system says into what helps."""
    try:
        yield
    except NoFile as path:
        raise CannotExport(f"the page {path} of the release cannot be a file") from path
    except TwoPagesOneFile as name:
        raise CannotExport(f"two pages of the release want the file {name}") from name
    except AlreadyPublishing:
        raise CannotExport(f"another export to {target} is under way; try again when it is done") from None
    except PageDamaged:
        raise
    except OSError as problem:
        why = "the disk is full" if problem.errno in FULL else problem.strerror or str(problem)
        raise CannotExport(f"cannot write {target}: {why}; what was there stays") from problem
