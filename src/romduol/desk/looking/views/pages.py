"""The overview, and the one page of it that is printed for a meeting."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from datetime import date
from pathlib import Path
from typing import Any

from django.conf import settings
from django.http import HttpRequest, HttpResponse

from romduol.desk.looking.forms import Part, part_of
from romduol.desk.looking.queries import Counted, latest
from romduol.desk.looking.records import NATIONAL, UNPLACED, Cell, Count, Curve, Figure, FigureKind, Gap, Overview
from romduol.desk.looking.rules.figures import compared, day_before, series_of, share, thinned
from romduol.desk.looking.rules.gaps import gaps, in_all, narrowed, of_need
from romduol.desk.looking.rules.pictures import bars, curve
from romduol.desk.looking.views.words import (
    CALLED,
    CHECKED,
    FIGURES,
    SEVERITIES,
    SHOWINGS,
    TEXTS,
    Names,
    gap_words,
    said,
)
from romduol.knowledge.releases.queries.folder import last_good
from romduol.safety.access.records import Permission
from romduol.safety.access.rules import staff_door
from romduol.safety.access.views.pages import staff_page
from romduol.ui import formatting
from romduol.ui.words import phrase, words_of

TEMPLATES = Path(__file__).resolve().parents[1] / "templates"
MOST_POINTS = 30
MOST_NAMES = 8
WORST = 3
HUNDRED = 100


@staff_door(Permission.SEE)
def looking(request: HttpRequest, lang: str) -> HttpResponse:
    """Show what is missing, where help is known, how old the checks are, and how that changed."""
    found = latest()
    title = phrase("Overview")
    if found is None:
        return staff_page(request, "looking/nothing.html", title, folder=TEMPLATES)
    part = part_of(request.GET.dict(), found.overview)
    shows = {**_whole(found, lang), **_coverage(found.overview, part, lang), "gaps": _gaps(found.overview, lang, part)}
    return staff_page(request, "looking/looking.html", title, folder=TEMPLATES, **shows)


@staff_door(Permission.SEE)
def sheet(request: HttpRequest, lang: str) -> HttpResponse:
    """Show the page that is printed: five figures, the worst gaps, what to call next, what is open."""
    found = latest()
    title = phrase("Overview for a meeting")
    if found is None:
        return staff_page(request, "looking/nothing.html", title, folder=TEMPLATES)
    overview = found.overview
    shows = {
        **_dated(found, lang),
        **_figures(found, lang),
        "gaps": _gaps(overview, lang)[:WORST],
        "calls": [(one, said(one.who, lang), CALLED[one.age]) for one in overview.next_calls],
        "severities": _told(overview.contradictions, SEVERITIES),
    }
    return staff_page(request, "looking/sheet.html", title, folder=TEMPLATES, **shows)


def _dated(found: Counted, lang: str) -> dict[str, Any]:
    manifest = last_good(Path(settings.RELEASES))
    return {"on": formatting.day(found.overview.on, lang), "release": manifest.release if manifest else ""}


def _figures(found: Counted, lang: str) -> dict[str, Any]:
    """Return the five figures beside those of the day that they are compared with."""
    on = found.overview.on
    before = day_before(list(found.days), on)
    told = compared(found.days[on], found.days[before] if before else None)
    return {
        "since": formatting.day(before, lang) if before else "",
        "figures": [(FIGURES[figure.kind], figure, _change(figure)) for figure in told],
    }


def _change(figure: Figure) -> str:
    """Return how a figure changed, with its sign; nothing where there is nothing to compare with."""
    if figure.before is None:
        return ""
    change = figure.now.part - figure.before.part
    return f"+{change}" if change > 0 else f"\u2212{-change}" if change else "="


def _whole(found: Counted, lang: str) -> dict[str, Any]:
    """Return what no filter narrows: pictures and lists of the whole country."""
    overview = found.overview
    open_ones = series_of(found.days, FigureKind.CONTRADICTIONS)
    called = series_of(found.days, FigureKind.CALLED_LATELY)
    return {
        **_dated(found, lang),
        **_figures(found, lang),
        "overview": overview,
        "line_bars": _bars(overview.line_ages, CALLED),
        "fact_bars": _bars(overview.fact_ages, CHECKED),
        "open_curve": _curve([(day, count.part) for day, count in open_ones], lang),
        "called_curve": _curve([(day, share(count)) for day, count in called], lang, HUNDRED),
        "called_now": share(_last(called)),
        "severities": _told(overview.contradictions, SEVERITIES),
        "showings": _told(overview.lines, SHOWINGS),
        "texts": _told(overview.texts, TEXTS),
        "held": [(Names(overview, words_of(lang)).place(code), count) for code, count in overview.held_back.items()],
    }


def _last(series: list[tuple[date, Count]]) -> Count:
    return series[-1][1] if series else Count(0)


def _bars(ages: Mapping[Any, int], words: Mapping[Any, str]) -> list[tuple[Any, str]]:
    return [(bar, words[age]) for bar, age in zip(bars(ages), ages, strict=True)]


def _curve(points: list[tuple[date, int]], lang: str, top: int = 0) -> tuple[Curve, list[tuple[str, int]]]:
    drawn = curve(thinned(points, MOST_POINTS), top)
    return drawn, [(formatting.day(day, lang), count) for day, count in drawn.points]


def _told(counts: Mapping[str, int], words: Mapping[str, str]) -> list[tuple[str, str, int]]:
    """Return code, words and count in the order of the words; what this program has no words for is left out."""
    return [(code, told, counts.get(code, 0)) for code, told in words.items()]


def _gaps(overview: Overview, lang: str, part: Part = Part()) -> list[dict[str, Any]]:  # noqa: B008 - it is frozen
    names = Names(overview, words_of(lang))
    return [_gap(gap, names) for gap in gaps(overview, place=part.place, need=part.need)]


def _gap(gap: Gap, names: Names) -> dict[str, Any]:
    told = names.each(gap.places, "places") + names.each(gap.needs, "needs")
    words = gap_words(gap.kind, gap.count, names.words)
    return {"words": words, "count": gap.count, "first": told[:MOST_NAMES], "more": told[MOST_NAMES:]}


def _coverage(overview: Overview, part: Part, lang: str) -> dict[str, Any]:
    """Return the table: a row for each place, a column for each kind of help, and what they come to."""
    names = Names(overview, words_of(lang))
    seen = narrowed(overview, place=part.place, need=part.need)
    return {
        "part": part,
        "places": [("", words_of(lang).gettext(phrase("All"))), *((c, names.place(c)) for c in overview.coverage)],
        "needs": [("", words_of(lang).gettext(phrase("All"))), *((n, names.need(n)) for n in overview.needs)],
        "columns": [(names.need(need), of_need(seen, need)) for need in seen.needs],
        "rows": list(_rows(seen, names)),
        "empty": [names.place(place) for place, row in seen.coverage.items() if not in_all(row).listed],
    }


def _rows(seen: Overview, names: Names) -> Iterator[dict[str, Any]]:
    for place, row in seen.coverage.items():
        cells = [(names.need(need), row.get(need, Cell())) for need in seen.needs]
        yield {
            "name": names.place(place),
            "apart": place in (NATIONAL, UNPLACED),
            "all": in_all(row),
            "cells": cells,
            "known": [(name, cell) for name, cell in cells if cell.listed],
            "unknown": [name for name, cell in cells if not cell.listed],
        }
