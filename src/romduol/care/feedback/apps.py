"""Tells Django the name of this app."""

from django.apps import AppConfig


class FeedbackConfig(AppConfig):
    """The app ``feedback``."""

    name = "romduol.care.feedback"
    label = "feedback"
