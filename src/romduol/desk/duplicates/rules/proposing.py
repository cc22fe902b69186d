"""Decides what is proposed, in which order, and when what somebody answered is asked again."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from dataclasses import asdict
from hashlib import sha256
from typing import Any

import orjson

from romduol.desk.duplicates.records import Card, Evidence, EvidenceKind, Pair
from romduol.desk.duplicates.rules.index import LEAST, Index

OF_ONE_VALUE = frozenset({EvidenceKind.PHONE, EvidenceKind.WEBSITE, EvidenceKind.ACRONYM})
"""Kinds of evidence of which another value is other evidence; a name written in another way is none."""
WITH_NUMBERS = 2.0
"""How much more pressing a pair is that has phone numbers: a reader who finds one record calls half of its lines."""


def speaking_for(evidence: Iterable[Evidence]) -> list[str]:
    """Return what speaks for a pair, in words for programs, in order: what can be compared with a later time."""
    return sorted({_mark(one) for one in evidence if one.strength > 0})


def _mark(one: Evidence) -> str:
    return f"{one.kind} {one.a}" if one.kind in OF_ONE_VALUE else str(one.kind)


def is_new(seen: Iterable[str], evidence: Iterable[Evidence]) -> bool:
    """Tell whether something speaks for a pair that whoever answered did not see.

    What speaks against it, or speaks louder, is no reason to ask a person the same again.
    """
    return not set(speaking_for(evidence)) <= set(seen)


def digest_of(evidence: Iterable[Evidence]) -> str:
    """Return a short digest of all evidence, so that an answer is to what was shown."""
    return sha256(orjson.dumps(plain(evidence))).hexdigest()[:16]


def plain(evidence: Iterable[Evidence]) -> list[dict[str, Any]]:
    """Return evidence as plain data."""
    return [asdict(one) for one in evidence]


def evidence_from(entries: Iterable[Mapping[str, Any]]) -> tuple[Evidence, ...]:
    """Return evidence from plain data."""
    return tuple(Evidence(EvidenceKind(one["kind"]), one["a"], one["b"], one["strength"]) for one in entries)


def pressing(pair: Pair, *, numbers: bool) -> float:
    """Return by what a list of proposals is ordered: how likely they are one, and what is lost while they are two."""
    return pair.score * (WITH_NUMBERS if numbers else 1.0)


def looking_alike(cards: Iterable[Card], known: Index, least: float = LEAST) -> int:
    """Return how many of some cards, of a file that is only tried, look like a record that we have."""
    return sum(bool(known.matches(card, least)) for card in cards)
