"""Tells Django the name of this app."""

from django.apps import AppConfig


class DuplicatesConfig(AppConfig):
    """The app ``duplicates``."""

    name = "romduol.desk.duplicates"
    label = "duplicates"
