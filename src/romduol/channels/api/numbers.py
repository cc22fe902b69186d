"""`POST /api/numbers`, "Is this number safe?" for programs: reads what is asked, and tells what the page tells."""

from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from typing import Any

from romduol.channels.api.licence import LICENSE
from romduol.channels.api.questions import SPOKEN_TO_PROGRAMS, Problem, asked_language, known_object, sent_text
from romduol.knowledge.answers.records import ClaimedOwner, NumberAnswer, Said
from romduol.knowledge.answers.rules.number_words import (
    ADVICE,
    LISTEN_FIRST,
    LONGEST_NUMBER,
    NO_NUMBER,
    NOT_KNOWN,
    STOP,
    TOO_LONG,
    why_relied,
)
from romduol.knowledge.answers.rules.wording import OUT_OF_DATE
from romduol.knowledge.releases.records import Showing
from romduol.ui.words import phrase, words_of

FIELDS = ("number", "lang")
ONLY_THESE = phrase("Only number and lang are known.")
KNOWN = "known"


@dataclass(frozen=True, slots=True)
class NumberAsked:
    """A number as it was sent, in any writing."""

    number: str
    lang: str


def read_number_question(body: bytes, lang: str = SPOKEN_TO_PROGRAMS) -> NumberAsked:
    """Return the number in a body; raises `Problem`, said in the asked language, or else in `lang`."""
    sent, lang = known_object(body, FIELDS, ONLY_THESE, lang)
    asked = asked_language(sent, lang)
    number = sent_text(sent, "number", lang, NO_NUMBER)
    if len(number) > LONGEST_NUMBER:
        raise Problem("too_long", "number", lang, says=TOO_LONG)
    return NumberAsked(number, asked)


def number_document(answer: NumberAnswer, lang: str, *, has_expired: bool = False) -> dict[str, Any]:
    """Return what is known of a number, as codes and in words; raises `Problem` where it is none.

    Its digits come back as people dial them: who asks knows them already, and wants to see how they were read.
    """
    if answer.kind == "not_a_number":
        raise Problem("not_a_number", "number", lang)
    words = words_of(lang)
    showing = Showing(answer.showing) if answer.showing else None
    advice = [words.gettext(one) for one in ([ADVICE[showing]] if showing else [NOT_KNOWN, LISTEN_FIRST])]
    notices = [words.gettext(OUT_OF_DATE)] if has_expired else []
    return {
        "release": answer.release,
        "language": lang,
        "number": answer.national,
        "known": answer.kind == KNOWN,
        "showing": str(showing) if showing else None,
        "better_not_call": showing in STOP,
        "advice": " ".join(advice),
        "notices": notices,
        "police": answer.police,
        "withdrawn": _say(answer.withdrawn, lang) or None,
        "gone": answer.gone or None,
        "role": _say(answer.role, lang) or None,
        "url": _url(answer.code, lang),
        "owners": [_owner(owner, lang) for owner in answer.owners],
        "listed_by": _sources(answer.listed_by, lang),
        "better": [
            {
                "number": line["national"],
                "name": _say(line["name"], lang),
                "standing": line.get("standing"),
                "url": _url(line["code"], lang),
            }
            for line in answer.better
        ],
        "license": LICENSE,
    }


def _owner(owner: ClaimedOwner, lang: str) -> dict[str, Any]:
    return {
        "name": _say(owner.name, lang),
        "url": _url(owner.code, lang),
        "police": owner.police,
        "purpose": owner.purpose or None,
        "standing": owner.standing,
        "why": why_relied(owner, lang),
        "says_so_itself": owner.own,
        "said_on": owner.said_on or None,
        "checked_on": owner.checked_on or None,
        "sources": _sources(owner.sources, lang),
    }


def _sources(said: Iterable[Said], lang: str) -> list[dict[str, Any]]:
    return [
        {
            "title": _say(one.title, lang),
            "date": one.date_text or None,
            "grade": one.grade,
            "locator": one.locator,
            "hedged": one.hedged,
        }
        for one in said
    ]


def _say(text: Mapping[str, str], lang: str) -> str:
    return next((text[one] for one in (lang, "en", *text) if one in text), "")


def _url(code: str, lang: str) -> str | None:
    return f"/{lang}/{code}" if code else None
