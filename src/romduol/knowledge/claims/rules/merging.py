"""Walks what is live of a source and what it says now side by side, in the order of their keys; neither is held."""

from collections.abc import Iterable, Iterator
from typing import NamedTuple

import orjson

from romduol.knowledge.claims.rules.keeping import still_ruled


class Said(NamedTuple):
    """What a claim says, as its columns hold it; only `words` may be the same in other letters."""

    key: str
    """The id of the claim: 32 hexadecimal digits, in the order of which everything is walked."""
    subject: str
    property: str
    value: str
    locator: str
    stance: str
    purpose: str
    scope: str
    words: str
    """JSON."""
    as_given: str
    observed_on: str | None
    """A day as YYYY-MM-DD."""
    hedged: int


class Ranked(NamedTuple):
    """How a claim is ranked, and who says so."""

    rank: str
    reason: str
    ruled: int
    why: str


NORMAL = Ranked("normal", "", 0, "")


class Live(NamedTuple):
    """A live row of a source, whoever wrote it."""

    pk: int
    imported: int
    """True where an earlier file wrote it; what a pack or the desk wrote is left alone."""
    recorded_on: str
    said: Said
    ranked: Ranked


class Wanted(NamedTuple):
    """A claim that has to be live afterwards."""

    said: Said
    ranked: Ranked = NORMAL


class Step(NamedTuple):
    """What becomes of one key: `ends` is the row that ends, `begins` the claim that begins; both, one, or neither."""

    ends: Live | None
    begins: Wanted | None
    ruled: bool = False
    """True where the rank of a steward was kept."""


KEPT = Step(None, None)
RULED = Step(None, None, True)


def merged(live: Iterable[Live], wanted: Iterable[Wanted], *, whole: bool) -> Iterator[Step]:
    """Yield what becomes of each key, in order. Both come in the order of their keys, and have each key once.

    Where the file is not the `whole` list of its source, what it does not name stays.
    """
    rows, claims = iter(live), iter(wanted)
    row, claim = next(rows, None), next(claims, None)
    while row is not None and claim is not None:
        if row.said.key < claim.said.key:
            yield from _gone(row, whole=whole)
            row = next(rows, None)
        elif claim.said.key < row.said.key:
            yield Step(None, claim)
            claim = next(claims, None)
        else:
            yield _met(row, claim)
            row, claim = next(rows, None), next(claims, None)
    while row is not None:
        yield from _gone(row, whole=whole)
        row = next(rows, None)
    while claim is not None:
        yield Step(None, claim)
        claim = next(claims, None)


def _gone(row: Live, *, whole: bool) -> Iterator[Step]:
    if row.imported:
        yield Step(row, None) if whole else KEPT


def _met(row: Live, claim: Wanted) -> Step:
    # What the desk has said itself is not said again; what is said again to the letter keeps whatever rank it has.
    if not row.imported:
        return KEPT
    if same(row.said, claim.said):
        return RULED if row.ranked.ruled else KEPT
    ruled = still_ruled(bool(row.ranked.ruled), row.said.observed_on, claim.said.observed_on)
    return Step(row, Wanted(claim.said, row.ranked if ruled else claim.ranked), ruled)


def same(one: Said, other: Said) -> bool:
    """Tell whether two claims say the same.

    JSON may be written in more than one way, and where one of them tells no spelling of its value it tells no other.
    """
    return one == other or ((one.words, one.as_given) != (other.words, other.as_given) and _alike(one, other))


def _alike(one: Said, other: Said) -> bool:
    if one.as_given and other.as_given and one.as_given != other.as_given:
        return False
    plain, known = (said._replace(words="", as_given="") for said in (one, other))
    return plain == known and orjson.loads(one.words) == orjson.loads(other.words)
