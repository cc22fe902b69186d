"""The columns of a table that a partner fills in: one list for the template, the reading and the giving out."""

from collections.abc import Mapping
from dataclasses import dataclass
from typing import Literal

from romduol.ui.words import phrase

Level = Literal["organization", "service", "line"]
SEVERAL = "; "
"""What stands between values in a cell; a reading takes a semicolon or a new line."""


@dataclass(frozen=True, slots=True)
class Column:
    """One column: what it is called, what it tells of what, and an example that belongs to nobody."""

    name: str
    level: Level
    property: str
    """A property of the claims; empty for what names or dates the record."""
    label: str
    meaning: str
    example: str
    language: str = ""
    """The language of its texts."""
    several: Literal["", ";", "lines"] = ""
    """Whether a cell may hold several values: with a semicolon between, or one on each line."""
    codes: str = ""
    """The list that its values come from: a property of `ui.vocabulary.CODES`, `category`, `purpose`, `place`."""


_SEMICOLON = phrase("Write several with a semicolon between.")
_LINES = phrase("Write several on lines of their own.")
HOW_SEVERAL: Mapping[str, str] = {";": _SEMICOLON, "lines": _LINES}

_ALL = (
    Column(
        "organization_id",
        "organization",
        "",
        phrase("Code of the organisation"),
        phrase("A short code of your own that stays the same in every file. Without it, the name counts."),
        "org-1",
    ),
    Column(
        "organization",
        "organization",
        "name",
        phrase("Organisation (English)"),
        phrase("Its name in English or in Latin letters. Write it again on each of its rows."),
        "Lotus Example Clinic",
        language="en",
        several="lines",
    ),
    Column(
        "organization_km",
        "organization",
        "name",
        phrase("Organisation (Khmer)"),
        phrase("Its name in Khmer, typed in Khmer Unicode."),
        "គ្លីនិកឧទាហរណ៍ឈូក",
        language="km",
        several="lines",
    ),
    Column(
        "also_called",
        "organization",
        "alternate_name",
        phrase("Also called (English)"),
        phrase("Other names that people know it by."),
        "Lotus Place",
        language="en",
        several="lines",
    ),
    Column(
        "also_called_km",
        "organization",
        "alternate_name",
        phrase("Also called (Khmer)"),
        phrase("Other names that people know it by, in Khmer."),
        "ផ្ទះឈូក",
        language="km",
        several="lines",
    ),
    Column(
        "acronym",
        "organization",
        "acronym",
        phrase("Short name"),
        phrase("Its name in a few capital letters."),
        "LEC",
        language="en",
        several="lines",
    ),
    Column(
        "organization_kind",
        "organization",
        "body_type",
        phrase("Kind of body"),
        phrase("Choose from the list."),
        "ngo",
        codes="body_type",
    ),
    Column(
        "status",
        "organization",
        "status",
        phrase("Is it still there?"),
        phrase("Choose from the list."),
        "active",
        codes="status",
    ),
    Column(
        "part_of",
        "organization",
        "part_of",
        phrase("Part of"),
        phrase("The code of the organisation that it belongs to, as in the first column."),
        "org-2",
    ),
    Column(
        "website",
        "organization",
        "website",
        phrase("Website"),
        phrase("The whole address, beginning with `https://`."),
        "https://clinic.example",
        several=";",
    ),
    Column(
        "works_in",
        "organization",
        "works_in",
        phrase("Works in"),
        phrase("Provinces or districts, by name or by the government's code. Never a street."),
        "Pursat; Kampong Thom",
        several=";",
        codes="place",
    ),
    Column(
        "about",
        "organization",
        "description",
        phrase("What the organisation does (English)"),
        phrase("A few plain sentences. No names of persons."),
        "Example text.",
        language="en",
    ),
    Column(
        "about_km",
        "organization",
        "description",
        phrase("What the organisation does (Khmer)"),
        phrase("The same in Khmer."),
        "អត្ថបទឧទាហរណ៍។",
        language="km",
    ),
    Column(
        "phones",
        "organization",
        "phone",
        phrase("Phone"),
        phrase("Numbers as people dial them, with the zero in front. Never the number of a person's own phone."),
        "099 000 101; 099 000 102",
        several=";",
    ),
    Column(
        "phone_purpose",
        "organization",
        "",
        phrase("What the number is for"),
        phrase("Choose from the list. Where one organisation has numbers for different things, give each a row."),
        "helpline",
        codes="purpose",
    ),
    Column(
        "hours",
        "line",
        "hours",
        phrase("Hours of the number (English)"),
        phrase("When somebody answers."),
        "Monday to Friday, 8:00 to 17:00",
        language="en",
    ),
    Column(
        "hours_km",
        "line",
        "hours",
        phrase("Hours of the number (Khmer)"),
        phrase("The same in Khmer."),
        "ចន្ទ ដល់ សុក្រ 8:00 ដល់ 17:00",
        language="km",
    ),
    Column(
        "cost",
        "line",
        "cost",
        phrase("Cost of a call (English)"),
        phrase("Choose from the list, or write what it costs."),
        "free",
        language="en",
        codes="cost",
    ),
    Column(
        "cost_km",
        "line",
        "cost",
        phrase("Cost of a call (Khmer)"),
        phrase("Only where the cost is a text: the same in Khmer."),
        "",
        language="km",
    ),
    Column(
        "languages",
        "line",
        "languages",
        phrase("Languages"),
        phrase("Languages in which somebody answers."),
        "km; en",
        several=";",
        codes="languages",
    ),
    Column(
        "channels",
        "line",
        "channels",
        phrase("Ways to reach it"),
        phrase("Choose from the list."),
        "call; sms",
        several=";",
        codes="channels",
    ),
    Column(
        "service_id",
        "service",
        "",
        phrase("Code of the service"),
        phrase("A short code of your own that stays the same in every file."),
        "s-1",
    ),
    Column(
        "service",
        "service",
        "name",
        phrase("Service (English)"),
        phrase("One service on each row. Leave it empty where the row only tells of an organisation."),
        "HIV tests",
        language="en",
        several="lines",
    ),
    Column(
        "service_km",
        "service",
        "name",
        phrase("Service (Khmer)"),
        phrase("The same in Khmer."),
        "តេស្តមេរោគអេដស៍",
        language="km",
        several="lines",
    ),
    Column(
        "category",
        "service",
        "category",
        phrase("Kind of help"),
        phrase("Choose from the list."),
        "hiv_testing",
        codes="category",
    ),
    Column(
        "places",
        "service",
        "serves",
        phrase("Places of the service"),
        phrase("Provinces or districts for which the service is. Never a street."),
        "Pursat",
        several=";",
        codes="place",
    ),
    Column(
        "districts",
        "service",
        "serves",
        phrase("Districts of the service"),
        phrase("Where it is only for some districts of these provinces."),
        "",
        several=";",
        codes="place",
    ),
    Column(
        "description",
        "service",
        "description",
        phrase("What the service is (English)"),
        phrase("A few plain sentences. No names of persons."),
        "Example text.",
        language="en",
    ),
    Column(
        "description_km",
        "service",
        "description",
        phrase("What the service is (Khmer)"),
        phrase("The same in Khmer."),
        "អត្ថបទឧទាហរណ៍។",
        language="km",
    ),
    Column(
        "access",
        "service",
        "access",
        phrase("Good to know"),
        phrase("Choose from the list what is true of it."),
        "no_id; women_staff",
        several=";",
        codes="access",
    ),
    Column(
        "checked_on",
        "organization",
        "",
        phrase("Day of the last check"),
        phrase("The day on which somebody last made sure that this row is right, such as `2026-12-01`."),
        "2026-11-20",
    ),
    Column(
        "service_checked_on",
        "service",
        "",
        phrase("Day of the last check of the service"),
        phrase("Only where it is another day."),
        "",
    ),
)
COLUMNS: Mapping[str, Column] = {column.name: column for column in _ALL}
KEYS = {"organization": "organization_id", "service": "service_id"}
NAMES = {"organization": ("organization", "organization_km"), "service": ("service", "service_km")}
DAYS = {"organization": "checked_on", "service": "service_checked_on"}
NOT_KNOWN = "unknown"
"""In a column of days: nobody knows, so that no other day counts."""
NOTHING = "-"
"""On a line of a cell: there is none in this language, but there is on the same line of the other."""
STANDING_OF = "standing_of_"
"""How the columns begin that we add where we give a table out; a reading passes over them."""
