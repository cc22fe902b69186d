"""Reads plain tables as offices keep them, CSV and XLSX, into listings; every problem is named, nothing is guessed."""

from romduol.desk.imports.sheets.opening import sample_of
from romduol.desk.imports.sheets.reading import read_sheets

__all__ = ["read_sheets", "sample_of"]
