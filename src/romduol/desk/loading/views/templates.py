"""Hands out the table that somebody without a list of their own can fill in."""

from __future__ import annotations

from collections.abc import Callable, Mapping

from django.http import Http404, HttpRequest, HttpResponse
from django.views.decorators.http import require_safe

from romduol.desk.imports.sheets.template import template_csv, template_xlsx
from romduol.knowledge.directory.queries import NoPackLoaded, loaded_words
from romduol.knowledge.directory.records import Category
from romduol.safety.access.records import Permission
from romduol.safety.access.rules import staff_door

TYPES: Mapping[str, str] = {
    "csv": "text/csv; charset=utf-8",
    "xlsx": "application/vnd.openxmlformats-officedocument.spreadsheetml.sheet",
}


@staff_door(Permission.IMPORT)
@require_safe
def template(request: HttpRequest, lang: str, ending: str) -> HttpResponse:
    """Hand out the template, its headings in the language of the page."""
    if ending not in TYPES:
        raise Http404
    headers = {"Content-Disposition": f'attachment; filename="romduol-{lang}.{ending}"', "Cache-Control": "no-store"}
    return HttpResponse(_MADE[ending](lang), content_type=TYPES[ending], headers=headers)


def _workbook(lang: str) -> bytes:
    return template_xlsx(lang, _categories())


def _categories() -> tuple[Category, ...]:
    try:
        return tuple(loaded_words()[1].values())
    except NoPackLoaded:
        return ()


_MADE: Mapping[str, Callable[[str], bytes]] = {"csv": template_csv, "xlsx": _workbook}
