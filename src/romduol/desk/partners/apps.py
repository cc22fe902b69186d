"""Tells Django the name of this app."""

from django.apps import AppConfig


class PartnersConfig(AppConfig):
    """The app ``partners``."""

    name = "romduol.desk.partners"
    label = "partners"
