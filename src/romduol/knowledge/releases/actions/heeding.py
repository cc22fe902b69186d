"""Takes keys and withdrawals from another copy: small, signed, and never to be lost because a release is refused."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass
from pathlib import Path

from romduol.knowledge.releases.actions.folder import LIST_PATIENCE, held, write_surely
from romduol.knowledge.releases.queries.folder import last_good, pinned_root, read_keyring, withdrawn_list
from romduol.knowledge.releases.queries.origins import NotThere, Origin, TooLong
from romduol.knowledge.releases.records import Keyring, WithdrawnList
from romduol.knowledge.releases.rules.manifests import NotWhole, withdrawn_from
from romduol.knowledge.releases.rules.naming import KEYRING, LIST_LOCK, WITHDRAWN
from romduol.knowledge.releases.rules.trust import Refused, Why, prove_keyring, prove_withdrawn
from romduol.safety.crypto.signatures import NotSigned, read_signed

LARGEST_DOCUMENT = 8_000_000
Tell = Callable[[str], None]


@dataclass(frozen=True, slots=True)
class Heeded:
    """What counts after another copy was asked for keys and withdrawals."""

    keyring: Keyring
    listed: WithdrawnList
    new_keyring: bool
    new_list: bool


def heed(origin: Origin, folder: Path, *, tell: Tell) -> Heeded:
    """Take a newer keyring and then a newer list of what was taken back, for one who holds the folder.

    `tell` gets a line for whatever is odd, or new. Raises `Refused` and `OriginGone`: then what is here still counts.
    """
    keyring, is_newer = _take_keyring(origin, folder, tell)
    listed, is_longer = _take_list(origin, folder, keyring, tell)
    return Heeded(keyring, listed, is_newer, is_longer)


def document_of(origin: Origin, name: str) -> bytes:
    """Return one of an origin's small files; raises `Refused` where it has no end, and `OriginGone`."""
    try:
        return origin.read(name, LARGEST_DOCUMENT)
    except TooLong as problem:
        raise Refused(Why.DAMAGED, str(problem)) from problem


def _take_keyring(origin: Origin, folder: Path, tell: Tell) -> tuple[Keyring, bool]:
    root = pinned_root(folder)
    if root is None:
        raise Refused(Why.NO_KEYRING, "no root key is pinned on this machine")
    known = _known_keyring(folder)
    document = document_of(origin, KEYRING)
    keyring = prove_keyring(document, root=root)
    if known is not None and keyring.version < known.version:
        # The copy behind it has not heard of the newer one yet, or somebody would like us to forget a revocation.
        tell(f"the origin's keyring is older (version {keyring.version}); version {known.version} counts here")
    if known is not None and keyring.version <= known.version:
        return known, False
    write_surely(folder / KEYRING, document)
    if known is not None:
        revoked = ", ".join(key.id for key in keyring.keys if key.revoked)
        tell(f"keyring version {keyring.version} came" + (f"; revoked: {revoked}" if revoked else ""))
    return keyring, True


def _known_keyring(folder: Path) -> Keyring | None:
    try:
        return read_keyring(folder)
    except (Refused, OSError):
        return None


def _take_list(origin: Origin, folder: Path, keyring: Keyring, tell: Tell) -> tuple[WithdrawnList, bool]:
    good = last_good(folder)
    pack = good.pack if good else ""
    known = _known_list(folder, pack)
    try:
        document = document_of(origin, WITHDRAWN)
    except NotThere as problem:
        # Every publisher has one, if only an empty one: a copy that has none may be keeping it back.
        raise Refused(Why.DAMAGED, f"the origin has no list of what was taken back ({problem})") from problem
    listed = prove_withdrawn(document, keyring, pack=pack or (known.pack if known else "") or _pack_of(document))
    if known is not None and listed.serial < known.serial:
        tell(
            f"the origin's list of what was taken back is older (serial {listed.serial}); serial {known.serial} counts"
        )
        return known, False
    if known == listed:
        return known, False
    with held(folder / LIST_LOCK, LIST_PATIENCE):
        write_surely(folder / WITHDRAWN, document)
    if known is not None or listed.items:
        tell(f"the list of what was taken back has serial {listed.serial} now: {len(listed.items)} in all")
    return listed, True


def _known_list(folder: Path, pack: str) -> WithdrawnList | None:
    try:
        return withdrawn_list(folder, pack or _pack_of((folder / WITHDRAWN).read_bytes()))
    except (Refused, OSError):
        return None


def _pack_of(document: bytes) -> str:
    """Return which pack a list says it is of: for the first pull, where nothing here tells; proved by who asks."""
    try:
        return withdrawn_from(read_signed(document).payload).pack
    except (NotSigned, NotWhole):
        return ""
