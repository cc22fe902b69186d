"""Reads and answers what the scripts of the desk send: small JSON, never kept, every refusal by one word."""

from __future__ import annotations

from collections.abc import Callable
from functools import wraps
from typing import Any
from uuid import UUID

import orjson
from django.http import HttpRequest, HttpResponse

from romduol.care.keys import actions, rules
from romduol.care.keys.queries import answers_for, member_of
from romduol.care.queues.actions import OtherRecovery
from romduol.care.queues.rules import read
from romduol.safety.access.records import Person
from romduol.safety.access.views.keeping import who_asks
from romduol.safety.access.views.replies import answer
from romduol.safety.crypto.epochs import ChainBroken, NotCurrent

REFUSED: dict[type[Exception], str] = {
    actions.HasKeys: "has-keys",
    actions.LastDevice: "last-device",
    actions.OnlyMember: "only-member",
    actions.NobodyElse: "nobody-else",
    actions.TooManyDevices: "too-many-devices",
    actions.OldPins: "old-pins",
    OtherRecovery: "other-recovery",
    NotCurrent: "not-current",
    ChainBroken: "chain",
    rules.NotTheSigner: "not-the-signer",
    rules.NotAMember: "not-a-member",
    rules.WrongEnvelopes: "wrong-envelopes",
}
"""What is refused, by the word that a script is told."""
View = Callable[..., HttpResponse]


def refusing(view: View) -> View:
    """Answer what a view refuses with one word: what is not theirs looks like what is not there."""

    @wraps(view)
    def guarded(request: HttpRequest, *args: Any, **named: Any) -> HttpResponse:
        try:
            return view(request, *args, **named)
        except actions.NotYours:
            return answer({"error": "not-there"}, 404)
        except tuple(REFUSED) as problem:
            word = next(word for kind, word in REFUSED.items() if isinstance(problem, kind))
            return answer({"error": word}, 409)
        except (ValueError, KeyError, TypeError, AttributeError):
            return answer({"error": "malformed"}, 400)

    return guarded


def sent(request: HttpRequest) -> dict[str, Any]:
    """Return the object that was sent; raises `ValueError`."""
    found = orjson.loads(request.body)
    if not isinstance(found, dict):
        raise ValueError("this is no object")  # noqa: TRY004 - what strangers send is a wrong value, not our mistake
    return found


def id_in(found: dict[str, Any], name: str) -> UUID:
    """Return an id by its name; raises `ValueError` or `KeyError`."""
    return UUID(str(found[name]))


def bytes_in(found: dict[str, Any], name: str) -> bytes:
    """Return bytes by their name; raises `ValueError` or `KeyError`."""
    return read(found[name])


def number_in(found: dict[str, Any], name: str) -> int:
    """Return a whole number by its name; raises `ValueError` or `KeyError`."""
    number = found[name]
    if type(number) is not int:
        raise ValueError("this is no whole number")
    return number


def organization_asked(request: HttpRequest, found: dict[str, Any] | None = None) -> tuple[Person, UUID]:
    """Return who asks, and for which of the organisations that they answer for; raises `NotYours`.

    Where none is named it is one in which they have keys, or else the first.
    """
    person = who_asks(request)
    own = sorted(answers_for(person))
    named = found.get("organization") if found is not None else request.GET.get("organization")
    if named:
        own = [one for one in own if str(one) == named]
    if not own:
        raise actions.NotYours
    return person, next((one for one in own if member_of(person, one)), own[0])
