"""Tells Django the name of this app."""

from django.apps import AppConfig


class ReportsConfig(AppConfig):
    """The app ``reports``."""

    name = "romduol.care.reports"
    label = "reports"
