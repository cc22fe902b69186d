"""Pages of the overview, and the same as a table for a spreadsheet."""
