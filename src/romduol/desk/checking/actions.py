"""Every write of this room: records what a call found, takes a number off everything at once."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import asdict
from datetime import datetime
from pathlib import Path
from typing import Any
from uuid import UUID, uuid5

from django.conf import settings
from django.db import transaction
from django.utils import timezone

from romduol.desk.changes.actions import decline, make_change, undo
from romduol.desk.changes.records import Change, State, Verb
from romduol.desk.checking.queries import BESIDE, SPOT
from romduol.desk.checking.records import Answer, Finding, Spot, Words
from romduol.desk.checking.rules.conduct import FREE
from romduol.desk.checking.rules.taking_off import Off
from romduol.knowledge.claims.rules.properties import LINE
from romduol.knowledge.directory.actions import keep_desk_sources
from romduol.knowledge.releases.actions.folder import AlreadyPublishing
from romduol.knowledge.releases.actions.keys import CannotSign
from romduol.knowledge.releases.actions.withdrawing import withdraw
from romduol.knowledge.releases.queries.folder import NothingPublished
from romduol.knowledge.releases.rules.finding import Withdrawable
from romduol.knowledge.releases.rules.trust import Refused
from romduol.knowledge.sources.records import DESK
from romduol.safety.access.records import Permission, Person


@transaction.atomic
def record_finding(*, act: UUID, spot: Spot, finding: Finding, by: Person, now: datetime) -> Change:
    """Record what a call found, and each thing that it told beside; returns the change, which may wait.

    Whether somebody is free to leave is a change of its own: it waits for a second yes by itself. Sent twice under one
    `act` it is recorded once.
    """
    if finding.answers:
        keep_desk_sources(by=by.by, on=timezone.localdate(now))
    beside = [one for one in finding.answers if one.property == FREE]
    told = [one for one in finding.answers if one.property != FREE]
    body: dict[str, Any] = {
        "how": finding.how,
        "outcome": str(finding.outcome),
        "on": finding.on.isoformat(),
        "role": _role(by),
        "holds_until": finding.holds_until.isoformat(),
        "told": [_claim(one, finding, act) for one in told],
        BESIDE: [str(_beside(act, one.subject)) for one in beside],
    }
    made = make_change(
        act=act,
        verb=Verb.CHECK,
        subject=spot.subject,
        property=spot.property,
        value=spot.value,
        body=body,
        why=finding.why,
        note=finding.note,
        by=by,
        seen=None,
        now=now,
    )
    for one in beside:
        make_change(
            act=_beside(act, one.subject),
            verb=Verb.STATE,
            subject=one.subject,
            property=one.property,
            value=one.value,
            body={"claim": _claim(one, finding, act), "how": finding.how},
            why=finding.why,
            by=by,
            seen=None,
            now=now,
        )
    return made


def _beside(act: UUID, subject: str) -> UUID:
    """Return the id of what a form says of another subject: the same each time the form is sent."""
    return uuid5(act, subject)


def _claim(answer: Answer, finding: Finding, act: UUID) -> Mapping[str, Any]:
    key = "/".join((answer.subject, answer.property, answer.value))
    return {
        "id": str(uuid5(act, key)),
        "subject": answer.subject,
        "property": answer.property,
        "value": answer.value,
        "source": DESK,
        "words": dict(answer.words),
        "observed_on": finding.on.isoformat(),
    }


def _role(by: Person) -> str:
    return "publisher" if by.may(Permission.PUBLISH) else "steward"


def take_off(
    *, act: UUID, spot: Spot, found: Withdrawable, reason: Words, why: str = "", by: Person, now: datetime
) -> tuple[Change, Off]:
    """Take a number off everything that readers get, then write it down.

    Readers are spared it first. Where the database does not take it then, it raises DatabaseError: whoever sends the
    same form again finishes it. Where this server cannot sign, it is written down all the same, and `Off` says so.
    """
    off = _spare_readers(found, reason, now)
    made = make_change(
        act=act,
        verb=Verb.WITHDRAW,
        subject=found.subject.id,
        body={"kind": LINE, "key": found.key, "reason": dict(reason), SPOT: asdict(spot)},
        why=why,
        by=by,
        seen=None,
        now=now,
    )
    return made, off


def _spare_readers(found: Withdrawable, reason: Words, now: datetime) -> Off:
    try:
        withdraw([found.withdrawn(timezone.localdate(now), reason)], folder=Path(settings.RELEASES), now=now)
    except NothingPublished:
        return Off.NOTHING_PUBLISHED
    except CannotSign:
        return Off.CANNOT_SIGN
    except (AlreadyPublishing, Refused, OSError):
        return Off.HELD
    return Off.OFF


def take_back(*, change: Change, act: UUID, why: str, by: Person, now: datetime) -> Change:
    """Undo a change, or, where it still waits, take it back; what the same form made beside it stays.

    Raises `NotAllowed` and `CannotUndo`.
    """
    if change.state is State.WAITING:
        return decline(change_id=change.id, why=why, by=by, now=now)
    return undo(change_id=change.id, act=act, why=why, by=by, now=now)
