"""Counts what waits in this room."""

from romduol.desk.loading.models import Import
from romduol.desk.loading.records import State


def waiting() -> int:
    """Return how many imports wait for a second yes."""
    return Import.objects.filter(state=State.WAITING).count()
