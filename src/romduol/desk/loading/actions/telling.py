"""Writes down how far a process has come, at most twice a second, so that one that died is known to be dead."""

from __future__ import annotations

import json
from collections.abc import Callable
from datetime import datetime, timedelta
from uuid import UUID

from romduol.desk.loading import models
from romduol.desk.loading.queries.folders import PROGRESS, folder_of
from romduol.desk.loading.records import Stage

OFTEN = timedelta(seconds=0.5)
Clock = Callable[[], datetime]
Shown = Callable[[str, int, int], None]
"""Told the stage, the bytes and the records that were read: the bar of a terminal."""


def unseen(stage: str, size: int, records: int) -> None:
    """Show nothing."""


class Telling:
    """How far one import has come."""

    def __init__(self, import_id: UUID, clock: Clock, shown: Shown = unseen) -> None:
        self._id, self._clock, self._shown = import_id, clock, shown
        self._told: datetime | None = None
        self.stage, self.size, self.records = Stage.READING, 0, 0

    def read(self, size: int, records: int) -> None:
        """Tell how many bytes and records were read."""
        self.size, self.records = size, records
        self.alive()

    def enter(self, stage: Stage) -> None:
        """Tell what is done now."""
        self.stage, self._told = stage, None
        self.alive()

    def alive(self) -> None:
        """Tell that the process lives."""
        now = self._clock()
        if self._told is not None and now - self._told < OFTEN:
            return
        self._told = now
        self._shown(self.stage, self.size, self.records)
        if self.stage is Stage.LOADING:
            self._note(now)
        else:
            models.Import.objects.filter(pk=self._id).update(
                stage=self.stage, read_bytes=self.size, read_records=self.records, alive_at=now
            )

    def walked(self, count: int) -> None:
        """Tell how many claims a load has come to."""
        self.records = count
        self.alive()

    def _note(self, now: datetime) -> None:
        # Nobody sees what a transaction writes before it ends, so a load tells it beside the database.
        told = {"at": now.isoformat(), "stage": str(self.stage), "records": self.records}
        path = folder_of(self._id) / PROGRESS
        half = path.with_suffix(".half")
        half.write_text(json.dumps(told), "utf-8")
        half.replace(path)
