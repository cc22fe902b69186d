"""Tells Django the name of this app."""

from django.apps import AppConfig


class OperatorConfig(AppConfig):
    """The app ``operator``."""

    name = "romduol.desk.operator"
    label = "operator"
