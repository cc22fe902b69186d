"""Guides as other pages name them: by title and picture, by need and by topic."""

from collections import defaultdict
from collections.abc import Sequence
from dataclasses import dataclass

from markupsafe import Markup

from romduol.channels.web.telling import Teller
from romduol.knowledge.releases.records import Edition, Guide, GuideText, Translation
from romduol.knowledge.releases.rules.tracing import Derived

MOST_BESIDE = 3
"""How many guides a page of another kind names."""


@dataclass(frozen=True, slots=True)
class Linked:
    """A guide in a list."""

    href: str
    icon: str
    title: Markup
    summary: Markup


def text_for(guide: Guide, lang: str) -> tuple[GuideText, str]:
    """Return the text in a language and that language; the first text where there is none."""
    if lang in guide.texts:
        return guide.texts[lang], lang
    first = next(lang for lang, text in guide.texts.items() if text.translation is Translation.ORIGINAL)
    return guide.texts[first], first


def linked(guide: Guide, teller: Teller) -> Linked:
    """Return a guide as a row of a list."""
    reader = teller.reader
    text, lang = text_for(guide, reader.lang)
    return Linked(
        reader.href(guide.code), guide.icon, reader.foreign(text.title, lang), reader.foreign(text.summary, lang)
    )


def guides_for_need(need: str, teller: Teller) -> list[Linked]:
    """Return the guides that answer a need, those that it is first for in front."""
    return _linked(_for_needs(teller.reader.edition).get(need, []), teller)


def guides_for_topic(topic: str, teller: Teller) -> list[Linked]:
    """Return the guides that rest most on what is said about a topic."""
    return _linked(_for_topics(teller.reader.edition).get(topic, []), teller)


def _linked(ids: Sequence[str], teller: Teller) -> list[Linked]:
    return [linked(teller.reader.edition.guides[one], teller) for one in ids]


@Derived
def _for_needs(edition: Edition) -> dict[str, list[str]]:
    found: defaultdict[str, list[tuple[int, str]]] = defaultdict(list)
    for guide in edition.guides.values():
        for place, need in enumerate(guide.needs):
            found[need].append((place, guide.id))
    return {need: [one for _, one in sorted(ids, key=lambda row: row[0])] for need, ids in found.items()}


@Derived
def _for_topics(edition: Edition) -> dict[str, list[str]]:
    found: defaultdict[str, list[tuple[int, str]]] = defaultdict(list)
    for guide in edition.guides.values():
        topics = [edition.statements[one].topic for one in guide.rests_on if one in edition.statements]
        for topic in dict.fromkeys(topics):
            found[topic].append((-topics.count(topic), guide.id))
    return {topic: [one for _, one in sorted(rows)[:MOST_BESIDE]] for topic, rows in found.items()}
