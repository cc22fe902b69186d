"""A service as it is kept for answers: who gives it, where, how far that can be relied on, who says so."""

from collections.abc import Iterator

from romduol.knowledge.answers.records import Cited, ServiceKept, Text
from romduol.knowledge.answers.rules.indexing.postings import NAMED, TEXT, TITLE
from romduol.knowledge.claims.records import ResolvedValue
from romduol.knowledge.claims.rules.standing import BEST_FIRST
from romduol.knowledge.directory.records import Edition, Entity
from romduol.knowledge.directory.rules.bodies import bodies_of, gone_status, is_police, name_of, relied
from romduol.knowledge.directory.rules.codes import page_code, stable_id
from romduol.knowledge.directory.rules.showing import level_of
from romduol.knowledge.directory.rules.taking_back import served_by

NEED, CATEGORY, ACCESS, WITH = "n:", "c:", "a:", "&"
"""How the tokens of a service's need, kind and access conditions begin; `c:legal_aid&a:free` joins two."""
STANDINGS = tuple(str(standing) for standing in BEST_FIRST)
TELLING = ("serves", "description", "category", "operated_by", "provided_by", "provider_described")
"""By which of its values a service is judged: the first that is there."""


def service_kept(service: Entity, edition: Edition) -> ServiceKept | None:
    """Return what is kept of a service, or None where everybody who gave it is gone, or nothing is said of it."""
    bodies = bodies_of(service)
    there = [body for body in bodies if not _is_gone(body, edition)]
    told = next((value for name in TELLING for value in relied(service.all(name))), None)
    if told is None or (bodies and not there):
        return None
    category = next(iter(kinds_of(service)), "")
    return ServiceKept(
        id=service.uuid,
        key=service.id,
        code=service.code,
        name=_name(service, category, edition),
        organization=_given_by(service, there, edition),
        organization_keys=tuple(there),
        places=tuple(dict.fromkeys(served_by(service))),
        need=edition.categories[category].need if category else "",
        category=category,
        access=access_of(service),
        barriers=tuple(dict(value.words) for value in relied(service.all("barrier")) if value.words),
        lines=_lines(there, edition),
        standing=str(told.standing),
        level=str(level_of(told.standing)),
        said_on=told.said_on.isoformat() if told.said_on else "",
        sources=tuple(_cited(told, edition)),
        description=_words(service, "description"),
        hedged=told.hedged,
        police=is_police(there, edition.organizations),
    )


def kinds_of(service: Entity) -> tuple[str, ...]:
    """Return the categories of a service that can be relied on, the best first."""
    return tuple(dict.fromkeys(value.value for value in relied(service.all("category"))))


def access_of(service: Entity) -> tuple[str, ...]:
    """Return the access conditions of a service that nobody disputes."""
    return tuple(
        dict.fromkeys(value.value for value in relied(service.all("access")) if str(value.standing) != "disputed")
    )


def texts_of_service(kept: ServiceKept, edition: Edition) -> Iterator[tuple[int, str]]:
    """Yield the texts by which a service is found, each with where it stands."""
    category, need = edition.categories.get(kept.category), edition.needs.get(kept.need)
    named: list[Text] = [kept.organization, *(name_of(edition.organizations[key]) for key in kept.organization_keys)]
    named += [one.name for one in (category, need) if one]
    for weight, texts in ((TITLE, [kept.name]), (NAMED, named), (TEXT, [kept.description])):
        yield from ((weight, words) for text in texts for words in text.values())


def fields_of_service(kept: ServiceKept, service: Entity, edition: Edition) -> Iterator[str]:
    """Yield the tokens of its needs and kinds, alone and with each access condition, and those of the conditions."""
    kinds = kinds_of(service)
    needs = dict.fromkeys(edition.categories[kind].need for kind in kinds)
    for token in (*(CATEGORY + kind for kind in kinds), *(NEED + need for need in needs)):
        yield token
        yield from (token + WITH + ACCESS + condition for condition in kept.access)
    yield from (ACCESS + condition for condition in kept.access)


def _is_gone(body: str, edition: Edition) -> bool:
    return body in edition.organizations and bool(gone_status(edition.organizations[body]))


def _name(service: Entity, category: str, edition: Edition) -> Text:
    own = dict(service.label) or _words(service, "name")
    return own or (dict(edition.categories[category].name) if category else {})


def _given_by(service: Entity, there: list[str], edition: Edition) -> Text:
    named = [edition.organizations[body] for body in there if body in edition.organizations]
    return dict(name_of(named[0])) if named else _words(service, "provider_described")


def _words(service: Entity, name: str) -> Text:
    return next((dict(value.words) for value in relied(service.all(name)) if value.words), {})


def _lines(bodies: list[str], edition: Edition) -> tuple[str, ...]:
    # The key of a line is its digits: no key of a number that readers do not get.
    keys = dict.fromkeys(key for body in bodies for key in edition.lines_of.get(body, ()))
    return tuple(key for key in keys if edition.lines[key].shown_in_full)


def _cited(value: ResolvedValue, edition: Edition) -> Iterator[Cited]:
    seen: set[str] = set()
    for claim, grade in zip(value.claims, value.grades, strict=True):
        source = edition.sources[claim.source]
        if source.id not in seen:
            seen.add(source.id)
            path = page_code("source", stable_id(edition.info.id, f"source/{source.id}"))
            yield Cited(dict(source.title), source.date_text, str(grade), path)
