"""The addresses of this room, each behind a door."""

from __future__ import annotations

from django.urls import URLPattern, path

from romduol.desk.loading.views import columns, deciding, handing_in, listing, one, problems, suppliers, templates

urlpatterns: list[URLPattern] = [
    path("imports", listing.listed, name="imports"),
    path("imports/new", listing.whose, name="import-new"),
    path("imports/supplier", suppliers.describe, name="import-supplier"),
    path("imports/supplier/<str:source>", suppliers.describe_again, name="import-supplier-again"),
    # The one address that takes more than a form (config/uploads.py).
    path("imports/from/<str:source>", handing_in.hand_in, name="import-hand-in"),
    path("imports/columns/<uuid:key>", columns.columns, name="import-columns"),
    path("imports/columns/<uuid:key>/words", columns.words, name="import-words"),
    path("imports/template.<str:ending>", templates.template, name="import-template"),
    path("imports/<uuid:key>", one.shown, name="import"),
    path("imports/<uuid:key>/columns", columns.columns_again, name="import-columns-again"),
    path("imports/<uuid:key>/load", deciding.load, name="import-load"),
    path("imports/<uuid:key>/leave", deciding.leave, name="import-leave"),
    path("imports/<uuid:key>/yes", deciding.agree, name="import-yes"),
    path("imports/<uuid:key>/no", deciding.refuse, name="import-no"),
    path("imports/<uuid:key>/undo", deciding.undo, name="import-undo"),
    path("imports/<uuid:key>/problems", problems.listed, name="import-problems"),
    path("imports/<uuid:key>/problems.csv", problems.spreadsheet, name="import-problems-csv"),
]
