"""Tells what would come of joining two records: which numbers stand together, which contradictions open or end."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass, replace

from romduol.desk.resolving.records import Difference, Picture, Turn
from romduol.desk.resolving.rules.previewing import differences, pictured
from romduol.knowledge.claims.records import Claim, Disagreement
from romduol.knowledge.claims.rules.properties import SAME_AS
from romduol.knowledge.sources.records import DESK


@dataclass(frozen=True, slots=True)
class Effects:
    """What readers would get otherwise."""

    after: Picture
    lines: tuple[str, ...]
    """The keys of the numbers that would stand under the record that stays."""
    shown: tuple[Difference, ...]
    """Numbers that would be shown otherwise, and services that would be listed or not."""
    opened: tuple[Disagreement, ...]
    settled: tuple[Disagreement, ...]


def effects_of(before: Picture, goes: str, stays: str) -> Effects:
    """Return what joining one record to another would do to a picture that holds both."""
    scene = before.scene
    said = Claim("joining", goes, SAME_AS, stays, DESK, recorded_on=scene.today)
    after = pictured(replace(scene, claims=(*scene.claims, said)))
    old = {_about(one, goes, stays): one for one in before.resolution.disagreements}
    new = {_about(one, goes, stays): one for one in after.resolution.disagreements}
    return Effects(
        after=after,
        lines=after.edition.lines_of.get(stays, ()),
        shown=tuple(_shown(differences(before, after), goes)),
        opened=tuple(one for about, one in new.items() if about not in old),
        settled=tuple(one for about, one in old.items() if about not in new),
    )


def _shown(found: Iterable[Difference], goes: str) -> Iterable[Difference]:
    return (one for one in found if one.turn in (Turn.LINE, Turn.LISTED) and one.subject != goes)


def _about(found: Disagreement, goes: str, stays: str) -> tuple[object, ...]:
    """Return what a contradiction is about, the same before and after: its id is made of the record's."""
    subject = stays if found.subject == goes else found.subject
    sides = tuple(sorted((stays if one.value == goes else one.value, one.denied) for one in found.positions))
    return (found.rule, subject, found.property, found.purpose, found.scope, sides)
