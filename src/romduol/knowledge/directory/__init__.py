"""Organisations, services, lines and places, resolved from claims."""
