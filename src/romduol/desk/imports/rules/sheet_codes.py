"""The codes of findings that only plain tables and workbooks have; `codes` joins them to the others."""

from collections.abc import Mapping

from romduol.ui.words import phrase

ERRORS: Mapping[str, str] = {
    "wrong_format": phrase("not a table that we read"),
    "wrong_columns": phrase("columns that do not fit"),
    "legacy_font": phrase("typed in an old Khmer font"),
    "broken_text": phrase("a text that was damaged before it came to us"),
}
WARNINGS: Mapping[str, str] = {
    "lost_zero": phrase("a number that had lost the zero in front"),
    "formula": phrase("a formula without its result"),
    "no_line": phrase("something about a number, and no number"),
    "no_service": phrase("something about a service, and no service"),
    "broken_khmer": phrase("a Khmer sign without its letter"),
}
NOTES: Mapping[str, str] = {
    "changed_columns": phrase("other columns than in the last file"),
    "hidden_part": phrase("a part of a workbook that is hidden or was not read"),
    "merged_cells": phrase("joined cells"),
}
TO_DO: Mapping[str, str] = {
    "wrong_format": phrase("Save it as an Excel workbook (`.xlsx`) or as `CSV UTF-8`."),
    "wrong_columns": phrase("Say what each column holds, or use our template."),
    "legacy_font": phrase("Have it converted to Khmer Unicode by whoever made it, and hand it in again."),
    "broken_text": phrase("Save it again from the original."),
    "lost_zero": phrase("Nothing, if the number is right. Better format the column as text."),
    "formula": phrase("Open the workbook in Excel, save it, and hand it in again."),
    "no_line": phrase("Write the number in the same row."),
    "no_service": phrase("Write the name of the service in the same row."),
    "broken_khmer": phrase("Look whether a letter is missing."),
    "changed_columns": phrase("Look whether the columns still mean the same."),
    "hidden_part": phrase("Look whether it should be read."),
    "merged_cells": phrase("Part the cells, and write the value in each row."),
}
