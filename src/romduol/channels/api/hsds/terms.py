"""The taxonomies and their terms: needs and kinds of help, access conditions, kinds of bodies."""

from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass
from typing import Any

from romduol.channels.api.hsds.givers import best
from romduol.channels.api.hsds.ids import part_id, taxonomy_id, term_id
from romduol.channels.api.hsds.speaking import Speaker, filled
from romduol.knowledge.releases.records import Edition, Entity, is_relied_on
from romduol.knowledge.releases.rules.tracing import Derived
from romduol.ui.vocabulary import CODES
from romduol.ui.words import phrase

NEEDS, ACCESS, BODIES = "needs", "access", "bodies"


@dataclass(frozen=True, slots=True)
class Taxonomy:
    """One of our taxonomies: its name and what it is, in words, and its version."""

    name: str
    description: str
    version: str


TAXONOMIES: Mapping[str, Taxonomy] = {
    NEEDS: Taxonomy(
        phrase("Needs and kinds of help"),
        phrase("What somebody needs, and under each need the kinds of help with it."),
        "1",
    ),
    ACCESS: Taxonomy(
        phrase("What is good to know before coming"),
        phrase("What decides whether people come: cost, names, papers, hours, and who is there."),
        "1",
    ),
    BODIES: Taxonomy(phrase("Kinds of bodies"), phrase("What kind of body gives a service or answers a line."), "1"),
}
"""A version changes where a code comes, goes or means something else; words may change without it."""
WITHIN = {"need": NEEDS, "category": NEEDS, "access": ACCESS, "body_type": BODIES}
"""Kind of term -> its taxonomy."""
DESCRIBED = {
    "need": phrase("A need: %(name)s."),
    "category": phrase("A kind of help with this need: %(name)s."),
    "access": phrase("Good to know: %(name)s."),
    "body_type": phrase("A kind of body: %(name)s."),
}
UNKNOWN = "unknown"


@dataclass(frozen=True, slots=True)
class Term:
    """One term: `need`, `category`, `access` or `body_type`, and its code."""

    kind: str
    code: str

    @property
    def taxonomy(self) -> str:
        """The code of its taxonomy."""
        return WITHIN[self.kind]

    def uuid(self, edition: Edition) -> str:
        """Return its id."""
        return term_id(edition, self.kind, self.code)

    def published(self, edition: Edition) -> str:
        """Return the code that documents give: a kind of help under its need, since HSDS wants each code once."""
        return f"{edition.categories[self.code].need}.{self.code}" if self.kind == "category" else self.code


def all_terms(edition: Edition) -> Iterator[Term]:
    """Yield every term of every taxonomy."""
    yield from (Term("need", code) for code in edition.needs)
    yield from (Term("category", code) for code in edition.categories)
    yield from (Term("access", code) for code in CODES["access"])
    yield from (Term("body_type", code) for code in CODES["body_type"] if code != UNKNOWN)


def carried_by_service(service: Entity, edition: Edition) -> tuple[Term, ...]:
    """Return the terms of a service: its need, its kind of help, and the access conditions that can be relied on."""
    category = best(service, "category")
    known = edition.categories.get(category.value) if category is not None else None
    help_given = (Term("need", known.need), Term("category", known.id)) if known is not None else ()
    met = (value.value for value in service.all("access") if is_relied_on(value.standing))
    return (*help_given, *(Term("access", code) for code in met if code in CODES["access"]))


def carried_by_organization(body: Entity) -> tuple[Term, ...]:
    """Return the terms of an organisation itself: what kind of body it is, where that can be relied on."""
    kind = body.first("body_type")
    if kind is None or kind.value == UNKNOWN or not is_relied_on(kind.standing):
        return ()
    return (Term("body_type", kind.value),)


def ids(terms: Iterable[Term], edition: Edition) -> tuple[str, ...]:
    """Return the ids of terms."""
    return tuple(term.uuid(edition) for term in terms)


def taxonomies_of(terms: Iterable[Term], edition: Edition) -> tuple[str, ...]:
    """Return the ids of the taxonomies of terms, each once."""
    return tuple(dict.fromkeys(taxonomy_id(edition, term.taxonomy) for term in terms))


def id_of(taxonomy: str, edition: Edition) -> str:
    """Return the id of a taxonomy by its code."""
    return taxonomy_id(edition, taxonomy)


def parent_of(term: Term, edition: Edition) -> str:
    """Return the id of the term above; empty where there is none."""
    return term_id(edition, "need", edition.categories[term.code].need) if term.kind == "category" else ""


@Derived
def taxonomy(edition: Edition, lang: str, code: str) -> dict[str, Any]:
    """Return a taxonomy as a document."""
    speaker, found = Speaker(edition, lang), TAXONOMIES[code]
    return {
        "id": taxonomy_id(edition, code),
        "name": speaker.gettext(found.name),
        "description": speaker.gettext(found.description),
        "version": found.version,
        "translation": speaker.translation(),
    }


@Derived
def term(edition: Edition, lang: str, kind: str, code: str) -> dict[str, Any]:
    """Return a term as a document; its two forms are the same, since all that it nests is one taxonomy."""
    speaker, found = Speaker(edition, lang), Term(kind, code)
    name = _name(found, speaker)
    return filled(
        {
            "id": found.uuid(edition),
            "code": found.published(edition),
            "name": name,
            "description": speaker.gettext(DESCRIBED[kind], name=_above(found, speaker) or name),
            "parent_id": parent_of(found, edition),
            "taxonomy": speaker.gettext(TAXONOMIES[found.taxonomy].name),
            "taxonomy_detail": taxonomy(edition, lang, found.taxonomy),
            "language": speaker.elsewhere.get("name", lang),
            "taxonomy_id": taxonomy_id(edition, found.taxonomy),
            "open_eligibility_id": edition.needs[code].open_eligibility if kind == "need" else "",
            "translation": speaker.translation(),
        }
    )


def _name(term: Term, speaker: Speaker) -> str:
    if term.kind == "need":
        return speaker.say(speaker.edition.needs[term.code].name, "name")
    if term.kind == "category":
        return speaker.say(speaker.edition.categories[term.code].name, "name")
    return speaker.code(term.kind, term.code)


def _above(term: Term, speaker: Speaker) -> str:
    """Return the name of the need above a kind of help; empty for another term."""
    if term.kind != "category":
        return ""
    return speaker.say(speaker.edition.needs[speaker.edition.categories[term.code].need].name)


def attributes(of: str, entity: str, carried: Iterable[Term], speaker: Speaker) -> list[dict[str, Any]]:
    """Return the terms of a record as HSDS attributes; `of` is its id, `entity` the name of its table."""
    edition = speaker.edition
    return [
        {
            "id": part_id(edition, "attribute", of, found.uuid(edition)),
            "link_type": found.kind,
            "link_entity": entity,
            "value": found.published(edition),
            "taxonomy_term": term(edition, speaker.lang, found.kind, found.code),
        }
        for found in carried
    ]
