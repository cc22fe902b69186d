"""Reads what was done."""

from __future__ import annotations

from romduol.safety.audit.models import AuditEntry


def recent(*, limit: int = 50, subject: tuple[str, str] | None = None) -> list[AuditEntry]:
    """Return the latest entries, newest first; with ``subject`` (kind, id), only those about it."""
    entries = AuditEntry.objects.all()
    if subject:
        entries = entries.filter(subject_kind=subject[0], subject_id=subject[1])
    return list(entries[:limit])
