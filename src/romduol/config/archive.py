"""A backup as one file: what goes in, how it is proved whole, and how it comes back.

The archive is a tar.gz whose first member, ``manifest.json``, names the SHA-256 of every other one.
"""

from __future__ import annotations

import gzip
import hashlib
import json
import shutil
import sqlite3
import tarfile
import zlib
from collections.abc import Iterator, Mapping
from contextlib import AbstractContextManager, closing, contextmanager, nullcontext
from datetime import datetime
from pathlib import Path, PurePosixPath
from tempfile import TemporaryDirectory

from romduol import __version__
from romduol.config.secret import NAME as SECRET
from romduol.knowledge.releases.actions.folder import LIST_PATIENCE, held, publishing
from romduol.knowledge.releases.rules.naming import HALF_WRITTEN, LIST_LOCK, LOCK

FORMAT = 1
MANIFEST = "manifest.json"
DATABASE, INTAKE_DATABASE = "romduol.sqlite3", "intake.sqlite3"
DATABASES = (DATABASE, INTAKE_DATABASE)
RELEASES = "releases"
KEYS = "keys"
PARTS = (*DATABASES, RELEASES, SECRET, KEYS)
SPARED = 50_000_000
"""Bytes of the disk that a backup may not take: whatever else runs here needs them."""
LARGEST_MANIFEST = 200_000_000
"""Bytes. A million files come to half of it."""
LONGEST_NAME = 100
PIECE = 1 << 16
PINNED = f"{KEYS}/root.pub"
"""Whom this copy trusts: public, and without it no release of the backup would count."""


class ArchiveIsDamaged(Exception):
    """The archive does not hold what its manifest says."""


class WouldOverwrite(Exception):
    """There is data where the archive would be restored to."""


def write_archive(
    target: Path, *, databases: Mapping[str, Path], data: Path, made_at: datetime, with_secret: bool
) -> int:
    """Write a backup to ``target`` in one step and return the number of files in it.

    Each of `databases`, by its name in the archive, is copied through SQLite's own backup, and nobody publishes
    meanwhile. Raises FileNotFoundError where one is not there, and `AlreadyPublishing`.
    """
    with TemporaryDirectory(dir=target.parent, prefix=".backup-") as folder:
        # A reader's trust depends on this file: nobody else on the machine may read it half-way.
        stage = Path(folder)
        half = stage / "archive"
        with _unchanging(data / RELEASES):
            for name, database in databases.items():
                copy_database(database, stage / name)
            files = {**{name: stage / name for name in databases}, **dict(_releases(data))}
            files |= _secrets(data, everything=with_secret)
            _pack(half, files, _manifest(files, made_at))
        half.chmod(0o600)
        half.replace(target)
    return len(files)


def copy_database(source: Path, target: Path) -> None:
    """Copy a SQLite database that may be in use; raises FileNotFoundError where there is none."""
    if not source.is_file():
        raise FileNotFoundError(source)
    with closing(sqlite3.connect(source)) as old, closing(sqlite3.connect(target)) as new:
        old.backup(new)
        # One file, without the -wal beside it that a copy would forget.
        new.execute("PRAGMA journal_mode=DELETE")


def read_archive(archive: Path, stage: Path) -> dict[str, str]:
    """Unpack ``archive`` into the empty folder ``stage``, prove every file, and return name -> SHA-256.

    Raises ArchiveIsDamaged where a file is missing, added, changed or cut off.
    """
    try:
        with gzip.open(archive) as packed:
            with tarfile.open(fileobj=packed, mode="r:") as tar:
                _unpack(tar, stage, shutil.disk_usage(stage).free - SPARED)
            # The sum over all bytes stands at the very end, behind what a reader of tar files asks for.
            while packed.read(PIECE):
                pass
        if (stage / MANIFEST).stat().st_size > LARGEST_MANIFEST:
            raise ArchiveIsDamaged(f"{MANIFEST} is larger than any may be")
        manifest = json.loads((stage / MANIFEST).read_bytes())
        promised = dict(manifest["files"])
    except (
        tarfile.TarError,
        OSError,
        EOFError,
        ValueError,
        KeyError,
        TypeError,
        RecursionError,
        zlib.error,
    ) as problem:
        raise ArchiveIsDamaged(f"{archive} is not a whole backup ({type(problem).__name__})") from problem
    if manifest.get("format") != FORMAT:
        raise ArchiveIsDamaged(f"{archive} has format {manifest.get('format')}; this version reads {FORMAT}")
    _compare(promised, {name: sha256(path) for name, path in _walk(stage) if name != MANIFEST})
    return promised


def put_in_place(stage: Path, data: Path, *, aside: Path, force: bool) -> list[str]:
    """Move what ``stage`` holds into ``data`` and return the names of the parts.

    What was there goes to ``aside`` first; if a move fails, everything is put back as it was. Raises
    WouldOverwrite where there is data and ``force`` is not set.
    """
    _leave_own_keys(stage, data)
    arriving = [part for part in PARTS if (stage / part).exists()]
    leaving = [name for name in _belonging(arriving) if (data / name).exists()]
    if leaving and not force:
        raise WouldOverwrite(f"{data} already holds {', '.join(leaving)}")
    moves = [(data / name, aside / name) for name in leaving]
    moves += [(stage / part, data / part) for part in arriving]
    data.mkdir(parents=True, exist_ok=True)
    _move_all(moves)
    return arriving


def sha256(path: Path) -> str:
    """Return the SHA-256 of a file's bytes, as hexadecimal digits."""
    with path.open("rb") as file:
        return hashlib.file_digest(file, "sha256").hexdigest()


def _secrets(data: Path, *, everything: bool) -> dict[str, Path]:
    """Return the root key that is trusted; with `everything` the private keys too, and the server's own."""
    found = [data / PINNED]
    if everything:
        found += [data / SECRET, *sorted((data / KEYS).glob("*.pem"))]
    return {path.relative_to(data).as_posix(): path for path in found if path.is_file()}


def _unchanging(releases: Path) -> AbstractContextManager[None]:
    # A release that changed between its hash and its bytes would make a backup that nobody can restore.
    return _held(releases) if releases.is_dir() else nullcontext()


@contextmanager
def _held(releases: Path) -> Iterator[None]:
    with publishing(releases), held(releases / LIST_LOCK, LIST_PATIENCE):
        yield


def _releases(data: Path) -> Iterator[tuple[str, Path]]:
    for name, path in _walk(data / RELEASES):
        # What a crash left half-written belongs to no release.
        if path.name not in (LOCK, LIST_LOCK) and not path.name.startswith(HALF_WRITTEN):
            yield f"{RELEASES}/{name}", path


def _leave_own_keys(stage: Path, data: Path) -> None:
    """Leave this machine's keys alone if the backup brings none and is of a copy that trusts the same root."""
    if not list((stage / KEYS).glob("*.pem")) and _same(stage / PINNED, data / PINNED):
        shutil.rmtree(stage / KEYS)


def _same(one: Path, other: Path) -> bool:
    return one.is_file() and other.is_file() and one.read_bytes() == other.read_bytes()


def _unpack(tar: tarfile.TarFile, stage: Path, room: int) -> None:
    # By hand, because the filter that makes extractall safe came with Python 3.11.4, and because a backup
    # holds nothing but plain files: no link, no device, no way out of the folder, no name twice.
    for member in tar:
        path = PurePosixPath(member.name)
        content = tar.extractfile(member) if member.isreg() else None
        if content is None or path.is_absolute() or ".." in path.parts:
            raise ArchiveIsDamaged(f"{member.name[:LONGEST_NAME]!r} does not belong in a backup")
        room -= member.size
        if room < 0:
            # A file of kilobytes can say that it unpacks to terabytes.
            raise ArchiveIsDamaged(f"it unpacks to more than the disk of {stage.parent} has room for")
        target = stage / path
        target.parent.mkdir(parents=True, exist_ok=True)
        with target.open("xb") as file:
            shutil.copyfileobj(content, file)
        target.chmod(member.mode & 0o644 | 0o600)


def _walk(folder: Path) -> Iterator[tuple[str, Path]]:
    for path in sorted(folder.rglob("*")):
        if path.is_file():
            yield PurePosixPath(path.relative_to(folder)).as_posix(), path


def _manifest(files: dict[str, Path], made_at: datetime) -> bytes:
    hashes = {name: sha256(path) for name, path in files.items()}
    manifest = {"format": FORMAT, "romduol": __version__, "made_at": made_at.isoformat(), "files": hashes}
    return json.dumps(manifest, indent=1).encode()


def _pack(target: Path, files: dict[str, Path], manifest: bytes) -> None:
    listing = target.with_name(MANIFEST)
    listing.write_bytes(manifest)
    with tarfile.open(target, "w:gz", compresslevel=6) as tar:
        for name, path in {MANIFEST: listing, **files}.items():
            tar.add(path.resolve(), arcname=name, recursive=False, filter=_without_owner)


def _without_owner(member: tarfile.TarInfo) -> tarfile.TarInfo:
    # Who kept this server is nobody's business, should the file be found.
    member.uid = member.gid = 0
    member.uname = member.gname = ""
    # A release is public and may be served by another program; the database and the key are not.
    member.mode = 0o644 if member.name.startswith(RELEASES) else 0o600
    return member


def _compare(promised: dict[str, str], found: dict[str, str]) -> None:
    for name in sorted(promised.keys() | found.keys()):
        if name not in found:
            raise ArchiveIsDamaged(f"{name} is missing")
        if name not in promised:
            raise ArchiveIsDamaged(f"{name} is not named in the manifest")
        if promised[name] != found[name]:
            raise ArchiveIsDamaged(f"{name} was changed: its hash is not the one in the manifest")


def _belonging(parts: list[str]) -> list[str]:
    # An old write-ahead log beside a new database would be replayed into it and break it.
    return [*parts, *(f"{name}{end}" for name in DATABASES if name in parts for end in ("-wal", "-shm"))]


def _move_all(moves: list[tuple[Path, Path]]) -> None:
    done: list[tuple[Path, Path]] = []
    try:
        for old, new in moves:
            new.parent.mkdir(parents=True, exist_ok=True)
            # Only a rename is one step; across two file systems this fails instead of copying half.
            old.rename(new)
            done.append((old, new))
    except OSError:
        for old, new in reversed(done):
            shutil.move(new, old)
        raise
