"""Makes of what a body says the plain data of a change: its own source, its claims, the words that these replace."""

from collections import Counter
from collections.abc import Iterable, Mapping, Sequence
from datetime import date
from typing import Any
from uuid import UUID, uuid5

from romduol.desk.partners.records import Manner, Word
from romduol.desk.partners.rules.offering import OFFERED
from romduol.knowledge.claims.records import Claim, Stance
from romduol.knowledge.sources.records import OWN, Grade, Source

NAMES = UUID("5f0a3ec2-9c3d-4c1d-8c74-2f4c7d1c6b10")
"""In which the sources and the services of partners are named; it never changes."""
KIND = "own word"
TITLES = {"en": "%s, to us about itself", "km": "%s ប្រាប់យើងអំពីខ្លួនឯង"}
MANNERS: Mapping[str, Manner] = {name: manner for kind in OFFERED.values() for name, manner in kind.items()}


def source_id(subject: str) -> str:
    """Return the id of the source that a body's own word to us is."""
    return f"{OWN}{uuid5(NAMES, f'source/{subject}')}"


def service_id(act: UUID) -> str:
    """Return the id of the service that a form makes: sent twice, it is the same one."""
    return f"svc-{uuid5(act, 'service').hex}"


def own_source(subject: str, name: Mapping[str, str], known: Mapping[str, Source]) -> Source:
    """Return the source that a body's own word is; what it published before is the same voice."""
    made = source_id(subject)
    plain = next(iter(name.values()), subject)
    spoken = Counter(one.lineage for one in known.values() if one.speaks_for == subject and one.id != made)
    lineage = min(spoken, key=lambda one: (-spoken[one], one), default=made)
    return Source(
        id=made,
        title={lang: text % name.get(lang, plain) for lang, text in TITLES.items()},
        publisher=plain[:200],
        kind=KIND,
        grade=Grade.A,
        lineage=lineage,
        speaks_for=subject,
    )


def plain_source(source: Source) -> dict[str, Any]:
    """Return a source as a change carries it."""
    return {
        "id": source.id,
        "title": dict(source.title),
        "publisher": source.publisher,
        "kind": source.kind,
        "grade": str(source.grade),
        "lineage": source.lineage,
        "date": None,
        "date_text": "",
        "date_inferred": False,
        "speaks_for": source.speaks_for,
        "url": "",
        "language": "",
        "note": {},
    }


def plain_word(word: Word, source: str, act: UUID, on: date) -> dict[str, Any]:
    """Return one word as the claim that a change carries: first-hand, and of this day."""
    key = "/".join((word.subject, word.property, word.purpose, word.value, str(word.stance)))
    return {
        "id": str(uuid5(act, key)),
        "subject": word.subject,
        "property": word.property,
        "value": word.value,
        "words": dict(word.words),
        "as_given": word.as_given,
        "source": source,
        "locator": "",
        "stance": str(word.stance),
        "purpose": word.purpose,
        "scope": "",
        "observed_on": on.isoformat(),
    }


def replaced_by(words: Sequence[Word], said: Iterable[Claim]) -> list[str]:
    """Return the ids of the words that a body said before and that these stand in the place of.

    Else its word of last year would speak against its word of today, and neither would count.
    """
    spots = {(one.subject, one.property, one.purpose, one.value) for one in words}
    whole = {
        (one.subject, one.property) for one in words if not one.denies and MANNERS.get(one.property) is Manner.REPLACE
    }
    return [
        one.id
        for one in said
        if (one.subject, one.property, one.purpose, one.value) in spots
        or ((one.subject, one.property) in whole and one.stance is Stance.ASSERTS)
    ]
