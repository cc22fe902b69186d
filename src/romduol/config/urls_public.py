"""The addresses that anybody may ask for; what a release holds is served before Django is asked."""

from __future__ import annotations

from django.urls import URLPattern, URLResolver, path

from romduol.config.health import healthz

urlpatterns: list[URLPattern | URLResolver] = [
    path("healthz", healthz, name="healthz"),
]
