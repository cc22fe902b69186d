"""Chooses the numbers to call next: first where a wrong one does most harm, then the longest uncalled."""

from __future__ import annotations

from collections.abc import Callable, Iterable

from romduol.base.phones import is_short_key
from romduol.desk.looking.records import Age, NextCall
from romduol.knowledge.directory.records import Edition, Line, Showing
from romduol.knowledge.directory.rules.bodies import name_of

MOST = 10
NOT_YET = (Age.MONTH, Age.QUARTER)
"""Called so lately that another call would tell nothing new."""
ORDER = list(Age)


def next_calls(edition: Edition, lines: Iterable[Line], age: Callable[[Line], Age]) -> tuple[NextCall, ...]:
    """Return the ten numbers to call next.

    Those of the urgent screens and those with two owners come first, then those never called or called longest ago,
    then those on which most services rest.
    """
    urgent = {key for situation in edition.situations for key in situation.lines}

    def rank(line: Line) -> tuple[bool, int, int, str]:
        grave = line.key in urgent or line.showing is Showing.TWO_OWNERS
        return (not grave, -ORDER.index(age(line)), -_services_on(line, edition), line.key)

    due = [line for line in lines if age(line) not in NOT_YET and not line.gone]
    return tuple(_told(line, age(line), edition) for line in sorted(due, key=rank)[:MOST])


def _services_on(line: Line, edition: Edition) -> int:
    return len({one for value in line.owned for one in edition.services_of.get(value.subject, ())})


def _told(line: Line, age: Age, edition: Edition) -> NextCall:
    owner = edition.organizations.get(line.owner)
    whole = line.shown_in_full or is_short_key(line.key)
    return NextCall(
        number=line.national if whole else line.masked,
        code=line.entity.code,
        who=name_of(owner) if owner else {},
        age=age,
        two_owners=line.showing is Showing.TWO_OWNERS,
        services=_services_on(line, edition),
        masked=not whole,
    )
