"""Undoes the last load of a source: what it began ends, what it ended begins again."""

from datetime import datetime
from uuid import UUID

from romduol.desk.loading.records import Import


def undo_import(import_id: UUID, *, why: str = "", by: str, now: datetime) -> Import:
    """Make live again what was live of the source before the load; a past day still sees both.

    Raises `NoSuchImport`, and `NotNow` where it is not loaded or another load of the source came after it.
    """
    raise NotImplementedError
