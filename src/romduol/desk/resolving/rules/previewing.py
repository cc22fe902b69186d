"""Tells what readers would see otherwise: two editions of what surrounds one subject, compared."""

from collections.abc import Iterator, Mapping

from romduol.desk.resolving.records import Difference, Picture, Scene, Turn
from romduol.knowledge.claims.records import Disagreement, ResolvedValue
from romduol.knowledge.claims.rules.evidence import LINE
from romduol.knowledge.claims.rules.resolving import resolve
from romduol.knowledge.directory.rules.assembling import assemble

Place = tuple[str, str, str, str, str]


def pictured(scene: Scene) -> Picture:
    """Work a scene out: what is around one subject, as a release would have it."""
    resolution = resolve(
        scene.claims, scene.checks, scene.withdrawals, scene.frame.sources, scene.today, rulings=scene.rulings
    )
    return Picture(scene, resolution, assemble(resolution, scene.frame, scene.claims))


def differences(before: Picture, after: Picture) -> list[Difference]:
    """Return what readers would see otherwise: numbers first, then services, contradictions and values."""
    lines = _lines(before, after)
    return [*lines, *_listed(before, after), *_disagreements(before, after), *_values(before, after)]


def _lines(before: Picture, after: Picture) -> Iterator[Difference]:
    near = before.scene.near
    for key in sorted({*before.edition.lines, *after.edition.lines}):
        old, new = (picture.edition.lines.get(key) for picture in (before, after))
        owners = {value.subject for line in (old, new) if line for value in line.owned}
        shown = [str(line.showing) if line else "" for line in (old, new)]
        if shown[0] != shown[1] and (f"{LINE}{key}" in near or owners & near):
            known = new or old
            yield Difference(Turn.LINE, f"{LINE}{key}", "phone", known.value if known else key, shown[0], shown[1])


def _listed(before: Picture, after: Picture) -> Iterator[Difference]:
    old, new = ({one for one in picture.edition.services if one in before.scene.near} for picture in (before, after))
    for service in sorted(old ^ new):
        yield Difference(Turn.LISTED, service, "", "", _listing(service, old), _listing(service, new))


def _listing(service: str, listed: set[str]) -> str:
    return "listed" if service in listed else ""


def _disagreements(before: Picture, after: Picture) -> Iterator[Difference]:
    old, new = ({one.id: one for one in picture.resolution.disagreements} for picture in (before, after))
    near = before.scene.near
    yield from (_told(Turn.SETTLED, old[key]) for key in sorted(old.keys() - new.keys()) if old[key].subject in near)
    yield from (_told(Turn.OPENED, new[key]) for key in sorted(new.keys() - old.keys()) if new[key].subject in near)


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
    return {
        (v.subject, v.property, v.purpose, v.scope, v.value): v
        for v in picture.resolution.values
        if v.subject in picture.scene.near
    }
