"""Tells Django the name of this app."""

from django.apps import AppConfig


class DirectoryConfig(AppConfig):
    """The app ``directory``."""

    name = "romduol.knowledge.directory"
    label = "directory"
