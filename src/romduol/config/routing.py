"""Sends what is sealed to the database of intake, where that is one of its own; all else to the one of the desk.

What readers suggest about a page stays with the desk: to take it up writes a change, a decision and the audit in one
transaction. So an intake face on a machine of its own takes no suggestions, and says so.
"""

from __future__ import annotations

from typing import Any

from django.conf import settings

from romduol.config.databases import DEFAULT, OF_INTAKE

SEALED = frozenset({"queues", "reports", "feedback"})
"""Apps whose tables hold nothing that anybody on this side can read, and know no foreign key to others."""


def alias_of(app_label: str) -> str:
    """Return which database the tables of an app lie in."""
    return OF_INTAKE if app_label in SEALED and OF_INTAKE in settings.DATABASES else DEFAULT


class Router:
    """Django's questions of where a model lies."""

    def db_for_read(self, model: Any, **hints: Any) -> str:
        """Return where a model is read."""
        return alias_of(model._meta.app_label)

    def db_for_write(self, model: Any, **hints: Any) -> str:
        """Return where a model is written."""
        return alias_of(model._meta.app_label)

    def allow_relation(self, one: Any, other: Any, **hints: Any) -> bool:
        """Tell whether two rows may point to one another: only within one database."""
        return alias_of(one._meta.app_label) == alias_of(other._meta.app_label)

    def allow_migrate(self, db: str, app_label: str, **hints: Any) -> bool:
        """Tell whether an app has its tables in a database."""
        return alias_of(app_label) == db
