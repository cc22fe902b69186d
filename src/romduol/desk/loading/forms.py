"""Reads what the forms of this room send: who hands something over, the day of a file, a reason."""

from __future__ import annotations

import re
from collections.abc import Collection, Mapping
from dataclasses import dataclass, field
from datetime import date
from unicodedata import normalize

from romduol.base.signs import typed
from romduol.desk.loading.records import Supplier
from romduol.knowledge.sources.records import Grade
from romduol.ui.words import SOURCE_LANGUAGE, phrase

LONGEST_NAME = 200
LONGEST_WHY = 1000
LONGEST_ID = 60
OWN_VOICE = ""
SPEAKS: Mapping[str, tuple[str, Grade]] = {
    "itself": ("operator page", Grade.A),
    "official": ("directory", Grade.B),
    "directory": ("directory", Grade.C),
    "unsigned": ("data", Grade.D),
}
"""Who speaks in a list -> the kind of source that it is, and how much its word weighs."""
DATED, UNDATED = "dated", "undated"
WHOLE, PART = "whole", "part"
FORMATS = ("auto", "csv", "xlsx", "hsds-json", "hsds-tables", "hsds2-json", "hsds2-tables", "orservices", "oruk")
TABLES = frozenset({".csv", ".tsv", ".txt", ".xlsx"})
"""Endings of plain tables: of these somebody says which column is what."""
PROBLEMS: Mapping[str, str] = {
    "missing": phrase("Fill this in."),
    "too_long": phrase("This is too long. Write it shorter."),
    "invalid": phrase("This cannot be so. Look at it again."),
    "unknown_body": phrase("We know no organisation of this code. Find it first, and write the code of its page."),
    "needs_speaks_for": phrase("Say which organisation it is, if it speaks about itself."),
    "unknown_lineage": phrase("We know no such source."),
    "taken": phrase("Another source has this name. Give this one another title."),
    "in_the_future": phrase("This day is still to come. Write the day of the list."),
    "choose": phrase("Choose one."),
    "not_a_day": phrase("There is no such day. Write day, month and year in figures."),
    "before_this_era": phrase("This is a year of the Buddhist era. Write it in the Western calendar."),
    "known_voice": phrase(
        "We have sources of this publisher already. Choose the one that this list is of, or say that others made it."
    ),
}
"""Code of a problem -> what to do."""
WHY = phrase("Say why, in a sentence that names nobody. It stands in the history.")
TOO_LONG = PROBLEMS["too_long"]
BUDDHIST_FROM = 2400
DAY_PARTS = ("day", "month", "year")
_NOT_LATIN = re.compile(r"[^a-z0-9]+")


@dataclass(slots=True)
class SupplierForm:
    """Who hands something over."""

    sent: Mapping[str, str]
    problems: dict[str, str] = field(default_factory=dict)

    def supplier(self, *, key: str, known: Supplier | None, of_publisher: Collection[str]) -> Supplier:
        """Return the supplier that was described; `problems` says what of it makes no sense, by field.

        `key` is the id of its source, `known` what was kept of it before, `of_publisher` the lineages of known sources
        with the same publisher: whoever says that a list of theirs is a voice of its own says it twice.
        """
        title, publisher = (self._text(name) for name in ("title", "publisher"))
        kind, grade = SPEAKS.get(self.sent.get("speaks", ""), ("", Grade.D))
        if not kind:
            self.problems["speaks"] = "choose"
        lineage = self.sent.get("lineage", OWN_VOICE) or key
        if lineage == key and known is None and of_publisher and self.sent.get("apart") != "yes":
            self.problems["lineage"] = "known_voice"
        speaks_for = typed(self.sent.get("speaks_for", ""))
        lang = self.sent.get("language", "")
        return Supplier(
            id=key,
            title={(lang or SOURCE_LANGUAGE): title},
            publisher=publisher,
            kind=kind,
            grade=grade,
            lineage=lineage,
            date=known.date if known else None,
            speaks_for=speaks_for,
            url=typed(self.sent.get("url", "")),
            language=lang,
            licence=self._text("licence", needed=False),
            complete=known.complete if known else False,
            reading=known.reading if known else {},
        )

    def _text(self, name: str, *, needed: bool = True) -> str:
        text = typed(self.sent.get(name, ""))
        if needed and not text:
            self.problems[name] = "missing"
        elif len(text) > LONGEST_NAME:
            self.problems[name] = "too_long"
        return text


def sent_of(supplier: Supplier) -> dict[str, str]:
    """Return a known supplier as its form would have sent it."""
    speaks = next((name for name, about in SPEAKS.items() if about == (supplier.kind, supplier.grade)), "")
    return {
        "title": next(iter(supplier.title.values()), ""),
        "publisher": supplier.publisher,
        "speaks": speaks,
        "speaks_for": supplier.speaks_for,
        "lineage": OWN_VOICE if supplier.lineage == supplier.id else supplier.lineage,
        "url": supplier.url,
        "language": supplier.language,
        "licence": supplier.licence,
    }


@dataclass(slots=True)
class FileForm:
    """What is asked of each file: its day, whether it is the whole list, perhaps its format."""

    sent: Mapping[str, str]
    problems: dict[str, str] = field(default_factory=dict)

    def as_of(self) -> date | None:
        """Return the day that the list is of; None where it has none, and where `problems` says what is wrong."""
        chosen = self.sent.get("dated", "")
        if chosen not in (DATED, UNDATED):
            self.problems["dated"] = "choose"
        return self._day() if chosen == DATED else None

    def _day(self) -> date | None:
        day, month, year = (self.sent.get(name, "").strip() for name in DAY_PARTS)
        if not all(part.isdecimal() and len(part) <= 4 for part in (day, month, year)):
            self.problems["dated"] = "not_a_day"
            return None
        if int(year) >= BUDDHIST_FROM:
            self.problems["dated"] = "before_this_era"
            return None
        try:
            return date(int(year), int(month), int(day))
        except ValueError:
            self.problems["dated"] = "not_a_day"
            return None

    def complete(self) -> bool:
        """Tell whether the file is the whole list."""
        if self.sent.get("extent") not in (WHOLE, PART):
            self.problems["extent"] = "choose"
        return self.sent.get("extent") == WHOLE

    def format(self) -> str:
        """Return the format that somebody chose; `auto` where nobody did."""
        return self.sent["format"] if self.sent.get("format") in FORMATS else "auto"


@dataclass(slots=True)
class ReasonForm:
    """A reason alone."""

    sent: Mapping[str, str]
    problems: dict[str, str] = field(default_factory=dict)

    def why(self) -> str:
        """Return the reason; `problems` says where there is none."""
        text = typed(self.sent.get("why", ""))
        if not text:
            self.problems["why"] = WHY
        elif len(text) > LONGEST_WHY:
            self.problems["why"] = TOO_LONG
        return text


def key_from(title: str, taken: Collection[str]) -> str:
    """Return an id for a source that nobody has to think of: its title in Latin letters, as far as it has some."""
    latin = normalize("NFKD", title).encode("ascii", "ignore").decode().lower()
    stem = f"in-{_NOT_LATIN.sub('-', latin).strip('-')[:LONGEST_ID].strip('-') or 'source'}"
    numbered = (stem if number == 1 else f"{stem}-{number}" for number in range(1, len(taken) + 2))
    return next(key for key in numbered if key not in taken)


def begin_of(text: str) -> int:
    """Return the first of the rows that a page shows; 0 where the address names none that could be."""
    return int(text) if text.isascii() and text.isdigit() and len(text) <= 9 else 0


def column_field(place: int) -> str:
    """Return the name of the field in which somebody says what a column holds, from 0."""
    return f"c{place}"


def word_field(place: int) -> str:
    """Return the name of the field in which somebody says what a word means, from 0."""
    return f"w{place}"
