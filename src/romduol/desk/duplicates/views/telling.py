"""Puts a pair into words: each record with who says what, what speaks for and against, what joining would do."""

from __future__ import annotations

import re
from collections.abc import Iterable, Mapping
from typing import Any

from markupsafe import Markup

from romduol.desk.duplicates.records import Evidence, EvidenceKind, Proposal
from romduol.desk.duplicates.rules.effects import Effects
from romduol.desk.duplicates.views import words
from romduol.desk.resolving.records import Picture
from romduol.desk.resolving.views.previews import difference_told
from romduol.desk.resolving.views.record import properties_of
from romduol.desk.resolving.views.telling import Teller, side_text, value_told
from romduol.knowledge.claims.records import Disagreement, ResolvedValue
from romduol.knowledge.claims.rules.evidence import LINE
from romduol.ui import vocabulary

KHMER = re.compile(r"[\u1780-\u17ff]")
PLACES = (EvidenceKind.PLACE, EvidenceKind.OTHER_PLACE)
PHONES = (EvidenceKind.PHONE, EvidenceKind.SHARED_PHONE, EvidenceKind.OTHER_PHONE)
CATEGORIES = (EvidenceKind.CATEGORY, EvidenceKind.OTHER_CATEGORY)
CODED = {**dict.fromkeys(PLACES, "serves"), **dict.fromkeys(PHONES, "phone"), **dict.fromkeys(CATEGORIES, "category")}
"""Kinds of evidence that tell codes, with a property whose values are told so."""
MOST_VALUES = 6
"""Values of one property that are compared at a glance; the record's own page has all."""
BRIEF = 3


def pair_told(found: Proposal, tell: Teller) -> dict[str, Any]:
    """Return a proposal for a list."""
    return {
        "id": str(found.id),
        "names": [tell.name(found.a), tell.name(found.b)],
        "likelihood": tell(words.LIKELIHOODS[found.likelihood]),
        "standing": tell(words.STANDINGS[found.standing]),
        "told": [evidence_told(one, tell) for one in found.evidence if one.strength > 0][:BRIEF],
        "but": [evidence_told(one, tell) for one in found.evidence if one.strength < 0][:BRIEF],
        "why": found.why,
    }


def evidence_told(one: Evidence, tell: Teller) -> Markup:
    """Return one thing that speaks for or against a pair, in words."""
    same, two = words.EVIDENCE[one.kind]
    a, b = (_value(one.kind, value, tell) for value in (one.a, one.b))
    return tell(same, a=a) if one.a == one.b else tell(two, a=a, b=b)


def _value(kind: EvidenceKind, value: str, tell: Teller) -> Markup:
    if kind in CODED:
        return Markup(", ").join(tell.value(CODED[kind], one) for one in value.split(", "))
    return tell.foreign(value, "km" if KHMER.search(value) else "en")


def record_told(subject: str, kind: str, now: Picture, tell: Teller) -> dict[str, Any]:
    """Return a record beside another one: each fact, and who says it."""
    said = {name: now.values(subject, name) for name in properties_of(kind)}
    return {
        "name": tell.name(subject),
        "link": tell.link(subject),
        "code": tell.codes.get(subject, ""),
        "facts": [
            {
                "name": tell.property(name),
                "values": [_fact(value, now, tell) for value in values[:MOST_VALUES]],
                "more": max(0, len(values) - MOST_VALUES),
            }
            for name, values in said.items()
            if values
        ],
    }


def _fact(value: ResolvedValue, now: Picture, tell: Teller) -> Mapping[str, Any]:
    sources = now.scene.frame.sources
    who = dict.fromkeys(
        (tell.source(sources[claim.source]), tell.dated(sources[claim.source])) for claim in value.claims
    )
    return {**value_told(value, now, tell), "who": list(who)}


def effects_told(found: Effects, stays: str, tell: Teller) -> dict[str, Any]:
    """Return what joining would do, in words."""
    tell.know({one.subject for one in (*found.opened, *found.settled)} | {f"{LINE}{key}" for key in found.lines})
    return {
        "stays": tell.name(stays),
        "lines": [tell.name(f"{LINE}{key}") for key in found.lines],
        "shown": [difference_told(one, tell) for one in found.shown],
        "opened": [_contradiction(one, tell) for one in found.opened],
        "settled": [tell.about(one) for one in found.settled],
    }


def _contradiction(found: Disagreement, tell: Teller) -> dict[str, Any]:
    return {
        "about": tell.about(found),
        "rule": tell(vocabulary.RULES[found.rule]),
        "sides": [side_text(side, found, tell) for side in found.positions],
    }


def parted_by_weight(found: Iterable[Evidence], tell: Teller) -> tuple[list[Markup], list[Markup]]:
    """Return what speaks for a pair and what speaks against it, the strongest first."""
    listed = list(found)
    speaks = [evidence_told(one, tell) for one in listed if one.strength > 0]
    return speaks, [evidence_told(one, tell) for one in listed if one.strength < 0]
