"""Tells Django the name of this app."""

from django.apps import AppConfig


class PublishingConfig(AppConfig):
    """The app ``publishing``."""

    name = "romduol.desk.publishing"
    label = "publishing"
