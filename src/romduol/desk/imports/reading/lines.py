"""The numbers that a record gives, what is said of each line, and single values of our own profile."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

from romduol.desk.imports.causes import Cause
from romduol.desk.imports.listings import Kind, Said
from romduol.desk.imports.readings import Reading
from romduol.desk.imports.records import Finding, Place, found_at
from romduol.desk.imports.rules.fields import held_in, lists, text_of, where
from romduol.desk.imports.rules.shape import AS_GIVEN, PURPOSE
from romduol.desk.imports.terms import Terms
from romduol.knowledge.claims.rules.properties import LINE, NUMBER, PROPERTIES, PURPOSES, Compare, problem_with
from romduol.ui.words import phrase

NO_LINES = frozenset(["fax", "pager"])
TEXTS = frozenset(["sms", "text"])
PLACED = frozenset(["works_in", "serves"])
NAMED = frozenset(["part_of", "replaced_by", "provided_by", "operated_by"])
NO_LINE = phrase("a number of this type (%(type)s) is no line to call")
NOT_OURS = phrase("our directory has no such property or value (%(property)s)")


class Lines:
    """Reads numbers with the country's own short codes and prefixes."""

    def __init__(self, how: Reading, terms: Terms) -> None:
        self._terms = terms
        self._purpose = how.purpose
        self._language = how.language

    def of_body(self, record: dict[str, Any], at: Place, base: str, found: list[Finding]) -> list[Said]:
        """Return what a body says of its numbers, those of its places and its contacts too."""
        said: list[Said] = []
        self._phones(record, at, base, found, said)
        for field in ("locations", "contacts"):
            for number, held in enumerate(lists(record, field)):
                self._phones(held, at, where(base, record, field, number), found, said)
        return said

    def of_service(self, record: dict[str, Any], at: Place, base: str, found: list[Finding]) -> list[Said]:
        """Return what a service says of its numbers, those of its places and its contacts too."""
        said: list[Said] = []
        self._phones(record, at, base, found, said)
        for number, held in enumerate(lists(record, "contacts")):
            self._phones(held, at, where(base, record, "contacts", number), found, said)
        for number, there in enumerate(lists(record, "service_at_locations")):
            pointer = where(base, record, "service_at_locations", number)
            self._phones(there, at, pointer, found, said)
            location = held_in(there, "location")
            if location:
                self._phones(location, at, where(pointer, there, "location"), found, said)
        return said

    def of_profile(self, held: Mapping[str, Any], kind: Kind, pointer: str) -> tuple[Said | None, Cause | None]:
        """Return one value of our profile, or why it cannot be taken."""
        name, value = held.get("property"), held.get("value")
        if not isinstance(name, str) or not isinstance(value, str):
            return None, Cause(NOT_OURS, property="?")
        line = held.get("line") if isinstance(held.get("line"), str) else ""
        purpose = held.get("purpose") if held.get("purpose") in PURPOSES else ""
        wrong = problem_with(LINE if line else kind, name, value) or (line and not NUMBER.fullmatch(line))
        if wrong or not self._is_known(name, value, str(purpose)):
            return None, Cause(NOT_OURS, property=name if name in PROPERTIES else "?")
        as_given, words = held.get("as_given"), _words(held.get("words"))
        if not words and PROPERTIES[name].compare is Compare.WORDS:
            words = {self._language: value}
        return Said(
            name,
            value,
            pointer,
            words,
            str(purpose),
            as_given if isinstance(as_given, str) else "",
            line or "",
        ), None

    def _is_known(self, name: str, value: str, purpose: str) -> bool:
        if name in NAMED:
            return False
        if name in PLACED:
            return self._terms.has_place(value)
        if name == "category":
            return self._terms.has_category(value)
        if name == "website":
            return value.startswith("https://")
        return name != "phone" or bool(purpose)

    def _phones(self, record: dict[str, Any], at: Place, base: str, found: list[Finding], said: list[Said]) -> None:
        for number, phone in enumerate(lists(record, "phones")):
            self._phone(phone, at, where(base, record, "phones", number), found, said)

    def _phone(self, phone: dict[str, Any], at: Place, base: str, found: list[Finding], said: list[Said]) -> None:
        given = text_of(phone, "number")
        kind = text_of(phone, "type").lower()
        if not given:
            return
        pointer = where(base, phone, "number")
        if kind in NO_LINES:
            found.append(found_at(at, where(base, phone, "type"), "fax", Cause(NO_LINE, type=kind)))
            return
        purpose = text_of(phone, PURPOSE)
        if purpose not in PURPOSES:
            purpose = self._purpose
        for known in self._terms.numbers(given):
            if known.value:
                as_given = text_of(phone, AS_GIVEN) or known.text.removeprefix("tel:")
                as_given = "" if as_given == known.value else as_given
                said.append(Said("phone", known.value, pointer, {}, purpose, as_given))
                self._told_of(phone, kind, known.value, at, base, found, said)
            else:
                found.append(found_at(at, pointer, known.code, known.cause or ""))

    def _told_of(
        self,
        phone: dict[str, Any],
        kind: str,
        line: str,
        at: Place,
        base: str,
        found: list[Finding],
        said: list[Said],
    ) -> None:
        if kind in TEXTS:
            said.append(Said("channels", "sms", where(base, phone, "type"), line=line))
        for number, language in enumerate(lists(phone, "languages")):
            pointer = where(base, phone, "languages", number)
            known = self._terms.language(text_of(language, "code"), text_of(language, "name"))
            if known.value:
                said.append(Said("languages", known.value, pointer, line=line))
            else:
                found.append(found_at(at, pointer, known.code, known.cause or ""))


def _words(held: Any) -> dict[str, str]:
    if not isinstance(held, dict):
        return {}
    return {name: text for name, text in held.items() if isinstance(text, str)}
