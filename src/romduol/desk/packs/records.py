"""A country pack as read: everything in it, checked, before any of it is stored."""

from collections.abc import Mapping
from dataclasses import dataclass, field
from typing import Any

from romduol.knowledge.claims.records import Check, Claim, Subject, Withdrawal
from romduol.knowledge.directory.records import Advice, Category, Need, PackInfo, Phrase, Place, Situation, Topic
from romduol.knowledge.guides.records import Guide
from romduol.knowledge.sources.records import Source


@dataclass(frozen=True, slots=True)
class Pack:
    """One country pack, whole."""

    info: PackInfo
    places: tuple[Place, ...]
    needs: tuple[Need, ...]
    categories: tuple[Category, ...]
    topics: tuple[Topic, ...]
    situations: tuple[Situation, ...]
    sources: tuple[Source, ...]
    subjects: tuple[Subject, ...]
    claims: tuple[Claim, ...]
    checks: tuple[Check, ...] = ()
    withdrawals: tuple[Withdrawal, ...] = ()
    guides: tuple[Guide, ...] = ()
    phrases: tuple[Phrase, ...] = ()
    advice: tuple[Advice, ...] = ()
    lexicon: Mapping[str, Any] = field(default_factory=dict)

    def sources_by_id(self) -> Mapping[str, Source]:
        """Return the sources by their id."""
        return {source.id: source for source in self.sources}


@dataclass(frozen=True, slots=True)
class LoadReport:
    """What loading a pack changed."""

    pack: str
    unchanged: bool
    counts: Mapping[str, int] = field(default_factory=dict)
