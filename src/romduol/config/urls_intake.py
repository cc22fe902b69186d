"""The addresses under which readers hand something in; no cookie, no session, nothing is read back."""

from __future__ import annotations

from django.urls import URLPattern, URLResolver, include, path

from romduol.care.feedback.urls import INTAKE as FEEDBACK
from romduol.care.reports.urls import INTAKE as REPORTS
from romduol.channels.web.views import broken, not_found, unreadable
from romduol.desk.suggestions.urls import INTAKE

urlpatterns: list[URLPattern | URLResolver] = [path("in/<str:lang>/", include([*INTAKE, *FEEDBACK, *REPORTS]))]

handler400 = unreadable
handler404 = not_found
handler500 = broken
