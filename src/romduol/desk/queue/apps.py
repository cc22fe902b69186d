"""Tells Django the name of this app."""

from django.apps import AppConfig


class QueueConfig(AppConfig):
    """The app ``queue``."""

    name = "romduol.desk.queue"
    label = "queue"
