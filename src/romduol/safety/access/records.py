"""Who somebody is at the desk, what they may do there, and the door of a view."""

from __future__ import annotations

from dataclasses import dataclass
from enum import StrEnum


class Permission(StrEnum):
    """One thing that somebody may do at the desk."""

    SEE = "see"
    CHECK = "check"
    RESOLVE = "resolve"
    WITHDRAW = "withdraw"
    PUBLISH = "publish"
    APPROVE = "approve"
    INVITE = "invite"
    AUDIT = "audit"
    SET_UP = "set_up"
    IMPORT = "import"
    PROPOSE = "propose"
    ANSWER = "answer"


class Role(StrEnum):
    """What somebody is at the desk: a named list of permissions. A person may hold several."""

    STEWARD = "steward"
    PUBLISHER = "publisher"
    ADMINISTRATOR = "administrator"
    PARTNER = "partner"
    RESPONDER = "responder"


@dataclass(frozen=True, slots=True)
class RoleDescription:
    """A role as it is shown to who gives it: its name and what it lets somebody do, as keys of the catalogue."""

    name: str
    tells: str
    permissions: frozenset[Permission]


@dataclass(frozen=True, slots=True)
class Person:
    """Somebody who is signed in with both factors; without a membership they hold no permission."""

    id: str
    name: str
    permissions: frozenset[Permission] = frozenset()
    organizations: tuple[str, ...] = ()
    """Ids of the organisations that they are a member of."""

    @property
    def by(self) -> str:
        """Return how actions and the audit call this person; never a name, which can change."""
        return f"person:{self.id}"

    def may(self, permission: Permission) -> bool:
        """Tell whether this person holds a permission."""
        return permission in self.permissions


@dataclass(frozen=True, slots=True)
class Door:
    """Who may pass: anybody, whoever is signed in, or only who holds a permission."""

    signed_in: bool
    permission: Permission | None = None
