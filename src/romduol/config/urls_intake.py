"""The addresses under which readers hand something in; no cookie, no session, nothing is read back."""

from __future__ import annotations

from django.urls import URLPattern, URLResolver

from romduol.channels.web.views import broken, not_found, unreadable

urlpatterns: list[URLPattern | URLResolver] = []

handler400 = unreadable
handler404 = not_found
handler500 = broken
