"""Decides what has to be checked, and what comes first: pure."""
