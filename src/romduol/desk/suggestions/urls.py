"""The addresses of this room: those of stewards, each behind a door, and the one that readers open."""

from __future__ import annotations

from django.urls import URLPattern, path

from romduol.desk.suggestions.views import inbox, intake

urlpatterns: list[URLPattern] = [
    path("suggestions", inbox.listed, name="suggestions"),
    path("suggestions/counted", inbox.counted, name="suggestions_counted"),
    path("suggestions/<uuid:suggestion>", inbox.one, name="suggestion"),
    path("suggestions/<uuid:suggestion>/adopt", inbox.adopt, name="suggestion_adopt"),
    path("suggestions/<uuid:suggestion>/settle", inbox.settle, name="suggestion_settle"),
]

INTAKE: list[URLPattern] = [
    path("s/", intake.about_page, name="suggest_home"),
    path("s/<path:page>", intake.about_page, name="suggest"),
]
"""Under `/in/<lang>/`."""
