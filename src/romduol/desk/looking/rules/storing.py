"""Writes counts as plain data for their table, and reads them again; what an older row lacks counts as 0."""

from __future__ import annotations

from collections.abc import Mapping
from datetime import date
from typing import Any

from romduol.desk.looking.records import Age, Cell, Count, FigureKind, Figures, NextCall, Overview


def figures_as_data(figures: Figures) -> dict[str, list[int | None]]:
    """Return figures as plain data."""
    return {str(kind): [count.part, count.whole] for kind, count in figures.items()}


def figures_from(data: Mapping[str, Any]) -> Figures:
    """Return figures from plain data; one that this program does not know is left out."""
    return {kind: Count(*data[kind]) for kind in FigureKind if kind in data}


def counts_as_data(overview: Overview) -> dict[str, Any]:
    """Return every count, and nothing but counts under codes."""
    return {
        "coverage": {
            place: {need: _cell(cell) for need, cell in row.items()} for place, row in overview.coverage.items()
        },
        "needs": list(overview.needs),
        "total": _cell(overview.total),
        "gone": overview.gone,
        "line_ages": _plain(overview.line_ages),
        "fact_ages": _plain(overview.fact_ages),
        "contradictions": _plain(overview.contradictions),
        "held_back": dict(overview.held_back),
        "held_back_in_all": overview.held_back_in_all,
        "texts": _plain(overview.texts),
        "texts_to_read_again": overview.texts_to_read_again,
        "lines": _plain(overview.lines),
    }


def named_as_data(overview: Overview) -> dict[str, Any]:
    """Return what the codes are called, and the numbers to call next: names of places and bodies, of no person."""
    return {
        "places": {code: dict(name) for code, name in overview.place_names.items()},
        "needs": {need: dict(name) for need, name in overview.need_names.items()},
        "next": [
            {
                "number": one.number,
                "code": one.code,
                "who": dict(one.who),
                "age": str(one.age),
                "two_owners": one.two_owners,
                "services": one.services,
                "masked": one.masked,
            }
            for one in overview.next_calls
        ],
    }


def overview_from(on: date, counts: Mapping[str, Any], named: Mapping[str, Any]) -> Overview:
    """Return the overview of a day from its plain data."""
    return Overview(
        on=on,
        coverage={
            place: {need: Cell(*cell) for need, cell in row.items()}
            for place, row in counts.get("coverage", {}).items()
        },
        needs=tuple(counts.get("needs", ())),
        total=Cell(*counts.get("total", ())),
        gone=counts.get("gone", 0),
        line_ages=_ages(counts.get("line_ages", {})),
        fact_ages=_ages(counts.get("fact_ages", {})),
        contradictions=counts.get("contradictions", {}),
        held_back=counts.get("held_back", {}),
        held_back_in_all=counts.get("held_back_in_all", 0),
        texts=counts.get("texts", {}),
        texts_to_read_again=counts.get("texts_to_read_again", 0),
        lines=counts.get("lines", {}),
        place_names=named.get("places", {}),
        need_names=named.get("needs", {}),
        next_calls=tuple(NextCall(**{**one, "age": Age(one["age"])}) for one in named.get("next", ())),
    )


def _cell(cell: Cell) -> list[int]:
    return [cell.listed, cell.callable, cell.fresh]


def _plain(counts: Mapping[Any, int]) -> dict[str, int]:
    return {str(code): count for code, count in counts.items()}


def _ages(counts: Mapping[str, int]) -> dict[Age, int]:
    return {age: counts.get(age, 0) for age in Age}
