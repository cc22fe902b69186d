"""Reads a body's own record: all of which it may speak, and nothing else."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping
from dataclasses import replace
from datetime import date, datetime

from romduol.desk.changes.queries import taken_by
from romduol.desk.changes.records import Speaker
from romduol.desk.changes.rules import WITHIN, takes_too_much
from romduol.desk.partners.queries.verified import speaking_for, verified_for, voices_of
from romduol.desk.partners.records import REFUTED, OwnRecord, Part, Verification, Word
from romduol.desk.partners.rules.lasting import lasts
from romduol.desk.partners.rules.offering import GIVEN, taken_by_words
from romduol.desk.partners.rules.wording import source_id
from romduol.knowledge.claims.queries import joined_with, picture_of, rows_about, subject, subjects_of
from romduol.knowledge.claims.records import Claim, Resolution, ResolvedValue
from romduol.knowledge.claims.rules.evidence import LINE, line_id
from romduol.knowledge.directory.queries import edition_about, loaded_info
from romduol.knowledge.directory.records import Edition, Entity, Showing
from romduol.knowledge.directory.rules.bodies import name_of
from romduol.knowledge.directory.rules.codes import page_code, stable_id
from romduol.safety.access.records import Person

NOT_ITS_OWN = (Showing.TWO_OWNERS, Showing.DO_NOT_CALL)


class NotVerified(LookupError):
    """Whoever asks may not speak for this record, or not any more."""


class RecordJoined(NotVerified):
    """The record for which whoever asks was verified was joined into another one; `into` is that one."""

    def __init__(self, code: str, into: str) -> None:
        super().__init__(code)
        self.into = into


def own_record(code: str, person: Person, today: date) -> OwnRecord:
    """Return the record with a page code for which somebody may speak now; raises `NotVerified`, `RecordJoined`."""
    found = [one for one in verified_for(person) if lasts(one, today) and _code(one.subject, "organization") == code]
    for one in found:
        if one.into:
            raise RecordJoined(code, one.into)
        return _record(one, today)
    raise NotVerified(code)


def speaker(record: OwnRecord, today: date) -> Speaker:
    """Return as whom a body speaks in the changes that it makes."""
    found = record.verification
    return Speaker(
        organization=found.organization,
        source=source_id(found.subject),
        subjects=frozenset(part.subject for part in record.parts),
        organizations=speaking_for(found.subject, today) | {found.organization},
    )


def would_wait(record: OwnRecord, words: Iterable[Word], now: datetime) -> bool:
    """Tell whether words take so much from readers that a second person has to say yes first."""
    before = taken_by(source_id(record.verification.subject), since=now - WITHIN)
    return takes_too_much(taken_by_words(record, words), before)


def own_words(record: OwnRecord) -> list[Claim]:
    """Return what a body says of itself now, as its own word to us.

    What the same organisation said as a record that is this one today is its own word too, and read as about this one.
    """
    body, voices = record.body.subject, voices_of(record.verification)
    sources, about = set(map(source_id, voices)), {part.subject for part in record.parts} | voices
    said = _said_by(sources, about)
    return [replace(one, subject=body) if one.subject in voices else one for one in said]


def _said_by(sources: set[str], about: set[str]) -> Iterator[Claim]:
    for one in sorted(about):
        for row in rows_about(one):
            said = row.said
            if isinstance(said, Claim) and said.source in sources and row.ended_on is None and said.subject == one:
                yield said


def known_numbers(about: str, today: date) -> list[tuple[ResolvedValue, Showing | None]]:
    """Return the numbers that somebody else gives for a body: on these it can be called back."""
    own, edition = set(map(source_id, joined_with(about))), edition_about(about, today)
    found = [one for one in picture_of(about, today).values if (one.subject, one.property) == (about, "phone")]
    others = [one for one in found if any(claim.source not in own for claim in one.claims)]
    shown = {f"{LINE}{key}": line.showing for key, line in edition.lines.items()}
    return [(one, shown.get(line_id(one.value))) for one in others]


def numbers_to_call(about: str, today: date) -> frozenset[str]:
    """Return the numbers on which a body can be called back: others give them, and nothing better speaks against."""
    return frozenset(one.value for one, _ in known_numbers(about, today) if one.standing not in REFUTED)


def name_of_subject(about: str, today: date) -> Mapping[str, str]:
    """Return what a body is called; a record that was joined into another one is called as that one."""
    edition = edition_about(about, today)
    entity = edition.organizations.get(edition.joined[about].into if about in edition.joined else about)
    return name_of(entity) if entity else {"en": about}


def _record(found: Verification, today: date) -> OwnRecord:
    about = found.subject
    services = subjects_of(about, *GIVEN)
    edition, whole = edition_about(about, today, *services), picture_of(about, today)
    body = Part(about, "organization", _code(about, "organization"), _of(about, whole))
    return OwnRecord(
        verification=found,
        body=body,
        lines=tuple(_lines(body, edition)),
        services=tuple(_services(about, services, edition, today)),
        taken_back=any(one.whole and one.subject == about for one in whole.withdrawals),
    )


def _lines(body: Part, edition: Edition) -> Iterator[Part]:
    """Yield the lines that are a body's alone: of a number that two claim, neither is heard."""
    for number in dict.fromkeys(one.value for one in body.of("phone")):
        key = line_id(number)
        line = edition.lines.get(key.removeprefix(LINE))
        owners = {one.subject for one in line.owned if one.standing not in REFUTED} if line else set()
        if line is None or owners != {body.subject} or line.showing in NOT_ITS_OWN:
            continue
        yield Part(key, "line", line.entity.code, _facts(line.entity), number=line.value, showing=line.showing)


def _services(about: str, keys: tuple[str, ...], edition: Edition, today: date) -> Iterator[Part]:
    for key in keys:
        listed = edition.services.get(key)
        # One that is held back from readers is in no edition, and is worked out alone.
        picture = None if listed else picture_of(key, today)
        values = _facts(listed) if listed else _of(key, picture) if picture else ()
        given = [one for one in values if one.property in GIVEN and one.value == about]
        gone = picture is not None and any(one.whole and one.subject == key for one in picture.withdrawals)
        if gone or all(one.standing in REFUTED for one in given):
            continue
        yield Part(key, "service", _code(key, "service"), values, listed=listed is not None)


def _facts(entity: Entity) -> tuple[ResolvedValue, ...]:
    return tuple(value for values in entity.facts.values() for value in values)


def _of(about: str, picture: Resolution) -> tuple[ResolvedValue, ...]:
    return tuple(one for one in picture.values if one.subject == about)


def _code(about: str, kind: str) -> str:
    return page_code(kind, stable_id(loaded_info().id, f"{kind}/{about}"))


def is_body(about: str) -> bool:
    """Tell whether a record is that of an organisation."""
    found = subject(about)
    return found is not None and found.kind == "organization"
