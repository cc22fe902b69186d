"""What a process without the public face answers besides its own: whether it runs."""

from __future__ import annotations

from django.urls import URLPattern, path

from romduol.channels.web.views import broken, not_found, unreadable
from romduol.config.health import healthz

urlpatterns: list[URLPattern] = [path("healthz", healthz, name="healthz")]

handler400 = unreadable
handler404 = not_found
handler500 = broken
