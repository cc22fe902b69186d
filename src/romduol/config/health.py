"""Tells a monitor whether this server runs and which release it hands out; not which version, which helps attackers.

It stands in config because it speaks about the running machine as a whole: it reads the manifest that
channels read, and no record.
"""

from __future__ import annotations

from django.http import HttpRequest, JsonResponse
from django.views.decorators.http import require_safe

from romduol.config.wires import shelf
from romduol.knowledge.releases.queries.folder import NothingPublished
from romduol.safety.access.rules import public_door


def current_release() -> str | None:
    """Return the id of the release that is served, or None where there is none that can be read."""
    try:
        return shelf().manifest().release
    except (OSError, NothingPublished):
        return None


@public_door
@require_safe
def healthz(request: HttpRequest) -> JsonResponse:
    """Answer ``{"status", "release"}``: 200, or 503 where there is no release to serve."""
    release = current_release()
    answer = {"status": "ok" if release else "nothing to serve", "release": release}
    return JsonResponse(answer, status=200 if release else 503, headers={"Cache-Control": "no-store"})
