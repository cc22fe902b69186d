"""Makes the changes in which a body speaks of itself: dated, first-hand, and in no other name."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from datetime import datetime
from hashlib import sha256
from itertools import groupby
from typing import Any
from uuid import UUID, uuid5

from django.db import transaction
from django.utils import timezone

from romduol.desk.changes.actions import NotAllowed, Overtaken, make_change
from romduol.desk.changes.queries import NoSuchChange, change, changes_about, version_of, waiting_about
from romduol.desk.changes.records import Change, Verb
from romduol.desk.changes.rules import TAKES
from romduol.desk.changes.rules.speaking import OF_A_STAY
from romduol.desk.partners.models import Verified
from romduol.desk.partners.queries import NotVerified, name_of_subject, own_record, own_words, speaker
from romduol.desk.partners.records import OwnRecord, Word
from romduol.desk.partners.rules.offering import GIVEN, may_say, still_right, taken_by_words, tells_of_a_stay
from romduol.desk.partners.rules.wording import own_source, plain_source, plain_word, replaced_by, service_id, source_id
from romduol.knowledge.claims.actions import hold_subject
from romduol.knowledge.claims.queries import joined_today
from romduol.knowledge.claims.records import ResolvedValue
from romduol.knowledge.claims.rules.joining import sources_as_joined
from romduol.knowledge.claims.rules.properties import PROPERTIES
from romduol.knowledge.directory.queries import loaded_words
from romduol.knowledge.sources.queries import all_sources
from romduol.safety.access.records import Person

SHELTER = "shelter"
"""The need under which each kind of help is a place to stay."""
NEW_SERVICE = "provided_by"
"""Under which property a new service waits at the record of who gives it."""


class TakenBackWhole(Exception):
    """All of the record was taken back: nothing more is said of it."""


class AlreadyWaits(Exception):
    """The same word waits for its second yes already."""


class NothingToSay(Exception):
    """There is nothing that could be confirmed."""


@transaction.atomic
def say(*, code: str, words: Sequence[Word], act: UUID, note: str = "", by: Person, seen: str, now: datetime) -> Change:
    """Say one thing about a record for which somebody may speak; the words are about one property of one subject.

    Raises `NotVerified`, `TakenBackWhole`, `AlreadyWaits`, `Overtaken`, `NotAllowed`; then nothing is written.
    """
    record = _held(code, by, now)
    if not words or not all(may_say(record, word) for word in words) or len(set(map(_about, words))) > 1:
        raise NotAllowed("this is not for a body to say of itself")
    if not _was_made(act, by) and _waits(words):
        raise AlreadyWaits(words[0].property)
    return _made(record, words, act=act, note=note, by=by, seen=seen, now=now)


@transaction.atomic
def confirm(*, code: str, act: UUID, by: Person, seen: str, now: datetime) -> list[Change]:
    """Say of everything on a record's page that it is still so; numbers wait for a second yes all the same.

    Sent twice, it is said once. Raises `NotVerified`, `TakenBackWhole`, `NothingToSay`, and `Overtaken` where anything
    of the page changed since it was drawn.
    """
    record = _held(code, by, now)
    acts = {spot: uuid5(act, "/".join(spot)) for spot in _spots(record)}
    if any(_was_made(one, by) for one in acts.values()):
        return [change(one, by=by) for one in acts.values() if _was_made(one, by)]
    if seen != version_of_record(record):
        raise Overtaken([one for part in record.parts for one in changes_about(part.subject, by=by, limit=3)])
    words = still_right(record, [(one.subject, one.property, one.value) for one in _waiting(record)])
    if not words:
        raise NothingToSay(code)
    return [
        _made(record, list(some), act=acts[spot], note="", by=by, seen=None, now=now)
        for spot, some in groupby(sorted(words, key=_spot), key=_spot)
    ]


@transaction.atomic
def add_service(
    *,
    code: str,
    category: str,
    names: Mapping[str, str],
    description: Mapping[str, str],
    places: Sequence[str],
    access: Sequence[str],
    act: UUID,
    note: str = "",
    by: Person,
    now: datetime,
) -> Change:
    """Propose a service that the body gives: it comes into being whole with its second yes, and not before.

    Raises as `say` does.
    """
    record = _held(code, by, now)
    made = service_id(act)
    words = [
        Word(made, "name", next(iter(names.values())), words=names),
        *([Word(made, "description", next(iter(description.values())), words=description)] if description else []),
        Word(made, "category", category),
        Word(made, "provided_by", record.body.subject),
        *(Word(made, "serves", place) for place in places),
        *(Word(made, "access", one) for one in access),
    ]
    about = (record.body.subject, NEW_SERVICE)
    more = {"new_subject": {"id": made, "kind": "service", "topic": "", "label": {}, "caution": {}}}
    return _made(record, words, act=act, note=note, by=by, seen=None, now=now, about=about, more=more)


def version_of_record(record: OwnRecord) -> str:
    """Return a short text that changes with anything about any part of a record."""
    known = (version_of(part.subject) for part in record.parts)
    return sha256("\n".join(known).encode()).hexdigest()[:16]


def _held(code: str, by: Person, now: datetime) -> OwnRecord:
    """Return the record, which nobody changes and for which nobody's word ends until this is written."""
    today = timezone.localdate(now)
    found = own_record(code, by, today)
    hold_subject(found.body.subject)
    if not Verified.objects.select_for_update().filter(pk=found.verification.id, ended_at=None).exists():
        raise NotVerified(code)
    record = own_record(code, by, today)
    if record.taken_back:
        raise TakenBackWhole(code)
    return record


def _made(
    record: OwnRecord,
    words: Sequence[Word],
    *,
    act: UUID,
    note: str,
    by: Person,
    seen: str | None,
    now: datetime,
    about: tuple[str, str] | None = None,
    more: Mapping[str, Any] | None = None,
) -> Change:
    today, body = timezone.localdate(now), record.body.subject
    subject, name = about or (words[0].subject, words[0].property)
    source, known = source_id(body), all_sources()
    claims = [plain_word(word, source, act, today) for word in words]
    said: dict[str, Any] = {"claim": claims[0], "also": claims[1:], "instead": replaced_by(words, own_words(record))}
    residential = {one.id for one in loaded_words()[1].values() if one.residential or one.need == SHELTER}
    said |= {TAKES: taken_by_words(record, words), OF_A_STAY: tells_of_a_stay(record, words, residential)}
    if source not in known:
        spoken = sources_as_joined(known, joined_today(today))
        said["new_source"] = plain_source(own_source(body, name_of_subject(body, today), spoken))
    return make_change(
        act=act,
        verb=Verb.STATE,
        subject=subject,
        property=name,
        value=words[0].value,
        body={**said, **(more or {})},
        note=note,
        by=by,
        seen=seen,
        now=now,
        speaker=speaker(record, today),
    )


def _was_made(act: UUID, by: Person) -> bool:
    try:
        return change(act, by=by).by == by.by
    except NoSuchChange:
        return False


def _waiting(record: OwnRecord) -> list[Change]:
    return waiting_about(part.subject for part in record.parts)


def _waits(words: Sequence[Word]) -> bool:
    """Tell whether the very same word waits already: said by a colleague, or a minute ago."""
    first = words[0]
    return any(
        (one.property, one.value, one.body.get("claim", {}).get("purpose", ""))
        == (first.property, first.value, first.purpose)
        and one.verb is Verb.STATE
        and one.body.get("claim", {}).get("stance") == first.stance
        for one in waiting_about([first.subject])
    )


def _about(word: Word) -> tuple[str, str]:
    return (word.subject, GIVEN[0] if word.property in GIVEN else word.property)


def _spot(word: Word | ResolvedValue) -> tuple[str, str, str]:
    """Return what is confirmed by one change: a property; of numbers each by itself, since each is looked at."""
    return (word.subject, word.property, word.value if PROPERTIES[word.property].one_owner else "")


def _spots(record: OwnRecord) -> set[tuple[str, str, str]]:
    return {_spot(one) for part in record.parts for one in part.values}
