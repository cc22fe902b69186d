"""Every problem of a list: in pages to read, and as a table to send back to whoever made the list."""

from __future__ import annotations

import csv
from collections.abc import Iterator
from itertools import islice
from uuid import UUID

from django.http import HttpRequest, HttpResponse
from django.views.decorators.http import require_safe

from romduol.base.cells import harmless
from romduol.desk.imports.causes import cause_in
from romduol.desk.loading import queries
from romduol.desk.loading.forms import begin_of
from romduol.desk.loading.records import Told
from romduol.desk.loading.views import words
from romduol.desk.loading.views.listing import TEMPLATES
from romduol.desk.loading.views.one import found_import
from romduol.desk.loading.views.telling import finding_named, finding_told, import_told
from romduol.desk.resolving.views.telling import Teller
from romduol.safety.access.records import Permission
from romduol.safety.access.rules import staff_door
from romduol.safety.access.views.pages import staff_page
from romduol.ui.words import phrase, words_of

TITLE = phrase("What to mend in the list")
SIZE = 50
"""Problems on a page."""
MOST_ROWS = 100_000
"""Of the table: more than that opens in no spreadsheet, and nobody mends it by hand."""
HEAD = (
    phrase("File or sheet"),
    phrase("Record"),
    phrase("Row"),
    phrase("Field"),
    phrase("What is wrong"),
    phrase("More exactly"),
    phrase("What to do"),
)
BOM = "\ufeff"
"""Tells a spreadsheet that this is UTF-8; without it Khmer comes out as nonsense."""


@staff_door(Permission.IMPORT)
@require_safe
def listed(request: HttpRequest, lang: str, key: UUID) -> HttpResponse:
    """List the problems of an import, all or of one reason."""
    found, tell = found_import(key), Teller(lang)
    counted = queries.counts_by_code(key)
    code = request.GET.get("code", "")
    code = code if code in counted else ""
    start = begin_of(request.GET.get("start", ""))
    shown = queries.findings(key, code, start, SIZE + 1)
    return staff_page(
        request,
        "loading/problems.html",
        TITLE,
        folder=TEMPLATES,
        it=import_told(found, tell),
        code=code,
        codes=[(one, finding_named(one, tell), count) for one, count in counted.items()],
        rows=[finding_told(one, tell) for one in shown[:SIZE]],
        start=start,
        before=max(0, start - SIZE),
        after=start + SIZE if len(shown) > SIZE else 0,
    )


@staff_door(Permission.IMPORT)
@require_safe
def spreadsheet(request: HttpRequest, lang: str, key: UUID) -> HttpResponse:
    """Hand out every problem as a table; no cell of the list itself stands in it."""
    found_import(key)
    answer = HttpResponse(BOM, content_type="text/csv; charset=utf-8", headers={"Cache-Control": "no-store"})
    answer["Content-Disposition"] = f'attachment; filename="problems-{str(key)[:8]}.csv"'
    rows = csv.writer(answer)
    rows.writerow([words_of(lang).gettext(head) for head in HEAD])
    rows.writerows(islice(_rows(key, lang), MOST_ROWS))
    return answer


def _rows(key: UUID, lang: str) -> Iterator[list[str]]:
    start = 0
    while some := queries.findings(key, "", start, SIZE * 20):
        yield from ([harmless(cell) for cell in _row(one, lang)] for one in some)
        start += len(some)


def _row(one: Told, lang: str) -> tuple[str, ...]:
    tell = words_of(lang).gettext
    return (
        one.sheet or one.file,
        str(one.record or ""),
        str(one.line or (one.record if one.sheet else "") or ""),
        one.pointer,
        tell(words.FINDINGS.get(one.code, one.code)),
        cause_in(one.cause, lang),
        tell(words.to_do(one.code)) if words.to_do(one.code) else "",
    )
