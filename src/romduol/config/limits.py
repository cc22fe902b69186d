"""Stands before all that has to be worked out, and lets no address ask more of it than many people would.

Pages of the release never pass here, so the emergency page is there for everybody, always. No address is kept: see
docs/decisions/0023-limits-without-addresses.md.
"""

from __future__ import annotations

import re
from collections import Counter
from collections.abc import Callable, Iterable
from http import HTTPStatus
from secrets import token_bytes
from threading import Lock
from time import monotonic
from typing import Any

from romduol.channels.web.addresses import NUMBER
from romduol.config.gate import ASKS_FIRST, READS_NOTHING
from romduol.config.refusing import Refuse, refuse_plainly
from romduol.knowledge.releases.rules.headers import API
from romduol.knowledge.releases.views.http import App
from romduol.safety.limits.rules import (
    FILES,
    NUMBERS,
    PLACES,
    QUESTIONS,
    READS,
    SIGN_INS,
    SUGGESTIONS,
    Allowance,
    Buckets,
    network_asking,
)

DAY = 24 * 60 * 60
"""Seconds after which a new key makes all names new, and everybody begins anew."""
KEY_BYTES = 32
SENDING, SENT_AT_ONCE = "sending", 8
"""How much one address may be sending at a moment: half of what `gate.py` lets through, so that nobody who only begins
to send keeps all others from asking."""
FREE = "healthz"
"""For monitors: it tells nothing of the directory."""
TAKEN_AWAY = "api/files/"
"""Under it whole files are made."""
SENT_TO = (
    (re.compile(rf"[^/]*/{NUMBER}|api/numbers"), NUMBERS),
    (re.compile(r"desk/[^/]*/(in|second|welcome)(/.*)?"), SIGN_INS),
    (re.compile(r"in/.*"), SUGGESTIONS),
    # Lists that a program may ask for by POST as by GET.
    (re.compile(r"api/hsds(/.*)?"), READS),
)
"""Paths, and what is taken from when something is sent there; from `QUESTIONS` everywhere else."""


class Limits:
    """Passes a request on while its address has something left of what the request costs; else refuses it."""

    def __init__(
        self,
        beyond: App,
        refuse: Refuse = refuse_plainly,
        *,
        proxies: int = 0,
        clock: Callable[[], float] = monotonic,
        places: int = PLACES,
    ) -> None:
        self.beyond = beyond
        self.refuse = refuse
        self._proxies = proxies
        self._clock = clock
        self._places = places
        self._lock = Lock()
        self._sending: Counter[int] = Counter()
        self._renew(clock())

    def __call__(self, environ: dict[str, Any], start: Callable[..., Any]) -> Iterable[bytes]:
        """Serve one request."""
        taken_from = allowance_for(environ["REQUEST_METHOD"], environ.get("PATH_INFO", ""))
        forwarded = environ.get("HTTP_X_FORWARDED_FOR", "")
        network = network_asking(environ.get("REMOTE_ADDR", ""), forwarded, self._proxies)
        if taken_from is None or network is None:
            return self.beyond(environ, start)
        if self._wait(network, taken_from):
            return self.refuse(HTTPStatus.TOO_MANY_REQUESTS, environ, start)
        if environ["REQUEST_METHOD"] in READS_NOTHING:
            return self.beyond(environ, start)
        return self._sent(network, environ, start)

    def _sent(self, network: bytes, environ: dict[str, Any], start: Callable[..., Any]) -> Iterable[bytes]:
        """Pass on what somebody sends, or not where they are sending much already: half of it may never arrive."""
        with self._lock:
            name = self._buckets.name(network, SENDING)
            full = self._sending[name] >= SENT_AT_ONCE
            self._sending[name] += not full
        if full:
            return self.refuse(HTTPStatus.SERVICE_UNAVAILABLE, environ, start)
        try:
            return self.beyond(environ, start)
        finally:
            with self._lock:
                self._sending[name] -= 1
                # Of whoever sends nothing just now, not even a name stays.
                self._sending += Counter()

    def _wait(self, network: bytes, taken_from: Allowance) -> float:
        with self._lock:
            now = self._clock()
            if now >= self._renewed_at + DAY:
                self._renew(now)
            return self._buckets.spend(network, taken_from, now)

    def _renew(self, now: float) -> None:
        self._buckets = Buckets(token_bytes(KEY_BYTES), self._places)
        self._renewed_at = now


def allowance_for(method: str, path: str) -> Allowance | None:
    """Return what a request is taken from; None where it costs nothing."""
    path = path.strip("/")
    # What a browser asks first is free where other sites may ask at all.
    if path == FREE or (method == ASKS_FIRST and f"{path}/".startswith(API)):
        return None
    if method in READS_NOTHING:
        return FILES if path.startswith(TAKEN_AWAY) else READS
    return next((allowance for pattern, allowance in SENT_TO if pattern.fullmatch(path)), QUESTIONS)
