"""Reads imports, how far they have come, and what was set aside of them."""

from collections.abc import Mapping
from datetime import datetime
from uuid import UUID

from romduol.desk.loading.records import Import, SetAside


class NoSuchImport(LookupError):
    """There is no import of that id."""


def imports(limit: int, now: datetime) -> list[Import]:
    """Return the last imports, the newest first."""
    raise NotImplementedError


def waiting_imports(now: datetime) -> list[Import]:
    """Return the imports that wait for a second yes, the oldest first."""
    raise NotImplementedError


def import_of(import_id: UUID, now: datetime) -> Import:
    """Return an import, with how far its process has come; one that fell silent failed. Raises `NoSuchImport`."""
    raise NotImplementedError


def set_aside(import_id: UUID, code: str = "", start: int = 0, size: int = 50) -> list[SetAside]:
    """Return records that were set aside, in the order of the file; with a code, those it is a reason for."""
    raise NotImplementedError


def counts_by_code(import_id: UUID) -> Mapping[str, int]:
    """Return how many records each code set aside, and how many values it left out, the most first."""
    raise NotImplementedError
