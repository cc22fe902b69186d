"""Decides when a copy is a trial no more: somebody keeps it up, and called every line of the emergency page."""

from collections.abc import Collection, Iterable, Mapping
from dataclasses import replace
from datetime import date

from romduol.desk.operator.records import OfferedLine, Operator, SecondYes
from romduol.knowledge.claims.records import Check, Outcome, ResolvedValue, Standing
from romduol.knowledge.directory.records import Edition, Line
from romduol.knowledge.directory.rules.urgent import lines_offered

CALL = "call"
DIALS = "dials"


def offered(edition: Edition) -> tuple[OfferedLine, ...]:
    """Return every line that the emergency page offers, each once, in the order in which readers meet them."""
    found = {line.key: line for tile in edition.situations for line in lines_offered(tile, edition.lines)}
    return tuple(_offered(line, edition) for line in found.values())


def _offered(line: Line, edition: Edition) -> OfferedLine:
    values = line.owned or line.entity.all(DIALS)
    called = max(filter(_is_called, values), key=lambda value: value.check.on, default=None)  # type: ignore[union-attr]
    value = called or (values[0] if values else None)
    check = called.check if called else None
    return OfferedLine(
        key=line.key,
        national=line.national,
        subject=value.subject if value else line.entity.id,
        property=value.property if value else DIALS,
        value=value.value if value else line.value,
        label=_name(line.owner, edition),
        called_on=check.on if check else None,
        holds_until=check.holds_until if check else None,
    )


def _is_called(value: ResolvedValue) -> bool:
    """Tell whether a call says that a value is right, and nothing that counts says otherwise."""
    return value.standing is Standing.CHECKED and value.check is not None and value.check.how == CALL


def _name(owner: str, edition: Edition) -> Mapping[str, str]:
    body = edition.organizations.get(owner)
    if body is None:
        return {}
    own = body.first("name")
    return body.label or (own.words if own else {})


def with_checks(lines: Iterable[OfferedLine], checks: Collection[Check], today: date) -> tuple[OfferedLine, ...]:
    """Return the lines as they stand since the last release: a call that was made after it counts as well.

    It is what a page can know quickly; the next release weighs all that is known.
    """
    return tuple(_since(line, checks, today) for line in lines)


def _since(line: OfferedLine, checks: Collection[Check], today: date) -> OfferedLine:
    spot = (line.subject, line.property, line.value)
    found = [
        check
        for check in checks
        if (check.subject, check.property, check.value) == spot
        and check.outcome in (Outcome.RIGHT, Outcome.WRONG, Outcome.MOVED, Outcome.CLOSED)
        and check.on <= today
        and (check.ended_on is None or check.ended_on > today)
    ]
    latest = max(found, key=lambda check: check.on, default=None)
    if latest is None:
        return line
    holds = latest.outcome is Outcome.RIGHT and latest.how == CALL and latest.holds_until >= today
    called_on, until = (latest.on, latest.holds_until) if holds else (None, None)
    return replace(line, called_on=called_on, holds_until=until)


def trial_ends(keeper: Operator, lines: Collection[OfferedLine], *, ended: bool) -> bool:
    """Tell whether a copy is a trial no more.

    Somebody must be named, and every line of the emergency page called. Once ended (`ended`) it stays so: what lapses
    later is told line by line. Whoever is taken out as the operator takes that with them.
    """
    return bool(keeper.name) and (ended or (bool(lines) and all(line.called for line in lines)))


def told_operator(
    own: Mapping[str, str] | None, keeper: Operator, lines: Collection[OfferedLine], *, ended: bool
) -> Mapping[str, str] | None:
    """Return whom readers are told to keep this copy up; None for a trial. `own` is whom the pack itself names."""
    return keeper.name if trial_ends(keeper, lines, ended=ended) else own


def problem_with_name(name: Mapping[str, str], most: int) -> str:
    """Return what is wrong with an operator's name: `missing`, `too_long`, or nothing."""
    if not any(words.strip() for words in name.values()):
        return "missing"
    return "too_long" if any(len(words) > most for words in name.values()) else ""


def risks(rule: SecondYes, people: int) -> bool:
    """Tell whether a rule lets one person alone put something in front of readers that could do harm."""
    return rule is SecondYes.NEVER or people < 2
