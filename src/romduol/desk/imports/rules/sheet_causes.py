"""Why something in a plain table was found: every sentence once, with the code of its finding."""

from collections.abc import Mapping

from romduol.base.khmer import visible
from romduol.desk.imports.causes import Cause
from romduol.desk.imports.records import Finding, Place
from romduol.desk.imports.rules.walking import printable
from romduol.ui.words import phrase

SAVE_AS = phrase("Open it in the program that made it, and save it as an Excel workbook (`.xlsx`) or as `CSV UTF-8`.")
CONVERT = phrase(
    "Ask whoever made it to convert it to Khmer Unicode, and hand it in again. We never convert it ourselves."
)

SAYS: Mapping[str, tuple[str, str]] = {
    # The file
    "is_xls": ("wrong_format", phrase("This is an old Excel file (`.xls`). %(save)s")),
    "is_macros": ("wrong_format", phrase("This workbook holds macros (`.xlsm`), which are programs. %(save)s")),
    "is_binary": ("wrong_format", phrase("This is a binary workbook (`.xlsb`). %(save)s")),
    "is_ods": ("wrong_format", phrase("This is a LibreOffice file (`.ods`). %(save)s")),
    "is_pdf": ("wrong_format", phrase("This is a PDF: it holds a picture of a table, not the table. %(save)s")),
    "is_word": ("wrong_format", phrase("This is a document of Word, not a table. Copy the table into Excel. %(save)s")),
    "is_slides": ("wrong_format", phrase("These are slides, not a table. %(save)s")),
    "is_page": ("wrong_format", phrase("This is a web page, or a page that is called a table. %(save)s")),
    "is_encrypted": (
        "wrong_format",
        phrase("This workbook is locked with a password. Take the password off, save it, and hand it in again."),
    ),
    "is_other": ("wrong_format", phrase("This is no table that we read. %(save)s")),
    "many_tables": ("wrong_format", phrase("The zip file holds more than one table. Hand in each by itself.")),
    "damaged": ("unreadable", phrase("The workbook is damaged, or made in an unusual way. %(save)s")),
    "entities": (
        "unsafe_package",
        phrase("The workbook holds definitions that no workbook needs and that attack readers."),
    ),
    "too_long": ("too_large", phrase("Something in the table is longer than we read; after row %(row)s.")),
    "too_many": ("too_large", phrase("The table has more rows than we read: %(most)s. Split it.")),
    "too_wide": ("too_large", phrase("The table has more columns than we read: %(most)s.")),
    "encoding": (
        "wrong_encoding",
        phrase(
            "Byte %(byte)s of the file, in line %(line)s, is not in `UTF-8`. In Excel choose `CSV UTF-8` when you save."
        ),
    ),
    "quotes": ("invalid_csv", phrase("The quotation marks do not match in the row that begins in line %(line)s.")),
    "no_rows": ("empty", phrase("There is no row below the headings.")),
    # The columns
    "no_heading": (
        "wrong_columns",
        phrase("No row says what the columns hold. The first row has to name them, as in our template."),
    ),
    "missing_column": ("wrong_columns", phrase("No column holds the name of the organisation.")),
    "twice": ("wrong_columns", phrase("Two columns are said to hold the same: “%(column)s”.")),
    "unknown_name": ("wrong_columns", phrase("There is no column of ours called “%(name)s”.")),
    "not_in_file": ("wrong_columns", phrase("The file has no column “%(heading)s”.")),
    "gone": ("changed_columns", phrase("The column “%(heading)s” is gone since the last file.")),
    "new": ("changed_columns", phrase("The column “%(heading)s” is new since the last file. It is not taken over.")),
    "not_taken": (
        "unknown_column",
        phrase("The column “%(heading)s” is not taken over: nobody has said what it holds."),
    ),
    "left_out": ("not_taken", phrase("The column “%(heading)s” is not taken over. %(why)s")),
    # The workbook
    "hidden_sheet": ("hidden_part", phrase("The sheet is hidden, so it was not read.")),
    "other_sheet": ("hidden_part", phrase("The sheet was not read: it has no headings that we know.")),
    "hidden_rows": (
        "hidden_part",
        phrase("Rows are hidden in this sheet (%(count)s, the first is row %(row)s). They were read all the same."),
    ),
    "hidden_columns": ("hidden_part", phrase("Columns are hidden in this sheet. They were read all the same.")),
    "merged": (
        "merged_cells",
        phrase(
            "Cells are joined in %(count)s places (the first at %(cells)s). Only the first row of each has the value."
        ),
    ),
    "formula": ("formula", phrase("The cell holds a formula, and no result was saved with it.")),
    "cell_error": ("formula", phrase("The cell holds a fault of a formula, such as `#REF!`.")),
    # A row
    "legacy_font": ("legacy_font", phrase("The cell is typed in an old Khmer font (%(font)s). %(convert)s")),
    "legacy_text": (
        "legacy_font",
        phrase("The text looks typed for an old Khmer font, such as Limon or ABC. %(convert)s"),
    ),
    "twice_encoded": (
        "broken_text",
        phrase(
            "The Khmer was saved in a wrong encoding, so that it became Latin signs. Save it again from the original."
        ),
    ),
    "signs_lost": (
        "broken_text",
        phrase("Letters were lost before the file came to us. Save it again from the original."),
    ),
    "broken_khmer": (
        "broken_khmer",
        phrase("A vowel or a sign stands without its letter. Look whether a letter is missing."),
    ),
    "too_many_cells": ("invalid_csv", phrase("The row has %(cells)s cells, the headings are %(columns)s.")),
    "no_name": (
        "no_name",
        phrase("The row names no organisation. Where its cell is joined with one above, write the name in each row."),
    ),
    "no_line": ("no_line", phrase("The row tells of a number and gives none.")),
    "no_service": ("no_service", phrase("The row tells of a service and names none.")),
    "not_a_date": ("not_a_date", phrase("This is no day; write it as `2026-12-01`.")),
    "which_date": (
        "not_a_date",
        phrase("Day and month can be swapped here. Write it as `2026-12-01`, or say which comes first in this file."),
    ),
    "day_as_number": ("not_a_date", phrase("A number stands where a day has to be. Format the cell as a date.")),
    "no_such_day": ("impossible_date", phrase("There is no such day.")),
    "buddhist_year": ("buddhist_year", phrase("%(year)s is a year of the Buddhist era: %(western)s?")),
    "in_the_future": ("in_the_future", phrase("The day is still to come, so the date of the source counts.")),
    "zero_given_back": (
        "lost_zero",
        phrase(
            "The number has lost the zero in front, as Excel takes it; it was given back. Format the column as text."
        ),
    ),
    "zero_unclear": (
        "phone",
        phrase("The cell holds a number and no text, so a zero in front may be lost. Format the column as text."),
    ),
    "scientific": ("phone", phrase("The number is shortened (such as `1.2E+10`): digits are lost. Type it as text.")),
    "website": ("website", phrase("This is no address that begins with `https://`.")),
    "unknown_place": ("unknown_place", phrase("We know no place “%(word)s”; so many times: %(count)s.")),
    "ambiguous_place": (
        "ambiguous_place",
        phrase("Several places are called “%(word)s”: write the province behind a comma. So many times: %(count)s."),
    ),
    "unknown_term": ("unknown_term", phrase("We know no kind of help “%(word)s”; so many times: %(count)s.")),
    "unknown_language": ("unknown_language", phrase("We know no language “%(word)s”; so many times: %(count)s.")),
    "unknown_word": ("not_ours", phrase("“%(word)s” is not in our list for this column; so many times: %(count)s.")),
    "more_words": ("not_ours", phrase("There are more words that we do not know; so many: %(count)s.")),
    "two_values": (
        "told_differently",
        phrase("Row %(row)s gives another value for the same; that of row %(first)s counts."),
    ),
}


def cause(name: str, /, **values: object) -> Cause:
    """Return one sentence with its values filled in."""
    text = SAYS[name][1]
    values = {key: printable(visible(value)) if type(value) is str else value for key, value in values.items()}
    if "%(save)s" in text:
        values["save"] = Cause(SAVE_AS)
    if "%(convert)s" in text:
        values["convert"] = Cause(CONVERT)
    return Cause(text, **values)


def told(place: Place, sheet: str, pointer: str, name: str, /, **values: object) -> Finding:
    """Return a finding at a place; `pointer` is the heading of the column."""
    code = SAYS[name][0]
    heading, shown = printable(visible(pointer)), printable(visible(sheet))
    return Finding(place.file, place.record, place.line, heading, code, cause(name, **values), sheet=shown)
