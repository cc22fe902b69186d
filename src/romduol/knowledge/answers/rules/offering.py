"""Chooses the lines of an answer: never police first, never one that was taken back, never a number that is unsafe."""

from collections.abc import Iterable, Iterator, Mapping, Sequence
from typing import Any

from romduol.knowledge.answers.records import LineOffered, Quoted, Understood, Urgency
from romduol.knowledge.answers.records.kept import LineKept
from romduol.knowledge.answers.rules.library import Library
from romduol.knowledge.answers.rules.telling import told_about

MOST = 4
NATIONAL = "national"
ANY_PURPOSE = ("helpline", "health", "report_child", "legal", "report", "emergency")
POLICE = "police"
Offered = Mapping[str, Mapping[str, Sequence[str]]]
"""Place, or `national` -> purpose -> keys of lines, the best first; `police` holds those that police may answer."""


def candidates(understood: Understood, library: Library, offered: Offered) -> tuple[str, ...]:
    """Return the keys of lines that may stand in an answer, in their order; the record of each decides."""
    told = told_about(understood, library)
    first = [*library.tile(told.get("tile", "")).get("lines", ()), *told.get("lines", ())]
    places = (*library.around(understood.place), NATIONAL)
    # A refusal names only the lines that the pack wants named there.
    more = [] if understood.refused else [*_by_purpose(told.get("purposes", ()), places, offered)]
    if not understood.refused and not first and not more:
        more = [*_by_purpose(ANY_PURPOSE, places, offered)]
    last = [*_by_purpose((POLICE,), places, offered)] if told.get("police") == "last" else []
    return tuple(dict.fromkeys([*first, *more, *last]))


def _by_purpose(purposes: Iterable[str], places: Iterable[str], offered: Offered) -> Iterator[str]:
    for purpose in purposes:
        for place in places:
            yield from offered.get(place, {}).get(purpose, ())


def choose(
    keys: Iterable[str], kept: Mapping[str, LineKept], understood: Understood, library: Library
) -> list[LineKept]:
    """Return the lines to offer, police last and only where the pack allows it and police are not the danger."""
    told = told_about(understood, library)
    named = {*library.tile(told.get("tile", "")).get("lines", ()), *told.get("lines", ())}
    found = [kept[key] for key in keys if key in kept and kept[key].urgent]
    fit = [line for line in found if not (line.for_few and line.ref not in named)]
    if never_police(understood, told):
        return [line for line in fit if not (line.police or line.unowned)][:MOST]
    others = [line for line in fit if not line.police][:MOST]
    police = [line for line in fit if line.police]
    allowed = told.get("police") == "last" or any(line.ref in named for line in police)
    return [*others, *(police[:1] if allowed else ())]


def never_police(understood: Understood, told: Mapping[str, Any]) -> bool:
    """Tell whether nothing of police may stand in an answer: they are the danger, or are not wanted."""
    return understood.police_harm or understood.no_police or told.get("police") == "never"


def offered(line: LineKept, why: str) -> LineOffered:
    """Return a line as an answer offers it."""
    return LineOffered(
        number=line.number,
        e164=line.e164,
        short_code=line.short_code,
        owner=line.owner,
        answered_by=line.answered_by,
        tells=line.tells,
        purpose=line.purpose,
        standing=line.standing,
        call=line.call,
        sources=tuple(map(_quoted, line.sources)),
        checked_on=line.checked_on,
        key=line.ref if line.call != "withheld" else "",
        url=line.url,
        level=line.level,
        notes=tuple(line.notes),
        caution=line.caution,
        why=why,
    )


def _quoted(source: Mapping[str, str]) -> Quoted:
    return Quoted(source["title"], source["date"], source["grade"], source["url"])


def is_urgent(understood: Understood) -> bool:
    """Tell whether lines come before anything else."""
    return understood.urgency is Urgency.EMERGENCY and not understood.refused


def line_from(record: Mapping[str, Any]) -> LineKept:
    """Return a line from its stored form."""
    fields: dict[str, Any] = {name: tuple(part) if isinstance(part, list) else part for name, part in record.items()}
    return LineKept(**fields)
