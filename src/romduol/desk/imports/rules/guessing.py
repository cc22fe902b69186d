"""Guesses what the columns of somebody's table hold: by their headings first, then by what stands below them."""

from __future__ import annotations

import re
from collections.abc import Iterable, Mapping, Sequence
from functools import cache

from romduol.base.khmer import digits, fold
from romduol.base.phones import NotAPhoneNumber, parse_many
from romduol.desk.imports.causes import Cause
from romduol.desk.imports.rules.columns import COLUMNS, STANDING_OF
from romduol.desk.imports.rules.days import day_order
from romduol.desk.imports.rules.headings import ALSO, LEFT_OUT, LeftOut
from romduol.desk.imports.rules.mappings import ColumnMapping, heading_keys
from romduol.desk.imports.rules.plain_texts import is_khmer
from romduol.knowledge.directory.records import Place
from romduol.knowledge.directory.rules.places import exact_places
from romduol.ui.words import languages, phrase, words_of

BY_HEADING = phrase("Its heading says so.")
BY_CELLS = phrase("Its cells look like this: %(share)s of %(of)s.")
BY_SCRIPT = phrase("Its heading says so, and its cells are in Khmer.")
UNKNOWN = phrase("Nothing tells what it holds.")
OURS = phrase("We added it when we gave the table out.")
MOST_SAMPLED = 200
_NOT_LETTERS = re.compile(r"[\s_\-./:()\[\]*#?។៖]+")
_DAY = re.compile(r"\d{4}-\d{1,2}-\d{1,2}|\d{1,2}[/.-]\d{1,2}[/.-]\d{2,4}")
_KHMER_TWIN = {name.removesuffix("_km"): name for name in COLUMNS if name.endswith("_km")}


def plain_heading(text: str) -> str:
    """Return a heading as headings are compared: folded, without what stands between letters."""
    return _NOT_LETTERS.sub("", fold(text))


@cache
def _known() -> Mapping[str, str]:
    """Every heading that we know -> our column: its name, its label in every language, and what others write."""
    found: dict[str, str] = {}
    for name, column in COLUMNS.items():
        labels = (words_of(language).gettext(column.label) for language in languages())
        for heading in (name, *labels, *ALSO.get(name, "").split(" | ")):
            found.setdefault(plain_heading(heading), name)
    found.pop("", None)
    return found


@cache
def _left_out() -> Mapping[str, LeftOut]:
    return {plain_heading(heading): kind for kind in LEFT_OUT for heading in kind.also.split(" | ")}


def column_of_heading(heading: str) -> str:
    """Return the column that a heading names, or nothing."""
    return _known().get(plain_heading(heading), "")


def left_out(heading: str) -> LeftOut | None:
    """Return why a column of this heading is never taken over, where that is so."""
    return _left_out().get(plain_heading(heading))


def is_standing(heading: str) -> bool:
    """Whether we added this column when we gave the table out."""
    return heading.startswith(STANDING_OF)


def headings_known(cells: Iterable[str]) -> int:
    """Return how many cells of a row are headings that we know."""
    return sum(bool(column_of_heading(cell) or left_out(cell) or is_standing(cell)) for cell in cells if cell)


def guess_columns(
    header: Sequence[str], sample_rows: Iterable[Sequence[str]] = (), places: Sequence[Place] = ()
) -> ColumnMapping:
    """Return what each column of a table seems to hold, each with the reason; a column of ours is given out once."""
    keys = heading_keys(header)
    samples = _columns_of(sample_rows, len(keys))
    columns: dict[str, str] = dict.fromkeys(keys, "")
    reasons: dict[str, Cause] = {}
    for key, heading, cells in zip(keys, header, samples, strict=True):
        name, why = _by_heading(heading, cells, header)
        if name and name in columns.values():
            name, why = "", Cause(UNKNOWN)
        columns[key], reasons[key] = name, why
    for key, heading, cells in zip(keys, header, samples, strict=True):
        if columns[key] or left_out(heading) or is_standing(heading):
            continue
        name, why = _by_cells(cells, places)
        if name and name not in columns.values():
            columns[key], reasons[key] = name, why
    checked = [cells for key, cells in zip(keys, samples, strict=True) if "checked" in columns[key]]
    days = day_order(checked[0]) if checked else ""
    return ColumnMapping(columns, {}, days, reasons)


def _columns_of(rows: Iterable[Sequence[str]], count: int) -> list[list[str]]:
    found: list[list[str]] = [[] for _ in range(count)]
    for number, row in enumerate(rows):
        if number >= MOST_SAMPLED:
            break
        for cells, cell in zip(found, row, strict=False):
            if cell.strip():
                cells.append(cell.strip())
    return found


def _by_heading(heading: str, cells: Sequence[str], header: Sequence[str]) -> tuple[str, Cause]:
    if is_standing(heading):
        return "", Cause(OURS)
    refused = left_out(heading)
    if refused:
        return "", Cause(refused.why)
    name = column_of_heading(heading)
    if not name:
        return "", Cause(UNKNOWN)
    twin = _KHMER_TWIN.get(name)
    if twin and cells and sum(map(is_khmer, cells)) > len(cells) / 2 and twin not in map(column_of_heading, header):
        return twin, Cause(BY_SCRIPT)
    return name, Cause(BY_HEADING)


def _by_cells(cells: Sequence[str], places: Sequence[Place]) -> tuple[str, Cause]:
    """Only what nothing else looks like: numbers to dial, places of the gazetteer, addresses of the web.

    Never days: what somebody wrote down or changed on a day was not checked on it.
    """
    if len(cells) < 2:
        return "", Cause(UNKNOWN)
    looks = {
        "phones": _is_phone,
        "places": lambda cell: bool(places) and bool(exact_places(cell, places)) and not cell.isdigit(),
        "website": lambda cell: cell.startswith(("https://", "http://", "www.")),
    }
    for name, look in looks.items():
        count = sum(map(look, cells))
        if count >= 0.8 * len(cells):
            return name, Cause(BY_CELLS, share=count, of=len(cells))
    return "", Cause(UNKNOWN)


def _is_phone(cell: str) -> bool:
    plain = re.sub(r"\D", "", digits(cell))
    if len(plain) < 8 or _DAY.fullmatch(digits(cell)):
        return False
    try:
        return bool(parse_many(cell, short_codes=frozenset()))
    except NotAPhoneNumber:
        return False
