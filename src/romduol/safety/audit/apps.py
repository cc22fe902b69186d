"""Tells Django the name of this app."""

from django.apps import AppConfig


class AuditConfig(AppConfig):
    """The app ``audit``."""

    name = "romduol.safety.audit"
    label = "audit"
