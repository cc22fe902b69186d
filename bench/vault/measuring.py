"""Measures the vault: records each way in turns, a file, words that people remember, and the same in a browser."""

from collections.abc import Callable, Iterator, Sequence
from dataclasses import dataclass, field
from hashlib import pbkdf2_hmac
from statistics import median
from time import process_time

from bench.vault.browser import InBrowser, measure_browser
from bench.vault.files import measure_files
from bench.vault.given import (
    CODE,
    DEVICE,
    DEVICE_SECRET,
    LARGE,
    MEMBER,
    OPEN,
    PASSPHRASE,
    RECEIPT,
    SEAL,
    SMALL,
    UNLOCK,
    WORD,
    payloads,
)
from bench.vault.handling import Handled
from bench.vault.ways import MOST_KEYS, Way, absent, require_the_same, ways
from romduol.safety.crypto.members import MIN_ROUNDS, lock_member, new_member, unlock_member
from romduol.safety.crypto.receipts import ROUNDS as RECEIPT_ROUNDS
from romduol.safety.crypto.receipts import derive_receipt

BATCH = {SMALL: 50, LARGE: 10}
"""Bytes of a payload -> how many are sealed and opened in one round."""
ROUNDS, ROUNDS_QUICKLY = 21, 5
WORDS_ROUNDS, WORDS_ROUNDS_QUICKLY = 7, 1


@dataclass(frozen=True, slots=True)
class Cost:
    """One act on a payload one way: microseconds of processor time, and the bytes of what is sealed."""

    act: str
    payload: int
    """Bytes."""
    keys: int
    way: str
    cpu_us: float
    sealed: int


@dataclass(frozen=True, slots=True)
class Stretched:
    """Words that people remember, made into keys: milliseconds of processor time, ours and hashlib's PBKDF2 alone."""

    act: str
    rounds: int
    cpu_ms: float
    bare_ms: float


@dataclass(slots=True)
class Vault:
    """One run."""

    costs: list[Cost] = field(default_factory=list)
    files: list[Handled] = field(default_factory=list)
    words: list[Stretched] = field(default_factory=list)
    browser: InBrowser = field(default_factory=InBrowser)
    notes: list[str] = field(default_factory=list)


def measure_vault(progress: Callable[[str], None], *, quick: bool) -> Vault:
    """Measure all of it. Raises `ChildFailed`, and `NotTheSame` where a way does not give back what it sealed."""
    found = Vault(notes=list(absent()))
    # Files first: a child begins with its parent's peak memory on some systems, so the parent is to be small still.
    found.files = measure_files(progress, quick=quick)
    rounds = ROUNDS_QUICKLY if quick else ROUNDS
    there = ways()
    for size in (SMALL, LARGE):
        for keys in (1, MOST_KEYS):
            progress(f"records of {size:,} bytes for {keys}")
            found.costs += _records(there, size, keys, rounds)
    progress("words")
    found.words = _words(WORDS_ROUNDS_QUICKLY if quick else WORDS_ROUNDS)
    found.browser = measure_browser(there, progress, quick=quick)
    return found


def _records(there: Sequence[Way], size: int, keys: int, rounds: int) -> Iterator[Cost]:
    given = payloads(size, BATCH[size])
    took: dict[tuple[str, str], list[float]] = {(act, way.name): [] for act in (SEAL, OPEN) for way in there}
    sizes = {way.name: way.size(way.seal(given[0], keys)) for way in there}
    for way in there:
        require_the_same(way, given[0])
    for _ in range(rounds):
        for way in there:
            sealing, opening = _both(way, given, keys)
            took[SEAL, way.name].append(sealing)
            took[OPEN, way.name].append(opening)
    for (act, name), times in took.items():
        yield Cost(act, size, keys, name, 1e6 * median(times) / len(given), sizes[name])


def _both(way: Way, given: Sequence[bytes], keys: int) -> tuple[float, float]:
    """Seal all, then open all; return the seconds of processor time of both."""
    start = process_time()
    sealed = [way.seal(payload, keys) for payload in given]
    between = process_time()
    for one in sealed:
        way.open(one)
    return between - start, process_time() - between


def _words(rounds: int) -> list[Stretched]:
    locked = lock_member(new_member(), MEMBER, DEVICE, PASSPHRASE, DEVICE_SECRET)
    holder = (MEMBER, DEVICE, PASSPHRASE, DEVICE_SECRET)
    return [
        _stretched(RECEIPT, RECEIPT_ROUNDS, lambda: derive_receipt(CODE, WORD), rounds),
        _stretched(UNLOCK, MIN_ROUNDS, lambda: unlock_member(locked.lock, locked.wrap, *holder), rounds),
    ]


def _stretched(act: str, count: int, work: Callable[[], object], rounds: int) -> Stretched:
    took = [(_ms(work), _ms(lambda: pbkdf2_hmac("sha256", b"words", bytes(32), count, 32))) for _ in range(rounds)]
    ours, bare = (median(times) for times in zip(*took, strict=True))
    return Stretched(act, count, ours, bare)


def _ms(work: Callable[[], object]) -> float:
    start = process_time()
    work()
    return 1000 * (process_time() - start)
