"""What one source said, as the table that partners fill in: CSV and XLSX. Reading it again gives the same claims."""

from __future__ import annotations

import io
import zipfile
from collections import Counter
from collections.abc import Callable, Iterable, Mapping, Sequence
from dataclasses import dataclass, field
from datetime import date

from romduol.desk.exports.rows import Rows
from romduol.desk.imports.rules.columns import COLUMNS, STANDING_OF
from romduol.desk.imports.sheets.template import ABOUT, SERVICES, header_of
from romduol.desk.imports.sheets.writing import LONGEST, Written, csv_of, workbook_of
from romduol.knowledge.claims.records import Claim, Standing, Subject
from romduol.knowledge.directory.records import Category, Place
from romduol.ui.words import phrase, words_of

TABLE, README = "table.csv", "README.txt"
STANDING_COLUMNS = ("organization", "phones", "hours", "works_in", "category", "places", "access")
"""Columns beside which the standing of their values may be told."""
_OLDEST = (1980, 1, 1, 0, 0, 0)
"""The moment that the parts of a zip file say they were made at: always the same."""

_LEFT_OUT: Mapping[str, str] = {
    "column": phrase("Statements for which the table has no column: %(count)s"),
    "denied": phrase("Statements that something is not so, or that no longer count: %(count)s"),
    "scope": phrase("Statements that hold for a part only, such as one year: %(count)s"),
    "language": phrase("Texts in other languages than Khmer and English: %(count)s"),
    "more": phrase("Second texts where the table has room for one: %(count)s"),
    "line": phrase("Statements about numbers that this source does not give: %(count)s"),
    "provider": phrase("Services for which this source names nobody: %(count)s"),
    "long": phrase("Texts that are too long for a cell and end early: %(count)s"),
}
_SOURCE, _LICENCE = phrase("Source: %(title)s"), phrase("Licence: %(licence)s")
_RELEASE, _DAY = phrase("Release: %(release)s"), phrase("Day: %(day)s")
_AGAIN = phrase("You can correct this table and hand it in again. Columns that begin with `standing_of_` are ours.")


@dataclass(frozen=True, slots=True)
class About:
    """What is said of a table beside it: whose it is, under which licence, of which release and day."""

    title: str
    licence: str
    day: date
    release: str = ""
    licence_url: str = ""


@dataclass(frozen=True, slots=True)
class Names:
    """How codes are written: the gazetteer and the kinds of help of the country pack, and how numbers are dialled."""

    places: tuple[Place, ...] = ()
    categories: tuple[Category, ...] = ()
    calling_code: str = "855"
    country: str = "KH"


@dataclass(frozen=True, slots=True)
class GivenOut:
    """A table: its rows by column, and how many statements it has no room for, by reason."""

    rows: tuple[Mapping[str, str], ...]
    columns: tuple[str, ...]
    left_out: Mapping[str, int] = field(default_factory=dict)


def table_of(
    claims: Iterable[Claim],
    subjects: Mapping[str, Subject],
    published: Callable[[str, str], str],
    names: Names,
    *,
    language: str = "en",
    standing: Callable[[Claim], Standing | None] | None = None,
) -> GivenOut:
    """Return what the live claims of one source say, one row for each service and for each body without one.

    `published` gives the id under which a record is published, from its kind and subject: a record that came by an
    import keeps the id that its source gave it. `language` is that of the words for codes, and of texts that say none.
    With `standing`, columns tell how far values can be relied on; a reading passes over them.
    """
    left_out: Counter[str] = Counter()
    made = Rows(names.places, names.categories, names.calling_code, names.country, language, left_out)
    made.take(claims, subjects)
    rows = tuple(made.rows(published, standing, STANDING_COLUMNS if standing else ()))
    extra = tuple(f"{STANDING_OF}{name}" for name in STANDING_COLUMNS) if standing else ()
    return GivenOut(rows, (*COLUMNS, *extra), dict(left_out))


def as_csv(table: GivenOut, language: str = "") -> bytes:
    """Return the table as CSV, with the headings in a language, or the plain names of the columns."""
    return csv_of([_header(table, language), *_cells(table)])


def as_csv_package(table: GivenOut, about: About, language: str = "en") -> bytes:
    """Return a zip file with the table and a text beside it that tells whose it is."""
    held = io.BytesIO()
    lines = "\r\n".join(_told(table, about, language, 0)) + "\r\n"
    with zipfile.ZipFile(held, "w", zipfile.ZIP_DEFLATED) as package:
        for name, body in ((README, lines.encode()), (TABLE, as_csv(table))):
            package.writestr(zipfile.ZipInfo(name, _OLDEST), body, zipfile.ZIP_DEFLATED)
    return held.getvalue()


def as_xlsx(table: GivenOut, about: About, language: str = "en") -> bytes:
    """Return a workbook: the table, and a sheet that tells whose it is; the same in the properties of the document."""
    say = words_of(language).gettext
    cells = _cells(table)
    long = sum(len(cell) > LONGEST for row in cells for cell in row)
    told = _told(table, about, language, long)
    sheets = (
        Written(say(SERVICES), [_header(table, ""), *cells]),
        Written(say(ABOUT), [[line] for line in told], [100]),
    )
    return workbook_of(sheets, {"title": about.title, "subject": about.release, "comments": "\n".join(told)})


def _header(table: GivenOut, language: str) -> list[str]:
    return [*header_of(language), *table.columns[len(COLUMNS) :]]


def _cells(table: GivenOut) -> list[list[str]]:
    return [[row.get(name, "") for name in table.columns] for row in table.rows]


def _told(table: GivenOut, about: About, language: str, long: int) -> Sequence[str]:
    """Return the lines that stand beside a table."""
    say = words_of(language).gettext
    licence = f"{about.licence} {about.licence_url}".strip()
    told = [say(_SOURCE) % {"title": about.title}, say(_LICENCE) % {"licence": licence}]
    told += [say(_RELEASE) % {"release": about.release}] if about.release else []
    told += [say(_DAY) % {"day": about.day.isoformat()}, say(_AGAIN)]
    counts = {**table.left_out, "long": long}
    return [*told, *(say(text) % {"count": counts[name]} for name, text in _LEFT_OUT.items() if counts.get(name))]
