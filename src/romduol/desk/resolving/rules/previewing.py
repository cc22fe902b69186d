"""Tells what readers would see otherwise: two editions of what surrounds one subject, compared."""

from collections.abc import Iterator, Mapping

from romduol.desk.resolving.records import Difference, Picture, Scene, Turn
from romduol.knowledge.claims.records import Disagreement, ResolvedValue
from romduol.knowledge.claims.rules.evidence import LINE
from romduol.knowledge.claims.rules.resolving import resolve
from romduol.knowledge.directory.records import Edition
from romduol.knowledge.directory.rules.assembling import assemble

Place = tuple[str, str, str, str, str]


def pictured(scene: Scene) -> Picture:
    """Work a scene out: what is around one subject, as a release would have it."""
    resolution = resolve(
        scene.claims, scene.checks, scene.withdrawals, scene.frame.sources, scene.today, rulings=scene.rulings
    )
    return Picture(scene, resolution, assemble(resolution, scene.frame, scene.claims))


def differences(before: Picture, after: Picture) -> list[Difference]:
    """Return what readers would see otherwise: numbers first, then contradictions, then values."""
    lines = _lines(before.edition, after.edition)
    return [*lines, *_listed(before.edition, after.edition), *_disagreements(before, after), *_values(before, after)]


def _lines(before: Edition, after: Edition) -> Iterator[Difference]:
    for key in sorted({*before.lines, *after.lines}):
        old, new = (edition.lines.get(key) for edition in (before, after))
        shown = [str(line.showing) if line else "" for line in (old, new)]
        if shown[0] != shown[1]:
            known = new or old
            number = known.value if known else key
            yield Difference(Turn.LINE, f"{LINE}{key}", "phone", number, *shown)


def _listed(before: Edition, after: Edition) -> Iterator[Difference]:
    for service in sorted(before.services.keys() ^ after.services.keys()):
        shown = ["listed" if service in edition.services else "" for edition in (before, after)]
        yield Difference(Turn.LISTED, service, "", "", *shown)


def _disagreements(before: Picture, after: Picture) -> Iterator[Difference]:
    old, new = ({one.id: one for one in picture.resolution.disagreements} for picture in (before, after))
    for key in old.keys() - new.keys():
        yield _told(Turn.SETTLED, old[key])
    for key in new.keys() - old.keys():
        yield _told(Turn.OPENED, new[key])


def _told(turn: Turn, found: Disagreement) -> Difference:
    return Difference(turn, found.subject, found.property, "", before=found.rule)


def _values(before: Picture, after: Picture) -> Iterator[Difference]:
    old, new = _by_place(before), _by_place(after)
    for place in sorted({*old, *new}):
        was, becomes = old.get(place), new.get(place)
        known = becomes or was
        if known is None or (was and becomes and was.standing is becomes.standing):
            continue
        turn = Turn.STANDING if was and becomes else Turn.GONE if was else Turn.NEW
        standings = (str(was.standing) if was else "", str(becomes.standing) if becomes else "")
        yield Difference(turn, known.subject, known.property, known.value, *standings, words=known.words)


def _by_place(picture: Picture) -> Mapping[Place, ResolvedValue]:
    return {(v.subject, v.property, v.purpose, v.scope, v.value): v for v in picture.resolution.values}
