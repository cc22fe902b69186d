"""Loads an import: all of it in one transaction, or nothing."""

from collections.abc import Callable
from datetime import datetime
from uuid import UUID

from romduol.desk.loading.records import Import


def load(import_id: UUID, *, clock: Callable[[], datetime]) -> Import:
    """Make what was staged the live claims of its source, and return the import as it is then.

    It ends `loaded`, or is `tried` again with what kept it (`failed`). Raises `NoSuchImport` and `NotNow`.
    """
    raise NotImplementedError
