"""Decides how entries of the audit hang together, and finds where they do not.

Each digest covers the entry and the digest before it, so that nothing is changed, taken out or put in without every
later digest giving it away. Who can write to the database can make all of them anew: only a digest that was written
down elsewhere finds that.
"""

from __future__ import annotations

import json
from collections.abc import Iterable, Iterator
from datetime import UTC
from hashlib import sha256
from typing import Any

from romduol.safety.audit.records import Break, Entry, Fault, Link

BEGINNING = "0" * 64
"""Stands before the first entry."""


def digest_of(previous: str, entry: Entry) -> str:
    """Return the digest of an entry that comes after `previous`: 64 hexadecimal digits."""
    return sha256(f"{previous}\n{canonical(entry)}".encode()).hexdigest()


def canonical(entry: Entry) -> str:
    """Return an entry as JSON that is the same on every machine and after every database."""
    told = {
        "at": entry.at.astimezone(UTC).isoformat(timespec="microseconds"),
        "by": entry.by,
        "detail": _plain(dict(entry.detail)),
        "subject": list(entry.subject),
        "verb": entry.verb,
    }
    return json.dumps(told, sort_keys=True, separators=(",", ":"), ensure_ascii=False)


def _plain(value: Any) -> Any:
    """Return a value with whole numbers as such: PostgreSQL gives 1e22 back as an integer."""
    if isinstance(value, float) and value.is_integer():
        return int(value)
    if isinstance(value, dict):
        return {str(key): _plain(part) for key, part in value.items()}
    if isinstance(value, list | tuple):
        return [_plain(part) for part in value]
    return value


def breaks(links: Iterable[Link], head: str, written_down: str = "") -> list[Break]:
    """Return every place where a chain does not hold, in order; `head` is the digest that it should end with.

    `written_down` is a digest that somebody kept elsewhere: it must still be somewhere in the chain.
    """
    seen: dict[str, int] = {BEGINNING: 0}
    found: list[Break] = []
    last, last_number = BEGINNING, 0
    for link in links:
        found.extend(_faults_of(link, last, last_number, seen))
        last, last_number = link.digest, link.number
        seen.setdefault(last, last_number)
    if last != head:
        found.append(_fault_at_end(head, seen))
    if written_down and written_down not in seen:
        found.append(Break(None, Fault.NOT_FOUND))
    return found


def _faults_of(link: Link, last: str, last_number: int, seen: dict[str, int]) -> Iterator[Break]:
    if link.previous != last:
        put_in = link.previous in seen
        yield Break(last_number, Fault.INSERTED) if put_in else Break(link.number, Fault.REMOVED_BEFORE)
    if link.digest != digest_of(link.previous, link.entry):
        yield Break(link.number, Fault.CHANGED)


def _fault_at_end(head: str, seen: dict[str, int]) -> Break:
    """Tell what happened at the end: the head is not the digest of the last entry."""
    if head not in seen:
        return Break(None, Fault.REMOVED_AT_END)
    later = [number for number in seen.values() if number > seen[head]]
    return Break(min(later, default=None), Fault.INSERTED)
