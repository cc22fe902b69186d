"""A door: who may pass through a view."""

from __future__ import annotations

from dataclasses import dataclass


@dataclass(frozen=True, slots=True)
class Door:
    """Who may pass. ``role`` is the staff role that is needed; None means that anybody may."""

    role: str | None
