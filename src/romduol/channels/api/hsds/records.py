"""Which HSDS records an edition has, what each touches, and the documents of each."""

from collections import defaultdict
from collections.abc import Callable, Iterable, Iterator, Mapping
from dataclasses import dataclass
from typing import Any

from romduol.channels.api.hsds import areas, organizations, services, terms
from romduol.channels.api.hsds.givers import known_bodies, lines_of, lines_to, places_of, served_by
from romduol.channels.api.hsds.ids import service_at_location_id
from romduol.channels.api.hsds.speaking import Speaker
from romduol.knowledge.releases.records import Edition, Entity
from romduol.knowledge.releases.rules.tracing import Log, log_of, watched

KINDS = ("s", "o", "l", "x", "t")
"""Service, organization, service_at_location, taxonomy, taxonomy_term."""


@dataclass(frozen=True, slots=True)
class Record:
    """One HSDS record, and what lists are filtered by."""

    kind: str
    uuid: str
    subject: str = ""
    """The service's or organisation's own id in the edition; of a service_at_location its service's.

    Of a taxonomy its code, of a term its kind and code (`need/shelter`).
    """
    organizations: tuple[str, ...] = ()
    """UUIDs: of a service, who gives it; the first one is its `organization_id`."""
    services: tuple[str, ...] = ()
    """UUIDs: of an organisation its services in order, of a service_at_location its one service."""
    terms: tuple[str, ...] = ()
    """UUIDs of the terms that it carries; of an organisation its own and those of its services."""
    taxonomies: tuple[str, ...] = ()
    """UUIDs of the taxonomies of these terms; of a term its own."""
    places: tuple[str, ...] = ()
    """Codes of the places served, `national` included."""
    lines: tuple[str, ...] = ()
    """Keys of every line whose number or mask stands in its documents."""
    parent: str = ""
    """UUID of the term above a term."""


@dataclass(frozen=True, slots=True)
class Forms:
    """The two forms of a record, ready to be written as JSON; what they nest is shared and never to be changed."""

    listed: dict[str, Any]
    full: dict[str, Any]


def records(edition: Edition, kind: str) -> Iterator[Record]:
    """Yield every record of a kind in the order of their ids; raises KeyError for another kind."""
    # Watched, what many records share (bodies, lines) is worked out once; nobody asks here what was read.
    seen = watched(edition, Log()) if log_of(edition) is None else edition
    yield from sorted(_FOUND[kind](seen), key=lambda record: record.uuid)


def forms(record: Record, edition: Edition, lang: str) -> Forms:
    """Return a record's documents in one language; raises KeyError where the edition does not have it."""
    listed, full = _DRAWN[record.kind](record, edition, lang)
    return Forms(listed, full)


def _services(edition: Edition) -> Iterator[Record]:
    return (_service(one, edition) for one in edition.services.values())


def _service(service: Entity, edition: Edition) -> Record:
    carried = terms.carried_by_service(service, edition)
    return Record(
        kind="s",
        uuid=service.uuid,
        subject=service.id,
        organizations=tuple(edition.organizations[body].uuid for body in known_bodies(service, edition)),
        terms=terms.ids(carried, edition),
        taxonomies=terms.taxonomies_of(carried, edition),
        places=tuple(served_by(service, edition)),
        lines=lines_to(service, edition).all,
    )


def _organizations(edition: Edition) -> Iterator[Record]:
    given: defaultdict[str, list[Record]] = defaultdict(list)
    for service in _services(edition):
        for body in service.organizations:
            given[body].append(service)
    return (_organization(one, given[one.uuid], edition) for one in edition.organizations.values())


def _organization(body: Entity, given: Iterable[Record], edition: Edition) -> Record:
    own = terms.carried_by_organization(body)
    given = list(given)
    return Record(
        kind="o",
        uuid=body.uuid,
        subject=body.id,
        services=tuple(one.uuid for one in given),
        terms=_each(terms.ids(own, edition), (one.terms for one in given)),
        taxonomies=_each(terms.taxonomies_of(own, edition), (one.taxonomies for one in given)),
        places=_each(places_of(body, "works_in", edition), (one.places for one in given)),
        lines=lines_of((body.id,), edition).all,
    )


def _each(own: Iterable[str], others: Iterable[Iterable[str]]) -> tuple[str, ...]:
    return tuple(dict.fromkeys([*own, *(one for other in others for one in other)]))


def _services_at_locations(edition: Edition) -> Iterator[Record]:
    for service in _services(edition):
        for place in service.places:
            yield Record(
                kind="l",
                uuid=service_at_location_id(edition, service.subject, place),
                subject=service.subject,
                organizations=service.organizations,
                services=(service.uuid,),
                terms=service.terms,
                taxonomies=service.taxonomies,
                places=(place,),
                lines=service.lines,
            )


def _taxonomies(edition: Edition) -> Iterator[Record]:
    return (Record(kind="x", uuid=terms.id_of(code, edition), subject=code) for code in terms.TAXONOMIES)


def _terms(edition: Edition) -> Iterator[Record]:
    for term in terms.all_terms(edition):
        yield Record(
            kind="t",
            uuid=term.uuid(edition),
            subject=f"{term.kind}/{term.code}",
            taxonomies=terms.taxonomies_of((term,), edition),
            parent=terms.parent_of(term, edition),
        )


Drawn = tuple[dict[str, Any], dict[str, Any]]


def _drawn_service(record: Record, edition: Edition, lang: str) -> Drawn:
    return services.forms(edition.services[record.subject], Speaker(edition, lang))


def _drawn_organization(record: Record, edition: Edition, lang: str) -> Drawn:
    return organizations.forms(edition.organizations[record.subject], Speaker(edition, lang))


def _drawn_service_at_location(record: Record, edition: Edition, lang: str) -> Drawn:
    return areas.forms(edition.services[record.subject], record.places[0], Speaker(edition, lang))


def _drawn_taxonomy(record: Record, edition: Edition, lang: str) -> Drawn:
    found = terms.taxonomy(edition, lang, record.subject)
    return dict(found), dict(found)


def _drawn_term(record: Record, edition: Edition, lang: str) -> Drawn:
    kind, _, code = record.subject.partition("/")
    found = terms.term(edition, lang, kind, code)
    return dict(found), dict(found)


_FOUND: Mapping[str, Callable[[Edition], Iterator[Record]]] = {
    "s": _services,
    "o": _organizations,
    "l": _services_at_locations,
    "x": _taxonomies,
    "t": _terms,
}
_DRAWN: Mapping[str, Callable[[Record, Edition, str], Drawn]] = {
    "s": _drawn_service,
    "o": _drawn_organization,
    "l": _drawn_service_at_location,
    "x": _drawn_taxonomy,
    "t": _drawn_term,
}
