"""Reads plain tables as offices keep them, CSV and XLSX, into listings; every problem is named, nothing is guessed."""

from romduol.desk.imports.sheets.opening import is_table, sample_of
from romduol.desk.imports.sheets.reading import read_sheets

__all__ = ["is_table", "read_sheets", "sample_of"]
