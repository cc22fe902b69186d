"""The server: bytes, and what the specification lets stand beside them."""

from __future__ import annotations

from dataclasses import dataclass, field, replace
from hashlib import sha256
from uuid import UUID

from romduol.safety.crypto.contexts import SealedKind


@dataclass(frozen=True)
class Wrapped:
    """A member's keys for one device."""

    lock: bytes
    wrap: bytes
    door_hash: bytes


@dataclass(frozen=True)
class Row:
    """A record of a thread; `report` is the thread that the server shows it in."""

    kind: SealedKind
    report: UUID
    box: bytes
    envelopes: tuple[bytes, ...]


@dataclass(frozen=True)
class Slip:
    """What is kept for whoever comes with a receipt."""

    report: UUID
    token_hash: bytes
    reporter_box: bytes


@dataclass
class Store:
    """Everything that whoever takes the server has."""

    owners: dict[UUID, str] = field(default_factory=dict)
    """The organisation of each queue."""
    chains: dict[UUID, tuple[bytes, ...]] = field(default_factory=dict)
    keys: dict[tuple[UUID, int, UUID], bytes] = field(default_factory=dict)
    """The key of an epoch, by queue, epoch and who may read it: a member, or the custodians."""
    wraps: dict[tuple[UUID, int], Wrapped] = field(default_factory=dict)
    pins: dict[UUID, tuple[int, bytes]] = field(default_factory=dict)
    rows: dict[UUID, Row] = field(default_factory=dict)
    slips: dict[bytes, Slip] = field(default_factory=dict)
    """By the hash of the locator."""

    def copied(self) -> Store:
        """Return another store with the same in it."""
        return Store(
            dict(self.owners),
            dict(self.chains),
            dict(self.keys),
            dict(self.wraps),
            dict(self.pins),
            dict(self.rows),
            dict(self.slips),
        )

    def slip(self, locator: bytes, token: bytes) -> Slip | None:
        """Return what is kept for a receipt, to who shows both halves."""
        found = self.slips.get(sha256(locator).digest())
        return found if found and found.token_hash == sha256(token).digest() else None

    def add_envelope(self, record: UUID, envelope: bytes) -> None:
        """Keep one more envelope of a record."""
        row = self.rows[record]
        self.rows[record] = replace(row, envelopes=(*row.envelopes, envelope))

    def delete_wraps(self, member: UUID) -> None:
        """Delete what a member signs in with."""
        self.wraps = {place: one for place, one in self.wraps.items() if place[0] != member}

    def delete_thread(self, report: UUID) -> None:
        """Delete a report and all that hangs on it."""
        self.rows = {itself: row for itself, row in self.rows.items() if row.report != report}
        self.slips = {locator: slip for locator, slip in self.slips.items() if slip.report != report}
