"""The coverage as a table that any spreadsheet opens, Khmer and all, with no cell that could become a formula."""

from __future__ import annotations

import csv
from collections.abc import Iterator
from io import StringIO

from django.http import HttpRequest, HttpResponse

from romduol.base.cells import harmless
from romduol.desk.looking.forms import Part, part_of
from romduol.desk.looking.queries import latest
from romduol.desk.looking.records import Cell, Overview
from romduol.desk.looking.rules.gaps import narrowed
from romduol.desk.looking.views.words import Names
from romduol.safety.access.records import Permission
from romduol.safety.access.rules import staff_door
from romduol.ui.words import phrase, words_of

HEAD = (
    phrase("Place"),
    phrase("Kind of help"),
    phrase("Services listed"),
    phrase("With a number that can be called"),
    phrase("Said or checked lately"),
)
BOM = "\ufeff"
"""Tells a spreadsheet that this is UTF-8; without it Khmer comes out as nonsense."""


@staff_door(Permission.SEE)
def spreadsheet(request: HttpRequest, lang: str) -> HttpResponse:
    """Hand out the coverage, as far as it is asked for."""
    found = latest()
    written = StringIO()
    rows = csv.writer(written)
    rows.writerow([words_of(lang).gettext(head) for head in HEAD])
    if found is not None:
        rows.writerows(_rows(found.overview, part_of(request.GET.dict(), found.overview), lang))
    name = f"overview-{found.overview.on}.csv" if found else "overview.csv"
    headers = {"Content-Disposition": f'attachment; filename="{name}"', "Cache-Control": "no-store"}
    return HttpResponse(BOM + written.getvalue(), content_type="text/csv; charset=utf-8", headers=headers)


def _rows(overview: Overview, part: Part, lang: str) -> Iterator[list[str | int]]:
    names = Names(overview, words_of(lang))
    seen = narrowed(overview, place=part.place, need=part.need)
    for place, row in seen.coverage.items():
        for need in seen.needs:
            cell = row.get(need, Cell())
            about = [harmless(names.place(place).striptags()), harmless(names.need(need).striptags())]
            yield [*about, cell.listed, cell.callable, cell.fresh]
