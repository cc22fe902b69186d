"""Makes the vectors of chains: what holds, and what breaks each rule."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from datetime import date
from typing import Any

from tests.safety.crypto.breaking_chains import refused
from tests.safety.crypto.chains_by_hand import (
    FIRST,
    RECOVERED,
    SECOND,
    THIRD,
    following,
    founding,
    pin_of,
    written_pin,
)
from tests.safety.crypto.making_threads import threads
from tests.safety.crypto.people import BOPHA, CUSTODIANS, DARA, NEW_CUSTODIANS, SREY, person
from tests.safety.crypto.vectors_read import Case

from romduol.safety.crypto.epochs import Pin, chain_fingerprint, epoch_fingerprint, walk_chain
from romduol.safety.crypto.statements import Listed, sign_statement


def chains() -> dict[str, Any]:
    """Return the file of chains."""
    return {
        "about": "Chains of signed statements by docs/vault.md, made by our own Python from keys that are made from "
        "names; `epoch`, `public`, `digest` and `last_day` are of the last statement. A refused chain says at which "
        "epoch, counted as it stands in the row.",
        "cases": list(_cases()),
        "refused": list(refused()),
    }


def _cases() -> Iterator[Case]:
    three = [FIRST, SECOND, THIRD]
    yield _case("one epoch", [FIRST])
    yield _case("one member", [sign_statement(founding(BOPHA), BOPHA.sign)])
    yield _case("one leaves, one joins, one is left", three)
    yield _case("pinned where it ends", three, pin_of(THIRD))
    yield _case("pinned at its first epoch", three, pin_of(FIRST))
    yield _case("pinned in the middle", three, pin_of(SECOND))
    yield _case("a member signs their own leaving", [FIRST, sign_statement(following(FIRST, BOPHA), DARA.sign)])
    yield _case("recovery signs, its keys stay", [FIRST, sign_statement(following(FIRST, SREY), CUSTODIANS.sign)])
    yield _case("recovery changes its keys", [FIRST, RECOVERED])
    after = sign_statement(following(RECOVERED, SREY, DARA), SREY.sign)
    yield _case("a member goes on after recovery", [FIRST, RECOVERED, after])
    again = sign_statement(following(RECOVERED, BOPHA), NEW_CUSTODIANS.sign)
    yield _case("the new recovery keys sign", [FIRST, RECOVERED, again])
    anew = Listed(DARA.id, person("Dara anew").seal.public, person("Dara anew").sign.public)
    members = tuple(sorted((BOPHA.listed, anew), key=lambda one: one.member.bytes))
    yield _case("a member starts anew", [FIRST, sign_statement(following(FIRST, members=members), BOPHA.sign)])
    many = [person(f"member {number}") for number in range(12)]
    yield _case("twelve members", [sign_statement(founding(*many), many[7].sign)])
    yield _case("the last day is the first of all", [_signed_first(last_day=date(1970, 1, 1))])
    yield _case("the last day is the last of all", [_signed_first(last_day=date.max)])


def _signed_first(**changes: Any) -> bytes:
    return sign_statement(founding(BOPHA, **changes), BOPHA.sign)


def _case(name: str, statements: Sequence[bytes], pin: Pin | None = None) -> Case:
    chain = walk_chain(statements, pin=pin)
    last = chain.last.statement
    return {
        "name": name,
        "statements": [one.hex() for one in statements],
        "pin": written_pin(pin),
        "fingerprint": chain_fingerprint(chain),
        "epoch_fingerprint": epoch_fingerprint(chain),
        "epoch": last.epoch,
        "public": last.public.hex(),
        "digest": chain.last.digest.hex(),
        "last_day": last.last_day.isoformat(),
    }


FILES = {"chains.json": chains, "threads.json": threads}
