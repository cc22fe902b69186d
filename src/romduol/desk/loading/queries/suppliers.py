"""Reads who hands something over, and whose voices are known."""

from dataclasses import fields

from romduol.desk.loading import models
from romduol.desk.loading.records import Supplier
from romduol.knowledge.sources.queries import all_sources
from romduol.knowledge.sources.records import Grade, Source

COLUMNS = tuple(column.name for column in fields(Supplier))


class NoSuchSupplier(LookupError):
    """Nobody described a source of that id."""


def supplier(source: str) -> Supplier:
    """Return the supplier with this id of a source. Raises `NoSuchSupplier`."""
    row = models.Supplier.objects.filter(pk=source).first()
    if row is None:
        raise NoSuchSupplier(source)
    return supplier_of(row)


def suppliers() -> list[Supplier]:
    """Return every supplier, by its id."""
    return [supplier_of(row) for row in models.Supplier.objects.order_by("id")]


def supplier_of(row: models.Supplier) -> Supplier:
    """Return the record of a row."""
    told = {name: getattr(row, name) for name in COLUMNS}
    return Supplier(**{**told, "grade": Grade(row.grade)})


def is_taken(source: str) -> bool:
    """Tell whether a source of a pack or of the desk has this id."""
    return source in all_sources() and not models.Supplier.objects.filter(pk=source, began=True).exists()


def lineages_of(publisher: str) -> list[Source]:
    """Return the known sources of the same publisher: what it hands over is one voice with them."""
    wanted = _folded(publisher)
    return [source for source in all_sources().values() if wanted and _folded(source.publisher) == wanted]


def _folded(name: str) -> str:
    return " ".join(name.casefold().split())
