"""Tells Django the name of this app."""

from django.apps import AppConfig


class CheckingConfig(AppConfig):
    """The app ``checking``."""

    name = "romduol.desk.checking"
    label = "checking"
