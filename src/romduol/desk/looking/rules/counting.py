"""Counts an edition: where help is known, how old checks are, what is open. One pass, however large it is."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterable, Iterator, Mapping
from datetime import date

from romduol.desk.looking.records import NATIONAL, OTHER, UNPLACED, Age, Cell, Overview
from romduol.desk.looking.rules.next_calls import next_calls
from romduol.knowledge.claims.records import Check, ResolvedValue, Severity
from romduol.knowledge.claims.rules.properties import PROPERTIES, STATEMENT
from romduol.knowledge.directory.records import Edition, Entity, Line, Place, Showing
from romduol.knowledge.directory.rules.bodies import bodies_of, gone_status
from romduol.knowledge.directory.rules.showing import is_relied_on
from romduol.knowledge.directory.rules.taking_back import GONE, within
from romduol.knowledge.guides.records import Guide, Translation

DAYS = ((Age.MONTH, 30), (Age.QUARTER, 91), (Age.HALF_YEAR, 183), (Age.YEAR, 365))
"""Until how many days after a check it is of this age."""
LATELY = (Age.MONTH, Age.QUARTER, Age.HALF_YEAR)
"""Within six months."""
CALL = "call"
GRAVE = (Severity.CRITICAL, Severity.HIGH)
DO_HARM = frozenset(
    prop.name
    for prop in PROPERTIES.values()
    if prop.severity in GRAVE and prop.name != "phone" and STATEMENT not in prop.kinds
)
"""Facts beside numbers that do harm when they are wrong, and that a call or a visit can check. The law is not one."""


def count(edition: Edition) -> Overview:
    """Return all counts of an edition."""
    needs = _needs(edition)
    provinces = _provinces(edition.places)
    rows: dict[str, dict[str, Cell]] = {code: {} for code in (*provinces, NATIONAL)}
    total, gone = Cell(), 0
    reach = _Reach(edition)
    for service in edition.services.values():
        if reach.nobody_left(service):
            gone += 1
            continue
        can_call, need = reach.can_call(service), _need_of(service, edition)
        fresh_in = _fresh_in(service, edition.places)
        total += Cell(1, can_call, any(fresh_in.values()))
        for place, fresh in fresh_in.items():
            row = rows.setdefault(place, {})
            row[need] = row.get(need, Cell()) + Cell(1, can_call, fresh)
    seen = {need for row in rows.values() for need in row}
    in_force = [line for line in edition.lines.values() if line.showing is not Showing.DO_NOT_CALL]
    held = {place: _provinces_of([place], edition.places)[0] for place in edition.held_back}
    return Overview(
        on=edition.today,
        coverage=rows,
        needs=(*needs, *([OTHER] if OTHER in seen else [])),
        total=total,
        gone=gone,
        line_ages=_ages((last_call(line) for line in in_force), edition.today),
        fact_ages=_ages((value.check for value in _facts(edition)), edition.today),
        contradictions=_each(Severity, (found.severity for found in edition.disagreements)),
        held_back=_held_back(edition, held),
        held_back_in_all=len({one for ids in edition.held_back.values() for one in ids}),
        texts=_each(Translation, _states(edition.guides.values(), edition.info.languages)),
        texts_to_read_again=sum(1 for guide in edition.guides.values() if guide.changed),
        lines=_each(Showing, (line.showing for line in edition.lines.values())),
        place_names={code: edition.places[code].name for code in provinces},
        need_names={need: edition.needs[need].name for need in needs},
        next_calls=next_calls(edition, in_force, lambda line: age_of(last_call(line), edition.today)),
    )


class _Reach:
    """Remembers of each organisation whether it is still there, and whether a number of it can be called."""

    def __init__(self, edition: Edition) -> None:
        self._edition = edition
        self._known: dict[str, tuple[bool, bool]] = {}

    def nobody_left(self, service: Entity) -> bool:
        """Tell whether every organisation that gave a service closed, left or was replaced."""
        bodies = bodies_of(service)
        return bool(bodies) and all(self._of(body)[0] for body in bodies)

    def can_call(self, service: Entity) -> bool:
        """Tell whether readers get a button that calls one of those who give a service."""
        return any(self._of(body)[1] for body in bodies_of(service))

    def _of(self, body: str) -> tuple[bool, bool]:
        if body not in self._known:
            entity = self._edition.organizations.get(body)
            lines = (self._edition.lines[key] for key in self._edition.lines_of.get(body, ()))
            self._known[body] = (entity is not None and bool(gone_status(entity)), any(line.urgent for line in lines))
        return self._known[body]


def age_of(check: Check | None, today: date) -> Age:
    """Return how long ago a check was."""
    if check is None:
        return Age.NEVER
    days = (today - check.on).days
    return next((age for age, most in DAYS if days <= most), Age.OLDER)


def last_call(line: Line) -> Check | None:
    """Return the last finding about a number that came from a call; reading it on a page is no call."""
    calls = [value.check for value in line.owned if value.check is not None and value.check.how == CALL]
    return max(calls, key=lambda check: check.on, default=None)


def _needs(edition: Edition) -> tuple[str, ...]:
    """Return the needs that some kind of service answers; the others are answered by texts."""
    answered = {category.need for category in edition.categories.values()}
    return tuple(need for need in edition.needs if need in answered)


def _need_of(service: Entity, edition: Edition) -> str:
    kind = service.first("category")
    known = edition.categories.get(kind.value) if kind else None
    return known.need if known is not None and known.need in edition.needs else OTHER


def _provinces(places: Mapping[str, Place]) -> list[str]:
    return sorted(code for code, place in places.items() if place.level == "province")


def _provinces_of(codes: Iterable[str], places: Mapping[str, Place]) -> list[str]:
    """Return the provinces that places lie in, each once; `unplaced` where none is known."""
    found = dict.fromkeys(code if code == NATIONAL else _province(code, places) for code in codes)
    return list(found) or [UNPLACED]


def _province(code: str, places: Mapping[str, Place]) -> str:
    return next((one for one in within(code, places) if places[one].level == "province"), UNPLACED)


def _fresh_in(service: Entity, places: Mapping[str, Place]) -> dict[str, bool]:
    """Return each province that a service is said to serve, and whether that was said or checked lately."""
    found: dict[str, bool] = {}
    for value in service.all("serves"):
        if value.standing not in GONE:
            (place,) = _provinces_of([value.value], places)
            found[place] = found.get(place, False) or (value.fresh and is_relied_on(value.standing))
    return found or {UNPLACED: False}


def _facts(edition: Edition) -> Iterator[ResolvedValue]:
    """Yield every fact beside numbers that does harm when it is wrong."""
    lines = (line.entity for line in edition.lines.values() if line.showing is not Showing.DO_NOT_CALL)
    for entity in (*edition.organizations.values(), *edition.services.values(), *lines):
        for name in DO_HARM & entity.facts.keys():
            yield from entity.facts[name]


def _ages(checks: Iterable[Check | None], today: date) -> dict[Age, int]:
    return _each(Age, (age_of(check, today) for check in checks))


def _each(kinds: Iterable[str], found: Iterable[str]) -> dict:  # type: ignore[type-arg]
    """Return how often each kind was found, those never found too."""
    counted = Counter(found)
    return {kind: counted[kind] for kind in kinds}


def _held_back(edition: Edition, provinces: Mapping[str, str]) -> dict[str, int]:
    found: dict[str, set[str]] = {}
    for place, services in edition.held_back.items():
        found.setdefault(provinces[place], set()).update(services)
    return {place: len(services) for place, services in sorted(found.items())}


def _states(guides: Iterable[Guide], languages: Iterable[str]) -> Iterator[Translation]:
    spoken = tuple(languages)
    for guide in guides:
        for language in spoken:
            text = guide.texts.get(language)
            yield text.translation if text else Translation.MISSING
