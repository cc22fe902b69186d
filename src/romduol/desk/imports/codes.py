"""The codes of findings: what each is in a few words, and what to do about it; both are texts of the catalogue."""

from __future__ import annotations

from collections.abc import Mapping

from romduol.desk.imports.rules import sheet_codes
from romduol.ui.words import phrase

FEED_ERRORS: Mapping[str, str] = {
    "unreadable": phrase("the file cannot be read to its end"),
    "empty": phrase("there is no record"),
    "too_large": phrase("larger than we read"),
    "too_deep": phrase("nested deeper than any record needs to be"),
    "wrong_encoding": phrase("not in `UTF-8`"),
    "invalid_json": phrase("not JSON"),
    "not_finite": phrase("NaN, Infinity, or a number that no computer holds"),
    "lone_surrogate": phrase("half of a sign (a lone surrogate)"),
    "duplicate_key": phrase("one key twice in an object"),
    "not_a_record": phrase("something else where a record has to be"),
    "which_type": phrase("nobody can tell what the records are"),
    "schema": phrase("against the official schema"),
    "duplicate_id": phrase("one id for two records"),
    "dangling_reference": phrase("points to a record that the feed does not have"),
    "cyclic_parents": phrase("is its own ancestor"),
    "not_a_date": phrase("not a date"),
    "impossible_date": phrase("a day that cannot be"),
    "buddhist_year": phrase("a year of the Buddhist era"),
    "dates_reversed": phrase("ends before it begins"),
    "ages": phrase("ages that cannot be"),
    "coordinates": phrase("coordinates that cannot be"),
    "control_character": phrase("signs that steer a screen"),
    "unsafe_package": phrase("a package that we do not unpack"),
    "invalid_package": phrase("not a tabular package"),
    "invalid_csv": phrase("not a table"),
}
"""What check-feed finds and what keeps a feed out."""
READ_ERRORS: Mapping[str, str] = {
    "no_key": phrase("a record without an id"),
    "no_name": phrase("a record without a name"),
    "wrong_type": phrase("a value of another type than it has to be"),
    "two_formats": phrase("a file that is not in the format that was chosen"),
}
"""What reading finds beside those."""
LOAD_ERRORS: Mapping[str, str] = {
    "hangs_on_another": phrase("belongs to a record that is set aside"),
    "unsafe_name": phrase("a name with a number to call, a link or an address"),
}
"""What is found when all records are held against one another."""
ERRORS: Mapping[str, str] = {**FEED_ERRORS, **READ_ERRORS, **sheet_codes.ERRORS, **LOAD_ERRORS}
"""What keeps a record out, or the whole feed where no record is named."""

FEED_WARNINGS: Mapping[str, str] = {
    "bom": phrase("a byte order mark before the text"),
    "nothing_to_import": phrase("a page without records"),
    "reference_elsewhere": phrase("points to a record that is not in this part of a feed"),
    "markup": phrase("script or markup in a name, or a script in a text"),
    "phone": phrase("a phone number that cannot be dialled"),
    "metadata": phrase("metadata, which is not imported"),
    "personal_name": phrase("names of persons, which are not imported"),
    "unknown_table": phrase("a table that HSDS does not have, which is not imported"),
    "unknown_column": phrase("a column that is not taken over"),
    "missing_table": phrase("a table that the package names and does not hold"),
}
"""What check-feed finds and what keeps no feed out."""
READ_WARNINGS: Mapping[str, str] = {
    "fax": phrase("a number that is no line to call"),
    "no_body": phrase("a number that belongs to nobody in the file"),
    "website": phrase("an address of a website that is not taken over"),
    "unknown_place": phrase("a place that we do not know"),
    "ambiguous_place": phrase("a name that several places have"),
    "unknown_term": phrase("a kind of help that we do not know"),
    "more_categories": phrase("more than one kind of help"),
    "unknown_language": phrase("a language without a known code"),
    "told_differently": phrase("one organisation told in two ways"),
    "not_ours": phrase("a value that our directory cannot hold"),
    "in_the_future": phrase("a day that is still to come"),
    "too_long": phrase("a text longer than a page can show"),
    "too_many": phrase("more parts than a record may have"),
    "not_running": phrase("a service that is not offered now"),
}
"""What reading finds beside those."""
LOAD_WARNINGS: Mapping[str, str] = {
    "link_left_out": phrase("names another record that is not there"),
    "number_in_text": phrase("a number to call or a link within a text"),
    "address_in_text": phrase("an address within a text"),
}
"""What is found when all records are held against one another."""
WARNINGS: Mapping[str, str] = {**FEED_WARNINGS, **READ_WARNINGS, **sheet_codes.WARNINGS, **LOAD_WARNINGS}
"""What leaves something out, and lets the rest in."""

NOTES: Mapping[str, str] = {
    "read_as": phrase("how the file was read"),
    "own_checks_only": phrase("not checked against an official schema"),
    "address_left_out": phrase("addresses and coordinates, which are not taken over"),
    "not_taken": phrase("a field that our directory has no room for"),
    **sheet_codes.NOTES,
}
"""What is only good to know; each is told once for a field, not once for each record."""

TO_DO: Mapping[str, str] = {
    "unreadable": phrase("Send the file again, or free the disk."),
    "empty": phrase("Look whether this is the right file."),
    "too_large": phrase("Write it as NDJSON, a record on each line, or split it."),
    "too_deep": phrase("Ask whoever made the file for a plainer export."),
    "wrong_encoding": phrase("Save the file as `UTF-8`."),
    "invalid_json": phrase("Export the file again; it may be cut off."),
    "not_finite": phrase("Write a number, or leave the field out."),
    "lone_surrogate": phrase("Write the text again; it was cut in the middle of a sign."),
    "duplicate_key": phrase("Keep one of the two keys."),
    "not_a_record": phrase("Write each record as an object."),
    "which_type": phrase("Say what the records are, or name the file after them."),
    "schema": phrase("Mend the field as the cause says."),
    "duplicate_id": phrase("Give each record an id of its own, or keep one of the two."),
    "dangling_reference": phrase("Add the record that is missing, or take the reference out."),
    "cyclic_parents": phrase("Take the wrong parent out."),
    "not_a_date": phrase("Write the day as `2026-12-01`."),
    "impossible_date": phrase("Mend the day."),
    "buddhist_year": phrase("Ask whoever made the file which year is meant; we do not guess."),
    "dates_reversed": phrase("Swap the two days, or mend the wrong one."),
    "ages": phrase("Mend the ages."),
    "coordinates": phrase("Mend the coordinates, or leave them out: we do not take them over."),
    "control_character": phrase("Delete the signs that cannot be seen."),
    "unsafe_package": phrase("Pack the tables again, as plain files in one zip file."),
    "invalid_package": phrase("Pack the tables again, with their `datapackage.json` where there is one."),
    "invalid_csv": phrase("Save the table again, with commas and one name for each column."),
    "no_key": phrase("Give the record an id that stays the same in the next file."),
    "no_name": phrase("Give the record a name."),
    "wrong_type": phrase("Write a text, a list or an object, as the cause says."),
    "two_formats": phrase("Choose another format, or let the file tell."),
    "hangs_on_another": phrase("Mend the record that it belongs to."),
    "link_left_out": phrase("Mend or add the record that is named."),
    "unsafe_name": phrase("Write the name alone; a number has a column of its own."),
    "number_in_text": phrase("Write the text without it: a number has a column of its own, and so has a website."),
    "address_in_text": phrase("Write the text without it: where people are can put them in danger."),
    "bom": phrase("Nothing: it is read without it."),
    "nothing_to_import": phrase("Look whether this is the right page."),
    "reference_elsewhere": phrase("Hand in the file with the other records too."),
    "markup": phrase("Nothing: it is kept as plain text. Better write plain text."),
    "phone": phrase("Write the number as people dial it."),
    "metadata": phrase("Nothing: it is left out."),
    "personal_name": phrase("Nothing: they are left out."),
    "unknown_table": phrase("Nothing: it is left out."),
    "unknown_column": phrase("Nothing: it is left out."),
    "missing_table": phrase("Add the table, or take it out of `datapackage.json`."),
    "fax": phrase("Nothing: it is left out."),
    "no_body": phrase("Say which organisation the number belongs to."),
    "website": phrase("Write the whole address, beginning with `https://`."),
    "unknown_place": phrase("Write the name as in our list of places, or the government's code."),
    "ambiguous_place": phrase("Write the government's code, or say whether it is the province or the town."),
    "unknown_term": phrase("Say which of our kinds of help is meant, in the settings of this source."),
    "more_categories": phrase("Split the service, one for each kind of help."),
    "unknown_language": phrase("Write the language's code, such as `km`."),
    "told_differently": phrase("Make both the same, or ask the source which is right."),
    "not_ours": phrase("Use one of the values that our directory knows."),
    "in_the_future": phrase("Mend the day; until then the date of the source counts."),
    "too_long": phrase("Write a shorter text."),
    "too_many": phrase("Split the record, or take out what comes twice."),
    "not_running": phrase("Nothing: it is left out until it is offered again."),
    "read_as": phrase("If this is wrong, choose the format yourself."),
    "own_checks_only": phrase("Nothing, or fetch the official schemas."),
    "address_left_out": phrase("Nothing: where people are can put them in danger."),
    "not_taken": phrase("Nothing: it is left out."),
    **sheet_codes.TO_DO,
}
"""What whoever takes a file in can do about a finding."""
