"""Tells Django the name of this app."""

from django.apps import AppConfig


class SuggestionsConfig(AppConfig):
    """The app ``suggestions``."""

    name = "romduol.desk.suggestions"
    label = "suggestions"
