"""Reads what every form of the desk carries: the id of the change that it makes."""

from __future__ import annotations

from collections.abc import Mapping
from uuid import UUID, uuid4


def act_of(sent: Mapping[str, str]) -> UUID:
    """Return the UUID that a form carried; a broken one becomes a new form, which repeats nothing."""
    try:
        return UUID(sent.get("act", ""))
    except ValueError:
        return uuid4()
