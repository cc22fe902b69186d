"""How a file is to be read: what the steward who takes it in, and the country pack, know and the file does not say."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from dataclasses import dataclass, field
from datetime import date
from pathlib import Path
from typing import Any, Literal

from romduol.desk.imports.records import LIMITS, Limits
from romduol.knowledge.directory.records import Category, Need, PackInfo, Place

Format = Literal["auto", "hsds-json", "hsds-tables", "hsds2-json", "hsds2-tables", "orservices", "oruk", "csv", "xlsx"]


@dataclass(frozen=True, slots=True)
class Reading:
    """All that a reading needs beside the bytes; a new field is never taken from the file."""

    format: Format = "auto"
    schemas: Path | None = None
    """The folder of the official schemas of HSDS 3.x; without it our own checks are the only ones, and that is said."""
    kind: str | None = None
    """The type of the records where neither their fields nor the file's name tell: `service`, `organization`."""
    language: str = "en"
    """The language of texts that say none."""
    places: tuple[Place, ...] = ()
    """The gazetteer of the country pack."""
    needs: tuple[Need, ...] = ()
    categories: tuple[Category, ...] = ()
    country: str = "KH"
    """ISO 3166-1 alpha-2; also the region in which numbers without a country code are dialled."""
    nation: tuple[str, ...] = ()
    """The country's names, in any language."""
    calling_code: str = "855"
    short_codes: frozenset[str] = frozenset()
    purpose: str = "office"
    """What a number is for where the file does not say."""
    terms: Mapping[str, str] = field(default_factory=dict)
    """The source's own name or code of a kind of help -> our category."""
    latest: date | None = None
    """The day on which it is read: nothing was observed later."""
    columns: Mapping[str, Any] = field(default_factory=dict)
    """Of a plain table: which column holds what, as `rules.mappings.ColumnMapping` keeps it; guessed where empty."""
    limits: Limits = LIMITS

    @classmethod
    def of_pack(
        cls, info: PackInfo, places: Iterable[Place], needs: Iterable[Need], categories: Iterable[Category]
    ) -> Reading:
        """Return what a country pack knows; `dataclasses.replace` adds what the steward says."""
        return cls(
            places=tuple(places),
            needs=tuple(needs),
            categories=tuple(categories),
            country=info.country,
            nation=tuple(info.name.values()),
            calling_code=info.calling_code,
            short_codes=frozenset(info.short_codes),
        )
