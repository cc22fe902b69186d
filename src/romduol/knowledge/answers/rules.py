"""Answers "Is this number safe?" from the lines of an edition, purely."""

from collections.abc import Iterator, Mapping
from typing import Any

from romduol.base import phones
from romduol.knowledge.answers.records import ClaimedOwner, NumberAnswer, Said
from romduol.knowledge.claims.records import ResolvedValue
from romduol.knowledge.directory.records import Edition, Line
from romduol.knowledge.directory.rules.bodies import is_police, name_of
from romduol.knowledge.directory.rules.lines import DIALS
from romduol.knowledge.directory.rules.showing import level_of


def number_index(edition: Edition) -> dict[str, Any]:
    """Return what is known of every number, by the digits of its line, ready to be stored with the release."""
    return {
        "release": edition.release,
        "short_codes": list(edition.info.short_codes),
        "calling_code": edition.info.calling_code,
        "country": edition.info.country,
        "lines": {key: _entry(line, edition) for key, line in edition.lines.items()},
    }


def _entry(line: Line, edition: Edition) -> dict[str, Any]:
    role = line.entity.first("role")
    return {
        "national": line.national,
        "masked": line.masked,
        "short": line.short,
        "showing": str(line.showing),
        "police": line.police,
        "code": line.entity.code,
        "withdrawn": dict(line.withdrawn),
        "gone": line.gone,
        "role": dict(role.words) if role else {},
        "listed_by": [said for value in line.entity.all(DIALS) for said in _said(value, edition)],
        "owners": [_owner(value, edition) for value in line.owned],
        "better": list(_better(line, edition)),
    }


def _owner(value: ResolvedValue, edition: Edition) -> dict[str, Any]:
    body = edition.organizations[value.subject]
    checked = value.check is not None and str(value.standing) == "checked"
    said_on = value.said_on or (value.check.on if value.check else None)
    return {
        "name": name_of(body),
        "code": body.code,
        "level": str(level_of(value.standing)),
        "standing": str(value.standing),
        "said_on": said_on.isoformat() if said_on else "",
        "own": value.grade == "A",
        "police": is_police((body.id,), edition.organizations),
        "purpose": value.purpose,
        "checked_on": value.check.on.isoformat() if checked and value.check else "",
        "sources": _said(value, edition),
    }


def _said(value: ResolvedValue, edition: Edition) -> list[dict[str, Any]]:
    return [
        {
            "title": dict(edition.sources[claim.source].title),
            "date_text": edition.sources[claim.source].date_text,
            "grade": str(grade),
            "locator": claim.locator,
            "hedged": claim.hedged,
        }
        for claim, grade in zip(value.claims, value.grades, strict=True)
    ]


def _better(line: Line, edition: Edition) -> Iterator[dict[str, Any]]:
    if line.urgent:
        return
    for body in dict.fromkeys(value.subject for value in line.owned):
        known = (edition.lines[key] for key in edition.lines_of.get(body, ()))
        # A line for people comes before an office.
        for other in sorted(known, key=lambda found: "office" in found.purposes):
            # Police are never what we offer instead.
            if other.urgent and not other.police and other.key != line.key:
                name = name_of(edition.organizations[body])
                yield {"national": other.national, "name": name, "code": other.entity.code}


def answer_number(text: str, index: Mapping[str, Any]) -> NumberAnswer:
    """Return everything known about the number that a text holds."""
    try:
        number = phones.parse(
            text,
            short_codes=frozenset(index["short_codes"]) | {key for key in index["lines"] if phones.is_short_key(key)},
            calling_code=index["calling_code"],
            region=index["country"],
        )
    except phones.NotAPhoneNumber as problem:
        return NumberAnswer(kind="not_a_number", typed=text, reason=problem.reason)
    entry = index["lines"].get(number.key)
    if entry is None:
        return NumberAnswer(
            kind="unknown",
            typed=text,
            key=number.key,
            national=number.national,
            short=number.short_code is not None,
            release=index["release"],
        )
    owners = tuple(
        ClaimedOwner(**{**owner, "sources": tuple(Said(**said) for said in owner["sources"])})
        for owner in entry["owners"]
    )
    listed_by = tuple(Said(**said) for said in entry["listed_by"])
    parts = {**entry, "owners": owners, "listed_by": listed_by, "better": tuple(entry["better"])}
    return NumberAnswer(kind="known", typed=text, key=number.key, release=index["release"], **parts)
