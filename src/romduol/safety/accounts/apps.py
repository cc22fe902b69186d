"""Tells Django the name of this app."""

from django.apps import AppConfig


class AccountsConfig(AppConfig):
    """The app ``accounts``."""

    name = "romduol.safety.accounts"
    label = "accounts"
