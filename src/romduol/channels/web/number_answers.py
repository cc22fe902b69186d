"""Words the answer about a number for a reader: who is said to own it, how far that can be relied on, what to do."""

from collections.abc import Mapping
from dataclasses import dataclass

from markupsafe import Markup, escape

from romduol.channels.web import addresses
from romduol.knowledge.answers.records import ClaimedOwner, NumberAnswer, Said
from romduol.knowledge.answers.rules.number_words import ADVICE, STOP, why_relied
from romduol.knowledge.releases.records import Showing
from romduol.ui import formatting, vocabulary
from romduol.ui.words import words_of

STATUS = vocabulary.CODES["status"]


@dataclass(frozen=True, slots=True)
class Source:
    """One source that gives the number to a body."""

    name: Markup
    when: str
    grade: str
    at: str
    hedged: bool


@dataclass(frozen=True, slots=True)
class Owner:
    """One body that is said to own the number."""

    name: Markup
    href: str
    level: str
    why: str
    own: bool
    police: bool
    purpose: str
    sources: tuple[Source, ...]


@dataclass(frozen=True, slots=True)
class Answer:
    """The answer, for a reader."""

    known: bool
    digits: str
    stop: bool
    """True where it is safer not to call."""
    advice: str
    police: bool
    withdrawn: Markup
    gone: str
    """That its body closed, left or was replaced; empty where it is there."""
    role: Markup
    href: str
    owners: tuple[Owner, ...]
    listed_by: tuple[Source, ...]
    """Sources that list the number without saying who answers."""
    better: tuple[tuple[Markup, str, str], ...]


def answered(answer: NumberAnswer, lang: str) -> Answer:
    """Return an answer in the reader's language."""
    words = words_of(lang)
    showing = Showing(answer.showing) if answer.showing else None
    return Answer(
        known=answer.kind == "known",
        digits=answer.national,
        stop=showing in STOP,
        advice=words.gettext(ADVICE[showing]) if showing else "",
        police=answer.police,
        withdrawn=_say(answer.withdrawn, lang),
        gone=words.gettext(STATUS[answer.gone]) if answer.gone else "",
        role=_say(answer.role, lang),
        href=addresses.href(lang, answer.code) if answer.code else "",
        owners=tuple(_owner(owner, lang) for owner in answer.owners),
        listed_by=tuple(_source(said, lang) for said in answer.listed_by),
        better=tuple(
            (_say(line["name"], lang), line["national"], addresses.href(lang, line["code"])) for line in answer.better
        ),
    )


def _owner(owner: ClaimedOwner, lang: str) -> Owner:
    words = words_of(lang)
    return Owner(
        name=_say(owner.name, lang),
        href=addresses.href(lang, owner.code),
        level=owner.level,
        why=why_relied(owner, lang),
        own=owner.own,
        police=owner.police,
        purpose=words.gettext(vocabulary.PURPOSES[owner.purpose]) if owner.purpose else "",
        sources=tuple(_source(said, lang) for said in owner.sources),
    )


def _source(said: Said, lang: str) -> Source:
    words = words_of(lang)
    return Source(
        name=_say(said.title, lang),
        when=formatting.period(said.date_text, lang) if said.date_text else words.gettext("date unknown"),
        grade=words.gettext(vocabulary.GRADES[said.grade]),
        at=said.locator,
        hedged=said.hedged,
    )


def _say(text: Mapping[str, str], lang: str) -> Markup:
    if lang in text or not text:
        return escape(text.get(lang, ""))
    other = "en" if "en" in text else next(iter(text))
    return Markup('<span lang="{}">{}</span>').format(other, text[other])
