"""Which claims make one record: those that the source said under one key, with what it said of the record's lines."""

from __future__ import annotations

import re
from collections.abc import Iterable, Mapping
from dataclasses import dataclass, field

from romduol.base.phones import is_short_key
from romduol.desk.exports.hsds.records import About
from romduol.knowledge.claims.records import Claim, Rank, Stance, Subject
from romduol.knowledge.claims.rules.properties import LINE, ORGANIZATION, SERVICE

_LOCATOR = re.compile(r"(organization|service)/(.+)", re.DOTALL)
LINE_SUBJECT = "line-"
Name = tuple[str, str]
"""Kind and key of a record."""


@dataclass(slots=True)
class Gathered:
    """The claims of one record."""

    kind: str
    key: str
    claims: list[Claim] = field(default_factory=list)
    lines: list[tuple[str, Claim]] = field(default_factory=list)
    """What is said of a line: its number, and the claim."""


@dataclass(slots=True)
class Grouped:
    """All records of a source; `keys` tells the key of each subject, `left_out` what belongs to none."""

    records: dict[Name, Gathered] = field(default_factory=dict)
    keys: dict[str, str] = field(default_factory=dict)
    left_out: int = 0


def grouped(claims: Iterable[Claim], subjects: Mapping[str, Subject], about: About) -> Grouped:
    """Gather the live claims of a source by record."""
    found, owners, waiting = Grouped(), dict[str, Name](), list[Claim]()
    for claim in claims:
        subject = subjects.get(claim.subject)
        kind = subject.kind if subject else ""
        if not _can_be_told(claim, about.source) or kind not in (ORGANIZATION, SERVICE, LINE):
            found.left_out += 1
        elif kind == LINE:
            waiting.append(claim)
        else:
            name = (kind, _key(claim, kind, about))
            found.records.setdefault(name, Gathered(*name)).claims.append(claim)
            found.keys.setdefault(claim.subject, name[1])
            if claim.property == "phone":
                owners.setdefault(claim.value, name)
    for claim in waiting:
        number = number_of(claim.subject)
        name = _under(claim, found.records) or owners.get(number, ("", ""))
        if name[0]:
            found.records[name].lines.append((number, claim))
        else:
            found.left_out += 1
    return found


def number_of(subject: str) -> str:
    """Return the number of a line from its subject's id, which ends in the key of the number."""
    key = subject.removeprefix(LINE_SUBJECT)
    return key if is_short_key(key) else f"+{key}"


def _can_be_told(claim: Claim, source: str) -> bool:
    plain = claim.stance is Stance.ASSERTS and not claim.hedged and not claim.scope
    return plain and claim.source == source and claim.rank is not Rank.DEPRECATED and claim.ended_on is None


def _key(claim: Claim, kind: str, about: About) -> str:
    match = _LOCATOR.fullmatch(claim.locator)
    if match and match[1] == kind:
        return match[2]
    return about.keys.get(claim.subject, claim.subject)


def _under(claim: Claim, records: Mapping[Name, Gathered]) -> Name | None:
    """Return the record under which something was said of a line."""
    match = _LOCATOR.fullmatch(claim.locator)
    name = (match[1], match[2]) if match else None
    return name if name in records else None
