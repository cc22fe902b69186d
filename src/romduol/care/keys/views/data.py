"""What the scripts of members' pages ask for and hand in. All of it is public, closed, or the asker's own."""

from __future__ import annotations

from typing import Any
from uuid import UUID

from django.conf import settings
from django.http import HttpRequest, HttpResponse
from django.utils import timezone
from django.views.decorators.http import require_POST, require_safe

from romduol.care.keys import actions
from romduol.care.keys.queries import (
    answers_for,
    custodians_epochs,
    envelopes_of,
    granted,
    locks_of,
    member_of,
    members_of,
    members_queues,
    nobody_opens,
)
from romduol.care.keys.records import Grant, Lock, Member, NewPins, NewWrap
from romduol.care.keys.views.json import bytes_in, id_in, number_in, organization_asked, refusing, sent
from romduol.care.queues.actions import note_opened
from romduol.care.queues.queries import announced_of, inbox, inboxes_of, recovery_of
from romduol.care.queues.records import Inbox
from romduol.care.queues.rules import day_of, told, written
from romduol.safety.access.records import Permission
from romduol.safety.access.rules import staff_door
from romduol.safety.access.views.keeping import who_asks
from romduol.safety.access.views.replies import answer
from romduol.safety.accounts.queries import PERSON, names_of, organization_names
from romduol.safety.crypto.errors import Malformed
from romduol.safety.crypto.statements import Listed, RecoveryPublic, read_signed


@staff_door(Permission.ANSWER)
@require_safe
@refusing
def locks(request: HttpRequest, lang: str) -> HttpResponse:
    """Return how each of one's devices is locked, and for which organisations one answers."""
    person, organization = organization_asked(request)
    member = member_of(person, organization)
    names = organization_names(str(one) for one in answers_for(person))
    return answer(
        {
            "organization": str(organization),
            "organizations": [{"id": one, "name": name} for one, name in sorted(names.items())],
            "name": person.name,
            "member": _member(member, person.name) if member else None,
            "wraps": [_lock(one) for one in locks_of(member)] if member else [],
            "bereft": nobody_opens(organization),
        }
    )


@staff_door(Permission.ANSWER)
@require_POST
@refusing
def wrap(request: HttpRequest, lang: str) -> HttpResponse:
    """Hand a wrap out to whoever shows its door, with the pins."""
    found = sent(request)
    person, organization = organization_asked(request, found)
    handed = actions.hand_out(
        person=person, organization=organization, wrap=id_in(found, "wrap"), door=bytes_in(found, "door")
    )
    pins = {"number": handed.pins.number, "box": written(handed.pins.box)} if handed.pins else None
    return answer({"box": written(handed.box), "pins": pins})


@staff_door(Permission.ANSWER)
@require_safe
@refusing
def chains(request: HttpRequest, lang: str) -> HttpResponse:
    """Return the chains of the organisation's queues, who has keys there, and the epochs sealed to whoever asks."""
    person, organization = organization_asked(request)
    member = member_of(person, organization)
    now = timezone.now()
    members = members_told(organization)
    own = envelopes_of(member) if member else {}
    return answer(
        {
            "member": str(member.id) if member else None,
            "organization": str(organization),
            "today": day_of(now).isoformat(),
            "inbox_hours": settings.INBOX_HOURS,
            "queues": [
                {**_queue(found, now), "members": members, "envelopes": _grants(own.get(found.queue.id, []))}
                for found in inboxes_of(organization)
            ],
        }
    )


@staff_door(Permission.ANSWER)
@require_POST
@refusing
def member(request: HttpRequest, lang: str) -> HttpResponse:
    """Keep new keys: the public halves and the first wrap; with `anew` in place of old ones."""
    found = sent(request)
    person, organization = organization_asked(request, found)
    listed = Listed(id_in(found, "member"), bytes_in(found, "seal"), bytes_in(found, "sign"))
    made = actions.make_keys(
        person=person, organization=organization, listed=listed, wrap=_wrap(found), anew=found.get("anew") is True
    )
    return answer({"member": str(made.id)}, 201)


@staff_door(Permission.ANSWER)
@require_POST
@refusing
def device(request: HttpRequest, lang: str) -> HttpResponse:
    """Keep a wrap for another device of somebody who shows the door of one."""
    found = sent(request)
    person, organization = organization_asked(request, found)
    actions.add_device(
        person=person,
        organization=organization,
        shown=id_in(found, "shown"),
        door=bytes_in(found, "door"),
        wrap=_wrap(found),
    )
    return answer({}, 201)


@staff_door(Permission.ANSWER)
@require_POST
@refusing
def device_removed(request: HttpRequest, lang: str) -> HttpResponse:
    """Delete the wrap of a device that was lost."""
    found = sent(request)
    person, organization = organization_asked(request, found)
    actions.remove_device(person=person, organization=organization, wrap=id_in(found, "wrap"))
    return answer({})


@staff_door(Permission.ANSWER)
@require_POST
@refusing
def epoch(request: HttpRequest, lang: str) -> HttpResponse:
    """Begin a queue, or its next epoch."""
    found = sent(request)
    chain = actions.begin_epoch(
        person=who_asks(request),
        queue=id_in(found, "queue"),
        signed=bytes_in(found, "signed"),
        envelopes={UUID(one): bytes_in(found["envelopes"], one) for one in found["envelopes"]},
        recovery=bytes_in(found, "recovery"),
        grants=[_grant(one) for one in found.get("grants", [])],
        today=day_of(timezone.now()),
    )
    return answer({"epoch": len(chain.signed)}, 201)


@staff_door(Permission.ANSWER)
@require_POST
@refusing
def grants(request: HttpRequest, lang: str) -> HttpResponse:
    """Keep keys of epochs for somebody whom the last one lists; or make room for one's own that do not open."""
    found = sent(request)
    person, queue = who_asks(request), id_in(found, "queue")
    if "unopened" in found:
        epochs = [number_in({"epoch": one}, "epoch") for one in found["unopened"]]
        actions.throw_away(person=person, queue=queue, epochs=epochs)
    else:
        actions.grant_epochs(person=person, queue=queue, grants=[_grant(one) for one in found["grants"]])
    return answer({})


@staff_door(Permission.ANSWER)
@require_POST
@refusing
def pins(request: HttpRequest, lang: str) -> HttpResponse:
    """Keep what a member has seen of the chains, closed."""
    found = sent(request)
    person, organization = organization_asked(request, found)
    kept = NewPins(number_in(found, "number"), bytes_in(found, "box"))
    actions.keep_pins(person=person, organization=organization, pins=kept)
    return answer({})


@staff_door(Permission.ANSWER)
@require_POST
@refusing
def opened(request: HttpRequest, lang: str) -> HttpResponse:
    """Note that a member has opened a queue: by that it lives."""
    queue = id_in(sent(request), "queue")
    if queue not in members_queues(who_asks(request), among={queue}):
        raise actions.NotYours(queue)
    note_opened(queue, timezone.now())
    return answer({})


@staff_door(Permission.ANSWER)
@require_POST
@refusing
def left(request: HttpRequest, lang: str) -> HttpResponse:
    """Give up one's keys."""
    person, organization = organization_asked(request, sent(request))
    actions.leave(person=person, organization=organization)
    return answer({})


@staff_door(Permission.ANSWER)
@require_POST
@refusing
def panic(request: HttpRequest, lang: str) -> HttpResponse:
    """Lock the organisation's inboxes for everybody but three custodians."""
    person, organization = organization_asked(request, sent(request))
    return answer({"members": actions.panic(organization=organization, by=person.by)})


def _queue(found: Inbox, now: Any) -> dict[str, Any]:
    queue = found.queue.id
    recovery = recovery_of(queue)
    if found.signed and _named_in(found) != recovery:
        # Custodians may have signed others between the two questions: only what stays different is an alarm.
        found, recovery = inbox(queue), recovery_of(queue)
    return {
        **told(found, now),
        "paused": found.queue.paused,
        "recovery": public_told(recovery),
        "announced": public_told(announced_of(queue)),
        "granted": sorted((epoch, str(member)) for epoch, member in granted(queue)),
        "custodians": sorted(custodians_epochs(queue, recovery.seal)) if recovery else [],
    }


def _named_in(found: Inbox) -> RecoveryPublic | None:
    """Return the recovery keys that the last statement names, unproved; None where it is no statement."""
    try:
        return read_signed(found.signed[-1]).statement.recovery
    except Malformed:
        return None


def public_told(recovery: RecoveryPublic | None) -> dict[str, str] | None:
    """Return the public half of recovery keys as scripts read it; None where there is none."""
    return {"seal": written(recovery.seal), "sign": written(recovery.sign)} if recovery else None


def members_told(organization: UUID) -> list[dict[str, Any]]:
    """Return everybody who has or had keys in an organisation, with their names and public halves."""
    found = members_of(organization)
    names = names_of(f"{PERSON}{one.account}" for one in found)
    return [_member(one, names[f"{PERSON}{one.account}"]) for one in found]


def _member(member: Member, name: str) -> dict[str, Any]:
    return {
        "member": str(member.id),
        "name": name,
        "seal": written(member.seal),
        "sign": written(member.sign),
        "left": member.left,
    }


def _lock(lock: Lock) -> dict[str, Any]:
    salt = written(lock.passkey_salt) if lock.passkey_salt else None
    return {
        "wrap": str(lock.wrap),
        "device": lock.device,
        "lock": written(lock.lock),
        "passkey": lock.passkey,
        "passkey_salt": salt,
    }


def _grants(found: list[Grant]) -> list[dict[str, Any]]:
    return [{"epoch": one.epoch, "data": written(one.data)} for one in found]


def _grant(found: dict[str, Any]) -> Grant:
    member = UUID(str(found["member"])) if found.get("member") is not None else None
    return Grant(number_in(found, "epoch"), member, bytes_in(found, "data"))


def _wrap(found: dict[str, Any]) -> NewWrap:
    passkey = found.get("passkey") or ""
    if not isinstance(passkey, str):
        raise ValueError("this is no name of a passkey")  # noqa: TRY004 - as above
    return NewWrap(
        number_in(found, "device"),
        bytes_in(found, "lock"),
        bytes_in(found, "box"),
        bytes_in(found, "door_hash"),
        passkey,
        bytes_in(found, "passkey_salt") if passkey else None,
    )
