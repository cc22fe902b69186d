"""Tells Django the name of this app."""

from django.apps import AppConfig


class ReleasesConfig(AppConfig):
    """The app ``releases``."""

    name = "romduol.knowledge.releases"
    label = "releases"
