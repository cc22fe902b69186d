"""What a release tells of itself in every file that is taken away: who keeps it, its provinces, its needs."""

from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any

import orjson

from romduol.channels.api.hsds.ids import term_id
from romduol.knowledge.releases.records import Edition, Page, part_code

TOLD = "_/h/told"
"""The private path under which a release keeps it."""
JSON = "application/json"
PROVINCE_DIGITS = 2
Text = Mapping[str, str]


@dataclass(frozen=True, slots=True)
class Need:
    """A need: its names, the id of its term, and what stands for it in the names of files."""

    name: Text
    term: str
    part: str


@dataclass(frozen=True, slots=True)
class Told:
    """What a release tells of itself."""

    pack: str
    name: Text
    operator: Text
    """Who keeps it up; empty where nobody does."""
    address: str
    country: str
    languages: tuple[str, ...]
    provinces: Mapping[str, Text]
    """Government code -> names."""
    needs: Mapping[str, Need]
    """Our code -> need, in the order of the pack."""


def told_page(edition: Edition) -> Page:
    """Return it as a release keeps it."""
    info = edition.info
    provinces = {one.code: dict(one.name) for one in edition.places.values() if len(one.code) == PROVINCE_DIGITS}
    document = {
        "pack": info.id,
        "name": dict(info.name),
        "operator": dict(info.operator or {}),
        "address": info.address,
        "country": info.country,
        "languages": list(info.languages),
        "provinces": dict(sorted(provinces.items())),
        "needs": [
            [code, dict(need.name), term_id(edition, "need", code), part_code(term_id(edition, "need", code))]
            for code, need in edition.needs.items()
        ],
    }
    return Page(TOLD, JSON, orjson.dumps(document), private=True)


def told_of(page: bytes) -> Told:
    """Return what is kept as a release tells it."""
    found: dict[str, Any] = orjson.loads(page)
    needs = {code: Need(name, term, part) for code, name, term, part in found.pop("needs")}
    return Told(**{**found, "languages": tuple(found["languages"])}, needs=needs)


def said(text: Text, lang: str) -> str:
    """Return words in a language, else in the first one that there is; empty where there are none."""
    return text.get(lang) or next(iter(text.values()), "")
