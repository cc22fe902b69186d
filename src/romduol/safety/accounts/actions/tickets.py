"""Seals what a page hands to its own form, so that nothing is stored for a stranger who only looks."""

from __future__ import annotations

import json
import secrets
from dataclasses import asdict
from datetime import datetime

from romduol.safety.accounts.queries.keys import key_for
from romduol.safety.accounts.records import Ticket
from romduol.safety.accounts.rules.lasting import TICKET, is_fresh
from romduol.safety.accounts.rules.sealing import NONCE_BYTES, NotSealedHere, seal, unseal


class TicketTooOld(Exception):
    """The page stood open for too long, or its form was made elsewhere."""


def write_ticket(ticket: Ticket, purpose: str) -> str:
    """Return a ticket that only a form of this purpose can hand back."""
    return seal(json.dumps(asdict(ticket)), purpose, key_for("tickets"), secrets.token_bytes(NONCE_BYTES))


def read_ticket(sealed: str, purpose: str, now: datetime) -> Ticket:
    """Return what a form handed back; raises TicketTooOld."""
    try:
        found = Ticket(**json.loads(unseal(sealed, purpose, key_for("tickets"))))
    except NotSealedHere as problem:
        raise TicketTooOld from problem
    if not is_fresh(found.made_at, TICKET, now):
        raise TicketTooOld
    return found
