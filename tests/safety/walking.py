"""One row of the table that says who may open which address of the desk, and in which way it is asked."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass, field
from typing import Any
from uuid import UUID

from django.urls import reverse

from romduol.safety.access.records import Permission

STAFF = "romduol.config.urls_staff"
PUBLIC, SIGNED_IN = "anybody", "signed in"
ABSENT = UUID("6f1d7a52-3c1b-4c64-9c0e-6a6f0f6f2a10")
"""The id of no record."""
OWN_RECORD = "harbour, verified for a visit"
"""What is made once for everybody who comes by, and undone after each visit."""
NOTE = "A child answered."
"""What Bopha wrote for her own organisation."""
Rest = dict[str, Any] | Callable[[], dict[str, Any]]


@dataclass(frozen=True)
class Row:
    """One address, asked in one way: who may pass, and what they get."""

    name: str
    needs: Permission | str
    rest: Rest = field(default_factory=dict)
    method: str = "GET"
    sent: dict[str, Any] = field(default_factory=dict)
    opens: int = 200
    owner: str = ""
    """Of this organisation only members may pass; with `private`, only they read that."""
    private: str = ""
    """Words of the owner that stand on the page for its members and for nobody else."""
    half: int = 0
    """The status for somebody whose password alone was right, where it differs."""
    inside: int = 0
    """The status for somebody who is signed in already, where it differs."""

    def path(self) -> str:
        """Return the address in English."""
        rest = self.rest() if callable(self.rest) else self.rest
        lang = {} if self.name == "front" else {"lang": "en"}
        return reverse(self.name, urlconf=STAFF, kwargs={**lang, **rest})
