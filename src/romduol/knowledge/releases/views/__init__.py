"""Hands a release out over HTTP, in front of Django."""
