"""Finds the line, service or place that a steward means to take back, and what that would touch."""

from collections.abc import Callable, Iterable, Mapping
from dataclasses import dataclass, field, replace
from datetime import date
from difflib import get_close_matches

from romduol.base import phones
from romduol.base.khmer import fold
from romduol.knowledge.claims.records import Subject
from romduol.knowledge.directory.records import Edition, Entity, Line, PackInfo, Place
from romduol.knowledge.directory.rules.bodies import name_of
from romduol.knowledge.directory.rules.codes import stable_id
from romduol.knowledge.directory.rules.lines import bare_line
from romduol.knowledge.directory.rules.places import exact_places, near_places
from romduol.knowledge.directory.rules.taking_back import page_of_place, page_of_service, place_subject, serving_only
from romduol.knowledge.directory.rules.urgent import lines_offered
from romduol.knowledge.releases.records import Kind, Withdrawn

MOST_NEAR = 5
MOST_DIGITS = 6
"""So many digits in a reason may be a phone number in some writing that no mask knows."""
Words = Mapping[str, str]


class NothingFits(ValueError):
    """No one record fits a steward's words; `near` names those that might be meant."""

    def __init__(self, cause: str, near: Iterable[str] = ()) -> None:
        self.near = tuple(near)
        super().__init__(f"{cause}; near: {', '.join(self.near)}" if self.near else cause)


@dataclass(frozen=True, slots=True)
class Withdrawable:
    """Something that can be taken back, and what a steward should know before doing so."""

    kind: Kind
    key: str
    subject: Subject
    """Under which it is recorded."""
    code: str = ""
    name: Words = field(default_factory=dict)
    """A service's or a place's name, language -> words."""
    value: str = ""
    national: str = ""
    masked: str = ""
    known: bool = True
    """False for a number of which nobody says anything."""
    owners: tuple[Words, ...] = ()
    """The names of the bodies said to own a line or to give a service."""
    police: bool = False
    only_offered: tuple[Words, ...] = ()
    """Urgent situations for which it is the only line that is offered."""
    with_it: tuple[str, ...] = ()
    """Services that go with a place."""
    already: bool = False
    """True where it was taken back before."""

    def withdrawn(self, on: date, reason: Words) -> Withdrawn:
        """Return it as taken back on a day, for a reason in the steward's words."""
        return Withdrawn(self.kind, self.key, self.code, on, reason, self.value, self.national, self.masked)


def find_withdrawable(kind: Kind, text: str, edition: Edition) -> Withdrawable:
    """Return what a steward means by a text; raises `NothingFits`.

    A line by its number in any writing, claimed or not; a service by id, UUID or page code; a place by code, or by a
    name or spelling in either script.
    """
    finders: Mapping[Kind, Callable[[str, Edition], Withdrawable]] = {
        Kind.LINE: _line,
        Kind.SERVICE: _service,
        Kind.PLACE: _place,
    }
    return finders[kind](text.strip(), edition)


def withdrawn_items(found: Withdrawable, edition: Edition, on: date, reason: Words) -> list[Withdrawn]:
    """Return all that goes, the services that go with a place among it."""
    beside = [find_withdrawable(Kind.SERVICE, service, edition) for service in found.with_it]
    return [one.withdrawn(on, reason) for one in (found, *beside)]


def holds_a_number(reason: Words) -> bool:
    """Tell whether a reason may hold a phone number, which readers would see where the number stood."""
    return any(len("".join(filter(str.isdigit, words))) >= MOST_DIGITS for words in reason.values())


def exactly(kind: Kind, text: str, info: PackInfo) -> Withdrawable | None:
    """Return what a text names to the letter, found without looking at the directory; None where it names nothing so.

    Whether anybody knows of it is not looked at: taking back what nobody shows does no harm.
    """
    if kind is Kind.LINE:
        try:
            number = phones.parse(
                text, short_codes=frozenset(info.short_codes), calling_code=info.calling_code, region=info.country
            )
        except phones.NotAPhoneNumber:
            return None
        return _of_line(bare_line(number, info))
    # A service's id that is mistyped must not be taken back: that needs a look at the directory.
    return None


def _of_line(line: Line) -> Withdrawable:
    return Withdrawable(
        kind=Kind.LINE,
        key=line.key,
        subject=Subject(line.entity.id, "line"),
        code=line.entity.code,
        value=line.value,
        national=line.national,
        masked=line.masked,
    )


def _line(text: str, edition: Edition) -> Withdrawable:
    listed = {*edition.info.short_codes, *(key for key in edition.lines if phones.is_short_key(key))}
    try:
        number = phones.parse(
            text, short_codes=listed, calling_code=edition.info.calling_code, region=edition.info.country
        )
    except phones.NotAPhoneNumber as problem:
        raise NothingFits(f"this is no phone number: {problem.reason}", _near_numbers(text, edition)) from None
    known = edition.lines.get(number.key)
    line = known or bare_line(number, edition.info)
    bodies = dict.fromkeys(value.subject for value in line.owned)
    return replace(
        _of_line(line),
        code=line.entity.code if known else "",
        known=known is not None,
        owners=tuple(_name(body, edition) for body in bodies),
        police=line.police,
        only_offered=_only_offered(line, edition),
        already=bool(line.withdrawn),
    )


def _near_numbers(text: str, edition: Edition) -> list[str]:
    # A number that may be somebody's private phone is never named to whoever mistypes one.
    shown = {line.key: line.national for line in edition.lines.values() if line.urgent or line.short}
    typed = "".join(filter(str.isdigit, fold(text)))
    return [shown[key] for key in get_close_matches(typed, shown, n=MOST_NEAR)] if typed else []


def _only_offered(line: Line, edition: Edition) -> tuple[Words, ...]:
    return tuple(
        situation.name
        for situation in edition.situations
        if [offered.key for offered in lines_offered(situation, edition.lines)] == [line.key]
    )


def _service(text: str, edition: Edition) -> Withdrawable:
    named = next((one for one in edition.joined.values() if text.lower() in (one.id, one.uuid, one.code)), None)
    # What turned out to be another service is taken back as that one: all that was said of it is told there.
    asked = named.into if named else text.lower()
    found = next((one for one in edition.services.values() if asked in (one.id, one.uuid, one.code)), None)
    if found is not None:
        return Withdrawable(
            kind=Kind.SERVICE,
            key=found.id,
            subject=Subject(found.id, found.kind, found.topic, found.label, found.caution),
            code=found.code,
            name=_service_name(found),
            owners=tuple(_name(body, edition) for body in _givers(found)),
        )
    unlisted = _unlisted(text.lower(), edition)
    if unlisted is not None:
        return unlisted
    raise NothingFits(f"no service has the id, UUID or page code {text}", _near_services(text, edition))


def _unlisted(text: str, edition: Edition) -> Withdrawable | None:
    """Return a service that is in no list: one that was taken back before, or is held back."""
    gone = {item.key for item in edition.taken_back.values() if item.kind == Kind.SERVICE}
    held_back = {one for services in edition.held_back.values() for one in services}
    for one in sorted(gone | held_back):
        code = page_of_service(one, edition.info.id)
        if text in (one, code, stable_id(edition.info.id, f"service/{one}")):
            return Withdrawable(Kind.SERVICE, one, Subject(one, "service"), code, already=one in gone)
    return None


def _givers(service: Entity) -> list[str]:
    return list(dict.fromkeys(value.value for name in ("operated_by", "provided_by") for value in service.all(name)))


def _service_name(service: Entity) -> Words:
    own = service.first("name")
    return service.label or (own.words if own else {})


def _near_services(text: str, edition: Edition) -> list[str]:
    close = get_close_matches(text.lower(), [*edition.services, *(one.code for one in edition.services.values())])
    codes = {one.code: one.id for one in edition.services.values()}
    folded = fold(text)
    named = [
        one.id
        for one in edition.services.values()
        if folded and any(folded in fold(words) for words in _service_name(one).values())
    ]
    return list(dict.fromkeys([*(codes.get(one, one) for one in close), *named]))[:MOST_NEAR]


def _place(text: str, edition: Edition) -> Withdrawable:
    places = list(edition.places.values())
    # A page is what a steward has before their eyes, so its code tells the place too.
    found = tuple(place for place in places if text.lower() == f"p{place.code}") or exact_places(text, places)
    if len(found) != 1:
        cause = f"more than one place is called {text}" if found else f"no place is called {text}"
        raise NothingFits(cause, [_place_label(place) for place in found or near_places(text, places)])
    place = found[0]
    return Withdrawable(
        kind=Kind.PLACE,
        key=place.code,
        subject=Subject(place_subject(place.code), "place"),
        code=page_of_place(place),
        name=place.name,
        with_it=serving_only(place.code, edition.services.values(), edition.places),
        already=f"{Kind.PLACE}:{place.code}" in edition.taken_back,
    )


def _place_label(place: Place) -> str:
    return f"{place.code} ({place.name.get('en') or next(iter(place.name.values()))}, {place.level})"


def _name(body: str, edition: Edition) -> Words:
    known = edition.organizations.get(body)
    return name_of(known) if known else {"en": body}
