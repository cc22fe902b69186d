"""The rows of tables for people: a service with each of its lines, each fact with its standing, what was taken back."""

from collections.abc import Callable, Iterable, Iterator, Mapping
from dataclasses import dataclass
from typing import Any

from romduol.channels.api.giving import words
from romduol.channels.api.giving.gathering import Document, Gathered, Given, Reach, gettext
from romduol.channels.api.hsds.tabular import BETWEEN, words_of_entry
from romduol.ui.words import phrase

Say = Callable[[str], str]
Cells = dict[str, str]
"""Key of a column -> what stands in it; what is left out is empty."""


@dataclass(frozen=True, slots=True)
class Column:
    """One column: its key, its title in English, and how wide it is shown, in signs."""

    key: str
    title: str
    width: int = 18


HELP = (
    Column("record", phrase("What it is"), 12),
    Column("reach", phrase("How far it reaches")),
    Column("need", phrase("Need"), 22),
    Column("kind", phrase("Kind of help"), 22),
    Column("name", phrase("Name"), 34),
    Column("given_by", phrase("Given by"), 34),
    Column("areas", phrase("Where"), 26),
    Column("level", phrase("How sure is it?"), 24),
    Column("alert", phrase("Warning"), 30),
    Column("number", phrase("Number"), 18),
    Column("call", phrase("How a number may be used"), 28),
    Column("before", phrase("Before you call"), 50),
    Column("police", phrase("Do police answer?"), 14),
    Column("number_level", phrase("How sure is the number?"), 24),
    Column("number_checked", phrase("We called on"), 14),
    Column("number_sources", phrase("Who gives the number"), 34),
    Column("description", phrase("What it does"), 50),
    Column("cost", phrase("Cost")),
    Column("eligibility", phrase("Who may come"), 26),
    Column("hours", phrase("Hours"), 26),
    Column("languages", phrase("Languages")),
    Column("access", phrase("Good to know before coming"), 34),
    Column("barriers", phrase("What can get in the way"), 34),
    Column("checked", phrase("Checked on"), 14),
    Column("sources", phrase("Who says so"), 40),
    Column("facts", phrase("How sure each fact is"), 50),
    Column("standing", phrase("Standing (code)"), 16),
    Column("number_standing", phrase("Standing of the number (code)"), 16),
    Column("showing", phrase("Showing of the number (code)"), 16),
    Column("page", phrase("Its page"), 30),
    Column("translation", phrase("Translation (code)"), 16),
    Column("id", phrase("Id"), 38),
)
"""A row is one service with one of its lines; a service with several has as many rows, one without has one."""
FACTS = (
    Column("record", phrase("What it is"), 12),
    Column("name", phrase("Name"), 34),
    Column("field", phrase("Fact"), 22),
    Column("value", phrase("What is said"), 44),
    Column("level", phrase("How sure is it?"), 24),
    Column("because", phrase("Why"), 34),
    Column("said", phrase("Said on"), 14),
    Column("checked", phrase("Checked on"), 14),
    Column("fresh", phrase("Fresh until"), 14),
    Column("sources", phrase("Who says so"), 44),
    Column("against", phrase("Who says otherwise"), 44),
    Column("standing", phrase("Standing (code)"), 16),
    Column("id", phrase("Id"), 38),
)
TAKEN = (
    Column("record", phrase("What it is"), 14),
    Column("name", phrase("Which one"), 38),
    Column("on", phrase("Taken back on"), 14),
    Column("reason", phrase("Why"), 60),
    Column("id", phrase("Id"), 38),
)
NAMED_BY_CODE = ("attributes", "fees_description", "locations")
"""Fields whose values are codes or ids, which people are given the names of."""


class Teller:
    """Tells documents of one language as rows."""

    def __init__(self, gathered: Gathered, lang: str) -> None:
        self.gathered = gathered
        self.lang = lang
        self._names: dict[str, str] = {}

    def say(self, text: str) -> str:
        """Return one of our own texts."""
        return gettext(self.lang, text)

    def code(self, table: Mapping[str, str], code: str) -> str:
        """Return the words for a code; the code itself where there are none."""
        return self.say(table[code]) if code in table else code

    def services(self) -> Iterator[tuple[Reach, Document]]:
        """Yield every service in full."""
        return self._documents("s", self.gathered.services)

    def organizations(self, given: Iterable[Given]) -> Iterator[tuple[Reach, Document]]:
        """Yield organisations in full."""
        return self._documents("o", given)

    def _documents(self, kind: str, given: Iterable[Given]) -> Iterator[tuple[Reach, Document]]:
        for one in given:
            yield one.reach, self.gathered.document(kind, one.row, self.lang)

    def help(self, record: str, reach: Reach, document: Document) -> Iterator[Cells]:
        """Yield a row for each line of a record; one where it has none."""
        own = {
            "record": self.code(words.RECORDS, record),
            "reach": self.code(words.REACHES, reach),
            **self._own(document),
        }
        told = [*map(self._line, document.get("phones", ())), *map(self._held, document.get("lines_held", ()))]
        yield from ({**own, **line} for line in told or [{}])

    def _own(self, document: Document) -> Cells:
        level = document.get("plain_level", "")
        return {
            "need": self._terms(document, "need"),
            "kind": self._terms(document, "category", "body_type"),
            "name": str(document.get("name", "")),
            "given_by": _each(one.get("name") for one in document.get("given_by", ())),
            "areas": _each(self._area(one) for one in self._areas(document)),
            "level": self.code(words.LEVELS, level),
            "alert": str(document.get("alert", "")),
            "description": str(document.get("description", "")),
            "cost": str(document.get("fees_description", "")),
            "eligibility": str(document.get("eligibility_description", "")),
            "hours": _each(one.get("description") for one in document.get("schedules", ())),
            "languages": _each(one.get("name") for one in document.get("languages", ())),
            "access": _each(self._doubtful(one, "name") for one in document.get("access", ())),
            "barriers": _each(self._doubtful(one, "text") for one in document.get("barriers", ())),
            "checked": str(document.get("assured_date", "")),
            "sources": _each(words_of_entry(one) for told in _provenance(document) for one in told.get("sources", ())),
            "facts": _each(self._fact_in_short(told, document) for told in _provenance(document)),
            "standing": str(document.get("standing", "")),
            "page": str(document.get("page", "")),
            "translation": str(document.get("translation", {}).get("state", "")),
            "id": str(document["id"]),
        }

    def _line(self, phone: Document) -> Cells:
        police = phone.get("answered_by") == "police"
        return {
            "number": str(phone["number"]),
            "call": self.code(words.SHOWINGS, phone.get("showing", "")),
            "before": str(phone.get("description", "")),
            "police": self.say(words.YES) if police else "",
            "number_level": self.code(words.LEVELS, phone.get("plain_level", "")),
            "number_standing": str(phone.get("standing", "")),
            "showing": str(phone.get("showing", "")),
            "number_checked": str(phone.get("checked_on", "")),
            "number_sources": _each(map(words_of_entry, phone.get("sources", ()))),
        }

    def _held(self, line: Document) -> Cells:
        page = line.get("page", "")
        return {
            "number": str(line["masked"]),
            "call": self.code(words.SHOWINGS, line.get("showing", "")),
            "before": " ".join(filter(None, (line.get("description", ""), page))),
            "police": self.say(words.YES) if line.get("may_be_police") else "",
            "showing": str(line.get("showing", "")),
        }

    def facts(self, record: str, document: Document) -> Iterator[Cells]:
        """Yield a row for each value of a record, with its standing."""
        for told in _provenance(document):
            yield {
                "record": self.code(words.RECORDS, record),
                "name": str(document.get("name", "")),
                "field": self.code(words.FIELDS, told["field"]),
                "value": self._shown(told, document),
                "level": self.code(words.LEVELS, told["plain_level"]),
                "because": self.code(words.STANDINGS, told["standing"]),
                "said": str(told.get("said_on", "")),
                "checked": str(told.get("checked_on", "")),
                "fresh": str(told.get("fresh_until", "")),
                "sources": _each(map(words_of_entry, told.get("sources", ()))),
                "against": _each(map(words_of_entry, told.get("against", ()))),
                "standing": str(told["standing"]),
                "id": str(document["id"]),
            }

    def taken_back(self) -> Iterator[Cells]:
        """Yield a row for each thing that was taken back."""
        for item in self.gathered.taken_back(self.lang):
            place = item["place"]
            yield {
                "record": self.code(words.RECORDS, item["kind"]),
                "name": item["masked"] or self._place(place) or item["id"],
                "on": item["on"],
                "reason": item["reason"],
                "id": item["id"],
            }

    def _place(self, code: str) -> str:
        names = self.gathered.told.provinces.get(code, {})
        return names.get(self.lang) or code

    def _fact_in_short(self, told: Document, document: Document) -> str:
        field, level = self.code(words.FIELDS, told["field"]), self.code(words.LEVELS, told["plain_level"])
        return f"{field}: {self._shown(told, document)} – {level} ({told['standing']})"

    def _shown(self, told: Document, document: Document) -> str:
        """Return a value in words: who gives a service by name, a kind of help by its name and not its code."""
        value = str(told.get("value", ""))
        if told["field"] == "organization_id":
            return next((str(one["name"]) for one in document.get("given_by", ()) if one.get("id") == value), value)
        if told["field"] in NAMED_BY_CODE:
            return _names_in(document).get(value, value)
        return value

    def _terms(self, document: Document, *kinds: str) -> str:
        return _each(
            one["taxonomy_term"]["name"] for one in document.get("attributes", ()) if one.get("link_type") in kinds
        )

    def _areas(self, document: Document) -> Iterable[Document]:
        return [*document.get("service_areas", ()), *document.get("locations", ())]

    def _area(self, area: Document) -> str:
        return self._doubtful(area, "name")

    def _doubtful(self, one: Document, name: str) -> str:
        """Return a value of a list; where it cannot be relied on, with the words that say so."""
        doubtful = one.get("plain_level") == "not_relied"
        return f"{one[name]} ({self.say(words.LEVELS['not_relied'])})" if doubtful else str(one[name])


def _names_in(document: Document) -> dict[str, str]:
    """Return the codes and ids of a document with the names that it gives for them."""
    terms = [one["taxonomy_term"] for one in document.get("attributes", ())]
    named = {str(one["code"]).rpartition(".")[2]: str(one["name"]) for one in terms}
    named |= {str(one["code"]): str(one["name"]) for one in document.get("access", ())}
    return named | {str(one["id"]): str(one["name"]) for one in document.get("locations", ())}


def _provenance(document: Document) -> list[dict[str, Any]]:
    found: list[dict[str, Any]] = document.get("provenance", [])
    return found


def _each(texts: Iterable[Any]) -> str:
    return BETWEEN.join(dict.fromkeys(str(text) for text in texts if text))
