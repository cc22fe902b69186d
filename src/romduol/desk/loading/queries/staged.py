"""Reads what a try staged on the disk: every finding, also of records that would be loaded."""

from collections.abc import Iterator
from uuid import UUID

from romduol.desk.loading.records import Told


def findings(import_id: UUID, code: str = "", start: int = 0, size: int = 50) -> list[Told]:
    """Return findings in the order of the file, or those with a code; none once the files were deleted."""
    raise NotImplementedError


def report_rows(import_id: UUID) -> Iterator[tuple[str, ...]]:
    """Yield the rows of a report as texts, the header first: each problem by file, record, line and field."""
    raise NotImplementedError
