"""Tells Django the name of this app."""

from django.apps import AppConfig


class SourcesConfig(AppConfig):
    """The app ``sources``."""

    name = "romduol.knowledge.sources"
    label = "sources"
