"""Who wrote what about a subject, when and why; and whether anything of it changed."""

from collections.abc import Iterable, Iterator
from hashlib import sha256
from typing import Any

from django.db.models import Q

from romduol.knowledge.claims import models
from romduol.knowledge.claims.queries.joinings import joined_with
from romduol.knowledge.claims.queries.stored import CHECK, CHUNK, RULING, check_of, ruling_of, stored_claim
from romduol.knowledge.claims.records import RECORD, Check, Claim, Origin, Row, Ruling, Withdrawal
from romduol.knowledge.claims.rules.evidence import LINE, line_id
from romduol.knowledge.claims.rules.properties import SAME_AS


def live_rows() -> Iterator[Row]:
    """Yield every live claim of the pack and of the desk with who wrote it; files may have said a million more."""
    rows = models.Claim.objects.filter(ended_on__isnull=True).exclude(origin=Origin.IMPORT).order_by("pk")
    return map(_row, rows.iterator(chunk_size=CHUNK))


def live_row(key: str) -> Row | None:
    """Return a live claim with who wrote it, or None where it ended or never was."""
    found = models.Claim.objects.filter(key=key, ended_on__isnull=True).first()
    return _row(found) if found else None


def rows_about(subject: str, property: str = "") -> tuple[Row, ...]:
    """Return every row ever about a subject, or one property of it, in the order in which they were written.

    With a number go the words about its line, and with a line what bodies claim its number; with a record those that
    are joined with it.
    """
    return tuple(sorted(_rows_about(subject, property), key=lambda row: (row.on, type(row.said).__name__, row.pk)))


def version_of(subject: str, property: str = "") -> str:
    """Return a short digest that changes with any row about a subject, or about one property of it."""
    found = sha256()
    for table, where in _tables(subject, property).items():
        ends = () if table is models.Withdrawal else ("ended_on",)
        found.update(table.__name__.encode())
        found.update(repr(list(table.objects.filter(where).order_by("pk").values_list("pk", *ends))).encode())
    return found.hexdigest()[:16]


def _rows_about(subject: str, property: str) -> Iterable[Row]:
    for table, where in _tables(subject, property).items():
        yield from map(_row, table.objects.filter(where))


def _tables(subject: str, property: str) -> dict[Any, Q]:
    """Return where each table holds rows about a subject, or about one property of it and the whole of it."""
    named = Q(property__in=(property, RECORD)) if property else Q()
    own = joined_with(subject)
    where, ruled = Q(subject_id__in=own) & named, Q(subject__in=own) & named
    if subject.startswith(LINE):
        key = subject.removeprefix(LINE)
        where |= Q(property="phone", value__in=(key, f"+{key}"))
    elif property in ("", "phone"):
        numbers = models.Claim.objects.filter(subject_id__in=own, property="phone").values_list("value", flat=True)
        lines = [line_id(number) for number in numbers.distinct().order_by("value")]
        # Whether a number is taken back, or whose it is, is told of its line.
        where |= Q(subject_id__in=lines, property=RECORD)
        ruled |= Q(subject__in=lines, property="phone")
    # That another record was joined to this one stands in the history of both, and after they were parted too.
    claims = where | Q(property=SAME_AS, value__in=own) if property in ("", SAME_AS) else where
    return {models.Claim: claims, models.Check: where, models.Withdrawal: where, models.Ruling: ruled}


Stored = models.Claim | models.Check | models.Withdrawal | models.Ruling


def _row(row: Stored) -> Row:
    told: dict[str, Any] = {"at": row.recorded_at, "by": row.recorded_by, "why": row.why}
    if not isinstance(row, models.Withdrawal):
        told |= {"ended_at": row.ended_at, "ended_by": row.ended_by, "ended_why": row.ended_why}
    if isinstance(row, models.Claim):
        told["ruled"] = row.ruled
    return Row(pk=row.pk, said=_said(row), origin=_origin(row), **told)


def _origin(row: Stored) -> Origin:
    if isinstance(row, models.Claim | models.Check):
        return Origin(row.origin)
    # A load does not say when it took something back; the desk always does, and the desk alone rules.
    return Origin.DESK if row.recorded_at else Origin.PACK


def _said(row: Stored) -> Claim | Check | Withdrawal | Ruling:
    if isinstance(row, models.Claim):
        return stored_claim(row)
    if isinstance(row, models.Check):
        return check_of({name: getattr(row, name) for name in ("subject_id", *CHECK)})
    if isinstance(row, models.Withdrawal):
        return Withdrawal(row.subject_id, row.property, row.value, row.on, row.reason)
    told: dict[str, Any] = {name: getattr(row, name) for name in RULING}
    return ruling_of(told)
