"""Romduol: facts with a source, a date and a standing, for people who need help."""

__version__ = "0.1.0"
