"""How far a value can be relied on, in words and in data: its standing, who says so and when, who says otherwise."""

from collections.abc import Iterable
from typing import Any

from romduol.channels.api.hsds.givers import body_of
from romduol.channels.api.hsds.speaking import Speaker, filled, without_held_numbers
from romduol.knowledge.releases.records import DESK, Claim, Edition, PlainLevel, ResolvedValue, level_of
from romduol.knowledge.releases.rules.tracing import Derived
from romduol.ui.vocabulary import (
    CHECKED_BY,
    LAPSED,
    NOT_RELIED,
    SAY_TOLD_US,
    SAY_UNCALLED,
    SAY_UNCHECKED,
    UNANSWERED_NOT_RELIED,
)
from romduol.ui.words import phrase

UNSIGNED = "D"
OLD = phrase("True in %(year)s, not checked since.")


@Derived
def source_of(edition: Edition, lang: str, source_id: str) -> dict[str, Any]:
    """Return a source as it is named beside a value; one that nobody signed by its title alone."""
    source = edition.sources[source_id]
    signed = source.grade != UNSIGNED and source.publisher not in ("", "unknown")
    return filled(
        {
            "id": source.id,
            "title": Speaker(edition, lang).say(source.title),
            "publisher": without_held_numbers(source.publisher, edition) if signed else "",
            "date": source.date_text,
            "date_inferred": source.date_inferred or None,
            "grade": source.grade.value,
        }
    )


def _voice(claim: Claim, grade: str, speaker: Speaker) -> dict[str, Any]:
    found = dict(source_of(speaker.edition, speaker.lang, claim.source))
    if claim.observed_on is not None:
        # The day on which the source itself says that it was so.
        found["date"] = claim.observed_on.isoformat()
        found.pop("date_inferred", None)
    if grade:
        found["grade"] = grade
    return found


def sources_for(value: ResolvedValue, speaker: Speaker) -> list[dict[str, Any]]:
    """Return who says so, with the grade that each source has about this very thing."""
    grades = [grade.value for grade in value.grades] or [""] * len(value.claims)
    return _each(_voice(claim, grade, speaker) for claim, grade in zip(value.claims, grades, strict=True))


def sources_against(value: ResolvedValue, speaker: Speaker) -> list[dict[str, Any]]:
    """Return who says otherwise."""
    return _each(_voice(claim, "", speaker) for claim in value.against)


def _each(voices: Iterable[dict[str, Any]]) -> list[dict[str, Any]]:
    """Return each voice once: a source may say the same in several places."""
    found: list[dict[str, Any]] = []
    for voice in voices:
        if voice not in found:
            found.append(voice)
    return found


def level(value: ResolvedValue) -> str:
    """Return the plain level of a value."""
    return level_of(value.standing).value


def standing(value: ResolvedValue, speaker: Speaker) -> dict[str, Any]:
    """Return the profile fields of a value that stands within a list: how far to rely on it, and who says so."""
    return {
        "standing": value.standing.value,
        "plain_level": level(value),
        "sources": sources_for(value, speaker),
    }


def said(value: ResolvedValue, speaker: Speaker) -> str:
    """Return a value in words; a code, an id or an address as it is."""
    return speaker.say(value.words) or without_held_numbers(value.value, speaker.edition)


def told(field: str, value: ResolvedValue, speaker: Speaker, shown: object = None) -> dict[str, Any]:
    """Return where one HSDS field comes from; `shown` is what the field says, where that is not the value itself."""
    return filled(
        {
            "field": field,
            "property": value.property,
            "value": shown if shown is not None else said(value, speaker),
            "standing": value.standing.value,
            "plain_level": level(value),
            "said_on": value.said_on.isoformat() if value.said_on else None,
            "checked_on": value.check.on.isoformat() if value.check else None,
            "fresh_until": value.fresh_until.isoformat() if value.fresh_until else None,
            "claims": [claim.id for claim in value.claims],
            "sources": sources_for(value, speaker),
            "against": sources_against(value, speaker),
        }
    )


def why(value: ResolvedValue, speaker: Speaker, *, called: bool = False) -> str:
    """Return the plain level of a value as a sentence; `called` where only a call would settle it."""
    found = level_of(value.standing)
    if found is PlainLevel.CALLED and value.check is not None:
        return speaker.gettext(CHECKED_BY.get(value.check.how, CHECKED_BY["document"]), day=speaker.day(value.check.on))
    if found is PlainLevel.NOT_RELIED:
        return why_not(value, speaker)
    one, more = SAY_UNCALLED if called else SAY_UNCHECKED
    heard = _heard(value)
    if heard is not None:
        return speaker.gettext(SAY_TOLD_US, day=speaker.day(heard.observed_on or heard.recorded_on))
    others = len({claim.source for claim in value.claims}) - 1
    return speaker.gettext(more if others else one, who=_speaks(value, speaker), others=others)


def why_not(value: ResolvedValue, speaker: Speaker) -> str:
    """Return why a value cannot be relied on, as a sentence."""
    if value.standing.value != "lapsed":
        return speaker.gettext(NOT_RELIED[value.standing.value])
    if value.unanswered:
        return speaker.gettext(UNANSWERED_NOT_RELIED)
    return speaker.gettext(LAPSED, year=year_of(value))


def year_of(value: ResolvedValue) -> str:
    """Return the last year in which a value was said or found to be so; empty where nothing is dated."""
    day = value.said_on or (value.check.on if value.check else None)
    return str(day.year) if day else ""


def _heard(value: ResolvedValue) -> Claim | None:
    """Return the claim of those who keep this site, where nobody speaks for the value with a better grade."""
    graded = list(zip(value.grades, value.claims, strict=False))
    heard = [(grade, claim) for grade, claim in graded if claim.source == DESK]
    return heard[0][1] if heard and heard[0][0] == min(grade for grade, _ in graded) else None


def _speaks(value: ResolvedValue, speaker: Speaker) -> str:
    voices = sources_for(value, speaker)
    best = min(voices, key=lambda voice: voice["grade"])
    return str(best.get("publisher") or best["title"])


def gone_in_words(bodies: Iterable[str], speaker: Speaker) -> str:
    """Return which of some organisations closed, left or changed, and who came in their place."""
    found = []
    for org in bodies:
        body = body_of(speaker.edition, org)
        if body.status:
            parts = [speaker.say(body.words), speaker.code("status", body.status)]
            if body.successor:
                parts.append(speaker.say(body_of(speaker.edition, body.successor).words))
            found.append(": ".join(parts))
    return "; ".join(found)
