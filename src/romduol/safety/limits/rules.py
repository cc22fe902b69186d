"""Decides whether one more request of an address is answered: buckets in a table of fixed size, and who shares one.

Pure: the time and the key come from outside. A bucket is one number, the moment at which its owner will have paid for
all that was asked; past that moment nothing is owed, and the place may be anybody's.
"""

from __future__ import annotations

from array import array
from collections.abc import Sequence
from dataclasses import dataclass
from hashlib import blake2b
from ipaddress import IPv4Address, IPv6Address, ip_address
from math import inf

PLACES = 1 << 16
"""Buckets in a table: 16 bytes each, so one megabyte, however many ask."""
BESIDE = 8
"""How many places a bucket may stand in; where all are taken, the one that owes least is given up."""
UNKNOWN = b"unknown"
"""Shared by all whose address a front server should have told and did not."""
PATIENCE = 10
"""Seconds that whoever is refused is asked to wait: by then at least one more request is allowed."""
SLACK = 1e-6


@dataclass(frozen=True, slots=True)
class Allowance:
    """What one address may ask of one kind: so many at once, and so many a second when those are used up."""

    kind: str
    at_once: int
    a_second: float


NUMBERS = Allowance("numbers", at_once=300, a_second=1 / 6)
"""Look-ups of a phone number: who may try many learns which numbers stand behind a mask."""
QUESTIONS = Allowance("questions", at_once=600, a_second=2)
"""Whatever else somebody sends: questions, words to find."""
READS = Allowance("reads", at_once=900, a_second=5)
"""What is joined or drawn on request though nothing was sent: lists for programs, addresses that are not there."""
FILES = Allowance("files", at_once=60, a_second=1 / 10)
"""Files that somebody takes away: making one costs as much as some hundred pages of a list."""
SIGN_INS = Allowance("sign_ins", at_once=60, a_second=1 / 10)
"""Tries to sign in at the desk: a whole office behind one address comes in, and who guesses waits."""
SUGGESTIONS = Allowance("suggestions", at_once=30, a_second=1 / 10)
"""What readers hand in: many people may share an address, and one of them could bury the others."""
COMING_BACK = Allowance("coming_back", at_once=60, a_second=1 / 5)
"""Codes that are tried for the answer to a report: who tries more waits in line, and is not told off."""
ALLOWANCES = (NUMBERS, QUESTIONS, READS, FILES, SIGN_INS, SUGGESTIONS, COMING_BACK)


class Buckets:
    """What each address owes, under names that only this key makes, and that nobody can make once it is gone."""

    def __init__(self, key: bytes, places: int = PLACES) -> None:
        """Make an empty table; `key` has 16 to 64 bytes, `places` is a multiple of `BESIDE`."""
        self._key = key
        self._names = array("Q", [0]) * places
        self._paid_at = array("d", [-inf]) * places

    def spend(self, network: bytes, allowance: Allowance, now: float) -> float:
        """Let a network ask once; return 0, or the seconds until it may, and then nothing is taken from it."""
        name = self.name(network, allowance.kind)
        place = self._place(name)
        owed_until = max(self._paid_at[place], now) if self._names[place] == name else now
        paid_at = owed_until + 1 / allowance.a_second
        wait = paid_at - now - allowance.at_once / allowance.a_second
        if wait > SLACK:
            return wait
        self._names[place], self._paid_at[place] = name, paid_at
        return 0.0

    def name(self, network: bytes, kind: str) -> int:
        """Return what a network is called for one kind of request."""
        digest = blake2b(network, key=self._key, person=kind.encode(), digest_size=8).digest()
        return int.from_bytes(digest, "big")

    def _place(self, name: int) -> int:
        first = name % (len(self._names) // BESIDE) * BESIDE
        beside = range(first, first + BESIDE)
        return next((place for place in beside if self._names[place] == name), _least(self._paid_at, beside))


def network_asking(peer: str, forwarded: str, proxies: int) -> bytes | None:
    """Return the network that asks, as bytes; None where no address stands for one asker, so that none is limited.

    `peer` is who is connected, `forwarded` what `X-Forwarded-For` says, `proxies` how many of our own servers stand in
    front. A peer on this machine, with no proxy named, is a front server that speaks for everybody.
    """
    if proxies:
        told = forwarded.split(",")
        found = _address(told[-proxies]) if len(told) >= proxies else None
        return _network(found) if found else UNKNOWN
    here = _address(peer)
    return None if here is None or here.is_loopback else _network(here)


def neighbours(network: bytes) -> bytes:
    """Return what a network shares with those beside it: of IPv4 the /24, of IPv6 the /64, as it is."""
    return network[:3] if len(network) == 4 else network


def is_here(network: bytes) -> bool:
    """Tell whether it is this machine: a front server, or an onion address, that speaks for many."""
    return len(network) == 4 and network[0] == 127


def _least(paid_at: Sequence[float], beside: range) -> int:
    return min(beside, key=paid_at.__getitem__)


def _address(text: str) -> IPv4Address | IPv6Address | None:
    """Read an address, with a port too, as some front servers write it: `192.0.2.1:80`, `[2001:db8::1]:80`."""
    text = text.strip()
    if text.startswith("["):
        text = text[1:].partition("]")[0]
    elif text.count(":") == 1:
        text = text.partition(":")[0]
    try:
        found = ip_address(text)
    except ValueError:
        return None
    return getattr(found, "ipv4_mapped", None) or found


def _network(address: IPv4Address | IPv6Address) -> bytes:
    """Return all of an IPv4 address, and the half of an IPv6 address that one house or phone gets to itself."""
    return address.packed if address.version == 4 else address.packed[:8]
