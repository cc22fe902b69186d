"""The addresses that anybody may ask for; what a release holds is served before Django is asked."""

from __future__ import annotations

from django.urls import URLPattern, URLResolver, include, path

from romduol.channels.web.views import broken, not_found, unreadable
from romduol.config.health import healthz

urlpatterns: list[URLPattern | URLResolver] = [
    path("healthz", healthz, name="healthz"),
    path("", include("romduol.channels.api.urls")),
    path("", include("romduol.channels.web.urls")),
]

handler400 = unreadable
handler404 = not_found
handler500 = broken
