"""Deletes what imports leave on the disk, once nobody needs it."""

from datetime import datetime


def tidy_imports(*, now: datetime, by: str) -> int:
    """Delete the files of imports that are over or older than they are kept; returns of how many."""
    raise NotImplementedError
