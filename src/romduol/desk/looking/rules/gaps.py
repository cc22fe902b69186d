"""Decides what is missing: in the whole country, or as far as a filter looks."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping
from dataclasses import replace

from romduol.desk.looking.records import NATIONAL, OTHER, UNPLACED, Age, Cell, Gap, GapKind, Overview

NOWHERE = (NATIONAL, UNPLACED)


def narrowed(overview: Overview, *, place: str = "", need: str = "") -> Overview:
    """Return an overview of which the coverage tells one province alone, or one need alone."""
    rows = {
        code: {one: cell for one, cell in row.items() if need in ("", one)}
        for code, row in overview.coverage.items()
        if place in ("", code)
    }
    return replace(overview, coverage=rows, needs=tuple(one for one in overview.needs if need in ("", one)))


def in_all(row: Mapping[str, Cell]) -> Cell:
    """Return the sum of a row: a service answers one need."""
    return sum(row.values(), Cell())


def of_need(overview: Overview, need: str) -> Cell:
    """Return the sum of a column; a service that is given in two provinces counts in both."""
    return sum((row.get(need, Cell()) for row in overview.coverage.values()), Cell())


def gaps(overview: Overview, *, place: str = "", need: str = "") -> list[Gap]:
    """Return what is missing, gravest first; nothing is told of a kind of gap that there is none of."""
    return [gap for gap in _all(narrowed(overview, place=place, need=need), place, need) if gap.count]


def _all(seen: Overview, place: str, need: str) -> Iterator[Gap]:
    own = {code: in_all(row) for code, row in seen.coverage.items() if code not in NOWHERE}
    unreached = [one for one in seen.needs if one != OTHER and not of_need(seen, one).callable]
    yield Gap(GapKind.NEED_UNREACHED, len(unreached), needs=tuple(unreached))
    yield _places(GapKind.PLACE_UNREACHED, (code for code, cell in own.items() if cell.listed and not cell.callable))
    yield _places(GapKind.PLACE_EMPTY, (code for code, cell in own.items() if not cell.listed))
    if not need:
        held = {code: count for code, count in seen.held_back.items() if place in ("", code)}
        known = sum(held.values()) if place else seen.held_back_in_all
        yield Gap(GapKind.HELD_BACK, known, places=tuple(code for code in held if code not in NOWHERE))
    if not need and not place:
        yield Gap(GapKind.NEVER_CALLED, seen.line_ages.get(Age.NEVER, 0))


def _places(kind: GapKind, codes: Iterable[str]) -> Gap:
    found = tuple(codes)
    return Gap(kind, len(found), places=found)
