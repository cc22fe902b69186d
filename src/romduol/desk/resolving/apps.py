"""Tells Django the name of this app."""

from django.apps import AppConfig


class ResolvingConfig(AppConfig):
    """The app ``resolving``."""

    name = "romduol.desk.resolving"
    label = "resolving"
