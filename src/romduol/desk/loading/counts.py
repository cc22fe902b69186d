"""Counts what waits in this room."""

from romduol.desk.loading.queries.imports import waiting_rows


def waiting() -> int:
    """Return how many imports, and undoings of imports, wait for a second yes."""
    return waiting_rows().count()
