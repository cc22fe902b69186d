"""What accounts tell to others: who is there, who is signed in, what somebody proves themselves with."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import datetime

from romduol.safety.access.records import Role


@dataclass(frozen=True, slots=True)
class Held:
    """A role that somebody holds for an organisation."""

    membership: int
    role: Role
    organization: str
    organization_name: Mapping[str, str]


@dataclass(frozen=True, slots=True)
class Listed:
    """Somebody on the list of people."""

    id: str
    name: str
    login: str
    disabled: bool
    last_seen: datetime | None
    held: tuple[Held, ...]


@dataclass(frozen=True, slots=True)
class Factors:
    """What somebody can prove themselves with, beside the password."""

    passkeys: int
    codes: bool
    recovery_codes: int
    """How many are left."""

    @property
    def any(self) -> bool:
        """Tell whether there is a second factor at all; recovery codes alone are none."""
        return self.codes or bool(self.passkeys)


@dataclass(frozen=True, slots=True)
class Ticket:
    """What a page hands to its own form, sealed: nothing is stored until the form comes back whole."""

    account: str = ""
    secret: str = ""
    """From which the phone will make codes."""
    challenge: str = ""
    """That the passkey signs."""
    made_at: float = 0.0
