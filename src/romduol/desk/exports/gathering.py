"""Gathers what one source says now, with where each value stands and how codes are told."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field
from datetime import date

from romduol.knowledge.claims.queries import all_facts, all_subjects
from romduol.knowledge.claims.records import Claim, Facts, Standing, Subject
from romduol.knowledge.claims.rules.resolving import resolve
from romduol.knowledge.directory.queries import loaded_words
from romduol.knowledge.directory.records import Category, PackInfo, Place
from romduol.knowledge.directory.rules.codes import stable_id
from romduol.knowledge.sources.queries import all_sources
from romduol.knowledge.sources.records import Source


class NoSuchSource(LookupError):
    """No source has this id, or it says nothing now."""


@dataclass(frozen=True, slots=True)
class SaidBySource:
    """What one source says on a day: its live claims, and the standing of each that gives a value."""

    source: Source
    day: date
    claims: tuple[Claim, ...]
    subjects: Mapping[str, Subject]
    """All that its claims are about, and all that they name."""
    info: PackInfo
    places: tuple[Place, ...]
    categories: tuple[Category, ...]
    standings: Mapping[str, Standing] = field(default_factory=dict)
    """Id of a claim -> the standing of its value; a denial has none."""

    def published(self, kind: str, subject: str) -> str:
        """Return the id under which a record is published."""
        return stable_id(self.info.id, f"{kind}/{subject}")

    def standing(self, claim: Claim) -> Standing | None:
        """Return where the value of a claim stands."""
        return self.standings.get(claim.id)


def said_by(source: str, day: date) -> SaidBySource:
    """Return what a source says on a day. Raises `NoSuchSource`, `NoPackLoaded`."""
    known, facts = all_sources(day), all_facts()
    mine = tuple(claim for claim in facts.claims if claim.source == source and _is_live(claim, day))
    if source not in known or not mine:
        raise NoSuchSource(source)
    info, categories, places = loaded_words()
    return SaidBySource(
        source=known[source],
        day=day,
        claims=mine,
        subjects={subject.id: subject for subject in all_subjects()},
        info=info,
        places=tuple(places.values()),
        categories=tuple(categories.values()),
        standings=_standings(facts, known, day, {claim.id for claim in mine}),
    )


def _is_live(claim: Claim, day: date) -> bool:
    return claim.recorded_on <= day and (claim.ended_on is None or claim.ended_on > day)


def _standings(facts: Facts, sources: Mapping[str, Source], day: date, wanted: set[str]) -> dict[str, Standing]:
    """Return where values stand among all that everybody says: one source alone would seem to agree with itself."""
    found = resolve(facts.claims, facts.checks, facts.withdrawals, sources, day, rulings=facts.rulings)
    return {claim.id: value.standing for value in found.values for claim in value.claims if claim.id in wanted}
