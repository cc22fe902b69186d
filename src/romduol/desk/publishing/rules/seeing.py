"""Takes down what readers get of an edition: a row for each thing, small enough to be kept with every release."""

import json
from collections.abc import Iterator, Mapping
from datetime import date, timedelta
from hashlib import sha256

from romduol.desk.publishing.records import Lapse, Seen, Snapshot, Text
from romduol.knowledge.claims.records import Disagreement, ResolvedValue, Severity, Standing
from romduol.knowledge.claims.rules.properties import PROPERTIES
from romduol.knowledge.directory.records import Edition, Entity, Line
from romduol.knowledge.directory.rules.showing import is_relied_on

VALUE = "value:"
SHOWING, OWNERS, KEEPER, JOINED = "showing", "owners", "keeper", "joined"
TEXT, TRANSLATION = "text:", "translation:"
SITE = "site"
LONGEST = 300
"""Letters of a value that are kept: whoever looks for the rest opens its page."""
SOON = timedelta(days=30)
MOST_LAPSES = 200
HARM = {severity: place for place, severity in enumerate(Severity)}


def snapshot_of(edition: Edition) -> Snapshot:
    """Return what readers get of an edition, by id."""
    return {seen.id: seen for seen in seen_in(edition)}


def seen_in(edition: Edition) -> Iterator[Seen]:
    """Yield what readers get of an edition, one thing at a time."""
    for entities in (edition.organizations, edition.services, edition.statements):
        for entity in entities.values():
            yield Seen(entity.id, entity.kind, entity.code, label_of(entity, edition), _values(entity))
    for record in edition.joined.values():
        yield Seen(record.id, record.kind, record.code, sides={JOINED: record.into})
    for line in edition.lines.values():
        yield _line(line, edition)
    for found in edition.disagreements:
        yield _contradiction(found, edition)
    yield from _guides(edition)
    yield Seen(SITE, SITE, sides={KEEPER: " · ".join((edition.info.operator or {}).values())})


def label_of(entity: Entity, edition: Edition) -> Text:
    """Return what something is called: its own name, else the kind of help that it gives."""
    own = entity.first("name")
    if entity.label or (own is not None and own.words):
        return entity.label or own.words  # type: ignore[union-attr]
    category = entity.first("category")
    found = edition.categories.get(category.value) if category else None
    return found.name if found else {}


def _values(entity: Entity) -> Mapping[str, str]:
    return {key_of(value): str(value.standing) for values in entity.facts.values() for value in values}


def key_of(value: ResolvedValue) -> str:
    """Return the side that one value is: what it says, for which purpose and where."""
    spot = [value.property, value.value[:LONGEST], value.purpose, value.scope]
    return VALUE + json.dumps(spot, ensure_ascii=False, separators=(",", ":"))


def value_in(side: str) -> tuple[str, str]:
    """Return the property and the value of a side that is a value."""
    name, value, *_ = json.loads(side.removeprefix(VALUE))
    return name, value


def _line(line: Line, edition: Edition) -> Seen:
    owner = edition.organizations.get(line.owner)
    told = {SHOWING: str(line.showing), OWNERS: " ".join(sorted({value.subject for value in line.owned}))}
    label = label_of(owner, edition) if owner else {}
    sides = {**told, "number": line.national, **_values(line.entity)}
    return Seen(f"line-{line.key}", "line", line.entity.code, label, sides)


def _contradiction(found: Disagreement, edition: Edition) -> Seen:
    # Which side says what is told on its page; here it counts that it is there, about whom and about what.
    about = entity_of(found.subject, edition)
    name = f"{found.subject}|{found.property}"
    code, label = (about.code, named(found.subject, edition)) if about else ("", {})
    return Seen(f"contradiction:{found.id}", "contradiction", code, label, {"about": name})


def entity_of(subject: str, edition: Edition) -> Entity | None:
    """Return what an edition holds of a subject; None where it holds nothing."""
    for entities in (edition.organizations, edition.services, edition.statements):
        if subject in entities:
            return entities[subject]
    line = edition.lines.get(subject.removeprefix("line-"))
    return line.entity if line else None


def named(subject: str, edition: Edition) -> Text:
    """Return what a subject is called; a line goes by who is said to answer it."""
    line = edition.lines.get(subject.removeprefix("line-"))
    entity = edition.organizations.get(line.owner) if line else entity_of(subject, edition)
    return label_of(entity, edition) if entity else {}


def _guides(edition: Edition) -> Iterator[Seen]:
    for guide in edition.guides.values():
        texts = {TEXT + lang: text.revision for lang, text in guide.texts.items()}
        states = {TRANSLATION + lang: str(text.translation) for lang, text in guide.texts.items()}
        label = {lang: text.title for lang, text in guide.texts.items()}
        yield Seen(f"guide:{guide.id}", "guide", guide.code, label, {**texts, **states})


def digest_of(seen: Seen) -> str:
    """Return a short digest that changes with anything that is kept of a row."""
    told = [seen.kind, seen.code, sorted(seen.label.items()), sorted(seen.sides.items())]
    return sha256(json.dumps(told, ensure_ascii=False).encode()).hexdigest()[:24]


def lapses_in(edition: Edition, within: timedelta = SOON) -> tuple[list[Lapse], int]:
    """Return what readers rely on and what lapses within some days, the worst first, and how many there are."""
    last = edition.today + within
    found = [lapse for entity in _entities(edition) for lapse in _lapses(entity, edition, last)]
    found.sort(key=lambda one: (HARM[PROPERTIES[one.property].severity], one.on, one.subject, one.value))
    return found[:MOST_LAPSES], len(found)


def _entities(edition: Edition) -> Iterator[Entity]:
    for entities in (edition.organizations, edition.services, edition.statements):
        yield from entities.values()
    for line in edition.lines.values():
        yield line.entity


def _lapses(entity: Entity, edition: Edition, last: date) -> Iterator[Lapse]:
    for values in entity.facts.values():
        for value in values:
            ends = _end(value)
            if ends is not None and edition.today <= ends <= last:
                label = named(entity.id, edition)
                yield Lapse(entity.id, entity.kind, label, value.property, value.value[:LONGEST], ends)


def _end(value: ResolvedValue) -> date | None:
    """Return the last day on which a value that is relied on now holds; None where it does not age, or lapsed."""
    if not is_relied_on(value.standing):
        return None
    if value.standing is Standing.CHECKED and value.check is not None:
        return value.check.holds_until
    return value.fresh_until if value.fresh else None
