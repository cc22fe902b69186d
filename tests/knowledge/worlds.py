"""Draws small worlds of sources, claims, checks and withdrawals, full of collisions on purpose."""

from dataclasses import dataclass, replace
from datetime import date, timedelta
from typing import Any

from hypothesis import settings
from hypothesis import strategies as st
from tests.knowledge.building import (
    HARBOUR,
    LANTERN,
    LAST_MONTH,
    LAST_YEAR,
    LONG_AGO,
    NUMBER,
    OTHER_NUMBER,
    THIRD_NUMBER,
    TODAY,
    WATCH,
    check,
    claim,
    source,
    withdrawal,
)

from romduol.knowledge.claims.records import Check, Claim, Outcome, Rank, Resolution, Stance, Withdrawal
from romduol.knowledge.claims.rules.resolving import resolve
from romduol.knowledge.sources.records import Grade, Source

# The same examples on every machine, and nothing written to disk.
QUICK = settings(derandomize=True, database=None, deadline=None, max_examples=40)

BODIES = (LANTERN, HARBOUR, WATCH)
VALUES = {
    "phone": (NUMBER, OTHER_NUMBER, THIRD_NUMBER),
    "status": ("active", "closed", "replaced"),
    "has_hotline": ("true", "false"),
    "works_in": ("01", "02"),
    "part_of": BODIES,
    "description": ("It listens.", "It listens to anybody."),
}
DAYS = (LONG_AGO, LAST_YEAR, LAST_MONTH, TODAY, TODAY + timedelta(days=40))


@dataclass(frozen=True, slots=True)
class World:
    """All that is known of an invented country."""

    sources: tuple[Source, ...]
    claims: tuple[Claim, ...]
    checks: tuple[Check, ...] = ()
    withdrawals: tuple[Withdrawal, ...] = ()

    def on(self, today: date = TODAY) -> Resolution:
        """Return the picture of a day."""
        known = {source.id: source for source in self.sources}
        return resolve(self.claims, self.checks, self.withdrawals, known, today)

    def with_document(self, document: Source, *claims: Claim) -> "World":
        """Return the world with one more document in it."""
        return replace(self, sources=(*self.sources, document), claims=(*self.claims, *claims))


@st.composite
def documents(draw: st.DrawFn, name: str, lineages: tuple[str, ...] = ("red", "blue", "gold")) -> Source:
    """Draw a source of any grade and date; some speak for one of the bodies."""
    return source(
        name,
        lineage=draw(st.sampled_from(lineages)),
        grade=draw(st.sampled_from(list(Grade))),
        date=draw(st.sampled_from((None, *DAYS))),
        speaks_for=draw(st.sampled_from(("", "", *BODIES))),
    )


@st.composite
def statements(
    draw: st.DrawFn, sources: tuple[Source, ...], number: int, bodies: tuple[str, ...], names: tuple[str, ...]
) -> Claim:
    """Draw one claim; `number` keeps its id apart from others that say the same."""
    name = draw(st.sampled_from(names))
    more: dict[str, Any] = {"purpose": draw(st.sampled_from(("report", "office")))} if name == "phone" else {}
    return claim(
        draw(st.sampled_from(sources)),
        draw(st.sampled_from(VALUES[name])),
        subject=draw(st.sampled_from(bodies)),
        property=name,
        locator=f"line {number}",
        stance=draw(st.sampled_from((Stance.ASSERTS, Stance.ASSERTS, Stance.ASSERTS, Stance.DENIES, Stance.UNCLEAR))),
        scope=draw(st.sampled_from(("", "", "2016"))),
        rank=draw(st.sampled_from((Rank.NORMAL, Rank.NORMAL, Rank.PREFERRED, Rank.DEPRECATED))),
        recorded_on=draw(st.sampled_from((LONG_AGO, LONG_AGO, LAST_MONTH, DAYS[-1]))),
        ended_on=draw(st.sampled_from((None, None, None, LAST_MONTH, DAYS[-1]))),
        **more,
    )


@st.composite
def arguments(draw: st.DrawFn) -> World:
    """Draw a world in which a few sources argue about one phone number and whether its body still works."""
    sources = tuple(draw(documents(f"source-{number}")) for number in range(draw(st.integers(2, 4))))
    claims = []
    for number in range(draw(st.integers(1, 5))):
        name = draw(st.sampled_from(("phone", "status")))
        value = draw(st.sampled_from(VALUES[name][:2]))
        claims.append(claim(draw(st.sampled_from(sources)), value, property=name, locator=f"line {number}"))
    return World(sources, tuple(claims))


@st.composite
def findings(draw: st.DrawFn, bodies: tuple[str, ...]) -> Check:
    """Draw a check of one phone number."""
    day = draw(st.sampled_from(DAYS))
    return check(
        draw(st.sampled_from(list(Outcome))),
        draw(st.sampled_from(VALUES["phone"])),
        subject=draw(st.sampled_from(bodies)),
        how=draw(st.sampled_from(("call", "visit"))),
        on=day,
        holds_until=day + timedelta(days=draw(st.sampled_from((0, 90, 900)))),
    )


@st.composite
def retractions(draw: st.DrawFn, bodies: tuple[str, ...]) -> Withdrawal:
    """Draw a withdrawal of one phone number."""
    return withdrawal(
        draw(st.sampled_from(VALUES["phone"])),
        subject=draw(st.sampled_from(bodies)),
        on=draw(st.sampled_from(DAYS)),
        reason={"en": draw(st.sampled_from(("It is private.", "It is dead.")))},
    )


@st.composite
def worlds(draw: st.DrawFn, bodies: tuple[str, ...] = BODIES, names: tuple[str, ...] = tuple(VALUES)) -> World:
    """Draw a whole world."""
    sources = tuple(draw(documents(f"source-{number}")) for number in range(draw(st.integers(2, 6))))
    size = draw(st.integers(1, 14))
    claims = tuple(draw(statements(sources, number, bodies, names)) for number in range(size))
    checks = tuple(draw(st.lists(findings(bodies), max_size=3)))
    return World(sources, claims, checks, tuple(draw(st.lists(retractions(bodies), max_size=2))))
