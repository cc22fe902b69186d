"""Gives the keys that are worked out from this server's secret, one for each purpose."""

from __future__ import annotations

from functools import lru_cache

from django.conf import settings

from romduol.safety.accounts.rules import sealing


def key_for(purpose: str) -> bytes:
    """Return the key for one purpose."""
    return _worked_out(str(settings.SECRET_KEY), purpose)


@lru_cache(maxsize=16)
def _worked_out(secret: str, purpose: str) -> bytes:
    return sealing.key_for(secret, purpose)


def login_key(login: str) -> str:
    """Return what a login is called where tries are counted: who reads the database learns no login from it."""
    return sealing.keyed_digest(login, key_for("tries"))
