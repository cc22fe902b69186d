"""Tells Django the name of this app."""

from django.apps import AppConfig


class ChangesConfig(AppConfig):
    """The app ``changes``."""

    name = "romduol.desk.changes"
    label = "changes"
