"""Who gives a service: those that can be relied on, those that are gone, and what refuted sources say instead."""

from collections.abc import Iterable, Sequence
from dataclasses import replace

from markupsafe import Markup, escape

from romduol.channels.web.reader import Reader, in_brief
from romduol.channels.web.telling import Teller, Told
from romduol.knowledge.releases.records import (
    GIVEN_BY,
    Edition,
    Entity,
    PlainLevel,
    ResolvedValue,
    bodies_of,
    is_relied_on,
    relied,
)
from romduol.ui.words import phrase

PROVIDERS = (*GIVEN_BY, "provider_described")
__all__ = [
    "PROVIDERS",
    "bodies_of",
    "can_be_relied_on",
    "gone_ones",
    "lead",
    "names",
    "nobody_left",
    "relied",
    "told_givers",
    "warning",
]


def nobody_left(service: Entity, edition: Edition) -> bool:
    """Tell whether every organisation that gave a service closed, left or was replaced."""
    bodies = bodies_of(service)
    return bool(bodies) and all(in_brief(edition, body).gone for body in bodies)


def gone_ones(service: Entity, reader: Reader) -> tuple[Markup, ...]:
    """Return who of those who give a service closed, left or changed their work, and who came in their place."""
    found = [(reader.organization_name(body), reader.gone(body)) for body in bodies_of(service)]
    return tuple(Markup("{}: {}").format(name, gone) for name, gone in found if gone)


def warning(service: Entity, reader: Reader) -> str:
    """Return why a service that nobody gives any more cannot be relied on."""
    reason = Markup("; ").join(gone_ones(service, reader))
    return reader.gettext(phrase("Do not rely on this. %(reason)s."), reason=reason)


def can_be_relied_on(service: Entity, here: Iterable[str], edition: Edition) -> bool:
    """Tell whether a service stands in a list of these places without "do not rely on this"."""
    value = _lead(service, here)
    return not nobody_left(service, edition) and (value is None or is_relied_on(value.standing))


def _lead(service: Entity, here: Iterable[str]) -> ResolvedValue | None:
    places, serves = set(here), service.all("serves")
    value = next((value for value in serves if value.value in places), service.first("description"))
    givers = [value for name in GIVEN_BY for value in relied(service.all(name))]
    for other in (*serves[:1], *service.all("category")[:1], *givers[:1]):
        value = value or other
    return value


def lead(service: Entity, here: Iterable[str], teller: Teller) -> Told | None:
    """Return what stands for a service in a list: its word on these places, else what it does."""
    value = _lead(service, here)
    if value is None:
        return None
    told = teller.tell(value)
    if nobody_left(service, teller.reader.edition):
        return replace(told, level=PlainLevel.NOT_RELIED.value, why=warning(service, teller.reader))
    return told


def names(service: Entity, teller: Teller) -> tuple[Markup, ...]:
    """Return who gives a service, without those that are gone; in a source's words where it names nobody."""
    bodies = bodies_of(service)
    if not bodies:
        return tuple(teller.text(value) for value in relied(service.all("provider_described"))[:1])
    there = (body for body in bodies if not teller.reader.is_gone(body))
    return tuple(escape(teller.reader.organization_name(body)) for body in there)


def told_givers(values: Sequence[ResolvedValue], teller: Teller) -> list[Told]:
    """Return who gives a service as a reader is told; whoever is not relied on stands under "who says otherwise"."""
    kept = relied(values)
    rest = [value for value in values if value not in kept]
    named = {claim.id for value in rest for claim in value.claims}
    told = [teller.tell(_without(value, named)) for value in kept]
    return [replace(one, rivals=tuple(map(teller.tell, rest))) for one in told]


def _without(value: ResolvedValue, claims: set[str]) -> ResolvedValue:
    # These voices are told with what they say; without it they would stand there twice.
    return replace(value, against=tuple(claim for claim in value.against if claim.id not in claims))
