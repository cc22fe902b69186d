"""Harbour, an invented body with a line of its own and a service, in the world of two bodies and one number."""

from __future__ import annotations

from datetime import datetime
from uuid import UUID, uuid4

from tests.desk.resolving_world import AT, LIST, RED_1, build, claim, name, source
from tests.desk.resolving_world import SAID as WORLD
from tests.made_once import made_once
from tests.safety.cast import hire, organization

from romduol.desk.changes.actions import approve
from romduol.desk.changes.queries import version_of
from romduol.desk.changes.records import Change
from romduol.desk.partners.actions import say, still_speaks, verify
from romduol.desk.partners.queries import own_record
from romduol.desk.partners.records import How, OwnRecord, Verification, Word
from romduol.knowledge.claims.actions import record_subjects, replace_claims
from romduol.knowledge.claims.records import Subject
from romduol.knowledge.directory.queries import loaded_info
from romduol.knowledge.directory.rules.codes import page_code, stable_id
from romduol.knowledge.sources.actions import record_sources
from romduol.knowledge.sources.records import Grade

HARBOUR, BOAT, OWN_PAGE = "org-harbour", "svc-boat", source("harbour-page", Grade.A, speaks_for="org-harbour")
OWN_NUMBER, OLD_NUMBER = "+85599000110", "+85599000111"
OWN_LINE = "line-85599000110"
SAID = (
    name(20, HARBOUR, "Harbour", "កំពង់ផែ"),
    claim(21, HARBOUR, "phone", OWN_NUMBER, LIST, purpose="helpline", as_given="099 000 110"),
    claim(22, HARBOUR, "phone", OLD_NUMBER, RED_1, purpose="office", as_given="099 000 111"),
    claim(23, HARBOUR, "works_in", "01", OWN_PAGE),
    claim(24, BOAT, "provided_by", HARBOUR, LIST),
    claim(27, BOAT, "operated_by", HARBOUR, LIST),
    claim(25, BOAT, "category", "shelter", LIST),
    claim(26, BOAT, "serves", "01", LIST),
)


def harbour() -> None:
    """Store the world with Harbour in it; nobody is verified yet."""
    made_once("harbour", _harbour)


def _harbour() -> None:
    _known()
    build(*SAID)


def stored() -> None:
    """Store Harbour in a world that stands already, without ending what is said there."""
    _known()
    replace_claims([*WORLD, *SAID], by="test", on=AT.date())


def _known() -> None:
    record_sources([OWN_PAGE], by="test", on=AT.date())
    record_subjects([Subject(HARBOUR, "organization"), Subject(BOAT, "service"), Subject(OWN_LINE, "line")], by="test")


def harbour_verified(now: datetime = AT) -> None:
    """Store the world with Harbour in it, whose account is verified."""
    harbour()
    verified(now=now)


def verified(subject: str = HARBOUR, where: str = "harbour", **more: object) -> Verification:
    """Let Sokha verify Harbour's account for its record."""
    said: dict[str, object] = {"how": How.CALLED_BACK, "told": "Their front desk knows her.", "number": OWN_NUMBER}
    return verify(
        organization=str(organization(where).pk),
        subject=subject,
        by=hire("sokha"),
        **{**said, "now": AT, **more},  # type: ignore[arg-type]
    )


def code_of(subject: str = HARBOUR, kind: str = "organization") -> str:
    """Return the page code of a subject."""
    return page_code(kind, stable_id(loaded_info().id, f"{kind}/{subject}"))


def record(who: str = "chanda") -> OwnRecord:
    """Return Harbour's record as one of the cast may speak for it."""
    return own_record(code_of(), hire(who), AT.date())


def says(*words: Word, who: str = "chanda", act: UUID | None = None, seen: str | None = None, **more: object) -> Change:
    """Let one of the cast say something of Harbour."""
    first = words[0]
    return say(
        code=code_of(),
        words=words,
        act=act or uuid4(),
        by=hire(who),
        seen=version_of(first.subject, first.property) if seen is None else seen,
        **{"now": AT, **more},  # type: ignore[arg-type]
    )


def agreed(change: Change, who: str = "dara", now: datetime = AT) -> Change:
    """Let somebody of another organisation say yes to what Harbour said."""
    seen = version_of(change.subject, change.property)
    return approve(change_id=change.id, by=hire(who), seen=seen, now=now, speaks=lambda one: still_speaks(one, now=now))


def phone(number: str = "+85599000119") -> Word:
    """Return the word that a number is Harbour's."""
    return Word(HARBOUR, "phone", number, "helpline", as_given="099 000 119")


def hours(text: str = "Mon-Fri 8-17") -> Word:
    """Return the word that Harbour's line answers at these hours."""
    return Word(OWN_LINE, "hours", text, words={"en": text})
