"""What ``romduol doctor`` looks at: one small check each, with what to do where it fails."""

from __future__ import annotations

import shutil
import sqlite3
import sys
import tempfile
from collections.abc import Callable, Iterator
from datetime import date
from pathlib import Path

import brotli
from babel.messages.pofile import read_po
from django.conf import settings
from django.db import DatabaseError, connections
from django.utils import timezone

from romduol.config.databases import sqlite_file
from romduol.config.findings import Finding, Level
from romduol.config.quiet import check_collecting, check_inboxes, quiet_checks
from romduol.config.tables import aliases, has_desk, missing_migrations
from romduol.knowledge.directory.queries import loaded_packs
from romduol.knowledge.releases.actions.keys import ROOT_KEY, SIGNING, CannotSign, signer
from romduol.knowledge.releases.queries.folder import (
    NothingPublished,
    PageDamaged,
    entries_of,
    is_sound,
    keys_of,
    last_good,
    withdrawn_list,
)
from romduol.knowledge.releases.queries.shelf import Shelf
from romduol.knowledge.releases.rules.trust import SOON, Refused

LEAST_FREE_BYTES = 200_000_000
# The first SQLite with RETURNING and every PRAGMA we set; Django 5.2 itself asks for 3.31.
OLDEST_SQLITE = (3, 35, 0)
OLDEST_PYTHON = (3, 11, 0)


def examine() -> Iterator[Finding]:
    """Run every check, in the order in which one depends on another."""
    for check in CHECKS:
        yield check()
    yield from quiet_checks()


def check_python() -> Finding:
    """The Python that runs this."""
    return judge_python(sys.version_info[:3])


def judge_python(version: tuple[int, int, int]) -> Finding:
    """Judge a Python by its version."""
    found = ".".join(map(str, version))
    if version >= OLDEST_PYTHON:
        return Finding(Level.OK, f"Python {found}")
    return Finding(Level.FAIL, f"Python {found} is too old", "install Python 3.11 or newer")


def check_sqlite() -> Finding:
    """The SQLite library, where it is the database."""
    if not any(sqlite_file(settings.DATABASES[alias]) for alias in aliases()):
        return Finding(Level.OK, "SQLite is not used here")
    if sqlite3.sqlite_version_info >= OLDEST_SQLITE:
        return Finding(Level.OK, f"SQLite {sqlite3.sqlite_version}")
    return Finding(Level.FAIL, f"SQLite {sqlite3.sqlite_version} is too old", "update the system's libsqlite3")


def check_data_folder() -> Finding:
    """Whether the data folder can be written to."""
    folder = Path(settings.DATA)
    try:
        folder.mkdir(parents=True, exist_ok=True)
        with tempfile.NamedTemporaryFile(dir=folder):
            return Finding(Level.OK, f"data folder {folder} can be written")
    except OSError as problem:
        cure = "give this user the folder, or name another one in ROMDUOL_DATA"
        return Finding(Level.FAIL, f"data folder {folder}: {problem.strerror}", cure)


def check_disk() -> Finding:
    """Free space for the next release and its temporary copy."""
    try:
        free = shutil.disk_usage(settings.DATA).free
    except OSError as problem:
        return Finding(Level.FAIL, f"free space unknown: {problem.strerror}", "see the data folder above")
    if free >= LEAST_FREE_BYTES:
        return Finding(Level.OK, f"{free / 1e9:.1f} GB free")
    return Finding(Level.WARN, f"only {free / 1e6:.0f} MB free", "make room: a release may not fit")


def check_database() -> Finding:
    """Whether the database answers and has all tables."""
    if not aliases():
        return Finding(Level.OK, "no database: this machine shows pages alone")
    try:
        missing = missing_migrations()
    except DatabaseError as problem:
        cure = "check DATABASE_URL, or that the data folder can be written"
        return Finding(Level.FAIL, f"database does not answer ({type(problem).__name__})", cure)
    if not missing:
        vendors = ", ".join(connections[alias].vendor for alias in aliases())
        return Finding(Level.OK, f"database ({vendors}) answers and is up to date")
    cure = "romduol serve --prepare brings it up to date"
    return Finding(Level.FAIL, f"database lacks {len(missing)} migrations, first {missing[0]}", cure)


def check_pack() -> Finding:
    """Whether a country pack has been loaded."""
    if not has_desk():
        return Finding(Level.OK, "no facts here: they belong to the machine of the desk")
    try:
        packs = loaded_packs()
    except DatabaseError:
        return Finding(Level.FAIL, "the facts cannot be read", "see the database above")
    if packs:
        return Finding(Level.OK, f"facts are loaded: {', '.join(packs)}")
    return Finding(Level.FAIL, "no facts are loaded", "romduol load content/kh")


def check_release() -> Finding:
    """Whether there is a release that counts, and whether it is still good."""
    shelf = Shelf(Path(settings.RELEASES))
    try:
        manifest = shelf.manifest()
    except NothingPublished as problem:
        return Finding(Level.FAIL, str(problem), "romduol publish")
    if shelf.refusal:
        return Finding(
            Level.FAIL, f"{shelf.refusal}; {manifest.release} is served", "romduol publish --force", due=True
        )
    return judge_release(manifest.release, timezone.localdate(manifest.expires_on), timezone.localdate())


def judge_release(release: str, last_day: date, today: date) -> Finding:
    """Judge a release by the last day on which it may be shown."""
    left = (last_day - today).days
    if left < 0:
        told = f"release {release} expired on {last_day}: each page says that it is out of date"
        return Finding(Level.FAIL, told, "romduol publish", due=True)
    if left <= SOON.days:
        return Finding(Level.WARN, f"release {release} expires in {left} days", "run romduol tick daily", due=True)
    return Finding(Level.OK, f"release {release}, good until {last_day}")


def check_list() -> Finding:
    """Whether the list of what was taken back is there and counts."""
    folder = Path(settings.RELEASES)
    manifest = last_good(folder)
    if manifest is None:
        return Finding(Level.WARN, "nothing to take back yet", "see the release above")
    try:
        listed = withdrawn_list(folder, manifest.pack)
    except Refused as problem:
        return Finding(Level.FAIL, str(problem), "romduol publish --force", due=True)
    if listed is None:
        return Finding(Level.FAIL, "the list of what was taken back is gone", "romduol publish --force", due=True)
    return Finding(Level.OK, f"the list of what was taken back is whole: {len(listed.items)} in all")


def check_pages() -> Finding:
    """Whether every stored page is what was signed."""
    folder = Path(settings.RELEASES)
    manifest = last_good(folder)
    if manifest is None:
        return Finding(Level.WARN, "no pages to look at", "see the release above")
    try:
        names = {entry.blob for entry in entries_of(folder, manifest).values()}
    except PageDamaged as problem:
        return Finding(Level.FAIL, str(problem), "romduol publish --force")
    damaged = sum(not is_sound(folder, name) for name in names)
    if damaged:
        cure = "romduol publish --force; on a mirror: romduol mirror SOURCE --once --prove"
        return Finding(Level.FAIL, f"{damaged} of {len(names)} pages are damaged", cure)
    return Finding(Level.OK, f"{len(names)} pages are what was signed")


def check_keys() -> Finding:
    """Whether this machine can sign, for how long, and where its root key is."""
    folder, now = Path(settings.RELEASES), timezone.now()
    home = keys_of(folder)
    if not (home / SIGNING).exists():
        # A mirror only proves; whoever has published here before would have a signing key.
        return Finding(Level.OK, "no signing key: this machine proves releases and makes none")
    try:
        key = signer(folder, now).key
    except CannotSign as problem:
        return Finding(Level.FAIL, f"nothing can be published: {problem}", "romduol key show", due=True)
    left = (key.until - now).days
    if left <= SOON.days:
        told = f"the signing key {key.id} ends in {left} days"
        return Finding(Level.WARN, told, "romduol key delegate --root FILE", due=True)
    if (home / ROOT_KEY).exists():
        cure = "docs/how-to/look-after-the-keys.md"
        return Finding(Level.WARN, "the root key is on this machine: a raid would take it along", cure)
    return Finding(Level.OK, f"signing key {key.id}, good until {timezone.localdate(key.until)}")


def check_brotli() -> Finding:
    """Whether pages can be compressed and read back."""
    page = b"romduol" * 100
    if brotli.decompress(brotli.compress(page, quality=5)) == page:
        return Finding(Level.OK, "brotli works")
    return Finding(Level.FAIL, "brotli does not give back what it was given", "reinstall: make clean, make run")


def check_catalogues() -> Finding:
    """Whether every catalogue in ``locale/`` has a text for every message."""
    catalogues = [path for folder in settings.LOCALE_PATHS for path in sorted(Path(folder).glob("*/*/*.po"))]
    if not catalogues:
        return Finding(Level.WARN, "no catalogue in locale/", "Khmer pages would show English words")
    gaps = {path: missing for path in catalogues if (missing := untranslated(path))}
    if not gaps:
        return Finding(Level.OK, f"catalogues complete ({', '.join(p.parts[-3] for p in catalogues)})")
    named = "; ".join(f"{path.parts[-3]}: {len(missing)} missing" for path, missing in gaps.items())
    return Finding(Level.WARN, f"catalogue incomplete: {named}", f"first: {next(iter(gaps.values()))[0]!r}")


def untranslated(catalogue: Path) -> list[str]:
    """Return the messages of a .po file that have no text yet."""
    with catalogue.open("rb") as file:
        messages = [message for message in read_po(file) if message.id]
    return [_first(message.id) for message in messages if not _first(message.string)]


def _first(text: object) -> str:
    return str(text[0]) if isinstance(text, list | tuple) else str(text or "")


__all__ = ["CHECKS", "Finding", "Level", "check_collecting", "check_inboxes", "examine"]

CHECKS: tuple[Callable[[], Finding], ...] = (
    check_python,
    check_sqlite,
    check_data_folder,
    check_disk,
    check_database,
    check_pack,
    check_release,
    check_list,
    check_pages,
    check_keys,
    check_brotli,
    check_catalogues,
)
