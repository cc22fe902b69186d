"""The addresses of this room, each behind a door."""

from django.urls import URLPattern

urlpatterns: list[URLPattern] = []
