"""Stands before the addresses where somebody reports: whoever sends a report waits in line, and is not refused.

No bucket is there that runs dry. Places are few and shared fairly: of one neighbourhood of addresses (/24, /64) only
some are in at once, so that who sends slowly, or without end, holds up their own neighbours and nobody else. Who tries
codes too often waits longer each time. See docs/decisions/0039-a-line-for-reports.md.
"""

from __future__ import annotations

import re
from collections.abc import Callable, Iterable
from hashlib import blake2b
from http import HTTPStatus
from io import BytesIO
from secrets import token_bytes
from threading import Lock
from time import monotonic
from typing import Any

from romduol.base.naturals import natural
from romduol.config.gate import LARGEST_BYTES, READS_NOTHING, arrived, whole
from romduol.config.refusing import Refuse, refuse_plainly
from romduol.config.uploads import MEGABYTE, Arriving
from romduol.knowledge.releases.views.http import App
from romduol.safety.limits.lines import Line, State, Turn
from romduol.safety.limits.rules import COMING_BACK, Buckets, is_here, neighbours, network_asking

REPORTING = re.compile(r"in/[^/]+/r(/.*)?")
BRINGS_FILES = re.compile(r"in/[^/]+/r(/[abdh])?")
TRIES_A_CODE = re.compile(r"in/[^/]+/r/[abfow]")
LARGEST_REPORT = 52 * MEGABYTE
"""Fifty megabytes of files, and what goes round them."""
PLACES, SHARE, IN_LINE = 24, 8, 480
"""How many are let in at once, how many of one neighbourhood, and how many wait: with what `gate.py` and `uploads.py`
let in, a few of the server's threads stay for pages alone (`THREADS` in commands/serve.py)."""
ROOM = 3 * LARGEST_REPORT
"""Bytes that all who are in may bring together: what they bring is in memory for as long as it is sealed."""
WAITS = 300.0
"""Seconds; by then whoever sent it believes that the line is dead."""
HOUR = 60 * 60
"""Seconds after which a new key makes all names new."""
KEY_BYTES = 32


class ReportLine:
    """Passes a report on to `beyond` when its turn has come; all else goes on to `others`."""

    def __init__(
        self,
        others: App,
        beyond: App,
        refuse: Refuse = refuse_plainly,
        *,
        proxies: int = 0,
        line: Line | None = None,
        clock: Callable[[], float] = monotonic,
        waits: float = WAITS,
    ) -> None:
        self.others = others
        self.beyond = beyond
        self.refuse = refuse
        self._proxies = proxies
        self._line = line or Line(places=PLACES, share=SHARE, room=ROOM, longest=IN_LINE)
        self._clock = clock
        self._waits = waits
        self._lock = Lock()
        self._renew(clock())

    def __call__(self, environ: dict[str, Any], start: Callable[..., Any]) -> Iterable[bytes]:
        """Serve one request."""
        path = environ.get("PATH_INFO", "").strip("/")
        if not REPORTING.fullmatch(path):
            return self.others(environ, start)
        length = _length_of(environ)
        if isinstance(length, HTTPStatus):
            return self.refuse(length, environ, start)
        network = network_asking(environ.get("REMOTE_ADDR", ""), environ.get("HTTP_X_FORWARDED_FOR", ""), self._proxies)
        turn = self._line.enter(self._name(network), length, paced=_is_try(environ) and _is_somebody(network))
        try:
            if not self._comes_up(turn, network):
                return self.refuse(HTTPStatus.SERVICE_UNAVAILABLE, environ, start)
            return self._passed(length, environ, start)
        finally:
            self._line.leave(turn)

    def _comes_up(self, turn: Turn, network: bytes | None) -> bool:
        """Wait until it is a turn's time; tell whether it came."""
        until = self._clock() + self._waits
        while turn.state is State.PACED:
            wait = self._spend(network or b"")
            if not wait:
                self._line.ready(turn)
                break
            if self._clock() + wait > until:
                return False
            self._line.wait(turn, wait)
        return self._line.wait(turn, until - self._clock()) is State.IN

    def _passed(self, length: int, environ: dict[str, Any], start: Callable[..., Any]) -> Iterable[bytes]:
        if length > MEGABYTE:
            # Read by whoever seals it, piece by piece: it is in memory once, not twice.
            return whole(self.beyond({**environ, "wsgi.input": Arriving(environ["wsgi.input"], length)}, start))
        if length:
            body = arrived(length, environ["wsgi.input"])
            if body is None:
                return self.refuse(HTTPStatus.REQUEST_TIMEOUT, environ, start)
            environ = {**environ, "wsgi.input": BytesIO(body)}
        return whole(self.beyond(environ, start))

    def _name(self, network: bytes | None) -> int | None:
        if network is None:
            return None
        with self._lock:
            self._renew_in_time()
            return int.from_bytes(blake2b(neighbours(network), key=self._key, digest_size=8).digest(), "big")

    def _spend(self, network: bytes) -> float:
        with self._lock:
            self._renew_in_time()
            return self._buckets.spend(network, COMING_BACK, self._clock())

    def _renew_in_time(self) -> None:
        if self._clock() >= self._renewed_at + HOUR:
            self._renew(self._clock())

    def _renew(self, now: float) -> None:
        self._key = token_bytes(KEY_BYTES)
        self._buckets = Buckets(self._key)
        self._renewed_at = now


def _length_of(environ: dict[str, Any]) -> int | HTTPStatus:
    """Return how many bytes come along, or why they are not read."""
    if environ["REQUEST_METHOD"] in READS_NOTHING:
        return 0
    length = environ.get("CONTENT_LENGTH") or ""
    if not length.isascii() or not length.isdigit():
        return HTTPStatus.LENGTH_REQUIRED
    if environ.get("HTTP_CONTENT_ENCODING", "identity").strip().lower() not in ("", "identity"):
        return HTTPStatus.UNSUPPORTED_MEDIA_TYPE
    most = LARGEST_REPORT if BRINGS_FILES.fullmatch(environ.get("PATH_INFO", "").strip("/")) else LARGEST_BYTES
    found = natural(length, most)
    return HTTPStatus.REQUEST_ENTITY_TOO_LARGE if found is None else found


def _is_try(environ: dict[str, Any]) -> bool:
    sends = environ["REQUEST_METHOD"] not in READS_NOTHING
    return sends and TRIES_A_CODE.fullmatch(environ.get("PATH_INFO", "").strip("/")) is not None


def _is_somebody(network: bytes | None) -> bool:
    return network is not None and not is_here(network)
