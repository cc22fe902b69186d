"""One record of HSDS 3.x becomes what it says of a service and of the body that gives it.

Only what our directory has a property for is taken. A value that cannot be taken is told and left out; the rest of the
record loads.
"""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from datetime import date
from typing import Any

import orjson

from romduol.desk.imports.causes import Cause
from romduol.desk.imports.listings import Kind, Link, Listing, Said
from romduol.desk.imports.reading.gathered import Gathered
from romduol.desk.imports.reading.lines import Lines
from romduol.desk.imports.reading.profile import EMPTY, Profile, profile_of
from romduol.desk.imports.readings import Reading
from romduol.desk.imports.records import Finding, Place, found_at
from romduol.desk.imports.rules.fields import AT, held_in, lists, text_of, where
from romduol.desk.imports.terms import Found, Terms
from romduol.knowledge.claims.rules.properties import ACCESS
from romduol.ui.words import phrase

LONGEST_NAME, LONGEST_TEXT = 300, 10_000
GONE = frozenset(["inactive", "defunct", "temporarily closed"])
NO_KEY = phrase("every %(kind)s needs an id")
NO_NAME = phrase("every %(kind)s needs a name")
NO_BODY = phrase("a number needs an organisation that it belongs to")
ONLY_HTTPS = phrase("only whole addresses that begin with `https://` are linked")
LATER = phrase("this day has not come yet, so nothing was seen on it")
NOT_RUNNING = phrase("the service says of itself that it is not offered now (%(status)s)")
FIRST_KIND = phrase("a service has one kind of help here; the first is taken")
LENGTH = phrase("a text of at most %(most)s signs is shown here")
_WEBSITES = ("website", "url")


class Drawing:
    """What records say, drawn one after another; bodies are gathered, since many services tell of the same one."""

    def __init__(self, how: Reading, terms: Terms, gathered: Gathered) -> None:
        self._how = how
        self._terms = terms
        self._gathered = gathered
        self._lines = Lines(how, terms)

    def record(self, kind: str, record: dict[str, Any], at: Place) -> Iterator[Finding | Listing]:
        """Yield what a record of the feed gives; terms and taxonomies give nothing by themselves."""
        if kind == "service":
            yield from self._service(record, at, "")
        elif kind == "organization":
            yield from self._body(record, at, "")
            for number, service in enumerate(lists(record, "services")):
                inner = {"organization_id": record.get("id"), **service}
                yield from self._service(inner, at, where("", record, "services", number))
        elif kind == "service_at_location":
            service = held_in(record, "service")
            if service:
                own = {name: held for name, held in record.items() if name != "service"}
                there = [*lists(service, "service_at_locations"), own]
                yield from self._service({**service, "service_at_locations": there}, at, "/service", gather=True)

    # A service

    def _service(
        self, record: dict[str, Any], at: Place, base: str, *, gather: bool = False
    ) -> Iterator[Finding | Listing]:
        body = held_in(record, "organization")
        giver = self._key(body) if body else ""
        if body:
            yield from self._body(body, at, where(base, record, "organization"))
        profile = profile_of(record)
        key, name = profile.key or text_of(record, "id"), text_of(record, "name")
        status = text_of(record, "status").lower()
        if status in GONE:
            cause = Cause(NOT_RUNNING, status=status)
            yield found_at(at, where(base, record, "status"), "not_running", cause, kind="service", key=key)
            return
        if not key or not name:
            yield self._nameless("service", key, record, at, base)
            return
        found: list[Finding] = []
        observed_on = self._observed(record, profile, at, base, found)
        said = self._texts(record, profile, ("name", "description"), at, base, found)
        said += self._categories(record, at, base, found)
        said += self._serves(record, at, base, found)
        links = [Link("provided_by", other, pointer) for other, pointer in _givers(record, profile, giver, base)]
        if profile is not EMPTY:
            said += self._profiled(profile, "service", at, where(base, record, "romduol"), found)
            links += self._links(profile, where(base, record, "romduol"))
        self._give_lines(record, links, at, base, found, observed_on)
        yield from found
        if gather:
            self._gathered.add("service", key, at, said, links, observed_on=observed_on, digest=_digest(record))
        else:
            yield Listing("service", key, at, tuple(said), tuple(links), observed_on)

    def _give_lines(
        self,
        record: dict[str, Any],
        links: list[Link],
        at: Place,
        base: str,
        found: list[Finding],
        observed_on: date | None,
    ) -> None:
        """Give the numbers that a service has to the body that it belongs to."""
        said = self._lines.of_service(record, at, base, found)
        if not said:
            return
        giver = next((link for link in links if link.property == "provided_by"), None)
        if giver is None:
            found.append(found_at(at, said[0].pointer, "no_body", Cause(NO_BODY)))
        else:
            self._gathered.add("organization", giver.key, at, said, observed_on=observed_on)

    def _categories(self, record: dict[str, Any], at: Place, base: str, found: list[Finding]) -> Iterator[Said]:
        taken = ""
        for number, attribute in enumerate(lists(record, "attributes")):
            term, pointer = held_in(attribute, "taxonomy_term"), where(base, record, "attributes", number)
            code, name = text_of(term, "code"), text_of(term, "name") or text_of(attribute, "value")
            if not code and not name:
                continue
            if code in ACCESS:
                yield Said("access", code, pointer)
                continue
            known = self._terms.category(code, name)
            if not known.value:
                _left_out(known, at, pointer, found)
            elif taken and taken != known.value:
                found.append(found_at(at, pointer, "more_categories", Cause(FIRST_KIND)))
            elif not taken:
                taken = known.value
                yield Said("category", taken, pointer)

    # Where

    def _serves(self, record: dict[str, Any], at: Place, base: str, found: list[Finding]) -> list[Said]:
        places: dict[str, str] = {}
        self._areas(record, places, at, base, found)
        for number, there in enumerate(lists(record, "service_at_locations")):
            pointer = where(base, record, "service_at_locations", number)
            self._areas(there, places, at, pointer, found)
            location = held_in(there, "location")
            if location:
                self._located(location, places, at, where(pointer, there, "location"), found)
        return [Said("serves", code, pointer) for code, pointer in places.items()]

    def _areas(
        self, record: dict[str, Any], places: dict[str, str], at: Place, base: str, found: list[Finding]
    ) -> None:
        for number, area in enumerate(lists(record, "service_areas")):
            pointer = where(base, record, "service_areas", number)
            extent = text_of(area, "extent") if text_of(area, "extent_type") in ("", "text", "other") else ""
            name = text_of(area, "name")
            known = self._terms.place(extent) if extent else None
            if name and (known is None or not known.value):
                known = self._terms.place(name)
            if known is None:
                continue
            if known.value:
                places.setdefault(known.value, pointer)
            else:
                _left_out(known, at, where(pointer, area, "name"), found)

    def _located(
        self, location: dict[str, Any], places: dict[str, str], at: Place, pointer: str, found: list[Finding]
    ) -> None:
        """Note the place of a location by its code, its address or its name, and nothing nearer than a district."""
        code = text_of(location, "external_identifier")
        known = self._terms.place(code) if code else None
        if known is not None and known.value:
            places.setdefault(known.value, pointer)
            return
        ambiguous = None
        for address in lists(location, "addresses"):
            province, town = text_of(address, "state_province"), text_of(address, "city")
            known = self._terms.within(province or text_of(address, "region"), town)
            ambiguous = ambiguous or (known if known.code else None)
            if known.value:
                places.setdefault(known.value, pointer)
                return
        known = self._terms.place(text_of(location, "name"))
        if known.value:
            places.setdefault(known.value, pointer)
        elif text_of(location, "location_type") != "virtual":
            _left_out(ambiguous or known, at, pointer, found)

    # A body

    def _body(self, record: dict[str, Any], at: Place, base: str) -> Iterator[Finding]:
        profile = profile_of(record)
        key, name = profile.key or text_of(record, "id"), text_of(record, "name")
        if not key or not name:
            yield self._nameless("organization", key, record, at, base)
            return
        digest = _digest(record)
        if self._gathered.is_known("organization", key, digest):
            return
        found: list[Finding] = []
        observed_on = self._observed(record, profile, at, base, found)
        said = self._texts(record, profile, ("name", "alternate_name", "description"), at, base, found)
        said += self._websites(record, profile, at, base, found)
        places: dict[str, str] = {}
        for number, location in enumerate(lists(record, "locations")):
            self._located(location, places, at, where(base, record, "locations", number), found)
        said += [Said("works_in", code, pointer) for code, pointer in places.items()]
        said += self._lines.of_body(record, at, base, found)
        said += self._profiled(profile, "organization", at, where(base, record, "romduol"), found)
        links = []
        parent = text_of(record, "parent_organization_id")
        if parent and "parent_organization_id" not in profile.filled:
            links.append(Link("part_of", parent, where(base, record, "parent_organization_id")))
        links += self._links(profile, where(base, record, "romduol"))
        self._gathered.add("organization", key, at, said, links, observed_on=observed_on, digest=digest)
        yield from found

    def _key(self, record: dict[str, Any]) -> str:
        return profile_of(record).key or text_of(record, "id")

    def _websites(
        self, record: dict[str, Any], profile: Profile, at: Place, base: str, found: list[Finding]
    ) -> Iterator[Said]:
        given = [(text_of(record, name), where(base, record, name)) for name in _WEBSITES if name not in profile.filled]
        more = enumerate(lists(record, "additional_websites"))
        given += [(text_of(held, "url"), where(base, record, "additional_websites", number)) for number, held in more]
        seen = set()
        for address, pointer in given:
            if (
                address.startswith("https://")
                and len(address) <= LONGEST_NAME
                and not set(' "<>').intersection(address)
            ):
                if address not in seen:
                    seen.add(address)
                    yield Said("website", address, pointer)
            elif address:
                found.append(found_at(at, pointer, "website", Cause(ONLY_HTTPS)))

    # Both

    def _texts(
        self,
        record: dict[str, Any],
        profile: Profile,
        names: tuple[str, ...],
        at: Place,
        base: str,
        found: list[Finding],
    ) -> list[Said]:
        language, said = self._how.language, []
        for name in names:
            text = text_of(record, name)
            if not text or name in profile.filled:
                continue
            most = LONGEST_TEXT if name == "description" else LONGEST_NAME
            if len(text) > most:
                found.append(found_at(at, where(base, record, name), "too_long", Cause(LENGTH, most=most)))
            else:
                said.append(Said(name, text, where(base, record, name), {language: text}))
        return said

    def _profiled(self, profile: Profile, kind: Kind, at: Place, pointer: str, found: list[Finding]) -> Iterator[Said]:
        for number, said in enumerate(profile.said):
            told, cause = self._lines.of_profile(said, kind, f"{pointer}/said/{number}")
            if told is not None:
                yield told
            elif cause is not None:
                found.append(found_at(at, f"{pointer}/said/{number}", "not_ours", cause))

    @staticmethod
    def _links(profile: Profile, pointer: str) -> list[Link]:
        return [Link(name, key, f"{pointer}/links/{number}") for number, (name, key) in enumerate(profile.links)]

    def _observed(
        self, record: Mapping[str, Any], profile: Profile, at: Place, base: str, found: list[Finding]
    ) -> date | None:
        given = profile.observed_on or text_of(record, "assured_date")
        if not given:
            return None
        try:
            day = date.fromisoformat(given[:10])
        except ValueError:
            return None  # Why it is no day was told before; a day that cannot be keeps the record out.
        if self._how.latest is not None and day > self._how.latest:
            found.append(found_at(at, where(base, record, "assured_date"), "in_the_future", Cause(LATER)))
            return None
        return day

    @staticmethod
    def _nameless(kind: str, key: str, record: Mapping[str, Any], at: Place, base: str) -> Finding:
        field, code, says = ("name", "no_name", NO_NAME) if key else ("id", "no_key", NO_KEY)
        return found_at(at, where(base, record, field), code, Cause(says, kind=kind), kind=kind, key=key)


def _left_out(known: Found, at: Place, pointer: str, found: list[Finding]) -> None:
    found.append(found_at(at, pointer, known.code, known.cause or ""))


def _givers(record: Mapping[str, Any], profile: Profile, giver: str, base: str) -> Iterator[tuple[str, str]]:
    """Yield who gives a service, each with where that is said; ORServices names several in one cell."""
    if "organization_id" in profile.filled:
        return
    if giver:
        yield giver, where(base, record, "organization")
        return
    named = record.get("organization_id")
    for key in named if isinstance(named, list) else [text_of(record, "organization_id")]:
        if key:
            yield key, where(base, record, "organization_id")


def _digest(record: Mapping[str, Any]) -> int:
    """Return a number that stands for all that a record says, but for where it says it; never nought."""
    plain = {name: held for name, held in record.items() if name != AT}
    return hash(orjson.dumps(plain, option=orjson.OPT_SORT_KEYS)) or 1
