"""Reads which faces a process shows, and what each role is for."""

from __future__ import annotations

from django.core.exceptions import ImproperlyConfigured

EVERY = ("public", "intake", "staff")
PUBLIC, INTAKE, STAFF = EVERY
ROLES = {"all": frozenset(EVERY), **{face: frozenset({face}) for face in EVERY}}
"""What `romduol serve --role` names, and the faces that it shows."""


def faces_from(text: str) -> frozenset[str]:
    """Return the faces named in a list with commas, all where nothing is given; raises ImproperlyConfigured."""
    found = [part.strip() for part in text.split(",") if part.strip()] or list(EVERY)
    unknown = sorted(set(found) - set(EVERY))
    if unknown:
        raise ImproperlyConfigured(
            f"ROMDUOL_FACES names {', '.join(unknown)}; it may hold {', '.join(EVERY)}, with commas between them"
        )
    return frozenset(found)
