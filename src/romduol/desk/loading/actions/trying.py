"""Tries an import: reads the file whole, and finds out what a load would do; nothing of it counts."""

from collections.abc import Callable
from datetime import datetime
from uuid import UUID

from romduol.desk.loading.records import Import


def try_import(import_id: UUID, *, clock: Callable[[], datetime]) -> Import:
    """Read the file of an import and stage what it says; returns the import as it is then.

    It ends `tried`, `refused` or `failed`. Raises `NoSuchImport` and `NotNow`.
    """
    raise NotImplementedError
