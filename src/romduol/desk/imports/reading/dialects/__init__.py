"""What others say in other words than HSDS 3: each dialect is a small table of its words, and how it is recognised."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from typing import Any

from romduol.desk.imports.reading.dialects import hsds2, hsds3, orservices, oruk
from romduol.desk.imports.reading.dialects.words import Dialect, Sign
from romduol.desk.imports.rules.kinds import is_page

BY_FORMAT: Mapping[str, Dialect] = {
    "hsds-json": hsds3.DIALECT,
    "hsds-tables": hsds3.DIALECT,
    "hsds2-json": hsds2.DIALECT,
    "hsds2-tables": hsds2.DIALECT,
    "orservices": orservices.DIALECT,
    "oruk": oruk.DIALECT,
}


def of_tables(files: Iterable[str], columns: Iterable[str]) -> tuple[Dialect, Sign]:
    """Return the dialect of a package by the names of its tables and of their columns, and what showed it."""
    names, heads = set(files), set(columns)
    for dialect in (orservices.DIALECT, hsds2.DIALECT):
        sign = dialect.sign_in_tables(names, heads)
        if sign:
            return dialect, sign
    return hsds3.DIALECT, "services.csv" if "services.csv" in names else next(iter(sorted(names)), "")


def of_document(value: Any) -> tuple[Dialect, Sign]:
    """Return the dialect of a document, or of the first record of NDJSON, and what showed it."""
    if isinstance(value, dict) and isinstance(value.get("content"), list) and not is_page(value):
        return oruk.DIALECT, "content"
    records = value["contents"] if is_page(value) else value if isinstance(value, list) else [value]
    first = next((one for one in records if isinstance(one, dict)), {})
    for dialect in (oruk.DIALECT, hsds2.DIALECT):
        sign = dialect.sign_in_record(first)
        if sign:
            return dialect, sign
    return hsds3.DIALECT, next((name for name in ("service_at_locations", "organization", "id") if name in first), "")
