"""How much a source's word weighs about a given body."""

from collections.abc import Collection

from romduol.knowledge.sources.records import Grade, Source


def is_first_hand(source: Source, about: Collection[str]) -> bool:
    """Tell whether the source is one of these bodies speaking about itself."""
    return bool(source.speaks_for) and source.speaks_for in about


def grade_about(source: Source, about: Collection[str]) -> Grade:
    """Return the source's grade when it speaks about these bodies: A only where it speaks about itself."""
    if is_first_hand(source, about):
        return Grade.A
    return Grade.B if source.grade is Grade.A else source.grade
