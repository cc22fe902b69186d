"""Hands out the script that sends a form again once the signal is back."""

from __future__ import annotations

from functools import cache
from pathlib import Path

from django.http import HttpRequest, HttpResponse

from romduol.safety.access.records import Permission
from romduol.safety.access.rules import staff_door

SCRIPT = Path(__file__).resolve().parent.parent / "scripts" / "sending.js"


@staff_door(Permission.CHECK)
def sending(request: HttpRequest, lang: str) -> HttpResponse:
    """Return the script; it keeps what was typed in memory alone."""
    return HttpResponse(_script(), content_type="text/javascript; charset=utf-8")


@cache
def _script() -> bytes:
    return SCRIPT.read_bytes()
