"""Decides who may give and end roles.

An administrator gives any role to anybody else, and never to themselves: so nobody makes themselves a publisher, and it
takes two people to put a false fact before readers. The shell may give any role, since whoever has it can do all
anyway. One administrator always stays.
"""

from __future__ import annotations

SHELL = "shell"
"""Who acts on the server itself, by a command."""


class OwnRole(ValueError):
    """Somebody was about to give themselves a role, or to end one of their own."""


class LastAdministrator(ValueError):
    """Nobody would be left who can invite people."""


def may_give(by: str, account: str) -> bool:
    """Tell whether somebody may give a role to an account, or end one, or disable it."""
    return by != f"person:{account}"


def stays_administered(*, before: int, after: int) -> bool:
    """Tell whether a change leaves somebody who can invite people; one that takes nobody away does."""
    return after > 0 or after == before
