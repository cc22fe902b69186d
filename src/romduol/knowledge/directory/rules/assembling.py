"""Assembles resolved values into organisations, services, lines and statements: the edition of one day."""

from collections import defaultdict
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, field, replace
from datetime import date
from typing import Any

from romduol.knowledge.claims.records import (
    Check,
    Claim,
    Rank,
    Resolution,
    ResolvedValue,
    Ruling,
    Stance,
    Standing,
    Subject,
    Withdrawal,
)
from romduol.knowledge.claims.rules.evidence import counts, is_silenced
from romduol.knowledge.claims.rules.joining import claims_as_joined, sources_as_joined
from romduol.knowledge.claims.rules.properties import SAME_AS
from romduol.knowledge.claims.rules.resolving import resolve
from romduol.knowledge.claims.rules.standing import BEST_FIRST
from romduol.knowledge.directory.records import (
    Advice,
    Category,
    Edition,
    Entity,
    Line,
    Need,
    PackInfo,
    Phrase,
    Place,
    Situation,
    Topic,
)
from romduol.knowledge.directory.rules.bodies import family
from romduol.knowledge.directory.rules.codes import page_code, stable_id
from romduol.knowledge.directory.rules.joined import joined_records, with_cautions
from romduol.knowledge.directory.rules.lines import assemble_lines
from romduol.knowledge.directory.rules.showing import is_relied_on
from romduol.knowledge.directory.rules.taking_back import GONE, gone_with_places, taken_back
from romduol.knowledge.guides.records import Guide
from romduol.knowledge.sources.records import Grade, Source


class CodesCollide(Exception):
    """Two subjects would share one page address."""


@dataclass(frozen=True, slots=True)
class Frame:
    """What a pack gives beside its claims."""

    info: PackInfo
    places: Mapping[str, Place]
    needs: tuple[Need, ...]
    categories: tuple[Category, ...]
    topics: tuple[Topic, ...]
    situations: tuple[Situation, ...]
    sources: Mapping[str, Source]
    subjects: tuple[Subject, ...]
    guides: tuple[Guide, ...] = ()
    phrases: tuple[Phrase, ...] = ()
    advice: tuple[Advice, ...] = ()
    lexicon: Mapping[str, Any] = field(default_factory=dict)


def assemble(resolution: Resolution, frame: Frame, claims: Iterable[Claim]) -> Edition:
    """Return the edition of the resolution's day."""
    if resolution.joined:
        claims = claims_as_joined(claims, resolution.joined)
        sources = sources_as_joined(frame.sources, resolution.joined)
        frame = replace(frame, sources=sources, subjects=with_cautions(frame.subjects, resolution.joined))
    kinds = {subject.id: subject.kind for subject in frame.subjects}
    taken = taken_back(resolution.withdrawals, kinds, frame.places, frame.info)
    silenced = {item.key for item in taken.values()}
    live = [
        claim
        for claim in claims
        if claim.property != SAME_AS
        and counts(claim, frame.sources, resolution.today)
        and not is_silenced(claim.subject, silenced)
    ]
    entities = _entities(resolution, frame, live)
    of_kind: defaultdict[str, dict[str, Entity]] = defaultdict(dict)
    for entity in entities.values():
        of_kind[entity.kind][entity.id] = entity
    lines = assemble_lines(
        of_kind["organization"], of_kind["line"], resolution.disagreements, resolution.withdrawals, frame.info
    )
    taken |= gone_with_places(of_kind["service"].values(), taken, frame.places)
    silenced = {item.key for item in taken.values()}
    services = {key: service for key, service in of_kind["service"].items() if key not in silenced}
    listed, held_back = _services(services, of_kind["organization"], frame)
    return Edition(
        today=resolution.today,
        info=frame.info,
        sources=frame.sources,
        places=frame.places,
        needs={need.id: need for need in frame.needs},
        categories={category.id: category for category in frame.categories},
        topics={topic.id: topic for topic in frame.topics},
        situations=frame.situations,
        organizations=of_kind["organization"],
        services=listed,
        statements=of_kind["statement"],
        lines=lines,
        disagreements=tuple(found for found in resolution.disagreements if found.subject not in silenced),
        lines_of=_lines_of(lines),
        services_in=_index(listed, "serves"),
        services_of=_index(listed, "provided_by", "operated_by"),
        organizations_in=_index(of_kind["organization"], "works_in"),
        statements_of=_topics(of_kind["statement"]),
        held_back=_index(held_back, "serves"),
        claims_of=_by_source(claim for claim in live if claim.subject not in silenced),
        taken_back=taken,
        guides={guide.id: guide for guide in frame.guides},
        phrases={phrase.id: phrase for phrase in frame.phrases},
        advice=frame.advice,
        lexicon=frame.lexicon,
        joined=joined_records(resolution.joined, kinds, frame.info.id),
    )


def _entities(resolution: Resolution, frame: Frame, live: list[Claim]) -> dict[str, Entity]:
    facts: defaultdict[str, defaultdict[str, list[ResolvedValue]]] = defaultdict(lambda: defaultdict(list))
    mentions: defaultdict[str, list[Claim]] = defaultdict(list)
    for value in resolution.values:
        facts[value.subject][value.property].append(value)
    for claim in live:
        if claim.stance is Stance.UNCLEAR:
            mentions[claim.subject].append(claim)
    entities = [
        _entity(subject, facts.get(subject.id, {}), mentions.get(subject.id, []), frame.info.id)
        for subject in frame.subjects
        if subject.id in facts or subject.id in mentions
    ]
    if len({entity.code for entity in entities}) != len(entities):
        raise CodesCollide("two records have the same page code")
    return {entity.id: entity for entity in entities}


def _entity(subject: Subject, facts: Mapping[str, list[ResolvedValue]], mentions: list[Claim], pack: str) -> Entity:
    uuid = stable_id(pack, f"{subject.kind}/{subject.id}")
    return Entity(
        id=subject.id,
        uuid=uuid,
        kind=subject.kind,
        code=page_code(subject.kind, uuid),
        label=subject.label,
        caution=subject.caution,
        topic=subject.topic,
        facts={name: tuple(sorted(values, key=reliance)) for name, values in facts.items()},
        mentions=tuple(mentions),
    )


def reliance(value: ResolvedValue) -> tuple[int, int, str, int, str]:
    """Sort key: the value to rely on first comes first."""
    preferred = 0 if any(claim.rank is Rank.PREFERRED for claim in value.claims) else 1
    newest = -(value.said_on.toordinal() if value.said_on else 0)
    return (BEST_FIRST[value.standing], preferred, value.grade or "E", newest, value.value)


def _services(
    services: Mapping[str, Entity], organizations: Mapping[str, Entity], frame: Frame
) -> tuple[dict[str, Entity], dict[str, Entity]]:
    """Part the services that are listed from residential care that nobody else vouches for."""
    residential = {category.id for category in frame.categories if category.residential}
    listed: dict[str, Entity] = {}
    held_back: dict[str, Entity] = {}
    for service in services.values():
        # One source that speaks of beds is enough: the other kind of mistake shuts somebody in.
        bedded = any(category.value in residential for category in service.all("category"))
        kept = not bedded or _free_to_leave(service, organizations, frame.sources)
        (listed if kept else held_back)[service.id] = service
    return listed, held_back


def _free_to_leave(service: Entity, organizations: Mapping[str, Entity], sources: Mapping[str, Source]) -> bool:
    """Tell whether someone else than its operator, known and not out of date, attests that people may leave."""
    attested = service.first("free_to_leave")
    if attested is None or attested.value != "true" or not is_relied_on(attested.standing):
        return False
    if attested.standing is Standing.CHECKED:
        return True
    operators = {value.value for name in ("provided_by", "operated_by") for value in service.all(name)}
    own = {source.lineage for source in sources.values() if source.speaks_for in family(operators, organizations)}
    said = zip(attested.claims, attested.grades, strict=True)
    return any(grade is not Grade.D and sources[claim.source].lineage not in own for claim, grade in said)


def _index(entities: Mapping[str, Entity], *names: str) -> dict[str, tuple[str, ...]]:
    found: defaultdict[str, dict[str, None]] = defaultdict(dict)
    for entity in entities.values():
        for name in names:
            for value in entity.all(name):
                if value.standing not in GONE:
                    found[value.value][entity.id] = None
    return {key: tuple(ids) for key, ids in found.items()}


def _lines_of(lines: Mapping[str, Line]) -> dict[str, tuple[str, ...]]:
    found: defaultdict[str, list[str]] = defaultdict(list)
    for key, line in lines.items():
        for value in line.owned:
            if key not in found[value.subject]:
                found[value.subject].append(key)
    return {body: tuple(keys) for body, keys in found.items()}


def _topics(statements: Mapping[str, Entity]) -> dict[str, tuple[str, ...]]:
    found: defaultdict[str, list[str]] = defaultdict(list)
    for entity in statements.values():
        found[entity.topic].append(entity.id)
    return {topic: tuple(ids) for topic, ids in found.items()}


def _by_source(live: Iterable[Claim]) -> dict[str, tuple[Claim, ...]]:
    found: defaultdict[str, list[Claim]] = defaultdict(list)
    for claim in live:
        found[claim.source].append(claim)
    return {source: tuple(claims) for source, claims in found.items()}


def edition_of(
    *,
    frame: Frame,
    claims: Sequence[Claim],
    checks: Iterable[Check],
    withdrawals: Iterable[Withdrawal],
    today: date,
    rulings: Iterable[Ruling] = (),
) -> Edition:
    """Resolve and assemble: the whole way from claims to an edition, purely."""
    return assemble(resolve(claims, checks, withdrawals, frame.sources, today, rulings=rulings), frame, claims)
