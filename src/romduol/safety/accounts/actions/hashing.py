"""Hashes passwords by Argon2id at OWASP's parameters, few at a time, since each takes 19 MiB and much of a core."""

from __future__ import annotations

from collections.abc import Iterator
from contextlib import contextmanager
from functools import cache
from threading import BoundedSemaphore

from django.contrib.auth.hashers import Argon2PasswordHasher, check_password, make_password
from django.contrib.auth.password_validation import CommonPasswordValidator

AT_ONCE = 2
WAITS = 3.0
"""Seconds to wait for a place; one hash takes a small part of one."""


class TooBusy(Exception):
    """Too many passwords are being hashed at this moment; a little later there is a place."""


class OwaspArgon2(Argon2PasswordHasher):
    """Argon2id with 19 MiB, two passes, one lane: OWASP's password storage cheat sheet."""

    time_cost = 2
    memory_cost = 19 * 1024
    parallelism = 1


_places = BoundedSemaphore(AT_ONCE)


@contextmanager
def _place() -> Iterator[None]:
    if not _places.acquire(timeout=WAITS):
        raise TooBusy
    try:
        yield
    finally:
        _places.release()


def hashed(password: str) -> str:
    """Return the hash of a password; raises TooBusy."""
    with _place():
        return make_password(password)


def is_right(password: str, encoded: str | None) -> bool:
    """Tell whether a password is right; without a hash it is wrong, and that takes as long. Raises TooBusy."""
    with _place():
        if encoded is None:
            make_password(password)
            return False
        return check_password(password, encoded)


def is_usual(password: str) -> bool:
    """Tell whether a password is one of the 20,000 that everybody tries first."""
    return password.lower().strip() in _usual()


@cache
def _usual() -> frozenset[str]:
    return frozenset(CommonPasswordValidator().passwords)
