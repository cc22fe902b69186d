"""How much a source's word weighs about a given body."""

from collections.abc import Collection, Mapping
from typing import Protocol

from romduol.knowledge.sources.records import DESK, READERS, Grade, Source

LONGEST_PUBLISHER = 200


class Kept(Protocol):
    """A copy of the site, as its pack or its operator tells of it."""

    @property
    def operator(self) -> Mapping[str, str] | None:
        """Who keeps it up, by language; None where nobody has been named."""


def desk_source(info: Kept) -> Source:
    """Return the source that stands for what those who keep this site found out themselves."""
    named = dict(info.operator or {})
    return Source(
        id=DESK,
        title={"en": "Those who keep this site", "km": "អ្នកថែទាំគេហទំព័រនេះ"},
        publisher=(named.get("en") or next(iter(named.values()), ""))[:LONGEST_PUBLISHER],
        kind="call",
        grade=Grade.B,
        lineage=DESK,
    )


def readers_source() -> Source:
    """Return the source that stands for what readers told: unsigned, and one voice however many they are."""
    return Source(
        id=READERS,
        title={"en": "Readers of this site", "km": "អ្នកអានគេហទំព័រនេះ"},
        publisher="",
        kind="reader",
        grade=Grade.D,
        lineage=READERS,
    )


def is_first_hand(source: Source, about: Collection[str]) -> bool:
    """Tell whether the source is one of these bodies speaking about itself."""
    return bool(source.speaks_for) and source.speaks_for in about


def grade_about(source: Source, about: Collection[str]) -> Grade:
    """Return the source's grade when it speaks about these bodies: A only where it speaks about itself."""
    if is_first_hand(source, about):
        return Grade.A
    return Grade.B if source.grade is Grade.A else source.grade
