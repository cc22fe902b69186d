"""Takes a file in: its day, whether it is the whole list, and the file itself."""

from __future__ import annotations

from dataclasses import replace
from datetime import datetime
from pathlib import Path
from typing import Any
from uuid import uuid4

from django.conf import settings
from django.http import Http404, HttpRequest, HttpResponse, HttpResponseRedirect
from django.urls import reverse
from django.utils import timezone
from django.views.decorators.http import require_http_methods

from romduol.desk.changes.forms import act_of
from romduol.desk.loading import queries
from romduol.desk.loading.actions import SupplierWrong, UnderWay, begin_import, keep_supplier
from romduol.desk.loading.actions.holding import hold
from romduol.desk.loading.forms import DATED, FORMATS, PART, PROBLEMS, TABLES, UNDATED, WHOLE, FileForm
from romduol.desk.loading.queries import NoSuchSupplier
from romduol.desk.loading.queries.holding import Held
from romduol.desk.loading.records import Import, Supplier
from romduol.desk.loading.views import words
from romduol.desk.loading.views.arriving import arrival_of, takes_a_file
from romduol.desk.loading.views.columns import knows_its_columns
from romduol.desk.loading.views.listing import NEW, TEMPLATES
from romduol.desk.loading.views.telling import import_told, supplier_told
from romduol.desk.resolving.views.telling import Teller
from romduol.safety.access.records import Permission
from romduol.safety.access.rules import staff_door
from romduol.safety.access.views.keeping import who_asks
from romduol.safety.access.views.pages import language_of, staff_page

TABLE_FORMATS = ("auto", "csv", "xlsx")


@takes_a_file
@staff_door(Permission.IMPORT)
@require_http_methods(["GET", "POST"])
def hand_in(request: HttpRequest, lang: str, source: str) -> HttpResponse:
    """Show the form for a file of a supplier, and begin to try what comes with it."""
    try:
        supplier = queries.supplier(source)
    except NoSuchSupplier:
        raise Http404 from None
    form = FileForm(request.POST if request.method == "POST" else _as_last_time(supplier))
    if request.method != "POST":
        return _page(request, supplier, form)
    day, complete, arrival = form.as_of(), form.complete(), arrival_of(request)
    if arrival.fault is not None:
        form.problems["file"] = words.FAULTS[arrival.fault]
    if form.problems or arrival.path is None:
        return _page(request, supplier, form)
    person, now = who_asks(request), timezone.now()
    try:
        if (day, complete) != (supplier.date, supplier.complete):
            keep_supplier(replace(supplier, date=day, complete=complete), by=person.by, now=now)
        made = _begun(request, supplier, arrival.path, arrival.name, form.format(), now)
    except SupplierWrong as wrong:
        form.problems["dated"] = next(iter(wrong.problems.values()))
        return _page(request, supplier, form)
    except UnderWay as found:
        return _page(request, supplier, form, other=found.other)
    name = "import" if isinstance(made, Import) else "import-columns"
    key = made.id if isinstance(made, Import) else made.key
    return HttpResponseRedirect(reverse(name, kwargs={"lang": lang, "key": key}), status=303)


def _begun(
    request: HttpRequest, supplier: Supplier, file: Path, name: str, format: str, now: datetime
) -> Import | Held:
    """Begin to try a file; a table with columns that nobody told of yet waits until somebody does."""
    act, by = act_of(request.POST), who_asks(request).by
    if format in TABLE_FORMATS and file.suffix in TABLES and not knows_its_columns(supplier.reading, file):
        return hold(key=act, file=file, file_name=name, of=supplier.id, by=by, format=format)
    reading = {**supplier.reading, "format": format}
    return begin_import(act=act, file=file, file_name=name, supplier=supplier.id, reading=reading, by=by, now=now)


def _as_last_time(supplier: Supplier) -> dict[str, str]:
    """Return what a form begins with: whether the last file was the whole list; never its day, which is another now."""
    known = bool(supplier.reading) or supplier.date is not None
    return {"extent": (WHOLE if supplier.complete else PART) if known else "", "format": "auto"}


def _page(request: HttpRequest, supplier: Supplier, form: FileForm, other: Import | None = None) -> HttpResponse:
    tell = Teller(language_of(request))
    status = 409 if other else 422 if form.problems else 200
    return staff_page(
        request,
        "loading/hand_in.html",
        NEW,
        folder=TEMPLATES,
        status=status,
        supplier=supplier_told(supplier, tell),
        sent=form.sent,
        problems={name: tell(PROBLEMS.get(code, code)) for name, code in form.problems.items()},
        other=import_told(other, tell) if other else None,
        formats=[(code, tell(words.FORMATS[code])) for code in FORMATS],
        megabytes=settings.UPLOAD_MB,
        choices=_choices(),
        act_id=form.sent.get("act") or str(uuid4()),
    )


def _choices() -> dict[str, Any]:
    return {"dated": DATED, "undated": UNDATED, "whole": WHOLE, "part": PART}
