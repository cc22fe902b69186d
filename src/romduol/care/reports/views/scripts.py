"""Hands out the script that seals in the browser, under the hash of its bytes: a stale one has no name any more.

No cache keeps it: on a shared phone, a copy of this script would tell that somebody opened the page for reports.
"""

from __future__ import annotations

from functools import cache
from hashlib import sha256
from pathlib import Path

from django.http import Http404, HttpRequest, HttpResponse
from django.views.decorators.http import require_safe

from romduol.knowledge.releases.views.packing import travels_packed
from romduol.safety import crypto
from romduol.safety.access.rules import public_door

BUNDLE = Path(crypto.__file__).parent / "browser" / "bundles" / "report.js"
"""Made by tools/bundles.sh; a copy without it has pages that work without a script."""
NAME_LETTERS = 20


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


@cache
def _bundle() -> tuple[str, bytes] | None:
    try:
        data = BUNDLE.read_bytes()
    except OSError:
        return None
    return sha256(data).hexdigest()[:NAME_LETTERS], data
