"""Writes down what was done."""

from __future__ import annotations

import json
from collections.abc import Mapping
from typing import Any

from django.utils import timezone

from romduol.safety.audit.models import AuditEntry

LARGEST_DETAIL = 4_000


class DetailTooLarge(ValueError):
    """The detail of an audit entry holds more than a note: records belong in their own tables."""


def record(*, by: str, verb: str, subject: tuple[str, str], detail: Mapping[str, Any] | None = None) -> AuditEntry:
    """Add one entry, inside the caller's transaction, so that an act and its entry stand or fall together.

    ``subject`` is (kind, id), such as ``("claim", "5f0c…")``. ``detail`` is small JSON: counts, ids,
    reasons in a steward's words; never a reader's words. Raises DetailTooLarge above 4,000 characters.
    """
    note = dict(detail or {})
    if len(json.dumps(note, default=str)) > LARGEST_DETAIL:
        raise DetailTooLarge(f"the detail of '{verb}' is over {LARGEST_DETAIL} characters")
    kind, subject_id = subject
    return AuditEntry.objects.create(
        at=timezone.now(), by=by, verb=verb, subject_kind=kind, subject_id=subject_id, detail=note
    )
