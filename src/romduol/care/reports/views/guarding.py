"""Knows, in memory alone, what work was asked for and how much came from where; a restart forgets all of it."""

from __future__ import annotations

from collections.abc import Callable, Iterable
from secrets import token_bytes
from threading import Lock
from time import time
from uuid import UUID

from django.conf import settings
from django.http import HttpRequest

from romduol.care.reports.rules.floods import FROM_ONE_PLACE, Floods
from romduol.care.reports.rules.proofs import CHANCE_BYTES, Spent, challenge_of, is_in_force, is_proved
from romduol.safety.limits.rules import Allowance, network_asking

KEY_BYTES = 32
MINUTE = 60


class Guarding:
    """Gives out challenges, and tells what has to wait for its turn; one for a whole process."""

    def __init__(self, clock: Callable[[], float] = time, random: Callable[[int], bytes] = token_bytes) -> None:
        self._clock = clock
        self._random = random
        self._key = random(KEY_BYTES)
        self._spent = Spent(random(KEY_BYTES))
        self._floods = Floods(random(KEY_BYTES), clock())
        self._lock = Lock()

    def challenge(self) -> bytes:
        """Return a new challenge."""
        return challenge_of(self._key, self._random(CHANCE_BYTES), self._minute())

    def is_proved(self, challenge: bytes, proof: bytes, bits: int) -> bool:
        """Use a challenge up; tells whether it was ours, in force, new and solved."""
        minute = self._minute()
        if not (is_in_force(self._key, challenge, minute) and is_proved(challenge, proof, bits)):
            return False
        with self._lock:
            return self._spent.use(challenge, minute)

    def comes_in_a_flood(self, request: HttpRequest, allowance: Allowance = FROM_ONE_PLACE) -> bool:
        """Note that a report came, or what `allowance` counts; tells whether too many came from around there."""
        forwarded = request.META.get("HTTP_X_FORWARDED_FOR", "")
        network = network_asking(request.META.get("REMOTE_ADDR", ""), forwarded, settings.PROXIES)
        if network is None:
            return False
        with self._lock:
            now = self._hour_begun()
            return self._floods.comes(network, now, allowance)

    def fills(self, inboxes: Iterable[UUID]) -> bool:
        """Note that a report without a proof came for inboxes; tells whether too many did within the hour."""
        with self._lock:
            now = self._hour_begun()
            # Each of them is noted, also after one that is full.
            return sum(self._floods.fills(one.bytes, now) for one in inboxes) > 0

    def _hour_begun(self) -> float:
        now = self._clock()
        if self._floods.is_over(now):
            self._floods = Floods(self._random(KEY_BYTES), now)
        return now

    def _minute(self) -> int:
        return int(self._clock() // MINUTE)


guarding = Guarding()
"""Of this process."""
