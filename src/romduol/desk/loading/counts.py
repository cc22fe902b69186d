"""Counts what waits in this room."""

from romduol.desk.loading.models import WAITS, Import


def waiting() -> int:
    """Return how many imports, and undoings of imports, wait for a second yes."""
    return Import.objects.filter(WAITS).count()
