"""The addresses of the desk, each behind a door; whoever may not open one finds that it is not there."""

from __future__ import annotations

from django.urls import URLPattern, URLResolver, include, path

from romduol.channels.web.views import unreadable
from romduol.config.busy import fault
from romduol.config.front import front, nowhere

ROOMS = (
    "romduol.safety.accounts.urls",
    "romduol.desk.queue.urls",
    "romduol.desk.checking.urls",
    "romduol.desk.resolving.urls",
    "romduol.desk.publishing.urls",
    "romduol.desk.suggestions.urls",
    "romduol.desk.loading.urls",
    "romduol.desk.looking.urls",
    "romduol.desk.duplicates.urls",
    "romduol.desk.partners.urls",
    "romduol.care.feedback.urls",
    "romduol.care.queues.urls",
    "romduol.care.keys.urls",
    "romduol.care.reports.urls",
)
"""The rooms that have pages, by the modules of their addresses."""

urlpatterns: list[URLPattern | URLResolver] = [
    path("desk/", front, name="front"),
    path("desk/<str:lang>/", front, name="desk"),
    *(path("desk/<str:lang>/", include(room)) for room in ROOMS),
]

handler400 = unreadable
handler404 = nowhere
handler500 = fault
