"""An invented country of four places, and tables of invented bodies, for the tests of plain tables."""

from __future__ import annotations

import io
from collections.abc import Iterable, Sequence
from datetime import date
from pathlib import Path
from uuid import NAMESPACE_URL, uuid5

import openpyxl

from romduol.desk.imports.listings import Listing
from romduol.desk.imports.readings import Reading
from romduol.desk.imports.records import Finding
from romduol.desk.imports.sheets import read_sheets
from romduol.knowledge.claims.records import Claim, Subject
from romduol.knowledge.claims.rules.evidence import line_id
from romduol.knowledge.directory.records import Category, Place
from romduol.knowledge.directory.records.places import PlaceLevel


def _place(code: str, level: PlaceLevel, en: str, km: str, parent: str | None = None) -> Place:
    return Place(f"place-{code}", code, None, level, {"en": en, "km": km}, parent)


PLACES = (
    _place("06", "province", "Kampong Thom", "កំពង់ធំ"),
    _place("15", "province", "Pursat", "ពោធិ៍សាត់"),
    _place("1501", "district", "Bakan", "បាកាន", "15"),
    _place("1505", "municipality", "Pursat", "ពោធិ៍សាត់", "15"),
)
CATEGORIES = (
    Category("hiv_testing", "health", {"en": "HIV tests", "km": "តេស្តមេរោគអេដស៍"}),
    Category("counselling", "mental", {"en": "Counselling", "km": "ការប្រឹក្សា"}),
)
READING = Reading(
    places=PLACES, categories=CATEGORIES, short_codes=frozenset({"1280"}), latest=date(2026, 11, 27), language="en"
)
Told = Listing | Finding


def read(path: Path, reading: Reading = READING) -> tuple[list[Listing], list[Finding]]:
    """Return the records and the findings of a file."""
    told = list(read_sheets(path, reading))
    return [one for one in told if isinstance(one, Listing)], [one for one in told if isinstance(one, Finding)]


def read_bytes(folder: Path, raw: bytes, name: str = "t.csv", reading: Reading = READING):
    """Write bytes into a file and read it."""
    path = folder / name
    path.write_bytes(raw)
    return read(path, reading)


def codes(findings: Iterable[Finding]) -> list[str]:
    """Return the codes of findings in their order."""
    return [finding.code for finding in findings]


def workbook(rows: Sequence[Sequence[object]], **sheets: Sequence[Sequence[object]]) -> bytes:
    """Return a workbook with these rows, and more sheets."""
    made = openpyxl.Workbook()
    first = made.active
    assert first is not None
    for row in rows:
        first.append(list(row))
    for name, more in sheets.items():
        sheet = made.create_sheet(name)
        for row in more:
            sheet.append(list(row))
    return saved(made)


def saved(made: openpyxl.Workbook) -> bytes:
    """Return the bytes of a workbook."""
    held = io.BytesIO()
    made.save(held)
    return held.getvalue()


def said(listings: Iterable[Listing], kind: str, name: str) -> list[str]:
    """Return the values of a property of all records of a kind."""
    return [one.value for listing in listings if listing.kind == kind for one in listing.said if one.property == name]


def published(kind: str, subject: str) -> str:
    """Return the id under which a record is published."""
    return str(uuid5(NAMESPACE_URL, f"test/{kind}/{subject}"))


def claims_of(
    listings: Iterable[Listing], known: Iterable[tuple[str, str]] = ()
) -> tuple[list[Claim], dict[str, Subject]]:
    """Return the claims that a load would make of records; `known` are kinds and subjects that are published."""
    ids = {(kind, published(kind, subject)): subject for kind, subject in known}
    claims: dict[str, Claim] = {}
    subjects: dict[str, Subject] = {}

    def subject_of(kind: str, key: str) -> str:
        found = ids.get((kind, key)) or f"in-{uuid5(NAMESPACE_URL, f'{kind}/{key}').hex}"
        subjects[found] = Subject(found, kind)
        return found

    for listing in listings:
        subject = subject_of(listing.kind, listing.key)
        locator = f"{listing.kind}/{listing.key}"
        rows = [
            (line_id(one.line) if one.line else subject, one.property, one.value, one.purpose, one.words)
            for one in listing.said
        ]
        rows += [(subject, one.property, subject_of("organization", one.key), "", {}) for one in listing.links]
        for about, name, value, purpose, words in rows:
            key = "\n".join((about, name, value, purpose, locator))
            claims[key] = Claim(
                str(uuid5(NAMESPACE_URL, key)),
                about,
                name,
                value,
                "s",
                locator,
                purpose=purpose,
                words=words,
                observed_on=listing.observed_on,
            )
    return list(claims.values()), subjects
