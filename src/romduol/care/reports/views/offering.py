"""Offers the page that seals without a network, where the operator of this copy has made one and it still counts.

A page counts where it is the one that was signed, until its last day, and for as long as no inbox in it has a new key:
what it seals would be taken no more.
"""

from __future__ import annotations

import re
from collections.abc import Mapping
from dataclasses import dataclass, field
from datetime import date
from functools import lru_cache
from pathlib import Path
from uuid import UUID

import orjson
from django.conf import settings
from django.db import DatabaseError
from django.http import Http404, HttpRequest, HttpResponse
from django.utils import timezone
from django.views.decorators.http import require_safe

from romduol.care.queues import queries as queues
from romduol.care.queues.rules import day_of
from romduol.knowledge.releases.queries.folder import read_keyring
from romduol.knowledge.releases.rules.naming import KEYRING
from romduol.knowledge.releases.rules.trust import Refused, prove_sealing_page
from romduol.knowledge.releases.views.packing import travels_packed
from romduol.safety.access.rules import public_door

SIGNED = ".signed"
"""What the name of a page's signature ends with."""
NAME = "note.html"
"""Under which a phone saves it: it tells nothing."""
_TOLD = re.compile(rb'<script type="application/json" id="sealing">(.*?)</script>', re.DOTALL)


@dataclass(frozen=True, slots=True)
class Offered:
    """A sealing page that was signed for this copy, and its last day."""

    page: bytes = field(repr=False)
    until: date
    epochs: Mapping[UUID, int]
    """Queue -> the epoch that it seals to."""


def offered() -> Offered | None:
    """Return the page that this copy offers; None where there is none that counts."""
    page, releases = Path(settings.SEALING_PAGE), Path(settings.RELEASES)
    try:
        changed = tuple(one.stat().st_mtime_ns for one in (page, signature_of(page), releases / KEYRING))
    except OSError:
        return None
    found = _proved(page, releases, changed)
    return found if found and day_of(timezone.now()) <= found.until and _is_current(found.epochs) else None


def _is_current(epochs: Mapping[UUID, int]) -> bool:
    try:
        last = queues.last_epochs(epochs)
    except DatabaseError:  # Then nothing is taken either, and the page around it stands all the same.
        return False
    return {queue: epoch for queue, (_, epoch) in last.items()} == epochs


def signature_of(page: Path) -> Path:
    """Return where the signature of a page lies: beside it."""
    return page.with_name(page.name + SIGNED)


@lru_cache(maxsize=2)
def _proved(page: Path, releases: Path, changed: tuple[int, ...]) -> Offered | None:
    """Prove a page once for as long as nothing of it changes: every first page asks for it."""
    try:
        data, document = page.read_bytes(), signature_of(page).read_bytes()
        until = prove_sealing_page(data, document, read_keyring(releases)).until
    except (OSError, Refused):
        return None
    return Offered(data, until, _epochs_in(data))


def _epochs_in(page: bytes) -> dict[UUID, int]:
    """Return to which epoch of which queue a page seals that we signed."""
    told = _TOLD.search(page)
    found = orjson.loads(told[1])["kept"]["queues"] if told else []
    return {UUID(one["id"]): len(one["signed"]) for one in found}


@public_door
@require_safe
@travels_packed
def page_to_keep(request: HttpRequest, lang: str) -> HttpResponse:
    """Hand the page out, to be saved and never shown from here: it counts only away from this server."""
    found = offered()
    if found is None:
        raise Http404
    headers = {
        "Cache-Control": "no-store",
        "Content-Disposition": f'attachment; filename="{NAME}"',
        "Content-Security-Policy": "sandbox; default-src 'none'",
    }
    return HttpResponse(found.page, content_type="text/html; charset=utf-8", headers=headers)
