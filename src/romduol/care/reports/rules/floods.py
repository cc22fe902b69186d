"""Decides when one neighbourhood of addresses sends so much that what comes next has to wait for its turn.

Nothing is refused: a flood joins the inbox later, so that everybody else's report does not stand behind it. No address
is kept: see docs/decisions/0023-limits-without-addresses.md. Pure: the time and the keys come from outside.
"""

from __future__ import annotations

from romduol.safety.limits.rules import Allowance, Buckets

HOUR = 3600
"""Seconds after which a new key makes all names new."""
AN_HOUR = 20
"""How many may come from one neighbourhood within an hour: a whole ward of phones may share one."""
FROM_ONE_PLACE = Allowance("reports", at_once=AN_HOUR, a_second=AN_HOUR / HOUR)
ADDED_THERE = Allowance("additions", at_once=AN_HOUR, a_second=AN_HOUR / HOUR)
"""The same for what is added to reports, counted apart: who adds much holds nobody's first words up."""
WITHOUT_A_PROOF = Allowance("inboxes", at_once=30, a_second=30 / HOUR)
"""How many may come to one inbox without work that was shown: from browsers without a script."""
PLACES = 1 << 14
IPV4_BYTES, SHARED_BYTES = 4, 3


def neighbourhood(network: bytes) -> bytes:
    """Return the /24 of an IPv4 address, and the /64 that an IPv6 network is already."""
    return network[:SHARED_BYTES] if len(network) == IPV4_BYTES else network


class Floods:
    """What came from each neighbourhood within an hour, under names that only the key of that hour makes."""

    def __init__(self, key: bytes, now: float) -> None:
        """Begin an hour with its key (16 to 64 bytes)."""
        self._buckets = Buckets(key, PLACES)
        self._over = now + HOUR

    def is_over(self, now: float) -> bool:
        """Tell whether this hour is over, and its key to be forgotten."""
        return now >= self._over

    def comes(self, network: bytes, now: float, allowance: Allowance = FROM_ONE_PLACE) -> bool:
        """Note that something came from a network; tells whether it is one too many."""
        return self._buckets.spend(neighbourhood(network), allowance, now) > 0

    def fills(self, queue: bytes, now: float) -> bool:
        """Note that something without a proof came for an inbox; tells whether it is one too many."""
        return self._buckets.spend(queue, WITHOUT_A_PROOF, now) > 0
