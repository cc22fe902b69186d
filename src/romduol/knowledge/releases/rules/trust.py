"""Whether a signed document counts: who signed it, whether that key may, whether it is newer and not too old."""

from collections.abc import Callable
from datetime import datetime, timedelta
from enum import StrEnum
from hashlib import sha256
from typing import TypeVar

from romduol.knowledge.releases.records import Keyring, Manifest, SignedFile, WithdrawnList
from romduol.knowledge.releases.rules.manifests import (
    KEYS,
    MANIFEST,
    SEALING_PAGE,
    TAKEN_BACK,
    NotWhole,
    file_from,
    keyring_from,
    manifest_from,
    withdrawn_from,
)
from romduol.safety.crypto.signatures import NotSigned, Signed, prove, read_signed

Found = TypeVar("Found")
SOON = timedelta(days=7)
"""How long before its end a release or a key is worth a warning."""


class Why(StrEnum):
    """Why a document is refused."""

    DAMAGED = "damaged"
    """It is cut off, or its signature does not fit."""
    UNKNOWN_KEY = "unknown key"
    REVOKED_KEY = "revoked key"
    KEY_NOT_THEN = "key did not count then"
    EXPIRED = "expired"
    OLDER = "older"
    """Its serial is lower than one that was seen."""
    OTHER_PACK = "other pack"
    NO_KEYRING = "no keyring"


class Refused(Exception):
    """A document that does not count; the message says which and why, for the one who keeps the copy."""

    def __init__(self, why: Why, told: str) -> None:
        super().__init__(told)
        self.why = why


def prove_keyring(document: bytes, *, root: str, least: int = 0) -> Keyring:
    """Return a keyring that the root key signed and whose version is at least `least`; raises `Refused`."""
    signed = _parted(document, "the keyring")
    keyring = _built(_proved(signed, KEYS, root, "the keyring"), keyring_from, "the keyring")
    if keyring.root != root:
        raise Refused(Why.UNKNOWN_KEY, "the keyring names another root key than the one that this copy trusts")
    if keyring.version < least:
        raise Refused(Why.OLDER, f"the keyring has version {keyring.version}, and {least} was seen before")
    return keyring


def prove_manifest(document: bytes, keyring: Keyring) -> Manifest:
    """Return a manifest that a key of the keyring signed while it counted, of any age; raises `Refused`."""
    signed = _parted(document, "the manifest")
    public = _public(signed, keyring, "the manifest")
    manifest = _built(_proved(signed, MANIFEST, public, "the manifest"), manifest_from, "the manifest")
    _require_then(signed, keyring, manifest.made_on, f"release {manifest.release}")
    return manifest


def prove_withdrawn(
    document: bytes, keyring: Keyring, *, pack: str, least: int = 0, revoked_too: bool = False
) -> WithdrawnList:
    """Return a signed list of what was taken back, of this pack and at least this serial; raises `Refused`.

    It never expires, nor does the key's time matter: it can only take away, and a warning must not wait for a new key.
    With `revoked_too`, one that a revoked key signed is read as well, so that its publisher can sign it anew.
    """
    what = "the list of what was taken back"
    signed = _parted(document, what)
    public = _public(signed, keyring, what, revoked_too=revoked_too)
    listed = _built(_proved(signed, TAKEN_BACK, public, what), withdrawn_from, what)
    if listed.pack != pack:
        raise Refused(Why.OTHER_PACK, f"{what} is of the pack {listed.pack}, not of {pack}")
    if listed.serial < least:
        raise Refused(Why.OLDER, f"{what} has serial {listed.serial}, and {least} was seen before")
    return listed


def prove_sealing_page(page: bytes, document: bytes, keyring: Keyring) -> SignedFile:
    """Return what a key of the keyring signed of just this page while it counted, over or not; raises `Refused`."""
    what = "the signature of the sealing page"
    signed = _parted(document, what)
    public = _public(signed, keyring, what)
    told = _built(_proved(signed, SEALING_PAGE, public, what), file_from, what)
    _require_then(signed, keyring, told.made_on, "the sealing page")
    if sha256(page).hexdigest() != told.sha256:
        raise Refused(Why.DAMAGED, "the sealing page is not the one that was signed: it was changed, or is another one")
    return told


def require_newer(manifest: Manifest, current: Manifest | None) -> None:
    """Raise `Refused` unless a release may take the place of the current one: the same pack, and a higher serial."""
    if current is None:
        return
    if manifest.pack != current.pack:
        raise Refused(Why.OTHER_PACK, f"release {manifest.release} is not of the pack {current.pack}")
    if manifest.serial < current.serial:
        told = f"release {manifest.release} is older than {current.release}, which is served here"
        raise Refused(Why.OLDER, told)


def require_fresh(manifest: Manifest, now: datetime) -> None:
    """Raise `Refused` where a release is past its end by this clock."""
    if now >= manifest.expires_on:
        told = f"release {manifest.release} expired on {manifest.expires_on:%Y-%m-%d %H:%M} UTC"
        raise Refused(Why.EXPIRED, f"{told}; the clock here says {now:%Y-%m-%d %H:%M} UTC")


def _parted(document: bytes, what: str) -> Signed:
    try:
        return read_signed(document)
    except NotSigned as problem:
        raise Refused(Why.DAMAGED, f"{what} is damaged: {problem}") from problem


def _public(signed: Signed, keyring: Keyring, what: str, *, revoked_too: bool = False) -> str:
    key = keyring.find(signed.key_id)
    if key is None:
        raise Refused(Why.UNKNOWN_KEY, f"{what} was signed by the key {signed.key_id!r:.24}, which the keyring lacks")
    if key.revoked and not revoked_too:
        raise Refused(Why.REVOKED_KEY, f"{what} was signed by the key {key.id}, which was revoked")
    return key.public


def _proved(signed: Signed, purpose: str, public: str, what: str) -> bytes:
    try:
        return prove(signed, purpose, public)
    except NotSigned as problem:
        raise Refused(Why.DAMAGED, f"{what} is damaged or was changed: {problem}") from problem


def _built(payload: bytes, build: Callable[[bytes], Found], what: str) -> Found:
    try:
        return build(payload)
    except NotWhole as problem:
        raise Refused(Why.DAMAGED, f"{what} cannot be read: {problem}") from problem


def _require_then(signed: Signed, keyring: Keyring, moment: datetime, what: str) -> None:
    key = keyring.find(signed.key_id)
    if key is None or not key.counts_at(moment):
        raise Refused(Why.KEY_NOT_THEN, f"{what} was signed by the key {signed.key_id}, which did not count then")
