"""Members, custodians and reporters: what each of them truly holds, and what they get with it."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass, field
from functools import cache
from hashlib import sha256
from itertools import combinations
from uuid import UUID

from tests.safety.crypto.machine.model import Epoch
from tests.safety.crypto.machine.readings import (
    door,
    epoch_pairs,
    open_threads,
    own_thread,
    pinned,
    read_everything,
    unlocked,
    walked,
)
from tests.safety.crypto.machine.remembered import Refused
from tests.safety.crypto.machine.store import Store

from romduol.safety.crypto.epochs import Chain, Pin
from romduol.safety.crypto.keys import KeyPair
from romduol.safety.crypto.members import MemberKeys
from romduol.safety.crypto.receipts import Receipt, derive_receipt
from romduol.safety.crypto.recovery import NotEnough, RecoveryKeys, join, new_seed, recovery_keys, split
from romduol.safety.crypto.statements import Listed, RecoveryPublic
from romduol.safety.crypto.threads import OwnThread, Thread


@dataclass
class Session:
    """What a member's browser has once they have signed in."""

    keys: MemberKeys
    pins: tuple[Pin, ...]
    chains: dict[UUID, Chain]
    pairs: dict[Epoch, KeyPair]


@dataclass
class Hoard:
    """Copies of everything that somebody could ever read: the worst that a member, or who robbed them, can have."""

    keys: MemberKeys | None = None
    pairs: dict[Epoch, KeyPair] = field(default_factory=dict)
    threads: dict[UUID, Thread] = field(default_factory=dict)


@dataclass(eq=False)
class Member:
    """One person with one set of keys; who starts anew is another member."""

    name: str
    id: UUID
    organisation: str
    passphrase: str
    devices: dict[int, bytes] = field(default_factory=dict)
    """The secret of each device in their hands."""
    lost: dict[int, bytes] = field(default_factory=dict)
    hoard: Hoard = field(default_factory=Hoard)

    def __repr__(self) -> str:
        return self.name

    def unlock(self, store: Store) -> MemberKeys | Refused | None:
        """Return the keys, by the first device that has a wrap; nothing where there is none."""
        for device, secret in self.devices.items():
            if row := store.wraps.get((self.id, device)):
                shown = door(row.lock, self.id, device, self.passphrase, secret)
                if isinstance(shown, Refused):
                    return shown
                if sha256(shown).digest() == row.door_hash:
                    return unlocked(row.lock, row.wrap, self.id, device, self.passphrase, secret)
        return None

    def sign_in(self, store: Store) -> Session | Refused | None:
        """Return what the browser has after it checked every chain: one that does not hold stops everything."""
        keys = self.unlock(store)
        if keys is None or isinstance(keys, Refused):
            return keys
        pins: tuple[Pin, ...] | Refused = ()
        if found := store.pins.get(self.id):
            pins = pinned(found[1], keys.store, self.id, found[0])
        if isinstance(pins, Refused):
            return pins
        chains = walk_all(store, self.organisation, pins)
        if isinstance(chains, Refused):
            return chains
        return Session(keys, pins, chains, epoch_pairs(store, self.id, keys.seal))

    def copy_all(self, store: Store) -> None:
        """Add to the copies whatever the server has for these keys now."""
        hoard = self.hoard
        if hoard.keys:
            hoard.pairs |= epoch_pairs(store, self.id, hoard.keys.seal)
            reports = open_threads(store, hoard.pairs)
            hoard.threads |= {itself: opened.thread for itself, opened in reports.items()}

    def read_copies(self, store: Store) -> dict[UUID, bytes]:
        """Return what the copies open in the whole of a database."""
        return read_everything(store, self.hoard.pairs, self.hoard.threads)


def listed(member: UUID, keys: MemberKeys) -> Listed:
    """Return how a statement names a member."""
    return Listed(member, keys.seal.public, keys.sign.public)


def walk_all(store: Store, organisation: str, pins: Sequence[Pin] = ()) -> dict[UUID, Chain] | Refused:
    """Return the chain of every queue of an organisation, or why one of them does not hold."""
    by_queue = {pin.queue: pin for pin in pins}
    chains: dict[UUID, Chain] = {}
    for queue, signed in store.chains.items():
        if store.owners[queue] == organisation:
            chain = walked(signed, by_queue.get(queue))
            if isinstance(chain, Refused):
                return chain
            chains[queue] = chain
    return chains


@dataclass(eq=False)
class Custodians:
    """Five people with a share each; the seed is nowhere."""

    name: str
    id: UUID
    organisation: str
    shares: tuple[str, ...]

    def __repr__(self) -> str:
        return self.name

    def together(self, three: int = 0) -> RecoveryKeys:
        """Return the keys that one of the ten groups of three brings back."""
        groups = list(combinations(self.shares, 3))
        keys = _joined(groups[three % len(groups)])
        assert keys is not None
        return keys

    @property
    def public(self) -> RecoveryPublic:
        """How a statement names them."""
        keys = self.together()
        return RecoveryPublic(keys.seal.public, keys.sign.public)

    def two_of_them_fail(self, two: int) -> bool:
        """Tell whether two of them bring nothing back."""
        groups = list(combinations(self.shares, 2))
        return _joined(groups[two % len(groups)]) is None

    def read(self, store: Store, three: int) -> tuple[dict[Epoch, KeyPair], dict[UUID, bytes]]:
        """Return the epochs that three of them open, and all that these open."""
        pairs = epoch_pairs(store, self.id, self.together(three).seal)
        return pairs, read_everything(store, pairs)


@cache
def shares_of(seed: str) -> tuple[str, ...]:
    """Return the shares of a seed that was made for this run of the tests; parting one takes long."""
    return split(new_seed())


@cache
def _joined(shares: tuple[str, ...]) -> RecoveryKeys | None:
    try:
        return recovery_keys(join(shares))
    except NotEnough:
        return None


@cache
def receipt_of(code: str, word: str) -> Receipt:
    """Return what a code and a word make."""
    return derive_receipt(code, word)


@dataclass(eq=False)
class Reporter:
    """Somebody with a receipt, a word perhaps, and a card with the fingerprints of the queues that got the report."""

    name: str
    report: UUID
    queues: tuple[UUID, ...]
    code: str
    word: str

    def __repr__(self) -> str:
        return self.name

    @property
    def receipt(self) -> Receipt:
        """What code and word make."""
        return receipt_of(self.code, self.word)

    def comes_back(self, store: Store) -> OwnThread | Refused | None:
        """Return the thread that the receipt opens, or nothing where the server knows none."""
        receipt = self.receipt
        slip = store.slip(receipt.locator, receipt.token)
        return own_thread(slip.reporter_box, receipt.key, slip.report) if slip else None

    def read(self, store: Store) -> dict[UUID, bytes]:
        """Return what was answered."""
        own = self.comes_back(store)
        if own is None or isinstance(own, Refused):
            return {}
        as_if_a_queue = {(queue, 0): own.pair for queue in self.queues}
        return read_everything(store, as_if_a_queue, {own.thread.report: own.thread})
