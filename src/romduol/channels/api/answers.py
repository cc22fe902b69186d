"""The JSON document of an answer, in the shape that was promised."""

from collections.abc import Iterable
from typing import Any

from romduol.knowledge.answers.records import (
    Answer,
    Guided,
    LineOffered,
    NextStep,
    Option,
    PlaceNamed,
    Quoted,
    ServiceOffered,
)

NOTICE = "notice"
"""The topic of a passage that tells plainly what is not known; it rests on no claim and has no page of its own."""


def answer_document(answer: Answer) -> dict[str, Any]:
    """Return an answer as the API gives it; a refusal lists no services."""
    understood = answer.understood
    return {
        "release": answer.release,
        "generated_at": answer.generated_at,
        "language": answer.language,
        "question_understood": {
            "need": understood.need or None,
            "needs_also": list(understood.needs_also),
            "situation": understood.situation or None,
            "urgency": str(understood.urgency),
            "place": _place(answer.place),
            "why": list(answer.why),
        },
        "place_choices": [_option(one) for one in answer.place_choices],
        "refused": answer.refused,
        "emergency_lines": _lines(answer.emergency_lines),
        "guidance": [*(_passage(one) for one in answer.guidance), *(_notice(one, answer) for one in answer.notices)],
        "lines": _lines(answer.lines),
        "services": [] if answer.refused else [_service(one) for one in answer.services],
        "disagreements": [_step(one) for one in answer.disagreements],
        "next_steps": [_step(one) for one in answer.next_steps],
    }


def _place(place: PlaceNamed | None) -> dict[str, str] | None:
    if place is None:
        return None
    return {
        "code": place.code,
        "province_code": place.province_code,
        "name_en": place.name_en,
        "name_km": place.name_km,
        "level": place.level,
    }


def _option(option: Option) -> dict[str, str]:
    return {"code": option.code, "name": option.name, "within": option.within}


def _passage(passage: Guided) -> dict[str, Any]:
    return {
        "topic": passage.topic,
        "title": passage.title,
        "text": passage.text,
        "url": passage.url,
        "translation": passage.translation,
        "claims": list(passage.claims),
    }


def _notice(text: str, answer: Answer) -> dict[str, Any]:
    original = "original" if answer.language == "en" else "machine-drafted"
    url = f"/{answer.language}/h"
    return {"topic": NOTICE, "title": "", "text": text, "url": url, "translation": original, "claims": []}


def _lines(lines: Iterable[LineOffered]) -> list[dict[str, Any]]:
    return [
        {
            "number": line.number,
            "e164": line.e164,
            "short_code": line.short_code,
            "owner": line.owner,
            "answered_by": line.answered_by,
            "tells": line.tells,
            "purpose": line.purpose,
            "standing": line.standing,
            "call": line.call,
            "sources": _sources(line.sources),
            "checked_on": line.checked_on,
        }
        for line in lines
    ]


def _service(service: ServiceOffered) -> dict[str, Any]:
    return {
        "id": service.id,
        "name": service.name,
        "organization": service.organization,
        "place": service.place,
        "lines": _lines(service.lines),
        "access": list(service.access),
        "standing": service.standing,
        "sources": _sources(service.sources),
        "url": service.url,
    }


def _sources(sources: Iterable[Quoted]) -> list[dict[str, Any]]:
    return [
        {
            "title": source.title,
            "date": source.date or None,
            "grade": source.grade,
            "url": source.url,
        }
        for source in sources
    ]


def _step(step: NextStep) -> dict[str, str]:
    return {"text": step.text, "url": step.url}
