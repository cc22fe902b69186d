"""Tells Django the name of this app."""

from django.apps import AppConfig


class KeysConfig(AppConfig):
    """The app ``keys``."""

    name = "romduol.care.keys"
    label = "keys"
