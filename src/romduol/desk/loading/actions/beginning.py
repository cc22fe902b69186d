"""Takes a file in and lets a process of its own try it."""

from collections.abc import Mapping
from datetime import datetime
from pathlib import Path
from typing import Any
from uuid import UUID

from romduol.desk.loading.records import Import


def begin_import(
    *,
    act: UUID,
    file: Path,
    file_name: str,
    supplier: str,
    reading: Mapping[str, Any] | None = None,
    by: str,
    now: datetime,
    start: bool = True,
) -> Import:
    """Copy a file into the folder of its import, and begin to try it in a process of its own.

    `act` is the id of the import: the same twice is one import. `reading` is how it is read; as remembered where it is
    None. Raises `UnderWay`, and `NoSuchSupplier`.
    """
    raise NotImplementedError
