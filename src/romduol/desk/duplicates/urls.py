"""The addresses of this room, each behind a door."""

from __future__ import annotations

from django.urls import URLPattern, path

from romduol.desk.duplicates.views import answering, listing

urlpatterns: list[URLPattern] = [
    path("duplicates", listing.duplicates, name="duplicates"),
    path("duplicates/search", listing.search, name="duplicates_search"),
    path("duplicates/<uuid:key>", answering.duplicate, name="duplicate"),
    path("duplicates/<uuid:key>/answer", answering.answer, name="duplicate_answer"),
    path("duplicates/<uuid:key>/part", answering.part_again, name="duplicate_part"),
]
