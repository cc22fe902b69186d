"""Every read of this room: what is known of one value, and what somebody recorded lately."""

from __future__ import annotations

from collections.abc import Collection, Iterable, Mapping
from datetime import date, datetime
from pathlib import Path
from uuid import UUID

from django.conf import settings
from django.utils import timezone

from romduol.desk.changes.queries import NoSuchChange, change, changes_about
from romduol.desk.changes.records import Change, State
from romduol.desk.checking.records import Sheet, Spot
from romduol.desk.checking.rules.days import days_missed
from romduol.desk.checking.rules.taking_off import Off, act_of_taking_off
from romduol.knowledge.claims import queries as claims
from romduol.knowledge.claims.records import Check, Claim, Disagreement, ResolvedValue, Row, Subject
from romduol.knowledge.claims.rules.evidence import OWNING, line_id
from romduol.knowledge.claims.rules.properties import LINE, ORGANIZATION, PROPERTIES
from romduol.knowledge.directory.queries import edition_about, loaded_info, subject_with_code
from romduol.knowledge.directory.records import Edition, Entity, Line
from romduol.knowledge.directory.rules.codes import page_code, stable_id, value_code
from romduol.knowledge.releases.actions.keys import CannotSign, signer
from romduol.knowledge.releases.queries.folder import last_good, withdrawn_list
from romduol.knowledge.releases.records import Kind, Withdrawn
from romduol.knowledge.releases.rules.finding import Withdrawable, find_withdrawable
from romduol.knowledge.releases.rules.trust import Refused
from romduol.safety.access.records import Person

PHONE = "phone"
BESIDE = "beside"
"""Where a check keeps the ids of what the same form made beside it."""
SPOT = "spot"
"""Where the taking off of a number keeps what was being checked."""
MOST_CHECKS = 10


class NothingToCheck(LookupError):
    """There is no such subject, it can have no such property, or nobody ever said such a value."""


def subject_at(address: str) -> Subject:
    """Return the subject that an address names: by its id, or by the code of its page.

    Of one that turned out to be another it returns that one. Raises `NothingToCheck`.
    """
    # The id of a line is its number, which is for no address.
    found = None if address.startswith(f"{LINE}-") else claims.subject(address) or subject_with_code(address)
    if found is None:
        raise NothingToCheck(address)
    into = claims.joined_today(timezone.localdate()).get(found.id)
    return (claims.subject(into) if into else None) or found


def address_of(subject: str, pack: str) -> str:
    """Return how addresses call a subject: never by a phone number."""
    return page_code(LINE, stable_id(pack, f"{LINE}/{subject}")) if subject.startswith(f"{LINE}-") else subject


def path_of_check(subject: str, property: str, value: str = "") -> str:
    """Return where, under the root of a language, a property or one value of it is checked; it holds no number."""
    address = address_of(subject, loaded_info().id) if subject.startswith(f"{LINE}-") else subject
    return "/".join(["check", address, property, *([value_code(value)] if value else [])])


def values_of(subject: str, property: str) -> tuple[str, ...]:
    """Return every value that anybody ever gave, or checked, of a property of a subject."""
    return _values_in(claims.rows_about(subject, property), subject, property)


def all_values_of(subject: str) -> dict[str, tuple[str, ...]]:
    """Return the same for each property of a subject, read at once."""
    rows = claims.rows_about(subject)
    return {name: found for name in PROPERTIES if (found := _values_in(rows, subject, name))}


def _values_in(rows: Iterable[Row], subject: str, property: str) -> tuple[str, ...]:
    said, own = (row.said for row in rows), claims.joined_with(subject)
    found = [one.value for one in said if isinstance(one, Claim | Check) and _about(one, own, property)]
    return tuple(dict.fromkeys(found))


def spot_at(subject: str, property: str, code: str) -> Spot:
    """Return what a check is about; raises `NothingToCheck` where nobody ever gave such a value."""
    found = next((value for value in values_of(subject, property) if value_code(value) == code), None)
    if found is None:
        raise NothingToCheck(code)
    return Spot(subject, property, found)


def sheet(address: str, property: str, code: str, today: date, *, by: Person) -> Sheet:
    """Return all that is known of one value; raises `NothingToCheck`."""
    subject = subject_at(address)
    spot = spot_at(subject.id, property, code)
    edition = edition_about(subject.id, today)
    rows = _checks(spot, today)
    return Sheet(
        subject=subject,
        address=address,
        spot=spot,
        code=code,
        values=tuple(value for value in _facts(subject, edition).get(property, ()) if value.value == spot.value),
        line=_line(spot, edition),
        rows=rows[:MOST_CHECKS],
        missed=days_missed((row.said for row in rows if isinstance(row.said, Check)), today),
        disagreements=_disagreements(spot, edition),
        waiting=tuple(
            one for one in changes_about(subject.id, property, by=by, limit=20) if one.state is State.WAITING
        ),
        edition=edition,
        homes=_homes(subject, edition),
    )


def _about(one: Claim | Check, own: Collection[str], property: str) -> bool:
    return bool(one.value) and one.subject in own and one.property == property


def _checks(spot: Spot, today: date) -> tuple[Row, ...]:
    """Return the checks of one value that count, the newest first."""
    rows, own = claims.rows_about(spot.subject, spot.property), claims.joined_with(spot.subject)
    live = [row for row in rows if isinstance(row.said, Check) and row.ended_on is None]
    same = [row for row in live if _is_at(row.said, spot, own)]
    return tuple(reversed(same))


def _is_at(said: object, spot: Spot, own: Collection[str]) -> bool:
    if not isinstance(said, Check) or said.subject not in own:
        return False
    return (said.property, said.value) == (spot.property, spot.value)


def _facts(subject: Subject, edition: Edition) -> Mapping[str, tuple[ResolvedValue, ...]]:
    entity = entity_of(subject.id, edition)
    return entity.facts if entity else {}


def entity_of(subject: str, edition: Edition) -> Entity | None:
    """Return what an edition tells of a subject, whatever its kind."""
    line = edition.lines.get(subject.removeprefix(f"{LINE}-")) if subject.startswith(f"{LINE}-") else None
    kept = (edition.organizations, edition.services, edition.statements)
    return line.entity if line else next((kind[subject] for kind in kept if subject in kind), None)


def _line(spot: Spot, edition: Edition) -> Line | None:
    """Return the line that is dialled to check this, where there is one."""
    if spot.property == PHONE:
        return edition.lines.get(line_id(spot.value).removeprefix(f"{LINE}-"))
    if spot.subject.startswith(f"{LINE}-"):
        return edition.lines.get(spot.subject.removeprefix(f"{LINE}-"))
    return None


def _disagreements(spot: Spot, edition: Edition) -> tuple[Disagreement, ...]:
    """Return the open contradictions about a property, and about who owns the number that is its value."""
    shared = line_id(spot.value) if spot.property == PHONE else ""
    return tuple(
        found
        for found in edition.disagreements
        if (found.subject == spot.subject and found.property == spot.property) or found.subject == shared
    )


def _homes(subject: Subject, edition: Edition) -> tuple[str, ...]:
    """Return the services with beds that an organisation gives or runs."""
    if subject.kind != ORGANIZATION:
        return ()
    own = sorted(claims.joined_with(subject.id))
    given = dict.fromkeys(service for body in own for service in claims.subjects_of(body, *OWNING))
    beds = {code for code, category in edition.categories.items() if category.residential}
    return tuple(service for service in given if beds.intersection(values_of(service, "category")))


def withdrawable(line: Line, edition: Edition) -> Withdrawable:
    """Return what taking a number off would touch."""
    return find_withdrawable(Kind.LINE, line.value, edition)


def off_state(key: str, now: datetime) -> Off:
    """Tell whether readers of this server are spared a number, and what keeps it there where they are not."""
    folder = Path(settings.RELEASES)
    current = last_good(folder)
    if current is None:
        return Off.NOTHING_PUBLISHED
    name = f"{Kind.LINE}:{key}"
    if name in current.withdrawn or name in _listed(folder, current.pack):
        return Off.OFF
    try:
        signer(folder, now, late=True)
    except CannotSign:
        return Off.CANNOT_SIGN
    return Off.HELD


def _listed(folder: Path, pack: str) -> Mapping[str, Withdrawn]:
    try:
        listed = withdrawn_list(folder, pack, revoked_too=True)
    except Refused:
        return {}
    return listed.by_id() if listed else {}


def spot_of(one: Change) -> Spot:
    """Return what a change was made at."""
    kept = one.body.get(SPOT)
    return Spot(**kept) if kept else Spot(one.subject, one.property, one.value)


def recorded(act: UUID, *, by: Person) -> tuple[Change, ...]:
    """Return the changes that one form made; raises `NoSuchChange`."""
    first = change(act, by=by)
    beside = [*map(UUID, first.body.get(BESIDE, ())), act_of_taking_off(act)]
    return (first, *filter(None, (_if_made(one, by) for one in beside)))


def _if_made(act: UUID, by: Person) -> Change | None:
    try:
        return change(act, by=by)
    except NoSuchChange:
        return None
