"""Tells Django the name of this app."""

from django.apps import AppConfig


class AnswersConfig(AppConfig):
    """The app ``answers``."""

    name = "romduol.knowledge.answers"
    label = "answers"
