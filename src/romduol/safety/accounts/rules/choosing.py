"""Decides which logins, names and passwords will do."""

from __future__ import annotations

import re
from enum import StrEnum

from romduol.base.signs import unseen

LOGIN = re.compile(r"[a-z0-9](?:[a-z0-9._-]{1,38}[a-z0-9])")
SHORTEST_PASSWORD, LONGEST_PASSWORD = 12, 200
LONGEST_NAME = 80


class Wrong(StrEnum):
    """Why something that was chosen will not do."""

    LOGIN_SHAPE = "login_shape"
    LOGIN_TAKEN = "login_taken"
    NAME_EMPTY = "name_empty"
    NAME_SIGNS = "name_signs"
    PASSWORD_SHORT = "password_short"  # noqa: S105 - names the problem
    PASSWORD_LONG = "password_long"  # noqa: S105 - names the problem
    PASSWORD_USUAL = "password_usual"  # noqa: S105 - names the problem
    PASSWORD_LOGIN = "password_login"  # noqa: S105 - names the problem
    PASSWORD_DIFFERS = "password_differs"  # noqa: S105 - names the problem
    PASSWORD_OLD = "password_old"  # noqa: S105 - names the problem
    CODE = "code"
    PASSKEY = "passkey"
    ROLES_EMPTY = "roles_empty"
    ORGANIZATION_EMPTY = "organization_empty"
    ORGANIZATION_UNCHOSEN = "organization_unchosen"


def login_from(typed: str) -> str:
    """Return a login as it is compared."""
    return typed.strip().lower()


def wrong_with_login(login: str) -> Wrong | None:
    """Tell what is wrong with a login."""
    return None if LOGIN.fullmatch(login) else Wrong.LOGIN_SHAPE


def wrong_with_name(name: str) -> Wrong | None:
    """Tell what is wrong with a name."""
    if not name.strip():
        return Wrong.NAME_EMPTY
    return Wrong.NAME_SIGNS if unseen(name) or len(name) > LONGEST_NAME else None


def wrong_with_password(password: str, login: str, *, is_usual: bool) -> Wrong | None:
    """Tell what is wrong with a password; `is_usual`: it is on the list of those that everybody tries first."""
    if len(password) < SHORTEST_PASSWORD:
        return Wrong.PASSWORD_SHORT
    if len(password) > LONGEST_PASSWORD:
        return Wrong.PASSWORD_LONG
    if login and len(login) > 3 and login in password.lower():
        return Wrong.PASSWORD_LOGIN
    return Wrong.PASSWORD_USUAL if is_usual or len(set(password)) < 4 else None
