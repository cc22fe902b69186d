"""Reads what was done, and proves that nothing of it was changed."""

from __future__ import annotations

from collections.abc import Iterator

from romduol.safety.audit.models import AuditEntry, AuditHead
from romduol.safety.audit.records import Break, Entry, Link
from romduol.safety.audit.rules import BEGINNING, breaks


def recent(
    *, limit: int = 50, start: int = 0, subject: tuple[str, str] | None = None, by: str = ""
) -> list[AuditEntry]:
    """Return the latest entries, newest first.

    ``subject`` is (kind, id); an empty id means every record of that kind. ``by`` is who did it.
    """
    entries = AuditEntry.objects.all()
    if subject:
        entries = entries.filter(subject_kind=subject[0])
        entries = entries.filter(subject_id=subject[1]) if subject[1] else entries
    if by:
        entries = entries.filter(by=by)
    return list(entries[start : start + limit])


def head() -> str:
    """Return the digest of the last entry: who writes it down elsewhere can prove all that came before."""
    found = AuditHead.objects.filter(pk=1).first()
    return found.digest if found else BEGINNING


def broken(*, written_down: str = "") -> list[Break]:
    """Return where the chain does not hold, the first place first; nothing where every entry is as it was written.

    ``written_down`` is a digest that `head` gave some time ago; it must still be in the chain.
    """
    return breaks(_links(), head(), written_down)


def _links() -> Iterator[Link]:
    for row in AuditEntry.objects.order_by("id").iterator():
        entry = Entry(row.at, row.by, row.verb, (row.subject_kind, row.subject_id), row.detail)
        yield Link(row.pk, entry, row.previous, row.digest)
