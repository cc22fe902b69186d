"""Hands out the table that somebody without a list of their own can fill in."""

from __future__ import annotations

from collections.abc import Callable, Mapping

from django.http import Http404, HttpRequest, HttpResponse
from django.views.decorators.http import require_safe

from romduol.desk.exports.template import template_csv, template_xlsx
from romduol.safety.access.records import Permission
from romduol.safety.access.rules import staff_door

KINDS: Mapping[str, tuple[str, Callable[..., bytes]]] = {
    "csv": ("text/csv; charset=utf-8", template_csv),
    "xlsx": ("application/vnd.openxmlformats-officedocument.spreadsheetml.sheet", template_xlsx),
}


@staff_door(Permission.IMPORT)
@require_safe
def template(request: HttpRequest, lang: str, ending: str) -> HttpResponse:
    """Hand out the template, its headings in the language of the page."""
    if ending not in KINDS:
        raise Http404
    kind, make = KINDS[ending]
    headers = {"Content-Disposition": f'attachment; filename="romduol-{lang}.{ending}"', "Cache-Control": "no-store"}
    return HttpResponse(make(lang), content_type=kind, headers=headers)
