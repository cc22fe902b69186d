"""An organisation with queues and members with keys, made without any browser.

Lantern has Veasna and Phally, River has Nary; all of them answer what people report.

veasna = keyed("veasna")              # the member, with their keys: signed up, one wrap made by a card
queue = inbox_for("lantern")          # the id of a queue that an administrator set up
begun = found(queue, veasna)          # Veasna founds it
"""

from __future__ import annotations

from dataclasses import dataclass
from datetime import UTC, date, datetime, timedelta
from hashlib import sha256
from uuid import UUID, uuid4

from tests.safety.cast import hire, organization
from tests.safety.crypto.people import CUSTODIANS
from tests.safety.crypto.people import Person as KeyHolder
from tests.safety.crypto.people import person as pairs_of

from romduol.care.keys.actions import begin_epoch, make_keys
from romduol.care.keys.records import Grant, Member, NewWrap
from romduol.care.queues.actions import SetUp, set_up_queue
from romduol.care.queues.queries import inbox
from romduol.care.queues.records import Body, QueueKind, Span
from romduol.care.queues.rules import chain_of
from romduol.safety.access.records import Person
from romduol.safety.crypto.boxes import seal_box
from romduol.safety.crypto.contexts import Context, SealedKind
from romduol.safety.crypto.epochs import Chain
from romduol.safety.crypto.members import BUNDLE_BYTES, Lock
from romduol.safety.crypto.queues import NewEpoch, found_queue, next_epoch

NOW = datetime(2026, 11, 28, 5, 0, tzinfo=UTC)
TODAY = NOW.date()
LAST_DAY = TODAY + timedelta(days=90)
DOOR = bytes(range(32))
SAID = SetUp(
    {"en": "Lantern", "km": "ចង្កៀង"}, Body.CHILD_PROTECTION, (), (Span((1, 2, 3, 4, 5), "08:00", "17:00"),), 24
)
HOMES = {"veasna": "lantern", "phally": "lantern", "nary": "river"}


@dataclass(frozen=True)
class Keyed:
    """Somebody of the cast, with the keys that only their browser has."""

    who: Person
    member: Member
    holder: KeyHolder


def wrap_for(member: UUID, device: int = 1, door: bytes = DOOR) -> NewWrap:
    """Return a wrap that looks as one does; what it holds only its owner could tell."""
    box = seal_box(bytes(BUNDLE_BYTES), bytes(32), Context(SealedKind.MEMBER_KEYS, member, device))
    return NewWrap(device, Lock(bytes(32)).pack(), box, sha256(door).digest())


def keyed(who: str, name: str = "", *, anew: bool = False) -> Keyed:
    """Return somebody of the cast once they have made keys; `name` says which, where they begin anew."""
    person, holder = hire(who), pairs_of(name or who)
    where = organization(HOMES[who]).pk
    member = make_keys(person=person, organization=where, listed=holder.listed, wrap=wrap_for(holder.id), anew=anew)
    return Keyed(person, member, holder)


def inbox_for(key: str, kind: QueueKind = QueueKind.TRAFFICKING) -> UUID:
    """Return the id of a queue of an organisation, set up and begun by nobody."""
    made = set_up_queue(
        organization=organization(key).pk, kind=kind, said=SAID, recovery=CUSTODIANS.public, by=hire("sokha").by
    )
    return made.id


def founding(queue: UUID, *members: Keyed, last_day: date = LAST_DAY) -> NewEpoch:
    """Return the first epoch, signed by the first of these."""
    listed = [one.holder.listed for one in members]
    return found_queue(queue, listed, CUSTODIANS.public, members[0].holder.sign, last_day)


def following(queue: UUID, *members: Keyed, by: Keyed, last_day: date = LAST_DAY) -> NewEpoch:
    """Return the next epoch, with these members alone."""
    listed = [one.holder.listed for one in members]
    return next_epoch(chain_of(inbox(queue)), listed, by.holder.sign, last_day)


def hand_in(queue: UUID, epoch: NewEpoch, by: Keyed, grants: tuple[Grant, ...] = ()) -> Chain:
    """Let somebody hand an epoch in."""
    return begin_epoch(
        person=by.who,
        queue=queue,
        signed=epoch.signed,
        envelopes=epoch.envelopes,
        recovery=epoch.recovery_envelope,
        grants=grants,
        today=TODAY,
    )


def found(queue: UUID, *members: Keyed) -> Chain:
    """Let the first of these found a queue for all of them."""
    return hand_in(queue, founding(queue, *members), members[0])


def somebody() -> UUID:
    """Return an id that is nobody's."""
    return uuid4()
