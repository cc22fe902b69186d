"""Decides who may open which view: a view without a door is refused.

The marks live here and not in a file of their own because a mark is part of the rule: it is pure (it
hangs a frozen record on a callable), and whoever looks for "where is it decided?" looks here.
"""

from __future__ import annotations

from collections.abc import Callable, Collection
from typing import Any, TypeVar

from romduol.safety.access.records import Door

View = TypeVar("View", bound=Callable[..., Any])

MARK = "romduol_door"


class DoorIsSet(ValueError):
    """A view was given two doors; which one holds would depend on the order of two lines."""


def public_door(view: View) -> View:
    """Mark a view that anybody may open. For a class: ``public_door(Page.as_view())``."""
    return _hang(view, Door(role=None))


def staff_door(role: str) -> Callable[[View], View]:
    """Return a mark for a view that only staff with this role may open."""
    if not role:
        raise ValueError("a staff door needs a role; a door for everybody is public_door")
    return lambda view: _hang(view, Door(role=role))


def door_of(view: Callable[..., Any]) -> Door | None:
    """Return the door of a view, or None where nobody has decided who may open it."""
    door = getattr(view, MARK, None)
    return door if isinstance(door, Door) else None


def may_pass(door: Door | None, roles: Collection[str]) -> bool:
    """Tell whether someone who holds these roles may pass. No door: nobody may."""
    if door is None:
        return False
    return door.role is None or door.role in roles


def _hang(view: View, door: Door) -> View:
    if door_of(view) is not None:
        raise DoorIsSet(f"{view!r} has a door already")
    setattr(view, MARK, door)
    return view
