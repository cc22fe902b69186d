"""Decides what each role lets somebody do, and who may open which view: a view without a door is refused.

The marks live here and not in a file of their own because a mark is part of the rule: it is pure (it
hangs a frozen record on a callable), and whoever looks for "where is it decided?" looks here.
"""

from __future__ import annotations

from collections.abc import Callable, Iterable, Mapping
from typing import Any, TypeVar

from romduol.safety.access.records import Door, Permission, Person, Role, RoleDescription
from romduol.ui.words import phrase

View = TypeVar("View", bound=Callable[..., Any])

MARK = "romduol_door"

STEWARDS = frozenset({Permission.SEE, Permission.CHECK, Permission.RESOLVE, Permission.WITHDRAW, Permission.IMPORT})

ROLES: Mapping[Role, RoleDescription] = {
    Role.STEWARD: RoleDescription(
        phrase("Steward"),
        phrase("Calls and checks, decides where sources disagree, takes back what is wrong or unsafe."),
        STEWARDS,
    ),
    Role.PUBLISHER: RoleDescription(
        phrase("Publisher"),
        phrase("Does what a steward does, publishes for readers, and gives the second yes."),
        STEWARDS | {Permission.PUBLISH, Permission.APPROVE},
    ),
    Role.ADMINISTRATOR: RoleDescription(
        phrase("Administrator"),
        phrase("Invites people, gives and ends roles, reads who did what, and says who keeps this site."),
        frozenset({Permission.SEE, Permission.INVITE, Permission.AUDIT, Permission.SET_UP}),
    ),
    Role.PARTNER: RoleDescription(
        phrase("Partner"),
        phrase("Speaks for its own organisation, once you have verified it. Sees its own record and nothing else."),
        frozenset({Permission.PROPOSE}),
    ),
    Role.RESPONDER: RoleDescription(
        phrase("Responder"),
        phrase("Reads and answers what people report, with keys of their own. Sees nothing of the directory's desk."),
        frozenset({Permission.ANSWER}),
    ),
}


class DoorIsSet(ValueError):
    """A view was given two doors; which one holds would depend on the order of two lines."""


def permissions_of(roles: Iterable[Role]) -> frozenset[Permission]:
    """Return all that somebody who holds these roles may do."""
    return frozenset().union(*(ROLES[role].permissions for role in roles))


def public_door(view: View) -> View:
    """Mark a view that anybody may open. For a class: ``public_door(Page.as_view())``."""
    return _hang(view, Door(signed_in=False))


def signed_in_door(view: View) -> View:
    """Mark a view that whoever is signed in with both factors may open, whatever their roles."""
    return _hang(view, Door(signed_in=True))


def staff_door(permission: Permission) -> Callable[[View], View]:
    """Return a mark for a view that only somebody with this permission may open."""
    if not isinstance(permission, Permission):
        raise TypeError("a staff door needs a permission; a door for everybody is public_door")
    return lambda view: _hang(view, Door(signed_in=True, permission=permission))


def door_of(view: Callable[..., Any]) -> Door | None:
    """Return the door of a view, or None where nobody has decided who may open it."""
    door = getattr(view, MARK, None)
    return door if isinstance(door, Door) else None


def may_pass(door: Door | None, person: Person | None) -> bool:
    """Tell whether a person, or a stranger (None), may pass. No door: nobody may."""
    if door is None:
        return False
    if not door.signed_in:
        return True
    return person is not None and (door.permission is None or person.may(door.permission))


def _hang(view: View, door: Door) -> View:
    if door_of(view) is not None:
        raise DoorIsSet(f"{view!r} has a door already")
    setattr(view, MARK, door)
    return view
