"""Keeps sessions under a digest of their key: who reads the database finds no key that a browser could be given."""

from __future__ import annotations

from datetime import timedelta
from typing import Any

from django.contrib.sessions.backends.db import SessionStore as DatabaseSessions
from django.contrib.sessions.base_session import AbstractBaseSession
from django.utils import timezone

from romduol.safety.accounts.rules.sealing import digest

SIGN_IN = "sign_in"
"""Under this a session holds which sign-in it is."""
HALF_WAY = timedelta(minutes=30)
STORED_LENGTH = 40
"""As long as Django's column: 160 bits of the digest of a random key."""


def stored_key(session_key: str) -> str:
    """Return under what a session is stored."""
    return digest(session_key)[:STORED_LENGTH]


class SessionStore(DatabaseSessions):
    """Django's sessions in the database, found by a digest of the key that the cookie holds."""

    def _get_session_from_db(self) -> AbstractBaseSession | None:
        found: AbstractBaseSession | None = None
        if self.session_key:
            live = self.model.objects.filter(expire_date__gt=timezone.now())
            found = live.filter(session_key=stored_key(self.session_key)).first()
        if found is None:
            self._session_key = None
        return found

    def exists(self, session_key: str) -> bool:
        """Tell whether a key is taken."""
        return self.model.objects.filter(session_key=stored_key(session_key)).exists()

    def create_model_instance(self, data: dict[str, Any]) -> AbstractBaseSession:
        """Return the row of this session."""
        made = super().create_model_instance(data)
        made.session_key = stored_key(made.session_key)
        return made

    def delete(self, session_key: str | None = None) -> None:
        """Remove a session; this one where none is named."""
        key = session_key or self.session_key
        if key:
            self.model.objects.filter(session_key=stored_key(key)).delete()

    def get_session_cookie_age(self) -> int:
        """Return how many seconds a session lasts: not for long while only the password was right."""
        return super().get_session_cookie_age() if self.get(SIGN_IN) else int(HALF_WAY.total_seconds())
