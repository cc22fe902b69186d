"""A country of a few places and kinds of help, and whatever is read there."""

from __future__ import annotations

import io
import json
from dataclasses import replace
from pathlib import Path

from tests.desk.feeds import uid, zipped

from romduol.desk.imports.listings import Listing, Said
from romduol.desk.imports.reading import Reading, read_listings
from romduol.desk.imports.records import Finding
from romduol.knowledge.directory.records import Category, Need, Place

OFFICIAL = Path(__file__).parents[3] / "shared" / "hsds"


def place(code: str, name: str, parent: str | None = None) -> Place:
    """Return a province, or a district of one."""
    level = "district" if parent else "province"
    return Place(code, code, f"KH-{code}" if not parent else None, level, {"en": name}, parent)  # type: ignore[arg-type]


PLACES = (place("07", "Kampot"), place("0708", "Kampot", "07"), place("06", "Kampong Thom"), place("17", "Siem Reap"))
CATEGORIES = (
    Category("hiv_test", "health", {"en": "HIV test", "km": "តេស្តអេដស៍"}),
    Category("sti_test", "health", {"en": "STI test"}),
    Category("lawyer", "legal", {"en": "A lawyer"}),
)
HOW = Reading(
    places=PLACES,
    needs=(Need("health", {"en": "Health"}), Need("legal", {"en": "Law"})),
    categories=CATEGORIES,
    nation=("Cambodia", "កម្ពុជា"),
    short_codes=frozenset({"1280"}),
)


class Read:
    """What a reading gave."""

    def __init__(self, told: list[Finding | Listing]) -> None:
        self.told = told
        self.listings = [one for one in told if isinstance(one, Listing)]
        self.findings = [one for one in told if isinstance(one, Finding)]
        self.codes = [one.code for one in self.findings]

    def one(self, kind: str, key: str = "") -> Listing:
        """Return the only listing of this kind, or of this key."""
        [found] = [one for one in self.listings if one.kind == kind and key in ("", one.key)]
        return found

    def finding(self, code: str) -> Finding:
        """Return the only finding with this code."""
        [found] = [one for one in self.findings if one.code == code]
        return found


def read(feed: bytes | Path | object, name: str = "", **how: object) -> Read:
    """Read bytes, a path, or what becomes JSON; `how` changes the reading."""
    if not isinstance(feed, bytes | Path):
        feed, name = json.dumps(feed).encode(), name or "services.json"
    given = io.BytesIO(feed) if isinstance(feed, bytes) else feed
    return Read(list(read_listings(given, replace(HOW, **how), name=name)))  # type: ignore[arg-type]


def said(listing: Listing, name: str) -> list[str]:
    """Return the values of a property."""
    return [one.value for one in listing.said if one.property == name]


def value(listing: Listing, name: str) -> Said:
    """Return the only value of a property."""
    [found] = [one for one in listing.said if one.property == name]
    return found


def body(number: int = 1, **more: object) -> dict[str, object]:
    """Return an organisation."""
    return {"id": uid(number), "name": "House", "description": "It helps.", **more}


def help_with(number: int = 11, **more: object) -> dict[str, object]:
    """Return a service that House gives, but for what is given."""
    return {"id": uid(number), "name": "Listening", "status": "active", "organization": body(), **more}


def tables(**rows: str) -> bytes:
    """Return a zip of tables without a description; `services="a,b\\n1,2\\n"` is services.csv."""
    return zipped({f"{name}.csv": text for name, text in rows.items()})
