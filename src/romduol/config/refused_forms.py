"""Answers a form of the desk that came without its key."""

from __future__ import annotations

from pathlib import Path

from django.http import HttpRequest, HttpResponse

from romduol.safety.access.views.pages import staff_page
from romduol.ui.templates import OURS
from romduol.ui.words import phrase


def refused(request: HttpRequest, reason: str = "") -> HttpResponse:
    """Say that nothing was done, and how to go on."""
    return staff_page(request, "desk/refused.html", phrase("Nothing was done"), folder=Path(OURS), status=403)
