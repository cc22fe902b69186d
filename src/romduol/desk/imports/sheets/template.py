"""The table that a partner fills in, in a language: as CSV, and as a workbook that tells how."""

from __future__ import annotations

from collections.abc import Iterable, Sequence

from romduol.desk.imports.rules.columns import COLUMNS, HOW_SEVERAL, Column
from romduol.desk.imports.sheets.meanings import word_of
from romduol.desk.imports.sheets.writing import Written, csv_of, workbook_of
from romduol.knowledge.directory.records import Category
from romduol.knowledge.directory.records.pack import Text
from romduol.ui.vocabulary import CODES, PURPOSES
from romduol.ui.words import languages, phrase, words_of

SERVICES = phrase("Services")
HOW = phrase("How to fill it in")
LISTS = phrase("Words to choose from")
ABOUT = phrase("About this table")
OWN_SHEETS = (HOW, LISTS, ABOUT)
"""Sheets that we write for people; a reading passes over them. No list of anybody is called like one of them."""
_COLUMN, _MEANING = phrase("Column"), phrase("What belongs there")
_EXAMPLE = phrase("Example: %(example)s")
_FIRST = phrase(
    "One service on each row. Write the organisation again on each of its rows. Leave empty what you do not know. "
    "Type Khmer in Khmer Unicode, never in an old font such as Limon. Write no names of persons and no addresses."
)
_TITLE = phrase("Services and organisations")


def header_of(language: str) -> list[str]:
    """Return the headings in a language; the plain names of the columns where it is empty."""
    if not language:
        return list(COLUMNS)
    return [words_of(language).gettext(column.label) for column in COLUMNS.values()]


def template_csv(language: str) -> bytes:
    """Return the headings alone, since a CSV file can hold no more without being read as rows."""
    return csv_of([header_of(language)])


def template_xlsx(language: str, categories: Iterable[Category] = ()) -> bytes:
    """Return a workbook: headings with lists to choose from, how to fill it in, and the lists.

    `categories` are those of the country pack, for the kinds of help.
    """
    say = words_of(language).gettext
    lists = {name: list_of(name, language, tuple(categories)) for name in _listed()}
    places = {name: place for place, name in enumerate(lists)}
    notes, offers = {}, {}
    for place, column in enumerate(COLUMNS.values()):
        notes[place] = (say(column.label), meaning_of(column, language))
        values = lists.get(column.codes)
        if values and not column.several:
            letter = chr(ord("A") + places[column.codes])
            offers[place] = f"='{say(LISTS)}'!${letter}$2:${letter}${len(values) + 1}"
    deepest = max(map(len, lists.values()))
    columns = [[name, *values, *[""] * (deepest - len(values))] for name, values in lists.items()]
    sheets = [
        Written(say(SERVICES), [header_of(language)], [24] * len(COLUMNS), offers, notes),
        Written(say(HOW), _how(language), [36, 100]),
        Written(say(LISTS), list(zip(*columns, strict=True)), [28] * len(columns)),
    ]
    return workbook_of(sheets, {"title": say(_TITLE)})


def _listed() -> list[str]:
    """Return the lists that columns take their values from, each once."""
    return list(dict.fromkeys(column.codes for column in COLUMNS.values() if column.codes not in ("", "place")))


def list_of(name: str, language: str, categories: Sequence[Category]) -> list[str]:
    """Return the words of a list in a language."""
    if name == "category":
        return [_name(category.name, language) or category.id for category in categories]
    codes = PURPOSES if name == "purpose" else CODES[name]
    return [word_of(name, code, language) for code in codes]


def _name(names: Text, language: str) -> str:
    return names.get(language) or next(iter(names.values()), "")


def meaning_of(column: Column, language: str) -> str:
    """Return what belongs into a column, in a language."""
    say = words_of(language).gettext
    parts = [say(column.meaning)]
    if column.several:
        parts.append(say(HOW_SEVERAL[column.several]))
    return " ".join(parts)


def _how(language: str) -> list[list[str]]:
    say = words_of(language).gettext
    rows = [[say(_COLUMN), say(_MEANING)], ["", say(_FIRST)]]
    for column in COLUMNS.values():
        told = meaning_of(column, language)
        example = example_of(column, language)
        rows.append([say(column.label), f"{told} {say(_EXAMPLE) % {'example': example}}" if example else told])
    return rows


def example_of(column: Column, language: str) -> str:
    """Return an example in the words of a language."""
    if not column.example or column.codes in ("", "place", "category"):
        return column.example
    return "; ".join(word_of(column.codes, code, language) for code in column.example.split("; "))


def is_own(name: str) -> bool:
    """Whether a sheet of this name is one of those that we write for people."""
    return any(name == words_of(language).gettext(own) for language in languages() for own in OWN_SHEETS)
