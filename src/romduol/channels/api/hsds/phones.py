"""The phones of a record: only lines with a call button; the others are told of by their mask.

A program that knows nothing of our profile reads `number` and `description`, so whatever must be known before a call
stands in the description, in words: first of all that police answer.
"""

from collections.abc import Iterable, Iterator
from typing import Any

from romduol.channels.api.hsds import provenance
from romduol.channels.api.hsds.givers import body_of
from romduol.channels.api.hsds.ids import part_id
from romduol.channels.api.hsds.speaking import Speaker, filled
from romduol.knowledge.releases.records import Edition, Line, ResolvedValue, Showing, is_relied_on, relied
from romduol.knowledge.releases.rules.tracing import Derived
from romduol.ui.vocabulary import CODES, PURPOSES, UNANSWERED
from romduol.ui.words import phrase

POLICE = "police"
BETWEEN = " "
"""Between sentences."""
SAID_TO_BE_POLICE = phrase("This is said to be a line of the police.")
NOTES = {
    Showing.AFTER_TAP: phrase("Nobody has confirmed this number. Listen first. Do not give your name yet."),
    Showing.TWO_OWNERS: phrase("Sources name different owners for this number."),
}


def phones(of: str, keys: Iterable[str], speaker: Speaker) -> list[dict[str, Any]]:
    """Return lines as HSDS phones of the record with this id."""
    edition = speaker.edition
    found = []
    for key in keys:
        one = part_id(edition, "phone", of, key)
        card = dict(_phone(edition, speaker.lang, key))
        if "languages" in card:
            card["languages"] = _with_ids(one, card["languages"], edition)
        found.append({"id": one, **card})
    return found


def lines_held(keys: Iterable[str], speaker: Speaker) -> list[dict[str, Any]]:
    """Return lines that are told of without their digits."""
    return [dict(_held(speaker.edition, speaker.lang, key)) for key in keys]


def languages(of: str, keys: Iterable[str], speaker: Speaker) -> list[dict[str, Any]]:
    """Return the languages that lines are answered in, each once, as HSDS languages of the record with this id."""
    edition = speaker.edition
    spoken = [one for key in keys for one in _phone(edition, speaker.lang, key).get("languages", ())]
    return _with_ids(of, list({one["code"]: one for one in spoken}.values()), edition)


def _with_ids(of: str, spoken: Iterable[dict[str, Any]], edition: Edition) -> list[dict[str, Any]]:
    return [{"id": part_id(edition, "language", of, one["code"]), **one} for one in spoken]


def told_of_line(edition: Edition, key: str, name: str) -> list[ResolvedValue]:
    """Return what is said of a line itself, as far as it can be relied on."""
    return [value for value in edition.lines[key].entity.all(name) if is_relied_on(value.standing)]


def grounds(line: Line) -> ResolvedValue | None:
    """Return what the number of a line rests on."""
    return line.owned[0] if line.owned else line.entity.first("dials")


@Derived
def _phone(edition: Edition, lang: str, key: str) -> dict[str, Any]:
    """Return a line as a phone, without the ids that depend on its record."""
    line, speaker = edition.lines[key], Speaker(edition, lang)
    value = grounds(line)
    return filled(
        {
            "number": line.value,
            "type": "voice",
            "description": BETWEEN.join(_sentences(line, speaker)),
            "languages": [
                {"name": speaker.code("languages", one.value), "code": one.value}
                for one in told_of_line(edition, key, "languages")
                if one.value in CODES["languages"]
            ],
            **_common(line, speaker),
            "answered_by": POLICE if line.police else (_owners(line, speaker) or None),
            "caution": speaker.say(line.entity.caution),
            **(provenance.standing(value, speaker) if value is not None else {}),
            "checked_on": value.check.on.isoformat() if value is not None and value.check else None,
        }
    )


@Derived
def _held(edition: Edition, lang: str, key: str) -> dict[str, Any]:
    line, speaker = edition.lines[key], Speaker(edition, lang)
    notes = [speaker.gettext(SAID_TO_BE_POLICE)] if line.police else []
    return filled(
        {
            "masked": line.masked,
            "description": BETWEEN.join([*notes, speaker.gettext(NOTES[line.showing])]),
            **_common(line, speaker),
            "may_be_police": line.police or None,
        }
    )


def _common(line: Line, speaker: Speaker) -> dict[str, Any]:
    return {
        "line_id": line.entity.uuid,
        "showing": line.showing.value,
        "purposes": list(line.purposes),
        "page": speaker.page(line.entity.code),
    }


def _sentences(line: Line, speaker: Speaker) -> Iterator[str]:
    if line.police:
        yield speaker.gettext(phrase("Police answer this line."))
    yield _who_answers(line, speaker)
    value = grounds(line)
    if value is not None:
        yield _how_far(value, speaker)
    if line.purposes:
        what = ", ".join(speaker.gettext(PURPOSES[name]) for name in line.purposes)
        yield speaker.gettext(phrase("What it is for: %(what)s."), what=what)
    if line.entity.caution:
        yield speaker.say(line.entity.caution)


def _who_answers(line: Line, speaker: Speaker) -> str:
    who = _owners(line, speaker)
    if not who:
        return speaker.gettext(phrase("It is not confirmed who answers."))
    if line.showing is Showing.CALL_UNCONFIRMED:
        return speaker.gettext(phrase("Who answers, not confirmed: %(who)s."), who=who)
    return speaker.gettext(phrase("Who answers: %(who)s."), who=who)


def _how_far(value: ResolvedValue, speaker: Speaker) -> str:
    if value.standing.value == "lapsed" and value.unanswered:
        return speaker.gettext(UNANSWERED)
    if value.standing.value == "lapsed" and provenance.year_of(value):
        # It is old, and still the best there is: its age is told, and nobody is sent away from it.
        return speaker.gettext(provenance.OLD, year=provenance.year_of(value))
    return provenance.why(value, speaker, called=True)


def _owners(line: Line, speaker: Speaker) -> str:
    bodies = dict.fromkeys(value.subject for value in relied(line.owned))
    return " / ".join(speaker.say(body_of(speaker.edition, body).words) for body in bodies)
