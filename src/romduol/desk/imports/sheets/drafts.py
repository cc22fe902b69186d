"""A row of a table becomes what it says of an organisation and of a service, or reasons why it is set aside."""

from __future__ import annotations

import re
from collections.abc import Iterator, Sequence
from dataclasses import dataclass, field
from datetime import date
from functools import lru_cache
from itertools import zip_longest

from romduol.base.khmer import fold
from romduol.desk.imports.listings import Kind, Link, Said
from romduol.desk.imports.readings import Reading
from romduol.desk.imports.records import Finding, Place
from romduol.desk.imports.rules.columns import COLUMNS, NAMES, NOT_KNOWN, NOTHING, Column
from romduol.desk.imports.rules.days import NoDay, day_of
from romduol.desk.imports.rules.legacy_khmer import ENOUGH, oddity, twice_encoded
from romduol.desk.imports.rules.mappings import ColumnMapping
from romduol.desk.imports.rules.numbers import numbers_of
from romduol.desk.imports.rules.plain_texts import broken_khmer, is_khmer, one_line, signs_lost, tidy, unguarded
from romduol.desk.imports.rules.sheet_causes import told
from romduol.desk.imports.sheets.cells import Cell
from romduol.desk.imports.sheets.meanings import Meanings, codes_of, level_of

_LINES = re.compile(r"\n")
_WEBSITE = re.compile(r"https://[^\s/?#@<>\"'`\\^{|}]+(?:[/?#][^\s<>\"`\\^{|}]*)?")
_LINE_COLUMNS = tuple(column.name for column in COLUMNS.values() if column.level == "line")
_BETWEEN_ADDRESSES = re.compile(r";?\s+|;(?=https?:)|;$")
_LONG = 500
"""Longer texts are not kept for the next row."""
PLACED = ("works_in", "places", "districts")
_SERVICE_SAYS = ("access", "description", "description_km", "category")


@dataclass(frozen=True, slots=True)
class Draft:
    """What one row says of one record."""

    kind: Kind
    key: str
    at: Place
    sheet: str
    said: tuple[Said, ...] = ()
    links: tuple[Link, ...] = ()
    observed_on: date | None = None


@dataclass(slots=True)
class _Row:
    """One row while it is read: where it stands, its cells by our columns, and what was found."""

    at: Place
    sheet: str
    cells: dict[str, Cell]
    headings: dict[str, str]
    findings: list[Finding] = field(default_factory=list)
    oddity: int = 0
    """How much speaks for an old font in all its cells together."""

    def text(self, name: str) -> str:
        return self.cells[name].text if name in self.cells else ""

    def find(self, column: str, name: str, /, **values: object) -> None:
        self.findings.append(told(self.at, self.sheet, self.headings.get(column, ""), name, **values))

    @property
    def refused(self) -> bool:
        return any(finding.severity == "error" for finding in self.findings)


@lru_cache(maxsize=2048)  # Rows repeat what they say of a body.
def looked_at(raw: str) -> tuple[str, str, int]:
    """Return a cell's text as it is kept, the sentence that tells what is wrong with it, and how odd it is."""
    text = tidy(unguarded(raw))
    odd = oddity(text)
    wrong = {
        "twice_encoded": twice_encoded(text),
        "signs_lost": signs_lost(text),
        "legacy_text": odd >= ENOUGH,
        "broken_khmer": broken_khmer(text),
    }
    return text, next((name for name, holds in wrong.items() if holds), ""), odd


class Drafting:
    """Turns rows into drafts; one for each sheet."""

    def __init__(self, reading: Reading, mapping: ColumnMapping, keys: Sequence[str], meanings: Meanings) -> None:
        self._reading = reading
        self._days = mapping.days
        self._meanings = meanings
        self._columns = [(place, mapping.columns.get(key, "")) for place, key in enumerate(keys)]
        self._columns = [(place, name) for place, name in self._columns if name in COLUMNS]
        self._headings = {mapping.columns[key]: key for key in keys if mapping.columns.get(key)}
        present = [one for one in COLUMNS.values() if one.language != "km" and self._has(one)]
        self._said_of = {
            level: [one for one in present if one.level == level and one.property]
            for level in ("organization", "service")
        }
        self._of_lines = [one for one in present if one.level == "line"]
        self._width = len(keys)
        self._levels = {name: level_of(self._headings[name]) for name in PLACED if name in self._headings}

    def _has(self, column: Column) -> bool:
        """Whether the table has this column, or its twin for Khmer."""
        return column.name in self._headings or f"{column.name}_km" in self._headings

    def drafts(self, at: Place, sheet: str, cells: Sequence[Cell]) -> tuple[list[Draft], list[Finding]]:
        """Return what a row says, and what was found; of a row with an error nothing is taken."""
        row = _Row(at, sheet, {}, self._headings)
        if any(cell.text.strip() for cell in cells[self._width :]):
            row.find("", "too_many_cells", cells=len(cells), columns=self._width)
        for place, name in self._columns:
            if place < len(cells):
                self._take(row, name, cells[place])
        if not row.refused and row.oddity >= ENOUGH:
            row.find("", "legacy_text")
        drafts = [] if row.refused or not row.cells else list(self._of(row))
        return ([] if row.refused else drafts), row.findings

    def _take(self, row: _Row, name: str, cell: Cell) -> None:
        """Look at one cell, and keep it where it can be used."""
        if cell.kind in ("formula", "error"):
            row.find(name, "formula" if cell.kind == "formula" else "cell_error")
            return
        look = looked_at if len(cell.text) < _LONG else looked_at.__wrapped__
        text, problem, odd = look(cell.text)
        if not text:
            return
        if cell.font:
            row.find(name, "legacy_font", font=cell.font)
        elif problem:
            row.find(name, problem)
        row.oddity += odd
        row.cells[name] = cell._replace(text=text)

    def _of(self, row: _Row) -> Iterator[Draft]:
        key = one_line(row.text("organization_id"))
        name = one_line(row.text("organization") or row.text("organization_km"))
        if not (key or name):
            row.find("organization", "no_name")
            return
        key = key or fold(name)
        has_service = any(row.text(column) for column in ("service_id", *NAMES["service"], "category"))
        checked = self._day(row, "checked_on")
        said, links = list(self._said(row, "organization")), list(self._part_of(row, key))
        said += self._numbers(row)
        said += self._placed(row, "works_in", ("works_in",))
        if not has_service:
            said += self._placed(row, "works_in", ("places", "districts"))
            if any(row.text(column) for column in _SERVICE_SAYS):
                row.find("service", "no_service")
        yield Draft("organization", key, row.at, row.sheet, tuple(said), tuple(links), checked)
        if has_service:
            yield self._service(row, key, checked)

    def _service(self, row: _Row, body: str, checked: date | None) -> Draft:
        said = [*self._said(row, "service"), *self._placed(row, "serves", ("places", "districts"))]
        said += self._called_by_its_kind(row, said)
        key = one_line(row.text("service_id"))
        if not key:
            name = one_line(row.text("service") or row.text("service_km") or row.text("category"))
            places = sorted(one.value for one in said if one.property == "serves")
            key = "/".join((body, fold(name), *places))
        day = self._day(row, "service_checked_on") if row.text("service_checked_on") else checked
        link = Link("provided_by", body, self._headings.get("organization", ""))
        return Draft("service", key, row.at, row.sheet, tuple(said), (link,), day)

    def _called_by_its_kind(self, row: _Row, said: Sequence[Said]) -> Iterator[Said]:
        """Yield the source's own word for a service without a name, where that is no kind of help of ours."""
        if not any(one.property in ("name", "category") for one in said):
            text = one_line(row.text("category"))
            if text:
                words = {"km" if is_khmer(text) else "en": text}
                yield Said("name", text, self._headings["category"], words)

    # What a row says

    def _said(self, row: _Row, level: str) -> Iterator[Said]:
        for column in self._said_of[level]:
            if column.language:
                yield from self._texts(row, column)
            elif column.codes and column.codes != "place":
                yield from self._coded(row, column)
            elif column.name == "website":
                yield from self._websites(row, column)

    def _texts(self, row: _Row, column: Column) -> Iterator[Said]:
        """Yield each text in its languages; what stands in Khmer in a column of another language is Khmer."""
        twin = f"{column.name}_km"
        split = _LINES.split if column.several == "lines" else lambda text: [text]
        clean = one_line if column.several == "lines" else tidy
        given = (row.text(column.name), row.text(twin))
        texts = [[clean(one) for one in split(text)] if text else [] for text in given]
        for text, khmer in zip_longest(*texts, fillvalue=""):
            text, khmer = ("" if one == NOTHING else one for one in (text, khmer))
            if text and not khmer and is_khmer(text):
                text, khmer = "", text
            words = {language: one for language, one in (("en", text), ("km", khmer)) if one}
            if words:
                lead = self._reading.language if self._reading.language in words else next(iter(words))
                pointer = self._headings.get(column.name if text else twin, self._headings.get(column.name, ""))
                yield Said(column.property, words[lead], pointer, words)

    def _coded(self, row: _Row, column: Column) -> Iterator[Said]:
        text = row.text(column.name)
        found = [self._meanings.code(column, word) for word in _words(text, several=bool(column.several))]
        for code in dict.fromkeys(filter(None, found)):
            yield Said(column.property, code, self._headings[column.name])

    def _websites(self, row: _Row, column: Column) -> Iterator[Said]:
        for word in _BETWEEN_ADDRESSES.split(row.text(column.name)):
            if _WEBSITE.fullmatch(word):
                yield Said("website", word, self._headings["website"])
            elif word:
                row.find("website", "website")

    def _part_of(self, row: _Row, key: str) -> Iterator[Link]:
        parent = one_line(row.text("part_of"))
        if parent and parent != key:
            yield Link("part_of", parent, self._headings["part_of"])

    def _placed(self, row: _Row, prop: str, names: tuple[str, ...]) -> list[Said]:
        """Return the places: where districts are known, they and not their provinces."""
        wide = row.text(names[0])
        found: list[Said] = []
        for name in reversed(names):
            within = wide if name == "districts" and len(_words(wide, several=True)) == 1 else ""
            for word in _words(row.text(name), several=True):
                level = self._levels.get(name, "")
                for code in self._meanings.places(COLUMNS[name], word, within, level):
                    found.append(Said(prop, code, self._headings[name]))
            if found:
                break
        return list({one.value: one for one in found}.values())

    def _numbers(self, row: _Row) -> Iterator[Said]:
        """Yield the numbers, and what is said of each of them."""
        cell = row.cells.get("phones")
        about = list(self._about_line(row))
        if cell is None:
            if about:
                row.find(next(name for name in _LINE_COLUMNS if row.text(name)), "no_line")
            return
        purpose = self._purpose(row)
        numbers = numbers_of(
            cell.text,
            short_codes=self._reading.short_codes,
            calling_code=self._reading.calling_code,
            region=self._reading.country,
            as_number=cell.kind == "number",
        )
        for number in numbers:
            if number.why is not None:
                heading = self._headings.get("phones", "")
                row.findings.append(
                    Finding(row.at.file, row.at.record, row.at.line, heading, number.code, number.why, sheet=row.sheet)
                )
            if number.value:
                yield Said("phone", number.value, self._headings["phones"], {}, purpose, number.as_given)
                yield from (one._replace(line=number.value) for one in about)

    def _purpose(self, row: _Row) -> str:
        text = row.text("phone_purpose")
        found = self._meanings.code(COLUMNS["phone_purpose"], text) if text else ""
        return found or self._reading.purpose

    def _about_line(self, row: _Row) -> Iterator[Said]:
        for column in self._of_lines:
            if not (row.text(column.name) or row.text(f"{column.name}_km")):
                continue
            code = self._cost(row) if column.name == "cost" else ""
            if code:
                yield Said("cost", code, self._headings["cost"])
            elif column.language:
                yield from self._texts(row, column)
            else:
                yield from self._coded(row, column)

    def _cost(self, row: _Row) -> str:
        """Return the code for a call that costs nothing, where that is what stands there."""
        return codes_of("cost").get(fold(row.text("cost")), "")

    def _day(self, row: _Row, name: str) -> date | None:
        cell = row.cells.get(name)
        if cell is None or fold(cell.text) == NOT_KNOWN:
            return None
        if cell.kind == "number":
            row.find(name, "day_as_number")
            return None
        try:
            found = day_of(cell.text, self._days)
        except NoDay as problem:
            row.find(name, problem.name, **problem.values)
            return None
        if self._reading.latest is not None and found > self._reading.latest:
            row.find(name, "in_the_future")
            return None
        return found


def _words(text: str, *, several: bool) -> list[str]:
    """Return the words of a cell: with a semicolon between, or each on a line."""
    if not several:
        return [one_line(text)] if text else []
    return [word for part in re.split(r"[;\n]", text) if (word := one_line(part))]
