"""Freezes what answers tell first: advice, phrases, tiles, passages of the guides, names, points of disagreement."""

from collections.abc import Iterator
from dataclasses import asdict
from typing import Any

from romduol.knowledge.answers.jobs.pages import private_page
from romduol.knowledge.answers.records.kept import ADVICE, guides_path
from romduol.knowledge.directory.records import Edition, Place, Situation
from romduol.knowledge.directory.rules.urgent import lines_offered
from romduol.knowledge.guides.records import Guide, Section
from romduol.knowledge.guides.rules.sheets import path_of
from romduol.knowledge.releases.records import Page


class AdviceRenderer:
    """Renders what every answer is made of, whatever is asked: few pages, each held whole by the server."""

    def render(self, edition: Edition) -> Iterator[Page]:
        """Yield the advice, then the guides' passages in each language."""
        yield private_page(ADVICE, advice_document(edition))
        for lang in edition.info.languages:
            yield private_page(
                guides_path(lang), {guide.id: _passages(guide, lang) for guide in edition.guides.values()}
            )


def advice_document(edition: Edition) -> dict[str, Any]:
    """Return what is told first, and the names that answers need."""
    return {
        "languages": list(edition.info.languages),
        "wording": dict(edition.info.wording),
        "advice": {about: asdict(one) for one in edition.advice for about in one.about},
        "phrases": {key: asdict(phrase) for key, phrase in edition.phrases.items()},
        "tiles": {one.id: _tile(one, edition) for one in edition.situations},
        "needs": {need.id: dict(need.name) for need in edition.needs.values()},
        "places": {place.code: _place(place) for place in edition.places.values()},
        "disputed": dict(_disputed(edition)),
        "topics": {topic.id: topic.code for topic in edition.topics.values()},
    }


def _tile(situation: Situation, edition: Edition) -> dict[str, Any]:
    return {
        "name": dict(situation.name),
        "do": dict(situation.do),
        "more": [dict(text) for text in situation.more],
        # Lines of nobody knows whom are kept out at once where police are the danger.
        "lines": [line.key for line in lines_offered(situation, edition.lines)],
        "rests_on": list(situation.rests_on),
    }


def _place(place: Place) -> dict[str, Any]:
    return {
        "name": dict(place.name),
        "level": place.level,
        "parent": place.parent or "",
        "neighbours": list(place.neighbours),
        "page": place.level == "province" or place.town_of_guide,
    }


def _disputed(edition: Edition) -> Iterator[tuple[str, dict[str, Any]]]:
    """Yield each statement on which sources differ, with its topic's page."""
    for found in edition.disagreements:
        statement = edition.statements.get(found.subject)
        topic = edition.topics.get(statement.topic) if statement else None
        if statement is not None and topic is not None:
            yield statement.id, {"label": dict(statement.label), "topic": topic.code}


def _passages(guide: Guide, lang: str) -> dict[str, Any]:
    """Return what answers quote of a guide; in another language where it is not written in this one."""
    found = lang if lang in guide.texts else next(iter(guide.texts))
    text = guide.texts[found]
    return {
        "code": guide.code,
        "title": text.title,
        "language": found,
        "needs": list(guide.needs),
        "translation": str(text.translation) if found == lang else "missing",
        "sections": {one.id: _section(one, path_of(guide, one.id)) for one in text.sections},
    }


def _section(section: Section, page: str) -> dict[str, Any]:
    return {
        "url": f"{page}#{section.anchor}",
        "heading": section.heading,
        "lead": section.lead,
        "claims": list(section.rests_on),
    }
