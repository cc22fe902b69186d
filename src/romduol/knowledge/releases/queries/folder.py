"""Reads a release folder: nothing of it counts before its signature is proved by the root key that is pinned here."""

from collections.abc import Iterator
from pathlib import Path

from romduol.knowledge.releases.queries.proving import Unsound, unpacking
from romduol.knowledge.releases.records import Entry, Keyring, Manifest, WithdrawnList
from romduol.knowledge.releases.rules.manifests import listing_from
from romduol.knowledge.releases.rules.naming import CURRENT, KEYRING, WITHDRAWN, blob_name, blob_path
from romduol.knowledge.releases.rules.trust import Refused, Why, prove_keyring, prove_manifest, prove_withdrawn
from romduol.safety.crypto.signatures import is_public

LARGEST_PLAIN_LISTING = 16_000_000
"""Bytes; far more than any of ours."""
ROOT = "root.pub"
"""The file that pins the root key, in a folder that is never handed out."""


class NothingPublished(Exception):
    """No release has been made yet."""


class PageDamaged(OSError):
    """The stored bytes of a page are missing, not whole, or not those that were signed."""


def keys_of(folder: Path) -> Path:
    """Return the private folder of the keys that belong to a release folder: it lies beside it."""
    return folder.parent / "keys"


def pinned_root(folder: Path) -> str | None:
    """Return the root's public key that this machine trusts, or None where none was pinned."""
    try:
        text = (keys_of(folder) / ROOT).read_text(encoding="ascii").split()
    except (FileNotFoundError, UnicodeDecodeError):
        return None
    return text[0] if text and is_public(text[0]) else None


def read_keyring(folder: Path) -> Keyring:
    """Return the keyring that the pinned root key signed; raises `Refused`."""
    root = pinned_root(folder)
    if root is None:
        raise Refused(Why.NO_KEYRING, "no root key is pinned on this machine")
    try:
        document = (folder / KEYRING).read_bytes()
    except (FileNotFoundError, IsADirectoryError):
        raise Refused(Why.NO_KEYRING, "there is no keyring beside the release") from None
    return prove_keyring(document, root=root)


def proved_manifest(path: Path, keyring: Keyring) -> Manifest | None:
    """Return the manifest in a file, or None where there is no file; raises `Refused`."""
    try:
        return prove_manifest(path.read_bytes(), keyring)
    except (FileNotFoundError, IsADirectoryError):
        return None


def last_good(folder: Path) -> Manifest | None:
    """Return the release to serve: the current one, or the newest kept one where the current one does not count.

    None where no release counts. A current one with a lower serial than a kept one was put back by somebody.
    """
    try:
        keyring = read_keyring(folder)
    except Refused:
        return None
    found = [_counting(folder / CURRENT, keyring), next(_kept(folder, keyring), None)]
    return max(filter(None, found), key=lambda manifest: manifest.serial, default=None)


def release_of(folder: Path, serial: int) -> Manifest | None:
    """Return a release that is kept here by its serial, or None; raises `Refused` where it does not count."""
    found = _files(folder).get(serial)
    return proved_manifest(found, read_keyring(folder)) if found else None


def kept_releases(folder: Path) -> list[Manifest]:
    """Return every release of the folder that counts, the newest first; raises `Refused` where no keyring does."""
    return list(_kept(folder, read_keyring(folder)))


def _kept(folder: Path, keyring: Keyring) -> Iterator[Manifest]:
    for _, path in sorted(_files(folder).items(), reverse=True):
        manifest = _counting(path, keyring)
        if manifest is not None:
            yield manifest


def _counting(path: Path, keyring: Keyring) -> Manifest | None:
    try:
        return proved_manifest(path, keyring)
    except Refused:
        return None


def _files(folder: Path) -> dict[int, Path]:
    files = (folder / "manifests").glob("[0-9]*.json")
    return {int(path.stem): path for path in files if path.stem.isascii() and path.stem.isdigit()}


def last_serial(folder: Path) -> int:
    """Return the highest serial ever written, so that no serial is used twice."""
    good = last_good(folder)
    return max(good.serial if good else 0, *_files(folder), 0)


def withdrawn_list(folder: Path, pack: str, *, revoked_too: bool = False) -> WithdrawnList | None:
    """Return the signed list of what was taken back, or None where there is none; raises `Refused`."""
    try:
        document = (folder / WITHDRAWN).read_bytes()
    except (FileNotFoundError, IsADirectoryError):
        return None
    return prove_withdrawn(document, read_keyring(folder), pack=pack, revoked_too=revoked_too)


def is_whole(path: Path, size: int) -> bool:
    """Tell whether a file is there and has so many bytes; a hash of each would read the whole folder."""
    try:
        return path.stat().st_size == size
    except FileNotFoundError:
        return False


def blob_bytes(folder: Path, name: str) -> bytes:
    """Return a blob as stored (brotli); raises `PageDamaged` where it is missing or its bytes are others."""
    try:
        stored = (folder / blob_path(name)).read_bytes()
    except OSError as problem:
        raise PageDamaged(f"blob {name} cannot be read") from problem
    if blob_name(stored) != name:
        raise PageDamaged(f"blob {name} is not whole, or was changed")
    return stored


def is_sound(folder: Path, name: str) -> bool:
    """Tell whether a blob is there and its bytes are those of its name."""
    try:
        return bool(blob_bytes(folder, name))
    except PageDamaged:
        return False


def unpacked(name: str, stored: bytes, most: int) -> bytes:
    """Return a blob's bytes unpacked, at most `most` of them: whoever steals a key must not fill the memory.

    Raises `PageDamaged`.
    """
    try:
        return b"".join(unpacking([stored], most))
    except Unsound as problem:
        raise PageDamaged(f"blob {name}: {problem}") from problem


def plain_bytes(folder: Path, entry: Entry) -> bytes:
    """Return an entry's bytes unpacked; raises `PageDamaged`."""
    return unpacked(entry.blob, blob_bytes(folder, entry.blob), entry.plain_size)


def listing(folder: Path, name: str) -> dict[str, Entry]:
    """Return a listing by the name of its blob: path -> entry; raises `PageDamaged`."""
    try:
        return listing_from(listing_bytes(folder, name))
    except ValueError as problem:
        raise PageDamaged(f"listing {name} cannot be read") from problem


def listing_bytes(folder: Path, name: str) -> bytes:
    """Return a listing by the name of its blob as it is written; raises `PageDamaged`."""
    return unpacked(name, blob_bytes(folder, name), LARGEST_PLAIN_LISTING)


def entries_of(folder: Path, manifest: Manifest) -> dict[str, Entry]:
    """Return every entry of a release by its path; raises `PageDamaged`. At 100,000 services this is 100 MB."""
    return {path: entry for name in manifest.listings.values() for path, entry in listing(folder, name).items()}
