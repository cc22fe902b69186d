"""Writes down what was done, each entry chained to the one before."""

from __future__ import annotations

import json
from collections.abc import Mapping
from typing import Any

from django.db import transaction
from django.utils import timezone

from romduol.safety.audit.models import AuditEntry, AuditHead
from romduol.safety.audit.records import Entry
from romduol.safety.audit.rules import BEGINNING, digest_of

LARGEST_DETAIL = 4_000


class DetailTooLarge(ValueError):
    """The detail of an audit entry holds more than a note: records belong in their own tables."""


@transaction.atomic
def record(*, by: str, verb: str, subject: tuple[str, str], detail: Mapping[str, Any] | None = None) -> AuditEntry:
    """Add one entry, inside the caller's transaction, so that an act and its entry stand or fall together.

    ``subject`` is (kind, id), such as ``("claim", "5f0c…")``. ``detail`` is small JSON: counts, ids,
    reasons in a steward's words; never a reader's words. Raises DetailTooLarge above 4,000 characters.
    """
    note = dict(detail or {})
    if len(json.dumps(note, default=str, ensure_ascii=False)) > LARGEST_DETAIL:
        raise DetailTooLarge(f"the detail of '{verb}' is over {LARGEST_DETAIL} characters")
    head = _locked_head()
    entry = Entry(timezone.now(), by, verb, subject, note)
    written = AuditEntry.objects.create(
        at=entry.at,
        by=by,
        verb=verb,
        subject_kind=subject[0],
        subject_id=subject[1],
        detail=note,
        previous=head.digest,
        digest=digest_of(head.digest, entry),
    )
    head.digest = written.digest
    head.save(update_fields=["digest"])
    return written


def _locked_head() -> AuditHead:
    """Return the end of the chain, which nobody else can add to until this transaction ends.

    SQLite has the whole database locked by then (IMMEDIATE), PostgreSQL locks the row.
    """
    head, _ = AuditHead.objects.select_for_update().get_or_create(pk=1, defaults={"digest": BEGINNING})
    return head
