"""Tells Django the name of this app."""

from django.apps import AppConfig


class ClaimsConfig(AppConfig):
    """The app ``claims``."""

    name = "romduol.knowledge.claims"
    label = "claims"
