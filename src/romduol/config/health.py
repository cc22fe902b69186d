"""Tells a monitor whether this server runs, which version it is and which release it hands out.

It stands in config because it speaks about the running machine as a whole: it reads the manifest that
channels read, and no record.
"""

from __future__ import annotations

from pathlib import Path

from django.conf import settings
from django.http import HttpRequest, JsonResponse
from django.views.decorators.http import require_safe

from romduol import __version__
from romduol.knowledge.releases.queries import current_manifest
from romduol.knowledge.releases.rules import ManifestUnreadable
from romduol.safety.access.rules import public_door


def current_release(folder: Path) -> str | None:
    """Return the id of the release in the folder, or None where there is none that can be read."""
    try:
        manifest = current_manifest(folder)
    except (OSError, ManifestUnreadable):
        return None
    return manifest.release if manifest else None


@public_door
@require_safe
def healthz(request: HttpRequest) -> JsonResponse:
    """Answer ``{"status", "version", "release"}``; ``release`` is null before the first publishing."""
    release = current_release(Path(settings.RELEASES))
    answer = {"status": "ok", "version": __version__, "release": release}
    return JsonResponse(answer, headers={"Cache-Control": "no-store"})
