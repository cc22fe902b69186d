"""Everything that can be found in an edition, one document at a time."""

import re
from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass, fields, replace
from typing import Any

from romduol.knowledge.answers.records import Cited, ServiceKept, Text
from romduol.knowledge.answers.rules.indexing.postings import NAMED, TEXT, TITLE
from romduol.knowledge.answers.rules.indexing.services import (
    NEED,
    STANDINGS,
    fields_of_service,
    service_kept,
    texts_of_service,
)
from romduol.knowledge.answers.rules.masking import Masks, spellings
from romduol.knowledge.claims.rules.standing import BEST_FIRST
from romduol.knowledge.directory.records import Edition, Entity, Line, Place
from romduol.knowledge.directory.rules.bodies import gone_status, is_police, name_of, relied
from romduol.knowledge.directory.rules.showing import level_of
from romduol.knowledge.directory.rules.taking_back import page_of_place, within
from romduol.knowledge.guides.records import Guide
from romduol.knowledge.guides.rules.sheets import path_of

PLACE_FIELD = "p:"
DIGITS_FIELD = "d:"
LATE, LAST = 5, 7
"""Places among the standings: after what can be relied on, and at the end."""
MARKS = re.compile(r"\[\^[^\]]*\]|\[line [^\]]*\]|\{#[^}]*\}")
"""What stands in a guide's text for a source, a phone line or an anchor."""
FIELDS, CITED = (tuple(field.name for field in fields(record)) for record in (ServiceKept, Cited))
Weighed = tuple[int, str]
"""Where a text stands (`TITLE`, `NAMED`, `TEXT`), and the text."""


@dataclass(frozen=True, slots=True)
class Document:
    """One thing that can be found."""

    kind: str
    key: str
    shown: Mapping[str, Any]
    """What is kept to be shown."""
    texts: tuple[Weighed, ...]
    codes: tuple[str, ...] = ()
    """Tokens that nobody types."""
    places: tuple[str, ...] = ()
    standing: int = 0
    """Its place in the order of standings, the best 0."""

    def without(self, masks: Masks) -> "Document":
        """Return it without the numbers that are kept back. Ids, codes and days are no words, and stay."""
        if not masks.instead:
            return self
        shown = {name: masks.over(found) if _is_worded(found) else found for name, found in self.shown.items()}
        return replace(self, shown=shown, texts=tuple((weight, masks.over(text)) for weight, text in self.texts))


def _is_worded(found: object) -> bool:
    return isinstance(found, Mapping) or (isinstance(found, tuple) and any(isinstance(one, Mapping) for one in found))


def documents_of(edition: Edition) -> Iterator[Document]:
    """Yield every document of an edition, whose texts may still hold numbers that are kept back."""
    for guide in edition.guides.values():
        yield from _guide(guide)
    for topic in edition.topics.values():
        shown = _shown("topic", topic.id, topic.code, topic.name, text=topic.intro)
        yield Document("topic", topic.id, shown, (*_weighed(TITLE, topic.name), *_weighed(TEXT, topic.intro)))
    for place in edition.places.values():
        yield from _place(place, edition)
    for body in edition.organizations.values():
        yield _organization(body, edition)
    for line in edition.lines.values():
        if line.shown_in_full:
            yield _line(line, edition)
    for service in edition.services.values():
        yield from _service(service, edition)


def _shown(kind: str, key: str, code: str, title: Text, **more: object) -> dict[str, Any]:
    return {"kind": kind, "key": key, "code": code, "title": dict(title), **more}


def _weighed(weight: int, *texts: Text) -> Iterator[Weighed]:
    return ((weight, words) for text in texts for words in text.values())


def _guide(guide: Guide) -> Iterator[Document]:
    title = {lang: text.title for lang, text in guide.texts.items()}
    summary = {lang: text.summary for lang, text in guide.texts.items()}
    fields = tuple(NEED + need for need in guide.needs)
    shown = _shown("guide", guide.id, guide.code, title, text=summary)
    yield Document("guide", guide.id, shown, (*_weighed(TITLE, title), *_weighed(NAMED, summary)), fields)
    for section in _section_ids(guide):
        yield _section(guide, section, title)


def _section_ids(guide: Guide) -> Iterable[str]:
    return dict.fromkeys(one.id for text in guide.texts.values() for one in text.sections)


def _section(guide: Guide, section_id: str, title: Text) -> Document:
    told = {lang: found for lang, text in guide.texts.items() if (found := text.section(section_id))}
    heading, lead = ({lang: getattr(one, name) for lang, one in told.items()} for name in ("heading", "lead"))
    body = {lang: MARKS.sub(" ", one.body) for lang, one in told.items()}
    key, anchor = f"{guide.id}#{section_id}", next(iter(told.values())).anchor
    shown = _shown("section", key, f"{path_of(guide, section_id)}#{anchor}", heading, text=lead, within=title)
    texts = (*_weighed(TITLE, heading), *_weighed(NAMED, title, lead), *_weighed(TEXT, body))
    return Document("section", key, shown, texts)


def _place(place: Place, edition: Edition) -> Iterator[Document]:
    # A district is found too, and leads to the page of its province.
    around = [edition.places[code] for code in within(place.code, edition.places)]
    page = next(filter(None, map(page_of_place, around)), "")
    if page:
        parent = dict(around[1].name) if len(around) > 1 else {}
        shown = _shown("place", place.code, page, place.name, within=parent, places=[place.code])
        spelled = ((NAMED, spelling) for spelling in place.spellings)
        # Towns with a page of their own come before districts of the same name.
        rank = 0 if place.level == "province" else 1 if place.town_of_guide else 2
        yield Document("place", place.code, shown, (*_weighed(TITLE, place.name), *spelled), (), (place.code,), rank)


def _organization(body: Entity, edition: Edition) -> Document:
    named = [value.words for name in ("alternate_name", "acronym") for value in body.all(name)]
    described, name = body.first("description"), body.first("name")
    places = tuple(value.value for value in relied(body.all("works_in")))
    text = dict(described.words) if described else {}
    standing = {"standing": str(name.standing), "level": str(level_of(name.standing))} if name else {}
    shown = _shown("organization", body.id, body.code, name_of(body), text=text, places=places, **standing)
    texts = (*_weighed(TITLE, name_of(body)), *_weighed(NAMED, *named), *_weighed(TEXT, text))
    # Who is gone is still found, after the others: its page tells who came in its place.
    rank = LAST if gone_status(body) else BEST_FIRST[name.standing] if name else LAST
    if is_police((body.id,), edition.organizations):
        rank = max(rank, LATE)
    return Document("organization", body.id, shown, texts, (), places, rank)


def _line(line: Line, edition: Edition) -> Document:
    owner = name_of(edition.organizations[line.owner]) if line.owner else {}
    role = line.entity.first("role")
    title, text = dict(owner or line.entity.label), dict(role.words) if role else {}
    bodies = (edition.organizations[value.subject] for value in line.owned)
    places = dict.fromkeys(place.value for body in bodies for place in relied(body.all("works_in")))
    digits = tuple(DIGITS_FIELD + one for one in sorted(spellings(line.key, edition.info.calling_code)))
    shown = _shown("line", line.key, line.entity.code, title, text=text, places=tuple(places))
    texts = (*_weighed(TITLE, title), *_weighed(TEXT, text))
    # Its digits are told on its page alone, beside who says so. Police come last whatever they are named.
    rank = LATE if line.police else 0 if line.urgent else LAST
    return Document("line", line.key, shown, texts, digits, tuple(places), rank)


def _service(service: Entity, edition: Edition) -> Iterator[Document]:
    kept = service_kept(service, edition)
    # What nobody gives any more is offered to nobody; its page and its organisation's still tell why.
    if kept is not None:
        sources = tuple({name: getattr(one, name) for name in CITED} for one in kept.sources)
        shown = {"kind": "service", **{name: getattr(kept, name) for name in FIELDS}, "sources": sources}
        texts = tuple(texts_of_service(kept, edition))
        fields = (*fields_of_service(kept, service, edition), *(PLACE_FIELD + code for code in kept.places))
        yield Document("service", kept.key, shown, texts, fields, kept.places, STANDINGS.index(kept.standing))
