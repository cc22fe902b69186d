"""Builds chains statement by statement, good ones and such as our own code refuses to begin."""

from __future__ import annotations

from dataclasses import replace
from typing import Any

from tests.safety.crypto.people import (
    BOPHA,
    CUSTODIANS,
    DARA,
    LAST_DAY,
    NEW_CUSTODIANS,
    SREY,
    Person,
    id_named,
    listed,
)
from tests.safety.crypto.sealing_by_hand import pair_named
from tests.safety.crypto.vectors_read import Case

from romduol.safety.crypto.epochs import Chain, Pin, walk_chain
from romduol.safety.crypto.keys import KeyPair, key_id, sign
from romduol.safety.crypto.statements import Statement, read_signed, sign_statement

QUEUE = id_named("queue")


def founding(*people: Person, **changes: Any) -> Statement:
    """Return the first statement of a queue for these people."""
    public = pair_named("epoch 1").public
    first = Statement(QUEUE, 1, bytes(32), LAST_DAY, public, CUSTODIANS.public, listed(*people))
    return replace(first, **changes)


def following(signed: bytes, *people: Person, **changes: Any) -> Statement:
    """Return the statement after this one, for these people; for the same ones where none are named."""
    before = read_signed(signed)
    epoch = before.statement.epoch + 1
    same = replace(
        before.statement, epoch=epoch, previous=before.digest, public=pair_named(f"epoch {epoch}").public, **changes
    )
    return replace(same, members=listed(*people)) if people else same


def queue_named(name: str, **changes: Any) -> Chain:
    """Return the chain of a queue of one epoch, whose key is the pair of this name."""
    first = founding(BOPHA, queue=id_named(name), public=pair_named(name).public, **changes)
    return walk_chain([sign_statement(first, BOPHA.sign)])


def signed_bytes(body: bytes, pair: KeyPair) -> bytes:
    """Return bytes signed as a statement is, whatever they are."""
    named = body + key_id(pair.public)
    return named + sign(pair, b"romduol vault statement" + named)


FIRST = sign_statement(founding(BOPHA, DARA), BOPHA.sign)
SECOND = sign_statement(following(FIRST, BOPHA, SREY), DARA.sign)
THIRD = sign_statement(following(SECOND, SREY), SREY.sign)
FORK = sign_statement(following(FIRST, BOPHA, DARA), DARA.sign)
RECOVERED = sign_statement(following(FIRST, SREY, recovery=NEW_CUSTODIANS.public), CUSTODIANS.sign)


def pin_of(signed: bytes) -> Pin:
    """Return the pin of a statement."""
    found = read_signed(signed)
    return Pin(found.statement.queue, found.statement.epoch, found.digest)


def written_pin(pin: Pin | None) -> Case | None:
    return {"queue": str(pin.queue), "epoch": pin.epoch, "digest": pin.digest.hex()} if pin else None
