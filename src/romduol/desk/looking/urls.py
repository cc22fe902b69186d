"""The addresses of this room, each behind a door."""

from django.urls import URLPattern, path

from romduol.desk.looking.views.pages import looking, sheet
from romduol.desk.looking.views.spreadsheet import spreadsheet

urlpatterns: list[URLPattern] = [
    path("looking", looking, name="looking"),
    path("looking/sheet", sheet, name="looking-sheet"),
    path("looking/csv", spreadsheet, name="looking-csv"),
]
