"""Claims of one source become documents of HSDS 3.1; what HSDS has no room for stands in the field `romduol`."""

from __future__ import annotations

import re
from collections.abc import Iterable, Mapping
from datetime import date

from romduol.desk.exports.hsds.grouping import Gathered, Grouped, grouped
from romduol.desk.exports.hsds.records import AREA_CODE, About, Document, Given, id_of, is_uuid, part_id
from romduol.desk.imports.rules.shape import AS_GIVEN, PROFILE, PURPOSE
from romduol.knowledge.claims.records import Claim, Subject
from romduol.knowledge.claims.rules.properties import ORGANIZATION, PROPERTIES, SERVICE, Compare

LINKS = frozenset(["provided_by", "operated_by", "part_of", "replaced_by"])
LONGEST = {"name": 300, "alternate_name": 300, "description": 10_000}
_ADDRESS = re.compile(r"https://[A-Za-z0-9][A-Za-z0-9.-]*(/[A-Za-z0-9._~/-]*)?")
_LANGUAGE = re.compile("[a-z]{2}")
Said = tuple[str, str, str, str]
"""Property, value, purpose, line: what a claim says, without how."""


def documents(
    claims: Iterable[Claim],
    subjects: Mapping[str, Subject],
    about: About,
    standing: Mapping[str, str] | None = None,
) -> Given:
    """Return what a source says now: its live claims, and by the id of each the standing of its value."""
    found = grouped(claims, subjects, about)
    told = standing or {}
    bodies = {
        key: _Drawn(record, found, about, told).organization()
        for (kind, key), record in sorted(found.records.items())
        if kind == ORGANIZATION
    }
    services = [
        _Drawn(record, found, about, told).service(bodies)
        for (kind, _), record in sorted(found.records.items())
        if kind == SERVICE
    ]
    return Given(about, tuple(bodies.values()), tuple(services), found.left_out)


class _Drawn:
    """One record on its way to be a document: what HSDS has a place for is taken, the rest is said beside it."""

    def __init__(self, record: Gathered, found: Grouped, about: About, standing: Mapping[str, str]) -> None:
        self._record = record
        self._about = about
        self._keys = found.keys
        self._known = found.records.keys()
        self._standing = standing
        self._id = id_of(about.source, record.kind, record.key)
        self._filled: list[str] = []
        self._said: list[tuple[Said, Claim]] = sorted(
            [((one.property, one.value, one.purpose, ""), one) for one in record.claims]
            + [((one.property, one.value, "", number), one) for number, one in record.lines],
            key=lambda pair: (pair[0], pair[1].id),
        )
        self._links = sorted({(one.property, self._key(one.value)) for one in record.claims if one.property in LINKS})
        self._beside = {said: one for said, one in self._said if said[0] not in LINKS}

    def organization(self) -> Document:
        """Return the document of a body."""
        name = self._text("name") or self._instead("name", self._any("name") or self._record.key)
        parent = self._link("part_of", "parent_organization_id")
        made: Document = {
            "id": self._id,
            "name": name,
            "alternate_name": self._text("alternate_name"),
            "description": self._text("description") or self._instead("description", self._any("description") or name),
            "website": self._website(),
            "parent_organization_id": parent,
            "phones": self._phones(),
            "locations": [self._location(code) for code in self._taken("works_in")],
        }
        return self._finished(made, self._observed())

    def service(self, bodies: Mapping[str, Document]) -> Document:
        """Return the document of a service, with the body that gives it."""
        giver = next((key for name, key in self._links if name == "provided_by"), "")
        observed = self._observed()
        made: Document = {
            "id": self._id,
            "organization_id": self._link("provided_by", "organization_id"),
            "name": self._text("name") or self._instead("name", self._any("name") or self._record.key),
            "description": self._text("description"),
            "status": "active",
            "assured_date": observed.isoformat() if observed else "",
            "service_areas": [self._area(code) for code in self._taken("serves")],
            "attributes": [*map(self._category, self._taken("category", 1)), *map(self._access, self._taken("access"))],
            "organization": bodies.get(giver),
        }
        return self._finished(made, None)

    def _finished(self, made: Document, observed: date | None) -> Document:
        about = self._about
        profile: Document = {
            "key": "" if self._record.key == self._id else self._record.key,
            "filled": sorted(self._filled),
            "observed_on": observed.isoformat() if observed else "",
            "links": [{"property": name, "key": key} for name, key in self._links],
            "said": [self._plain(said, claim) for said, claim in self._beside.items()],
            "standing": self._stands(),
            "given": {"licence": about.licence, "release": about.release, "day": about.day.isoformat()},
        }
        return _filled({**made, PROFILE: _filled(profile)})

    # What HSDS has a place for

    def _text(self, name: str) -> str:
        """Take the first text of this kind that HSDS can hold to the letter."""
        for said, claim in list(self._beside.items()):
            plain = self._is_plain(claim) and claim.value.strip() == claim.value
            if said[0] == name and plain and len(claim.value) <= LONGEST[name]:
                del self._beside[said]
                return claim.value
        return ""

    def _is_plain(self, claim: Claim) -> bool:
        """Whether a text is in the language of the documents and in no other."""
        return dict(claim.words) in ({}, {self._about.language: claim.value})

    def _any(self, name: str) -> str:
        return next((said[1].strip() for said in self._beside if said[0] == name), "")

    def _instead(self, field: str, text: str) -> str:
        """Return what stands in a field because HSDS asks for it; a reader is told that the source did not say it."""
        self._filled.append(field)
        return text

    def _taken(self, name: str, most: int | None = None) -> list[str]:
        """Take the codes that are said of a record."""
        found = [said for said in self._beside if said[0] == name][:most]
        for said in found:
            del self._beside[said]
        return [said[1] for said in found]

    def _website(self) -> str:
        for said in list(self._beside):
            if said[0] == "website" and _ADDRESS.fullmatch(said[1]) and len(said[1]) <= LONGEST["name"]:
                del self._beside[said]
                return said[1]
        return ""

    def _phones(self) -> list[Document]:
        made = []
        for said, claim in list(self._beside.items()):
            name, value, purpose, _ = said
            if name == "phone" and purpose:
                del self._beside[said]
                as_given = claim.as_given.strip()
                made.append(
                    _filled(
                        {
                            "id": part_id(self._id, "phone", value, purpose),
                            "number": value,
                            PURPOSE: purpose,
                            AS_GIVEN: "" if as_given == value else as_given,
                            "languages": self._languages(value),
                        }
                    )
                )
        return made

    def _languages(self, line: str) -> list[Document]:
        found = [
            one for one in self._beside if one[0] == "languages" and one[3] == line and _LANGUAGE.fullmatch(one[1])
        ]
        for said in found:
            del self._beside[said]
        return [{"id": part_id(self._id, "language", line, said[1]), "code": said[1]} for said in found]

    def _location(self, code: str) -> Document:
        return {
            "id": part_id(self._id, "location", code),
            "location_type": "physical",
            "name": self._about.places.get(code, code),
            "external_identifier": code,
            "external_identifier_type": AREA_CODE,
        }

    def _area(self, code: str) -> Document:
        name = self._about.places.get(code, code)
        return {"id": part_id(self._id, "area", code), "name": name, "extent": code, "extent_type": "text"}

    def _category(self, code: str) -> Document:
        return self._attribute("category", code, self._about.categories.get(code, code))

    def _access(self, code: str) -> Document:
        return self._attribute("access", code, code)

    def _attribute(self, kind: str, code: str, name: str) -> Document:
        term = {"id": part_id("term", kind, code), "code": code, "name": name, "description": name, "taxonomy": kind}
        return {"id": part_id(self._id, kind, code), "link_entity": "service", "taxonomy_term": term}

    # Records that this one names

    def _key(self, subject: str) -> str:
        return self._keys.get(subject) or self._about.keys.get(subject, subject)

    def _link(self, name: str, field: str) -> str:
        """Return the id of the first record that is named so; where that says not all, the names stand beside it."""
        keys = [key for named, key in self._links if named == name]
        if not keys or (ORGANIZATION, keys[0]) not in self._known:
            return ""
        if len(keys) == 1 and is_uuid(keys[0]):
            self._links.remove((name, keys[0]))
        else:
            self._filled.append(field)
        return id_of(self._about.source, ORGANIZATION, keys[0])

    # What stands beside

    def _observed(self) -> date | None:
        """Return the day on which all of this was seen, where it is one: an undated word must not get a date."""
        days = {claim.observed_on for _, claim in self._said}
        return days.pop() if len(days) == 1 else None

    def _plain(self, said: Said, claim: Claim) -> Document:
        name, value, purpose, line = said
        as_given = claim.as_given.strip()
        worded = PROPERTIES[name].compare is Compare.WORDS
        return _filled(
            {
                "property": name,
                "value": value,
                "words": {} if worded and self._is_plain(claim) else dict(claim.words),
                "purpose": purpose,
                "line": line,
                "as_given": "" if as_given == value else as_given,
            }
        )

    def _stands(self) -> list[Document]:
        return [
            _filled({"property": said[0], "value": said[1], "line": said[3], "standing": self._standing[claim.id]})
            for said, claim in self._said
            if claim.id in self._standing
        ]


def _filled(fields: Document) -> Document:
    """Return the fields that hold something."""
    return {name: held for name, held in fields.items() if held not in ("", None, [], {})}
