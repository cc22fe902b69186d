"""Ways to seal one payload for some keys and to open it with the first: ours, the HPKE in it alone, age, NaCl."""

from collections.abc import Callable, Iterator, Sequence
from dataclasses import dataclass
from importlib import import_module
from importlib.util import find_spec
from typing import Any
from uuid import UUID

from cryptography.hazmat.primitives.hpke import AEAD, KDF, KEM, Suite

from romduol.safety.crypto.contexts import Context, SealedKind
from romduol.safety.crypto.keys import new_pair, read_public
from romduol.safety.crypto.records import open_record, seal_record

OURS, HPKE, AGE, NACL = "ours", "HPKE alone", "age", "sealed box"
PACKAGES = {AGE: "pyrage", NACL: "nacl"}
MOST_KEYS = 3
CONTEXT = Context(SealedKind.REPORT, UUID(int=9, version=4))


class NotTheSame(RuntimeError):
    """What a way opened is not what it had sealed, so its time says nothing."""


@dataclass(frozen=True, slots=True)
class Way:
    """One way: seals a payload for so many keys, opens that with the first of them, and tells how many bytes it is."""

    name: str
    seal: Callable[[bytes, int], Any]
    open: Callable[[Any], bytes]
    size: Callable[[Any], int]


def ways() -> list[Way]:
    """Return every way that can be had here, ours first; keys are new ones, no time depends on them."""
    made = {AGE: _age, NACL: _sealed_box}
    return [_ours(), _hpke(), *(made[name]() for name, package in PACKAGES.items() if find_spec(package))]


def absent() -> Iterator[str]:
    """Yield a word about each package that is not here."""
    for name, package in PACKAGES.items():
        if find_spec(package) is None:
            yield f"{package} is not installed, so nothing stands beside {name}: tools/environment.sh bench fetches it"


def require_the_same(way: Way, payload: bytes) -> None:
    """Raise `NotTheSame` where a way does not open what it sealed."""
    for keys in (1, MOST_KEYS):
        if way.open(way.seal(payload, keys)) != payload:
            raise NotTheSame(f"{way.name} gave back another payload")


def _ours() -> Way:
    pairs = [new_pair() for _ in range(MOST_KEYS)]
    publics = [pair.public for pair in pairs]
    return Way(
        OURS,
        lambda payload, keys: seal_record(payload, CONTEXT, publics[:keys]),
        lambda sealed: open_record(sealed.box, sealed.envelopes[0], pairs[0], CONTEXT),
        lambda sealed: len(sealed.box) + sum(map(len, sealed.envelopes)),
    )


def _hpke() -> Way:
    """The same suite of the same library over the whole payload: no padding, commitment, context or pieces."""
    suite = Suite(KEM.P256, KDF.HKDF_SHA256, AEAD.AES_256_GCM)
    pairs = [new_pair() for _ in range(MOST_KEYS)]
    publics, private = [read_public(pair.public) for pair in pairs], pairs[0].private_key()
    return Way(
        HPKE,
        lambda payload, keys: [suite.encrypt(payload, public, b"") for public in publics[:keys]],
        lambda sealed: suite.decrypt(sealed[0], private, b""),
        _all,
    )


def _age() -> Way:
    age = import_module("pyrage")
    identities = [age.x25519.Identity.generate() for _ in range(MOST_KEYS)]
    recipients = [one.to_public() for one in identities]
    return Way(
        AGE,
        lambda payload, keys: age.encrypt(payload, recipients[:keys]),
        lambda sealed: bytes(age.decrypt(sealed, identities[:1])),
        len,
    )


def _sealed_box() -> Way:
    """A sealed box knows one key alone, so a payload for three is sealed three times."""
    nacl = import_module("nacl.public")
    pairs = [nacl.PrivateKey.generate() for _ in range(MOST_KEYS)]
    closing, opening = [nacl.SealedBox(pair.public_key) for pair in pairs], nacl.SealedBox(pairs[0])
    return Way(
        NACL,
        lambda payload, keys: [box.encrypt(payload) for box in closing[:keys]],
        lambda sealed: bytes(opening.decrypt(sealed[0])),
        _all,
    )


def _all(sealed: Sequence[bytes]) -> int:
    return sum(map(len, sealed))
