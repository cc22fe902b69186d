"""Reads what was done about items since the queue was worked out: that is off the list at once."""

from __future__ import annotations

from datetime import timedelta

from romduol.desk.changes.queries import spots_changed_since
from romduol.desk.queue import models
from romduol.knowledge.claims.rules.evidence import LINE

MEANWHILE = timedelta(minutes=2)
"""A release is dated when its facts have been read: what changed while they were read is not in them."""


def settled_keys() -> frozenset[int]:
    """Return the items about which something was recorded since the last refresh, or waits for a second yes."""
    last = models.Refresh.objects.order_by("-pk").values_list("at", flat=True).first()
    if last is None:
        return frozenset()
    spots = spots_changed_since(last - MEANWHILE)
    if not spots:
        return frozenset()
    rows = models.Item.objects.filter(subject__in={subject for subject, _, _ in spots})
    found = rows.values_list("key", "subject", "property", "value")
    return frozenset(key for key, *spot in found if _is_in(spot, spots)) | _of_lines(spots)


def _of_lines(spots: frozenset[tuple[str, str, str]]) -> frozenset[int]:
    """Return the items that give the number of a line about which all was changed, as when it was taken back."""
    lines = [subject.removeprefix(LINE) for subject, name, _ in spots if subject.startswith(LINE) and not name]
    values = [value for key in lines for value in (key, f"+{key}")]
    found = models.Item.objects.filter(property="phone", value__in=values) if values else models.Item.objects.none()
    return frozenset(found.values_list("key", flat=True))


def _is_in(spot: list[str], spots: frozenset[tuple[str, str, str]]) -> bool:
    """Tell whether one of the spots is this one, or a wider one around it."""
    subject, name, value = spot
    return bool({(subject, name, value), (subject, name, ""), (subject, "", "")} & spots)
