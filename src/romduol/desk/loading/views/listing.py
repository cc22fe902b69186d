"""What was handed in, the newest first; and whose list somebody wants to hand in next."""

from __future__ import annotations

from pathlib import Path

from django.http import HttpRequest, HttpResponse
from django.utils import timezone
from django.views.decorators.http import require_safe

from romduol.desk.loading import queries
from romduol.desk.loading.views.telling import import_told, supplier_told
from romduol.desk.resolving.views.telling import Teller
from romduol.safety.access.records import Permission
from romduol.safety.access.rules import staff_door
from romduol.safety.access.views.pages import staff_page
from romduol.ui.words import phrase

TEMPLATES = Path(__file__).resolve().parents[1] / "templates"
TITLE = phrase("Take in")
NEW = phrase("Hand in a list")
SHOWN = 50


@staff_door(Permission.IMPORT)
@require_safe
def listed(request: HttpRequest, lang: str) -> HttpResponse:
    """List what was handed in, and what waits for a second yes first."""
    now, tell = timezone.now(), Teller(lang)
    waiting = queries.waiting_imports(now)
    held = {one.id for one in waiting}
    rest = [one for one in queries.imports(SHOWN, now) if one.id not in held]
    return staff_page(
        request,
        "loading/list.html",
        TITLE,
        folder=TEMPLATES,
        waiting=[import_told(one, tell) for one in waiting],
        rows=[import_told(one, tell) for one in rest],
        suppliers=[supplier_told(one, tell) for one in queries.suppliers()],
    )


@staff_door(Permission.IMPORT)
@require_safe
def whose(request: HttpRequest, lang: str) -> HttpResponse:
    """Ask whose list it is: of somebody who is known, or of somebody new."""
    tell = Teller(lang)
    known = [supplier_told(one, tell) for one in queries.suppliers()]
    return staff_page(request, "loading/whose.html", NEW, folder=TEMPLATES, suppliers=known)
