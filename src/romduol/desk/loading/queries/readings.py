"""How a file of a supplier is read: what the pack knows, what the server has, what is remembered of the supplier."""

from collections.abc import Mapping
from dataclasses import replace
from datetime import date
from pathlib import Path
from typing import Any

from django.conf import settings

from romduol.desk.imports.readings import Reading
from romduol.desk.loading.records import Supplier
from romduol.knowledge.directory.queries import loaded_needs, loaded_words

REMEMBERED = ("format", "kind", "purpose", "terms", "columns")
"""What is remembered of a supplier; all else comes from the pack and from the server."""


def reading_of(supplier: Supplier, today: date, schemas: Path | None = None) -> Reading:
    """Return how a file of a supplier is read on a day; `schemas` in place of those that the server has.

    Raises `NoPackLoaded`.
    """
    info, categories, places = loaded_words()
    known = Reading.of_pack(info, places.values(), loaded_needs(), categories.values())
    remembered: Mapping[str, Any] = {name: supplier.reading[name] for name in REMEMBERED if supplier.reading.get(name)}
    language = supplier.language or known.language
    return replace(known, language=language, schemas=schemas or settings.HSDS_SCHEMAS, latest=today, **remembered)
