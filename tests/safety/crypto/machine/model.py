"""Who may open what: a second, small account of it that knows neither keys nor bytes."""

from __future__ import annotations

from collections.abc import Set
from dataclasses import dataclass, field
from datetime import date
from uuid import UUID

Epoch = tuple[UUID, int]
REPORTER = "the reporter"
Target = Epoch | str | None
"""An epoch of a queue, whoever reported, or nobody any more."""


@dataclass(frozen=True)
class Written:
    """A record: its thread, to whom it was sealed (envelope by envelope), and what it says."""

    report: UUID
    targets: tuple[Target, ...]
    words: bytes

    @property
    def queues(self) -> set[UUID]:
        """The queues that it was sealed to."""
        return {target[0] for target in self.targets if isinstance(target, tuple)}


@dataclass
class Model:
    """What stands on the server and who ever had what, in names alone."""

    given: set[tuple[UUID, int, UUID]] = field(default_factory=set)
    """Queue, epoch and the reader for whom the key of it lies on the server."""
    devices: set[tuple[UUID, int]] = field(default_factory=set)
    """Member and device for which there is a wrap."""
    listed: dict[UUID, set[UUID]] = field(default_factory=dict)
    """Who the newest epoch of a queue names."""
    last_days: dict[UUID, date] = field(default_factory=dict)
    written: dict[UUID, Written] = field(default_factory=dict)
    receipts: set[UUID] = field(default_factory=set)
    kept: dict[UUID, set[Epoch]] = field(default_factory=dict)
    """What a reader has copies of, for good."""
    bonds: dict[UUID, set[UUID]] = field(default_factory=dict)
    """The threads whose bond a reader has a copy of."""

    def copied(self) -> Model:
        """Return another account with the same in it. Copies that people have are shared: nothing takes them back."""
        listed = {queue: set(members) for queue, members in self.listed.items()}
        given, devices, receipts = set(self.given), set(self.devices), set(self.receipts)
        return Model(given, devices, listed, dict(self.last_days), dict(self.written), receipts, self.kept, self.bonds)

    def begin(self, queue: UUID, epoch: int, members: set[UUID], custodians: UUID, last_day: date) -> None:
        """Note that a new epoch is for these members alone, and for the custodians."""
        self.listed[queue] = members
        self.last_days[queue] = last_day
        self.given |= {(queue, epoch, reader) for reader in (*members, custodians)}

    def signs_in(self, member: UUID) -> bool:
        """Tell whether a member has a device left."""
        return any(one == member for one, _ in self.devices)

    def stored_for(self, reader: UUID) -> set[Epoch]:
        """Return the epochs whose keys lie on the server for a reader."""
        return {(queue, epoch) for queue, epoch, one in self.given if one == reader}

    def held(self, member: UUID) -> set[Epoch]:
        """Return the epochs that a member gets at by signing in."""
        return self.stored_for(member) if self.signs_in(member) else set()

    def readable(self, epochs: Set[Epoch], bonds: Set[UUID] = frozenset()) -> set[UUID]:
        """Return the records that the keys of these epochs open. A thread is closed to who cannot open its report."""
        return {itself for itself in self.written if self._opens(itself, epochs, bonds)}

    def _opens(self, itself: UUID, epochs: Set[Epoch], bonds: Set[UUID]) -> bool:
        one = self.written[itself]
        if epochs.isdisjoint(one.targets):
            return False
        if itself == one.report or one.report in bonds:
            return True
        report = self.written.get(one.report)
        return report is not None and not epochs.isdisjoint(report.targets)

    def answered(self, report: UUID) -> set[UUID]:
        """Return what whoever reported can open."""
        if report not in self.receipts:
            return set()
        return {itself for itself, one in self.written.items() if one.report == report and REPORTER in one.targets}

    def copy_all(self, reader: UUID) -> None:
        """Note that a reader has made a copy of all that they get at."""
        kept, bonds = self.kept.setdefault(reader, set()), self.bonds.setdefault(reader, set())
        kept |= self.stored_for(reader)
        bonds |= {itself for itself in self.readable(kept, bonds) if self.written[itself].report == itself}

    def delete_thread(self, report: UUID) -> None:
        """Note that a report has gone with all that hangs on it."""
        self.written = {itself: one for itself, one in self.written.items() if one.report != report}
        self.receipts.discard(report)

    def delete_wraps(self, member: UUID) -> None:
        """Note that a member has no device left."""
        self.devices = {place for place in self.devices if place[0] != member}
