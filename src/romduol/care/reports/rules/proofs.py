"""Proof of work: whoever sends shows that some thousand hashes were tried, so that sending a million costs something.

The server keeps no challenge: it knows its own by a key that lives in memory. Pure: time, key and chance come from
outside. Without a proof nothing is refused; what was sent only joins the inbox later.
"""

from __future__ import annotations

import hmac
from hashlib import blake2b, sha256

BITS = 14
"""How many zeros a hash begins with: some 16,000 tries, a third of a second on a cheap phone, seldom more than one."""
VALID_MINUTES = 120
"""How long somebody may take to write."""
CHANCE_BYTES = 16
MINUTE_BYTES = 4
SIGN_BYTES = 16
CHALLENGE_BYTES = CHANCE_BYTES + MINUTE_BYTES + SIGN_BYTES
PROOF_BYTES = 8
REMEMBERED = 1 << 16
"""Challenges that were used up, in each of two halves: 65,536 names of eight bytes, however many come."""


def challenge_of(key: bytes, chance: bytes, minute: int) -> bytes:
    """Return a challenge (36 bytes) that counts for two hours from this minute since 1970."""
    told = chance[:CHANCE_BYTES] + (minute + VALID_MINUTES).to_bytes(MINUTE_BYTES)
    return told + _sign(key, told)


def is_in_force(key: bytes, challenge: bytes, minute: int) -> bool:
    """Tell whether a challenge is one of ours, and not over."""
    told, sign = challenge[:-SIGN_BYTES], challenge[-SIGN_BYTES:]
    if len(challenge) != CHALLENGE_BYTES or not hmac.compare_digest(sign, _sign(key, told)):
        return False
    return 0 <= int.from_bytes(told[CHANCE_BYTES:]) - minute <= VALID_MINUTES


def is_proved(challenge: bytes, proof: bytes, bits: int = BITS) -> bool:
    """Tell whether SHA-256 of challenge and proof begins with so many zeros."""
    if len(proof) != PROOF_BYTES:
        return False
    return int.from_bytes(sha256(challenge + proof).digest()) >> (256 - bits) == 0


def _sign(key: bytes, told: bytes) -> bytes:
    return blake2b(told, key=key, person=b"proof", digest_size=SIGN_BYTES).digest()


class Spent:
    """Which challenges were used up, by names that only a key makes; those that are over are forgotten in time."""

    def __init__(self, key: bytes, most: int = REMEMBERED) -> None:
        """Remember nothing yet; `key` has 16 to 64 bytes."""
        self._key = key
        self._most = most
        self._halves: tuple[set[bytes], set[bytes]] = (set(), set())
        self._begun = 0

    def use(self, challenge: bytes, minute: int) -> bool:
        """Use a challenge up; tells whether it was new. Where there is no room to remember it, none is."""
        # A challenge lives for one half at most, so that one more half is enough to know it again.
        if minute >= self._begun + VALID_MINUTES:
            older = set() if minute >= self._begun + 2 * VALID_MINUTES else self._halves[0]
            self._halves, self._begun = (set(), older), minute
        name = blake2b(challenge, key=self._key, person=b"spent", digest_size=8).digest()
        newer, older = self._halves
        if name in newer or name in older or len(newer) >= self._most:
            return False
        newer.add(name)
        return True
