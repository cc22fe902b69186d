"""Where a number is found in a release: under a slow hash of its digits, never under the digits."""

from hashlib import pbkdf2_hmac

from romduol.knowledge.answers.records import BUCKETS

ROUNDS = 10_000
"""A few milliseconds for one number, and a hundred thousand times as long for all that a mask leaves open.

PBKDF2 is not the best of slow hashes. It is the one that every browser has too (WebCrypto), so that a phone can look a
number up in a copy of the release without asking anybody.
"""
LOCATOR_BYTES = 16
FULL = 32
"""How many records a bucket holds on average at most, before all of them are divided by sixteen."""


def locator(key: str, salt: str, rounds: int) -> str:
    """Return under which name a number is kept: 32 hex digits. `key` names its line, `salt` is the pack's id."""
    return pbkdf2_hmac("sha256", key.encode(), f"romduol-number:{salt}".encode(), rounds, LOCATOR_BYTES).hex()


def width_for(records: int, full: int = FULL) -> int:
    """Return how many hex digits tell the buckets apart; it changes only as the numbers become sixteen times more."""
    width = 0
    while records > full * 16**width:
        width += 1
    return width


def bucket_path(found: str, width: int) -> str:
    """Return the private path of the bucket that holds a locator."""
    return f"{BUCKETS}{found[:width] or 'all'}.json"
