"""Tells Django the name of this app."""

from django.apps import AppConfig


class LookingConfig(AppConfig):
    """The app ``looking``."""

    name = "romduol.desk.looking"
    label = "looking"
