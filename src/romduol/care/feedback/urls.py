"""The addresses of feedback: those of the desk, each behind a door, and those that readers open."""

from __future__ import annotations

from django.urls import URLPattern, path

from romduol.care.feedback.views import desk, intake

urlpatterns: list[URLPattern] = [
    path("feedback", desk.listed, name="feedback"),
    path("feedback/handled", desk.handled, name="feedback_handled"),
    path("feedback/cards", desk.cards, name="feedback_cards"),
]

INTAKE: list[URLPattern] = [
    path("v", intake.choose, name="tell_home"),
    path("v/<str:service>", intake.about_service, name="tell"),
]
"""Under `/in/<lang>/`."""
