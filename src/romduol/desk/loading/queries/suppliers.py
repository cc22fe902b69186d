"""Reads who hands something over, and whose voices are known."""

from romduol.desk.loading.records import Supplier
from romduol.knowledge.sources.records import Source


class NoSuchSupplier(LookupError):
    """Nobody described a source of that id."""


def supplier(source: str) -> Supplier:
    """Return the supplier with this id of a source. Raises `NoSuchSupplier`."""
    raise NotImplementedError


def suppliers() -> list[Supplier]:
    """Return every supplier, by title."""
    raise NotImplementedError


def lineages_of(publisher: str) -> list[Source]:
    """Return the known sources of the same publisher: what it hands over is one voice with them."""
    raise NotImplementedError
