"""Every write of keys: the root that is kept off line, the short-lived keys that sign, and what the root allows."""

from collections.abc import Callable, Iterable
from dataclasses import dataclass, replace
from datetime import datetime, timedelta
from pathlib import Path

from romduol.knowledge.releases.actions.folder import write_surely
from romduol.knowledge.releases.queries.folder import ROOT, keys_of, pinned_root, read_keyring
from romduol.knowledge.releases.records import Keyring, SigningKey
from romduol.knowledge.releases.rules.manifests import KEYS, keyring_payload
from romduol.knowledge.releases.rules.naming import KEYRING
from romduol.knowledge.releases.rules.trust import Refused, Why, prove_keyring
from romduol.safety.crypto.signatures import (
    KeyUnreadable,
    PrivateKey,
    fingerprint,
    from_pem,
    is_public,
    key_id,
    new_key,
    public_of,
    sign,
    to_pem,
)

SIGNING, NEXT, ROOT_KEY = "signing.pem", "next.pem", "root.pem"
LIFE_OF_A_KEY = timedelta(days=90)
SECRET = 0o600
GRACE = timedelta(minutes=5)
"""For how long before its delegation a key counts: clocks of two machines differ."""


class CannotSign(Exception):
    """There is no key here that may sign now; the message says what to do."""


class RootExists(Exception):
    """There is a root key already: another one would cut off every mirror that trusts the first."""


@dataclass(frozen=True, slots=True)
class Signer:
    """A key of this machine that may sign now."""

    private: PrivateKey
    key: SigningKey

    def sign(self, payload: bytes, purpose: str) -> bytes:
        """Return the signed document."""
        return sign(payload, purpose, self.private)


def make_root(file: Path, *, passphrase: str = "") -> str:
    """Make a root key in a file of its own and return its public half; raises `RootExists` and OSError."""
    if file.exists():
        raise RootExists(f"{file} is there already")
    root = new_key()
    _write_secret(file, to_pem(root, passphrase))
    return public_of(root)


def pin_root(folder: Path, public: str) -> None:
    """Let this machine trust a root key; raises `RootExists` where it trusts another, and `KeyUnreadable`."""
    if not is_public(public):
        raise KeyUnreadable("a root key is 64 hexadecimal digits; `romduol key show` on the publisher prints it")
    known = pinned_root(folder)
    if known is not None and known != public:
        raise RootExists(f"this machine trusts the root {known} already")
    if known is None:
        text = f"{public}\n# fingerprint: {fingerprint(public)}\n"
        write_surely(keys_of(folder) / ROOT, text.encode("ascii"))


def forget_root(folder: Path, now: datetime, *, but: Path | None = None) -> None:
    """Put the pinned root, the keyring and the signing keys aside, where the root key is lost; not the file `but`."""
    home = keys_of(folder)
    aside = home / f"replaced-{now:%Y%m%d-%H%M%S}"
    aside.mkdir(parents=True, mode=0o700)
    for path in (home / ROOT, home / ROOT_KEY, home / SIGNING, home / NEXT, folder / KEYRING):
        if path.exists() and path != but:
            path.rename(aside / path.name)


def begin(folder: Path, now: datetime) -> Signer:
    """Make root and signing key where there are none, so that the first start signs. The root stays on this machine:
    `romduol doctor` says so until it is moved away."""
    home = keys_of(folder)
    if pinned_root(folder) is None:
        file = home / ROOT_KEY
        public = public_of(read_root(file)) if file.exists() else make_root(file)
        pin_root(folder, public)
    root = read_root(home / ROOT_KEY)
    delegate_own(folder, root, now=now)
    return signer(folder, now)


def read_root(file: Path, ask: Callable[[], str] = str) -> PrivateKey:
    """Return the root key of a file; `ask` is asked for a passphrase where one is needed. Raises `KeyUnreadable`."""
    try:
        data = file.read_bytes()
    except OSError as problem:
        raise KeyUnreadable(f"{file}: {problem.strerror}") from problem
    try:
        return from_pem(data)
    except KeyUnreadable:
        typed = ask()
        return from_pem(data, typed) if typed else from_pem(data)


def signer(folder: Path, now: datetime, *, late: bool = False) -> Signer:
    """Return the key that signs here now; raises `CannotSign` with what to do.

    With `late`, one that is past its end does too: enough to take something back, and for nothing else.
    """
    home = keys_of(folder)
    # The next key first: one that the keyring names already signs, even if it was cut off before it took its place.
    found = [private for private in map(_own_key, (home / NEXT, home / SIGNING)) if private is not None]
    if not found:
        raise CannotSign("there is no signing key here; run: romduol key rotate")
    try:
        keyring = read_keyring(folder)
    except Refused as problem:
        raise CannotSign(f"{problem}; run: romduol key show") from problem
    for private in found:
        key = keyring.find(key_id(public_of(private)))
        if key is not None and (key.counts_at(now) or (late and not key.revoked)):
            return Signer(private, key)
    raise CannotSign(_why_not(keyring.find(key_id(public_of(found[-1]))), now))


def _why_not(key: SigningKey | None, now: datetime) -> str:
    if key is None or key.revoked:
        told = "is not named by the keyring" if key is None else "was revoked"
        return f"the signing key of this machine {told}; run: romduol key rotate"
    return (
        f"the signing key of this machine counts from {key.since:%Y-%m-%d} until {key.until:%Y-%m-%d}, "
        f"and the clock here says {now:%Y-%m-%d}; run: romduol key delegate"
    )


def signer_or_begin(folder: Path, now: datetime) -> Signer:
    """Return the key that signs here now, and make the first keys on a machine that has none; raises `CannotSign`."""
    home = keys_of(folder)
    nothing = pinned_root(folder) is None and not (home / SIGNING).exists()
    # Also where a first start was cut off, or the releases were erased: with the root key here, nothing is lost by it.
    fresh = (nothing or (home / ROOT_KEY).exists()) and not (folder / KEYRING).exists()
    return begin(folder, now) if fresh and not any(home.glob("replaced-*")) else signer(folder, now)


def delegate_own(folder: Path, root: PrivateKey, *, now: datetime, life: timedelta = LIFE_OF_A_KEY) -> Keyring:
    """Let the root key name this machine's signing key for a while, making one where there is none."""
    private = _made_once(keys_of(folder) / SIGNING)
    return delegate(folder, root, public_of(private), now=now, life=life)


def delegate(folder: Path, root: PrivateKey, public: str, *, now: datetime, life: timedelta) -> Keyring:
    """Store the keyring with one more key named, or one named for longer; raises `Refused`."""
    keyring = _keyring_or_first(folder, root, now)
    return _store(folder, with_key(keyring, public, now=now, life=life), root)


def with_key(keyring: Keyring, public: str, *, now: datetime, life: timedelta) -> Keyring:
    """Return the next version of a keyring, in which a key counts from now on for `life`."""
    known = keyring.find(key_id(public))
    if known is not None and known.revoked:
        raise Refused(Why.REVOKED_KEY, f"the key {known.id} was revoked, and stays so")
    # Never a shorter time than before: what it signed while a clock was wrong must go on counting.
    since = min(known.since, now - GRACE) if known else now - GRACE
    until = max(known.until, now + life) if known else now + life
    named = SigningKey(key_id(public), public, since, until)
    return _next(keyring, [*(key for key in keyring.keys if key.id != named.id), named], now)


def rotate(folder: Path, root: PrivateKey, *, now: datetime, life: timedelta = LIFE_OF_A_KEY) -> Keyring:
    """Put a new signing key in the place of this machine's: what the old one signed until now still counts."""
    home = keys_of(folder)
    old = _own_key(home / SIGNING)
    fresh = new_key()
    keyring = with_key(_keyring_or_first(folder, root, now), public_of(fresh), now=now, life=life)
    if old is not None:
        keyring = replace(keyring, keys=tuple(_ended(key, key_id(public_of(old)), now) for key in keyring.keys))
    # First the key, then what names it: cut off between the two, the old key still signs.
    _write_secret(home / NEXT, to_pem(fresh))
    stored = _store(folder, keyring, root)
    (home / NEXT).replace(home / SIGNING)
    return stored


def _ended(key: SigningKey, wanted: str, now: datetime) -> SigningKey:
    return replace(key, until=min(key.until, now)) if key.id == wanted else key


def revoke(folder: Path, root: PrivateKey, wanted: str, *, now: datetime) -> Keyring:
    """Let nothing count any more that a key ever signed; raises `Refused` where the keyring does not name it."""
    keyring = read_keyring(folder)
    if keyring.find(wanted) is None:
        known = ", ".join(key.id for key in keyring.keys)
        raise Refused(Why.UNKNOWN_KEY, f"the keyring names no key {wanted}; it names: {known}")
    keys = [replace(key, revoked=key.revoked or key.id == wanted) for key in keyring.keys]
    return _store(folder, _next(keyring, keys, now), root)


def request(folder: Path) -> str:
    """Make the next signing key here and return its public half, for a root key that never comes to this machine."""
    return public_of(_made_once(keys_of(folder) / NEXT))


def accept(folder: Path, document: bytes, *, now: datetime) -> Keyring:
    """Take a keyring that was signed elsewhere, and begin to use the next key where it names it.

    Raises `Refused`, and `CannotSign` where it would leave this machine without a key that counts.
    """
    root = pinned_root(folder)
    if root is None:
        raise Refused(Why.NO_KEYRING, "no root key is pinned on this machine; run: romduol key trust ROOT")
    keyring = prove_keyring(document, root=root, least=_version(folder))
    home = keys_of(folder)
    own = [key for key in map(_own_key, (home / NEXT, home / SIGNING)) if key is not None]
    named = [keyring.find(key_id(public_of(key))) for key in own]
    if not any(key is not None and key.counts_at(now) for key in named):
        raise CannotSign("this keyring lets no key of this machine sign; nothing was changed: romduol key request")
    write_surely(folder / KEYRING, document)
    coming = _own_key(home / NEXT)
    if coming is not None and keyring.find(key_id(public_of(coming))):
        (home / NEXT).replace(home / SIGNING)
    return keyring


def signed_keyring(keyring: Keyring, root: PrivateKey) -> bytes:
    """Return a keyring as the root key signs it."""
    return sign(keyring_payload(keyring), KEYS, root)


def first_keyring(root: str, now: datetime) -> Keyring:
    """Return a keyring that names no key yet."""
    return Keyring(version=0, made_on=now, root=root)


def _keyring_or_first(folder: Path, root: PrivateKey, now: datetime) -> Keyring:
    if not (folder / KEYRING).exists():
        return first_keyring(public_of(root), now)
    keyring = read_keyring(folder)
    if keyring.root != public_of(root):
        raise Refused(Why.UNKNOWN_KEY, "this is not the root key that this machine trusts")
    return keyring


def _store(folder: Path, keyring: Keyring, root: PrivateKey) -> Keyring:
    if public_of(root) != keyring.root:
        raise Refused(Why.UNKNOWN_KEY, "this is not the root key that this machine trusts")
    write_surely(folder / KEYRING, signed_keyring(keyring, root))
    return keyring


def _next(keyring: Keyring, keys: Iterable[SigningKey], now: datetime) -> Keyring:
    return Keyring(keyring.version + 1, now, keyring.root, tuple(keys))


def _version(folder: Path) -> int:
    try:
        return read_keyring(folder).version
    except Refused:
        return 0


def _own_key(path: Path) -> PrivateKey | None:
    try:
        return from_pem(path.read_bytes())
    except FileNotFoundError:
        return None
    except KeyUnreadable as problem:
        raise CannotSign(f"{path}: {problem}") from problem


def _made_once(path: Path) -> PrivateKey:
    private = _own_key(path)
    if private is None:
        private = new_key()
        _write_secret(path, to_pem(private))
    return private


def _write_secret(path: Path, data: bytes) -> None:
    path.parent.mkdir(parents=True, exist_ok=True, mode=0o700)
    write_surely(path, data, SECRET)
