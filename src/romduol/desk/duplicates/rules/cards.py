"""What is compared of a record: of an entity of the directory, and of a listing that somebody handed over."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping

from romduol.desk.duplicates.records import Card
from romduol.desk.imports.listings import Listing
from romduol.knowledge.directory.records import Edition, Entity

_NAMES = ("name", "alternate_name")
_PLACES = ("works_in", "serves")
_OF = ("provided_by", "operated_by")
_EVERYWHERE = "national"


def cards_of_edition(edition: Edition) -> tuple[Card, ...]:
    """Return a card for every organisation and service of an edition, ordered by kind and id."""
    found = (*edition.organizations.values(), *edition.services.values())
    return tuple(card_of_entity(entity, edition) for entity in sorted(found, key=lambda one: (one.kind, one.id)))


def card_of_entity(entity: Entity, edition: Edition) -> Card:
    """Return the card of an organisation or a service of an edition."""
    is_service = entity.kind == "service"
    named = dict.fromkeys(value.value for name in _OF for value in entity.all(name))
    bodies = [edition.organizations[body] for body in named if body in edition.organizations]
    owners = bodies if is_service else [entity]
    lines = [edition.lines[key].value for owner in owners for key in edition.lines_of.get(owner.id, ())]
    return Card(
        id=entity.id,
        kind="service" if is_service else "organization",
        names=_once((*entity.label.values(), *_texts(entity, _NAMES))),
        acronyms=_once(_texts(entity, ("acronym",))),
        phones=_once(lines),
        places=_once(value.value for name in _PLACES for value in entity.all(name) if value.value != _EVERYWHERE),
        categories=_once(value.value for value in entity.all("category")),
        bodies=_once(text for body in bodies for text in (*body.label.values(), *_texts(body, (*_NAMES, "acronym")))),
        websites=_once(value.value for value in entity.all("website")),
    )


def card_of_listing(listing: Listing, bodies: Mapping[str, Card]) -> Card:
    """Return the card of a listing.

    `bodies` has the cards of the file's organisations under the keys that the file gives them: a service takes names
    and phones from the one that provides it, where it is there.
    """
    said = {name: _said(listing, name) for name in ("name", "alternate_name", "acronym")}
    owners = [bodies[link.key] for link in listing.links if link.property in _OF and link.key in bodies]
    phones = [said.value for said in listing.said if said.property == "phone"]
    phones += [said.line for said in listing.said if said.line]
    return Card(
        id=listing.key,
        kind=listing.kind,
        names=_once((*said["name"], *said["alternate_name"])),
        acronyms=_once(said["acronym"]),
        phones=_once((*phones, *(phone for owner in owners for phone in owner.phones))),
        places=_once(said.value for said in listing.said if said.property in _PLACES and said.value != _EVERYWHERE),
        categories=_once(said.value for said in listing.said if said.property == "category"),
        bodies=_once(text for owner in owners for text in (*owner.names, *owner.acronyms)),
        websites=_once(said.value for said in listing.said if said.property == "website"),
    )


def _texts(entity: Entity, names: Iterable[str]) -> Iterator[str]:
    """Yield the words of properties in every language that any claim gives, or the value where it has no words."""
    for name in names:
        for value in entity.all(name):
            words = [text for claim in value.claims for text in claim.words.values()]
            yield from words or (value.value,)


def _said(listing: Listing, name: str) -> list[str]:
    return [text for said in listing.said if said.property == name for text in (said.words.values() or (said.value,))]


def _once(texts: Iterable[str]) -> tuple[str, ...]:
    """Return each text that is not empty once, in order."""
    return tuple(dict.fromkeys(text for text in texts if text))
