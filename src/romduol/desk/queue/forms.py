"""Reads what the pages of the queue are asked, and what their forms bring; nothing here decides."""

from __future__ import annotations

import re
from collections.abc import Mapping
from dataclasses import dataclass, field
from datetime import date
from urllib.parse import urlencode

from romduol.desk.queue.records import Kind, Owner, Place, Wanted
from romduol.desk.queue.rules.holding import may_be_put_off
from romduol.desk.queue.rules.scoring import is_key
from romduol.ui.words import phrase

NO_DAY = phrase("Choose a day.")
WRONG_DAY = phrase("Choose a later day, at most half a year from now.")
NO_REASON = phrase("Say why in a few words.")
NOBODY = phrase("Choose who is to have it.")

CODE = re.compile("[A-Za-z0-9-]{1,20}")
"""What the code of a province looks like."""


@dataclass(slots=True)
class Sent:
    """What somebody filled into a form, and what is wrong with it, by field."""

    values: dict[str, str] = field(default_factory=dict)
    problems: dict[str, str] = field(default_factory=dict)
    until: date | None = None


def wanted_from(asked: Mapping[str, str]) -> Wanted:
    """Return the part of the queue that an address asks for; what is unknown counts as not asked."""
    kind, owner, province = (asked.get(name, "") for name in ("kind", "owner", "province"))
    return Wanted(
        province=province if CODE.fullmatch(province) else "",
        kind=Kind(kind) if kind in set(Kind) else None,
        owner=Owner(owner) if owner in set(Owner) else None,
    )


def place_from(asked: Mapping[str, str]) -> Place | None:
    """Return from where on the queue is to be shown, None for its beginning."""
    score, _, key = asked.get("after", "").partition(".")
    return Place(int(score), int(key)) if _is_number(score) and _is_number(key) else None


def key_from(asked: Mapping[str, str], name: str) -> int:
    """Return an item's key that an address names, 0 where it names none."""
    text = asked.get(name, "")
    return int(text) if _is_number(text) else 0


def query_of(wanted: Wanted, after: Place | None = None) -> str:
    """Return the query of an address that asks for a part of the queue."""
    asked = {"province": wanted.province, "kind": wanted.kind or "", "owner": wanted.owner or ""}
    asked |= {"after": f"{after.score}.{after.key}"} if after else {}
    told = urlencode({name: str(value) for name, value in asked.items() if value})
    return f"?{told}" if told else ""


def postponing(sent: Mapping[str, str], today: date) -> Sent:
    """Read the form that puts an item off."""
    form = Sent({name: sent.get(name, "").strip() for name in ("until", "reason")})
    try:
        form.until = date.fromisoformat(form.values["until"])
    except ValueError:
        form.problems["until"] = NO_DAY
    if form.until and not may_be_put_off(form.until, today):
        form.problems["until"] = WRONG_DAY
    if not form.values["reason"]:
        form.problems["reason"] = NO_REASON
    return form


def _is_number(text: str) -> bool:
    return text.isascii() and text.isdigit() and len(text) < 20 and is_key(int(text))
