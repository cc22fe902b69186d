"""Assembles phone lines: one number, everyone who is said to own it, and how it may be shown."""

from collections import defaultdict
from collections.abc import Iterable, Mapping
from dataclasses import dataclass, replace

from romduol.base import phones
from romduol.knowledge.claims.records import Disagreement, ResolvedValue, Withdrawal
from romduol.knowledge.claims.rules.evidence import LINE
from romduol.knowledge.claims.rules.properties import PROPERTIES
from romduol.knowledge.claims.rules.standing import BEST_FIRST
from romduol.knowledge.directory.records import Entity, Line, PackInfo, Showing, Text
from romduol.knowledge.directory.rules.bodies import family, gone_status, is_police
from romduol.knowledge.directory.rules.codes import page_code, stable_id
from romduol.knowledge.directory.rules.showing import LineCase, show_line
from romduol.knowledge.sources.records import Grade

ORDER = {showing: place for place, showing in enumerate(Showing)}
CALLABLE = (Showing.CALL, Showing.CALL_UNCONFIRMED, Showing.SECOND)
DIALS = "dials"
"""Says that a number can be dialled, without saying who answers: how it is shown rests on it where nobody owns it."""


@dataclass(frozen=True, slots=True)
class _Book:
    """Everything that is said of numbers, by the digits of their lines."""

    organizations: Mapping[str, Entity]
    entities: Mapping[str, Entity]
    owned: Mapping[str, tuple[ResolvedValue, ...]]
    withdrawn: Mapping[str, Text]
    contested: frozenset[str]
    info: PackInfo

    def owners(self, key: str) -> frozenset[str]:
        """Return the bodies that are said to own a number."""
        return frozenset(value.subject for value in self.owned.get(key, ()))

    def entity(self, key: str) -> Entity | None:
        """Return what is said of the line itself."""
        return self.entities.get(f"line-{key}")


def assemble_lines(
    organizations: Mapping[str, Entity],
    entities: Mapping[str, Entity],
    disagreements: Iterable[Disagreement],
    withdrawals: Iterable[Withdrawal],
    info: PackInfo,
) -> dict[str, Line]:
    """Return every line by its key, the ones that can be called first."""
    contested = frozenset(found.subject for found in disagreements if found.rule == "two_owners")
    book = _Book(organizations, entities, _owned(organizations), _withdrawn(withdrawals), contested, info)
    keys = dict.fromkeys([*book.owned, *(name.removeprefix("line-") for name in entities), *book.withdrawn])
    cases = {key: _case(key, book) for key in keys}
    callable_bodies = {body for key, case in cases.items() if show_line(case) in CALLABLE for body in book.owners(key)}
    lines = {}
    for key, case in cases.items():
        better = bool(family(book.owners(key), organizations) & callable_bodies)
        lines[key] = _line(key, replace(case, better_line=better), book)
    return dict(sorted(lines.items(), key=lambda item: (ORDER[item[1].showing], item[0])))


def _owned(organizations: Mapping[str, Entity]) -> dict[str, tuple[ResolvedValue, ...]]:
    found: defaultdict[str, list[ResolvedValue]] = defaultdict(list)
    for body in organizations.values():
        for value in body.all("phone"):
            found[value.value.lstrip("+")].append(value)
    return {
        key: tuple(sorted(values, key=lambda v: (BEST_FIRST[v.standing], v.grade or "E")))
        for key, values in found.items()
    }


def _withdrawn(withdrawals: Iterable[Withdrawal]) -> dict[str, Text]:
    # A number that was taken back stays known as such when nobody claims it any more.
    listed = list(withdrawals)
    values = {w.value.lstrip("+"): w.reason for w in listed if not w.whole and PROPERTIES[w.property].one_owner}
    whole = {w.subject.removeprefix(LINE): w.reason for w in listed if w.whole and w.subject.startswith(LINE)}
    return {**values, **whole}


def _case(key: str, book: _Book) -> LineCase:
    entity = book.entity(key)
    bodies = [book.organizations[body] for body in book.owners(key)]
    return LineCase(
        values=book.owned.get(key) or (entity.all(DIALS) if entity else ()),
        short=phones.is_short_key(key),
        withdrawn=key in book.withdrawn,
        gone=bool(bodies) and all(gone_status(body) for body in bodies),
        two_owners=f"line-{key}" in book.contested,
        hotline_confirmed=any(_has_hotline(body) for body in bodies),
    )


def _has_hotline(body: Entity) -> bool:
    value = body.first("has_hotline")
    return value is not None and value.value == "true" and value.grade not in (None, Grade.D)


def _line(key: str, case: LineCase, book: _Book) -> Line:
    number = _number(key, book.info)
    owned = book.owned.get(key, ())
    return Line(
        key=key,
        value=number.e164 or number.short_code or key,
        national=number.national,
        masked=phones.mask(number),
        short=case.short,
        entity=book.entity(key) or _bare_line(key, book.info),
        owned=owned,
        showing=show_line(case),
        police=is_police(book.owners(key), book.organizations),
        purposes=tuple(dict.fromkeys(value.purpose for value in owned)),
        gone=gone_status(book.organizations[owned[0].subject]) if case.gone else "",
        withdrawn=book.withdrawn.get(key, {}),
    )


def bare_line(number: phones.PhoneNumber, info: PackInfo) -> Line:
    """Return a line of which nobody says anything."""
    return _line(number.key, LineCase((), phones.is_short_key(number.key)), _Book({}, {}, {}, {}, frozenset(), info))


def _number(key: str, info: PackInfo) -> phones.PhoneNumber:
    short = phones.is_short_key(key)
    return phones.parse(
        key if short else f"+{key}",
        short_codes=frozenset({*info.short_codes, key}) if short else frozenset(info.short_codes),
        calling_code=info.calling_code,
        region=info.country,
    )


def _bare_line(key: str, info: PackInfo) -> Entity:
    uuid = stable_id(info.id, f"line/line-{key}")
    return Entity(id=f"line-{key}", uuid=uuid, kind="line", code=page_code("line", uuid))
