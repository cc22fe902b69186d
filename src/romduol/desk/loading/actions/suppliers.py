"""Keeps what is asked of a supplier once."""

from collections.abc import Mapping
from dataclasses import asdict
from datetime import datetime
from typing import Any

from django.db import transaction
from django.utils import timezone

from romduol.desk.loading import models
from romduol.desk.loading.actions.problems import SupplierWrong
from romduol.desk.loading.queries.suppliers import NoSuchSupplier, is_taken, supplier_of
from romduol.desk.loading.records import Supplier
from romduol.desk.loading.rules.supplying import problems_with
from romduol.knowledge.claims.queries import subject
from romduol.knowledge.claims.rules.properties import ORGANIZATION
from romduol.knowledge.sources.queries import all_sources
from romduol.safety.audit import actions as audit


@transaction.atomic
def keep_supplier(supplier: Supplier, *, by: str, now: datetime) -> Supplier:
    """Keep the description of a supplier, new or anew; its source comes into knowledge with its first load alone.

    Raises `SupplierWrong` with a code for each field: `missing`, `too_long`, `invalid`, `unknown_body`,
    `needs_speaks_for`, `unknown_lineage`, `taken`, `in_the_future`.
    """
    problems = problems_with(
        supplier,
        taken=is_taken(supplier.id),
        lineages={source.lineage for source in all_sources().values()},
        speaks=_is_body(supplier.speaks_for),
        today=timezone.localdate(now),
    )
    if problems:
        raise SupplierWrong(problems)
    before = models.Supplier.objects.select_for_update().filter(pk=supplier.id).first()
    if before is not None and supplier_of(before) == supplier:
        return supplier
    told = asdict(supplier)
    models.Supplier.objects.update_or_create(pk=told.pop("id"), defaults=told)
    detail = {"grade": str(supplier.grade), "lineage": supplier.lineage, "complete": supplier.complete}
    audit.record(by=by, verb="keep_supplier", subject=("source", supplier.id), detail=detail)
    return supplier


@transaction.atomic
def remember_reading(source: str, reading: Mapping[str, Any], *, by: str) -> None:
    """Remember how the files of a supplier are read, for the next one. Raises `NoSuchSupplier`."""
    row = models.Supplier.objects.select_for_update().filter(pk=source).first()
    if row is None:
        raise NoSuchSupplier(source)
    if row.reading == dict(reading):
        return
    row.reading = dict(reading)
    row.save(update_fields=["reading"])
    audit.record(by=by, verb="remember_reading", subject=("source", source), detail={"keys": sorted(reading)})


def _is_body(body: str) -> bool:
    found = subject(body) if body else None
    return found is not None and found.kind == ORGANIZATION
