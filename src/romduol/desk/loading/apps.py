"""Tells Django the name of this app."""

from django.apps import AppConfig


class LoadingConfig(AppConfig):
    """The app ``loading``."""

    name = "romduol.desk.loading"
    label = "loading"
