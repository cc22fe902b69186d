"""Keeps what is asked of a supplier once."""

from collections.abc import Mapping
from datetime import datetime
from typing import Any

from romduol.desk.loading.records import Supplier


def keep_supplier(supplier: Supplier, *, by: str, now: datetime) -> Supplier:
    """Keep the description of a supplier, new or anew; its source comes into knowledge with its first load alone.

    Raises `SupplierWrong` with a code for each field: `missing`, `too_long`, `invalid`, `unknown_body`,
    `needs_speaks_for`, `unknown_lineage`, `taken`, `in_the_future`.
    """
    raise NotImplementedError


def remember_reading(source: str, reading: Mapping[str, Any], *, by: str) -> None:
    """Remember how the files of a supplier are read, for the next one. Raises `NoSuchSupplier`."""
    raise NotImplementedError
