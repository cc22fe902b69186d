"""How long a page takes over a slow phone line: a model of handshakes and TCP's slow start."""

from dataclasses import dataclass
from itertools import count

SEGMENT = 1460
"""Bytes of an answer in one packet."""
AROUND = 40
"""Bytes of IP and TCP around each."""
WINDOW = 10
"""Segments that a server sends before the phone has answered (RFC 6928)."""
RECORD, AROUND_RECORD = 16_384, 22
"""Bytes of an answer in one TLS record, and what TLS 1.3 puts around it."""
TCP, TLS = 1, 1
"""Round trips of each handshake; TLS is 1.3, and nothing is resumed."""


@dataclass(frozen=True, slots=True)
class Link:
    """A line: bits a second towards the phone, and seconds for a round trip."""

    rate: float
    round_trip: float


SLOW_PHONE = Link(280_000, 0.8)
"""The line that the goal names: a bad day of 2G and 3G."""


def first_view(size: int, link: Link, *, tls: bool = True) -> float:
    """Return seconds from opening a connection to the last byte of an answer of this size, headers counted in it.

    One round trip for TCP, one for TLS, one for the request. Not counted: looking up the name (one round trip more, or
    none), the bytes of the handshakes and of the request, lost packets, and what the phone does with the page.
    """
    travels = size + (AROUND_RECORD * -(-size // RECORD) if tls else 0)
    return (TCP + (TLS if tls else 0)) * link.round_trip + link.round_trip / 2 + received(travels, link)


def received(size: int, link: Link) -> float:
    """Return seconds from a server's first byte to the last at the phone, from a cold start of TCP.

    Each segment that arrives is acknowledged and lets two more be sent; the line carries one after another.
    """
    free = 0.0
    acknowledged: list[float] = []
    for number in count():
        before = number * SEGMENT
        if before >= size:
            break
        waits_for = -(-(number + 1 - WINDOW) // 2)
        may_go = acknowledged[waits_for - 1] if waits_for > 0 else 0.0
        free = max(free, may_go) + 8 * (min(SEGMENT, size - before) + AROUND) / link.rate
        acknowledged.append(free + link.round_trip)
    return free + link.round_trip / 2


def most_bytes(link: Link, head: int, ratio: float, *, tls: bool = True) -> int:
    """Return how many bytes an answer may have, headers counted, to take at most so many times its headers alone."""
    allowed = ratio * first_view(head, link, tls=tls)
    low, high = head, head + int(link.rate * allowed)
    while low < high:
        middle = (low + high + 1) // 2
        low, high = (middle, high) if first_view(middle, link, tls=tls) <= allowed else (low, middle - 1)
    return low
