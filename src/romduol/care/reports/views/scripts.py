"""Hands out the script that seals in the browser, under the hash of its bytes: a stale one has no name any more.

No cache keeps it: on a shared phone, a copy of this script would tell that somebody opened the page for reports.
"""

from __future__ import annotations

from django.http import Http404, HttpRequest, HttpResponse
from django.views.decorators.http import require_safe

from romduol.care.keys.views.serving import made, signs_of
from romduol.knowledge.releases.views.packing import travels_packed
from romduol.safety.access.rules import public_door

BUNDLE = "report"
"""Made by tools/bundles.sh; a copy without it has pages that work without a script."""


@public_door
@require_safe
@travels_packed
def script(request: HttpRequest, lang: str, name: str) -> HttpResponse:
    """Hand out the script of this name, for this once."""
    found = _bundle()
    if found is None or found[0] != name:
        raise Http404
    return HttpResponse(
        found[1],
        content_type="text/javascript; charset=utf-8",
        headers={"Cache-Control": "no-store"},
    )


def script_address(lang: str) -> str:
    """Return where a page finds the script; empty where this copy has none."""
    found = _bundle()
    return f"/in/{lang}/r/s/{found[0]}.js" if found else ""


def _bundle() -> tuple[str, bytes] | None:
    data = made(BUNDLE)
    return (signs_of(data), data) if data else None
