"""Reads which contradictions were open when somebody last published, and what became of them since."""

from collections.abc import Collection
from uuid import UUID

from romduol.desk.resolving.models import OpenContradiction
from romduol.desk.resolving.records import Listed

PAGE = 10
"""How many stand on a page: each of them is worked out anew while somebody waits."""


def open_contradictions(
    *, severity: str = "", kind: str = "", left_open: bool = False, page: int = 1
) -> tuple[list[Listed], int]:
    """Return one page of the open contradictions, the gravest first, and how many there are of all."""
    rows = OpenContradiction.objects.filter(settled_at__isnull=True, left_open=left_open)
    if severity:
        rows = rows.filter(severity=severity)
    if kind:
        rows = rows.filter(kind=kind)
    start = (page - 1) * PAGE
    listed = rows.order_by("place", "kind", "subject", "pk")[start : start + PAGE]
    return [_listed(row) for row in listed], rows.count()


def open_count() -> int:
    """Return how many contradictions nobody has decided about."""
    return OpenContradiction.objects.filter(settled_at__isnull=True, left_open=False).count()


def filters_in_use(names: Collection[str] = ("severity", "kind")) -> dict[str, set[str]]:
    """Return which severities and kinds there are among the open ones, so that no filter leads to nothing."""
    rows = OpenContradiction.objects.filter(settled_at__isnull=True)
    return {name: set(rows.values_list(name, flat=True).distinct()) for name in names}


def contradiction(key: UUID) -> Listed | None:
    """Return one contradiction, settled ones too; None where there never was one."""
    row = OpenContradiction.objects.filter(pk=key).first()
    return _listed(row) if row else None


def _listed(row: OpenContradiction) -> Listed:
    return Listed(
        id=str(row.pk),
        subject=row.subject,
        kind=row.kind,
        property=row.property,
        severity=row.severity,
        left_open=row.left_open,
        since=row.since,
        settled_at=row.settled_at,
    )
