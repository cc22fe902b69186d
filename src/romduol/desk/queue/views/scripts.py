"""What to say on the phone, question by question, in Khmer and in English; and what to tick on paper."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass

from romduol.desk.queue.records import Item, Text
from romduol.desk.queue.views.wording import Card, Told, Wording, both_languages
from romduol.knowledge.claims.rules.properties import PROPERTIES, Compare
from romduol.ui import vocabulary
from romduol.ui.words import phrase, words_of

HELLO = phrase("Hello. I keep a list of phone numbers up to date. May I ask a few short questions?")
WHO = phrase("Is this %(who)s?")
WHO_ANSWERS = phrase("Who answers at this number?")
PURPOSE = phrase("Can people call this number for: %(purpose)s?")
IS_IT_SO = phrase("We have written about %(what)s: %(said)s. Is that right?")
TELL_US = phrase("What can you tell us about %(what)s?")
UNTIL = phrase("Until when are you sure that this stays so?")
"""After HELLO and what is asked of each number, this ends every call."""

OUTCOMES = (
    phrase("right"),
    phrase("wrong"),
    phrase("nobody answered"),
    phrase("moved"),
    phrase("closed"),
    phrase("would not say"),
)
CONDUCT = (
    (phrase("Who answers?"), (phrase("woman"), phrase("man"), phrase("recording"), phrase("police"))),
    (phrase("Do you ask for a name?"), (phrase("yes"), phrase("no"))),
    (phrase("Do you ask for an ID?"), (phrase("yes"), phrase("no"))),
    (
        phrase("Whom do you tell about a call?"),
        (phrase("nobody"), phrase("police"), phrase("family"), phrase("employer"), phrase("others")),
    ),
    (phrase("Where people sleep there: can they leave when they want?"), (phrase("yes"), phrase("no"))),
)
SHEET_RULES = (
    phrase("Ask about the service alone, never about people who called it."),
    phrase("Write no name on this sheet, not yours either. When all of it is at the desk, tear it up."),
    phrase("Nobody answers? Hang up and try on another day. Leave no message."),
)


@dataclass(frozen=True, slots=True)
class Box:
    """Some boxes to tick, under what they answer."""

    question: tuple[Told, ...]
    answers: tuple[tuple[Told, ...], ...]


@dataclass(frozen=True, slots=True)
class Entry:
    """One number on a call sheet."""

    card: Card
    script: tuple[tuple[Told, ...], ...]
    """Each sentence in Khmer and in English."""
    outcome: Box
    conduct: tuple[Box, ...]


def entry_of(item: Item, words: Wording) -> Entry:
    """Return an item as a call sheet shows it."""
    return Entry(
        card=words.card_of(item),
        script=tuple(tuple(sentence) for sentence in script_of(item, words)),
        outcome=_box(phrase("Outcome"), OUTCOMES),
        conduct=tuple(_box(question, answers) for question, answers in CONDUCT),
    )


def script_of(item: Item, words: Wording) -> Iterator[list[Told]]:
    """Yield what to ask about one number, sentence by sentence, in both languages."""
    yield both_languages(WHO, _each(item.label, "who")) if item.label else both_languages(WHO_ANSWERS)
    prop = PROPERTIES.get(item.property)
    if prop is not None and prop.compare is Compare.PHONE:
        if item.purpose:
            yield both_languages(PURPOSE, _translated(vocabulary.PURPOSES[item.purpose], "purpose"))
    else:
        yield _about(item, words)


def _about(item: Item, words: Wording) -> list[Told]:
    what = _translated(vocabulary.PROPERTIES.get(item.property, item.property), "what")
    said = words.said_in_each(item)
    if not said:
        return both_languages(TELL_US, what)
    return both_languages(IS_IT_SO, {lang: {**what[lang], "said": said[lang]} for lang in what})


def _each(label: Text, name: str) -> dict[str, dict[str, str]]:
    some = label.get("km") or label.get("en") or next(iter(label.values()))
    return {lang: {name: label.get(lang) or label.get("en") or some} for lang in ("km", "en")}


def _translated(text: str, name: str) -> dict[str, dict[str, str]]:
    return {lang: {name: words_of(lang).gettext(text)} for lang in ("km", "en")}


def _box(question: str, answers: tuple[str, ...]) -> Box:
    return Box(tuple(both_languages(question)), tuple(tuple(both_languages(answer)) for answer in answers))
