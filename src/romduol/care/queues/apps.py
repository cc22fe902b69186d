"""Tells Django the name of this app."""

from django.apps import AppConfig


class QueuesConfig(AppConfig):
    """The app ``queues``."""

    name = "romduol.care.queues"
    label = "queues"
