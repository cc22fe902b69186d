"""Reads from the release which service a page is about, and the frame that stands around every page."""

from __future__ import annotations

import re
from pathlib import Path
from typing import Any

import orjson
from django.conf import settings
from django.http import Http404
from markupsafe import Markup

from romduol.knowledge.releases.queries.shelf import NothingPublished, PageDamaged, shelf_of
from romduol.knowledge.releases.rules.headings import heading
from romduol.knowledge.releases.rules.naming import FRAMES

SERVICE = re.compile("s[a-z2-7]{10}")
"""How the code of a service's page looks."""


def frame_of(lang: str) -> dict[str, Any]:
    """Return the frame of a language; raises `Http404` where nothing is published."""
    try:
        stored = shelf_of(Path(settings.RELEASES)).served().page(FRAMES)
    except NothingPublished:
        raise Http404 from None
    frame = orjson.loads(stored).get(lang) if stored else None
    if frame is None:
        raise Http404
    return dict(frame)


def service_name(lang: str, service: str) -> Markup:
    """Return what a service's page is headed; empty where the release has no such service."""
    if not SERVICE.fullmatch(service):
        return Markup("")
    try:
        stored = shelf_of(Path(settings.RELEASES)).page(f"{lang}/{service}")
    except (NothingPublished, PageDamaged, OSError):
        stored = None
    return heading(stored.decode()) if stored else Markup("")
