"""Reads what decides about one subject, and nothing of the rest of the directory."""

from collections.abc import Iterable, Mapping
from datetime import date
from hashlib import sha256

from romduol.desk.changes.queries import changes_about, version_of
from romduol.desk.changes.records import Change
from romduol.desk.resolving.records import Picture, Scene
from romduol.desk.resolving.rules.deciding import subjects_of
from romduol.desk.resolving.rules.previewing import pictured
from romduol.knowledge.claims import queries as claims
from romduol.knowledge.claims.records import Disagreement
from romduol.knowledge.directory.queries import loaded_words
from romduol.knowledge.directory.rules.assembling import Frame
from romduol.knowledge.sources.queries import all_sources
from romduol.knowledge.sources.records import Source
from romduol.safety.access.records import Person


def picture(subject: str, today: date) -> Picture:
    """Return what is known of a subject and of all that a decision about it may touch; raises `NoPackLoaded`."""
    return pictured(scene_of(subject, today))


def brief_picture(subject: str, today: date, sources: Mapping[str, Source]) -> Picture:
    """Return what is known of a subject alone; how other lines of its bodies are shown may not be right in it."""
    near = claims.around(subject)
    return pictured(_scene(near, near, today, sources))


def scene_of(subject: str, today: date) -> Scene:
    """Return everything that decides about a subject, and about whatever decides about it, on a day."""
    near = claims.around(subject)
    return _scene(claims.around(*near), near, today, all_sources(today))


def scene_around(subjects: Iterable[str], today: date) -> Scene:
    """Return everything that decides about some subjects on a day, as one scene."""
    near = claims.around(*subjects)
    return _scene(claims.around(*near), near, today, all_sources(today))


def _scene(about: frozenset[str], near: frozenset[str], today: date, sources: Mapping[str, Source]) -> Scene:
    info, categories, _ = loaded_words()
    frame = Frame(
        info=info,
        places={},
        needs=(),
        categories=tuple(categories.values()),
        topics=(),
        situations=(),
        sources=sources,
        subjects=claims.all_subjects(about),
    )
    return Scene(
        today=today,
        frame=frame,
        near=near,
        claims=tuple(claims.all_claims(about)),
        checks=claims.all_checks(about),
        withdrawals=claims.all_withdrawals(about),
        rulings=claims.all_rulings(about),
    )


def version_about(found: Disagreement) -> str:
    """Return a short text that changes with anything about any side of a contradiction."""
    known = (version_of(subject, found.property) for subject in subjects_of(found))
    return sha256("\n".join(known).encode()).hexdigest()[:16]


def latest_about(subjects: Iterable[str], property: str, *, by: Person, limit: int = 5) -> list[Change]:
    """Return the latest changes about some subjects, newest first."""
    found = [change for one in subjects for change in changes_about(one, property, by=by, limit=limit)]
    return sorted(found, key=lambda change: change.at, reverse=True)[:limit]
