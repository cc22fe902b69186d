"""Which organisations belong together, which are police, which are gone, who gives a service, what they are called."""

from collections.abc import Iterable, Mapping

from romduol.knowledge.claims.records import ResolvedValue
from romduol.knowledge.directory.records import Entity, Text
from romduol.knowledge.directory.rules.showing import is_relied_on

GONE = ("closed", "left_country", "replaced")
GIVEN_BY = ("operated_by", "provided_by")


def family(bodies: Iterable[str], organizations: Mapping[str, Entity]) -> frozenset[str]:
    """Return these organisations and all that they are said to be part of, however far up."""
    found: set[str] = set()
    waiting = list(bodies)
    while waiting:
        body = waiting.pop()
        if body not in found:
            found.add(body)
            known = organizations.get(body)
            waiting += [parent.value for parent in known.all("part_of")] if known else []
    return frozenset(found)


def is_police(bodies: Iterable[str], organizations: Mapping[str, Entity]) -> bool:
    """Tell whether any of these bodies is said, by anybody, to be police or a part of police."""
    known = (organizations[body] for body in family(bodies, organizations) if body in organizations)
    return any(value.value == "police" for body in known for value in body.all("body_type"))


def gone_status(body: Entity) -> str:
    """Return `closed`, `left_country` or `replaced` where that is what can be relied on, else nothing."""
    status = body.first("status")
    if status is None or status.value not in GONE or not is_relied_on(status.standing):
        return ""
    return status.value


def name_of(body: Entity) -> Text:
    """Return a body's name in every language known; its id where no source names it."""
    names: dict[str, str] = {}
    for value in (*body.all("name"), *body.all("acronym")):
        for language, words in value.words.items():
            names.setdefault(language, words)
    return names or dict(body.label) or {"en": body.id}


def relied(values: Iterable[ResolvedValue]) -> list[ResolvedValue]:
    """Return the values to go by: not what was refuted or taken back, and what is disputed only where it is all."""
    standing = [value for value in values if value.standing.value not in ("outweighed", "withdrawn")]
    return [value for value in standing if value.standing.value != "disputed"] or standing


def bodies_of(service: Entity) -> list[str]:
    """Return the organisations that give a service, as far as sources can be relied on."""
    return list(dict.fromkeys(value.value for name in GIVEN_BY for value in relied(service.all(name))))
