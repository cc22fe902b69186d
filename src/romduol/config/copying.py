"""Copies a table from one database to another, row by row, and compares what was written with what was read."""

from __future__ import annotations

import json
from collections.abc import Iterable, Iterator, Mapping
from hashlib import sha256
from typing import Any
from uuid import UUID

from django.db.models import Model

ROWS_AT_ONCE = 40
"""As many pieces of attachments are some megabytes."""
SUMS: dict[str, tuple[tuple[str, ...], tuple[str, ...]]] = {
    "feedback_sum": (("service", "week", "trusted", "question", "answer"), ("count",)),
    "feedback_concern": (("service", "week", "trusted", "conduct"), ("count", "handled")),
}
"""Tables of sums: what there is one row of, and what is added where both databases have one."""
HOURS = "reports_batch"

Row = Mapping[str, Any]


class NotTheSame(Exception):
    """What was written is not what was read; names the table alone."""


def copy_table(old: type[Model], new: type[Model], *, source: str, target: str) -> None:
    """Copy a table by its random key, within the caller's transaction; raises `NotTheSame` and IntegrityError."""
    names = [field.attname for field in new._meta.concrete_fields]
    key = new._meta.pk.attname
    there, here = old._default_manager.using(source), new._default_manager.using(target)
    seen = 0
    for rows in _parts(there.order_by("pk").values(*names).iterator(chunk_size=ROWS_AT_ONCE)):
        seen += len(rows)
        plain = [row for row in rows if not _added(new, row, target)]
        here.bulk_create(new(**row) for row in plain)
        written = here.filter(pk__in=[row[key] for row in plain]).values(*names)
        if digest_of(plain) != digest_of(written):
            raise NotTheSame(new._meta.db_table)
    if seen != there.count():
        raise NotTheSame(new._meta.db_table)


def _parts(rows: Iterable[Row]) -> Iterator[list[Row]]:
    part: list[Row] = []
    for row in rows:
        part.append(row)
        if len(part) == ROWS_AT_ONCE:
            yield part
            part = []
    if part:
        yield part


def _added(model: type[Model], row: Row, alias: str) -> bool:
    """Join a row with the one that a server wrote to the new database already, where it is a sum or an hour."""
    rows = model._default_manager.using(alias)
    if model._meta.db_table in SUMS:
        one, added = SUMS[model._meta.db_table]
        found = rows.filter(**{name: row[name] for name in one}).values("pk", *added).first()
        if found:
            rows.filter(pk=found["pk"]).update(**{name: found[name] + row[name] for name in added})
        return found is not None
    if model._meta.db_table == HOURS:
        found = rows.filter(pk=row["name"]).values("hour").first()
        if found:
            rows.filter(pk=row["name"]).update(hour=max(found["hour"], row["hour"]))
        return found is not None
    return False


def digest_of(rows: Iterable[Row]) -> tuple[int, int]:
    """Return how many rows there are and a sum of their digests, which is the same in every order."""
    count = total = 0
    for row in rows:
        told = json.dumps(row, default=_plain, sort_keys=True, ensure_ascii=False)
        total += int.from_bytes(sha256(told.encode()).digest())
        count += 1
    return count, total % 2**256


def _plain(value: object) -> str:
    if isinstance(value, UUID):
        return f"id {value.hex}"
    if isinstance(value, bytes | memoryview):
        return f"bytes {bytes(value).hex()}"
    raise TypeError(type(value).__name__)
