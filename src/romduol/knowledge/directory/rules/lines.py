"""Assembles phone lines: one number, everyone who is said to own it, and how it may be shown."""

from collections import defaultdict
from collections.abc import Iterable, Mapping

from romduol.base import phones
from romduol.knowledge.claims.records import Disagreement, ResolvedValue, Standing
from romduol.knowledge.directory.records import Entity, Line, PackInfo, Showing
from romduol.knowledge.directory.rules.codes import page_code, stable_id
from romduol.knowledge.directory.rules.showing import LineCase, show_line
from romduol.knowledge.sources.records import Grade

ORDER = {showing: place for place, showing in enumerate(Showing)}
CALLABLE = (Showing.CALL, Showing.CALL_UNCONFIRMED, Showing.SECOND)
BEST_FIRST = {standing: place for place, standing in enumerate(Standing)}


def assemble_lines(
    organizations: Mapping[str, Entity],
    entities: Mapping[str, Entity],
    disagreements: Iterable[Disagreement],
    info: PackInfo,
) -> dict[str, Line]:
    """Return every line by its key, the ones that can be called first."""
    owned = _owned(organizations)
    contested = {found.subject for found in disagreements if found.rule == "two_owners"}
    keys = dict.fromkeys([*owned, *(_key(name) for name in entities)])
    first = {key: _case(key, owned, organizations, entities, contested) for key in keys}
    callable_bodies = {
        value.subject for key, case in first.items() if show_line(case) in CALLABLE for value in owned.get(key, ())
    }
    lines = {}
    for key, case in first.items():
        family = _family(owned.get(key, ()), organizations)
        final = LineCase(
            case.values, case.short, case.two_owners, case.hotline_confirmed, bool(family & callable_bodies)
        )
        lines[key] = _line(key, final, owned.get(key, ()), organizations, entities, info)
    return dict(sorted(lines.items(), key=lambda item: (ORDER[item[1].showing], item[0])))


def _owned(organizations: Mapping[str, Entity]) -> dict[str, list[ResolvedValue]]:
    found: defaultdict[str, list[ResolvedValue]] = defaultdict(list)
    for body in organizations.values():
        for value in body.all("phone"):
            found[value.value.lstrip("+")].append(value)
    return {
        key: sorted(values, key=lambda v: (BEST_FIRST[v.standing], v.grade or "E")) for key, values in found.items()
    }


def _key(line: str) -> str:
    return line.removeprefix("line-")


def _case(
    key: str,
    owned: Mapping[str, list[ResolvedValue]],
    organizations: Mapping[str, Entity],
    entities: Mapping[str, Entity],
    contested: set[str],
) -> LineCase:
    entity = entities.get(f"line-{key}")
    values = owned.get(key) or (entity.all("dials") if entity else ())
    return LineCase(
        values=values,
        short=_is_short(key),
        two_owners=f"line-{key}" in contested,
        hotline_confirmed=any(_has_hotline(organizations[value.subject]) for value in owned.get(key, ())),
    )


def _is_short(key: str) -> bool:
    return len(key) <= 5


def _has_hotline(body: Entity) -> bool:
    value = body.first("has_hotline")
    return value is not None and value.value == "true" and value.grade not in (None, Grade.D)


def _family(values: Iterable[ResolvedValue], organizations: Mapping[str, Entity]) -> set[str]:
    found = {value.subject for value in values}
    for body in list(found):
        found |= {parent.value for parent in organizations[body].all("part_of")}
    return found


def _line(
    key: str,
    case: LineCase,
    values: Iterable[ResolvedValue],
    organizations: Mapping[str, Entity],
    entities: Mapping[str, Entity],
    info: PackInfo,
) -> Line:
    number = phones.parse(
        key if case.short else f"+{key}",
        short_codes=frozenset({*info.short_codes, key}) if case.short else frozenset(info.short_codes),
        calling_code=info.calling_code,
        region=info.country,
    )
    listed = tuple(values)
    entity = entities.get(f"line-{key}") or _bare_line(key, info)
    return Line(
        key=key,
        value=number.e164 or number.short_code or key,
        national=number.national,
        masked=phones.mask(number),
        short=case.short,
        entity=entity,
        owned=listed,
        showing=show_line(case),
        police=any(_is_police(organizations[body]) for body in _family(listed, organizations) if body in organizations),
        purposes=tuple(dict.fromkeys(value.purpose for value in listed)),
    )


def _bare_line(key: str, info: PackInfo) -> Entity:
    uuid = stable_id(info.id, f"line/line-{key}")
    return Entity(id=f"line-{key}", uuid=uuid, kind="line", code=page_code("line", uuid))


def _is_police(body: Entity) -> bool:
    return any(value.value == "police" for value in body.all("body_type"))
