"""Takes what readers say is wrong with a page: no account, no cookie, no script, and nothing unmasked is kept."""

from __future__ import annotations

from pathlib import Path
from typing import Any

import orjson
from django.conf import settings
from django.db import DatabaseError
from django.http import Http404, HttpRequest, HttpResponse
from django.utils import timezone
from django.views.decorators.debug import sensitive_post_parameters
from django.views.decorators.http import require_http_methods

from romduol.desk.suggestions import queries
from romduol.desk.suggestions.actions import receive
from romduol.desk.suggestions.forms import LONGEST_NUMBER, TOLD, Sent, handed_in
from romduol.desk.suggestions.records import Handed, Receipt
from romduol.desk.suggestions.rules.masking import LONGEST_WORDS
from romduol.desk.suggestions.rules.telling import ORDINARY, SERIOUS, TAKEN_WORDS, WORDS, is_serious
from romduol.knowledge.releases.queries.shelf import NothingPublished, shelf_of
from romduol.knowledge.releases.rules.headings import heading
from romduol.knowledge.releases.rules.naming import FRAMES
from romduol.knowledge.releases.views.packing import travels_packed
from romduol.safety.access.rules import public_door
from romduol.safety.access.views.origin import is_from_here
from romduol.ui.assets import handing_in_policy
from romduol.ui.templates import environment
from romduol.ui.words import phrase, words_of

TEMPLATES = Path(__file__).resolve().parents[1] / "templates"
HTML = "text/html"


@public_door
@sensitive_post_parameters()
@require_http_methods(["GET", "HEAD", "POST"])
@travels_packed
def about_page(request: HttpRequest, lang: str, page: str = "") -> HttpResponse:
    """Show the form about one page of the release, or take what was sent."""
    html, frame = _of_release(lang, page)
    shows = {"frame": frame, "path": page, "heading": heading(html)}
    if not _is_kept_here():
        return _drawn("elsewhere", lang, 404, **shows)
    if request.method != "POST":
        return _drawn("form", lang, 200, sent=Sent(Handed(page, lang, ())), **shows)
    if not is_from_here(request):
        return _drawn("refused", lang, 403, **shows)
    request.encoding = "utf-8"
    sent = handed_in(request.POST, page=page, lang=lang, page_html=html, short_codes=queries.short_codes())
    if sent.problems:
        return _drawn("form", lang, 422, sent=sent, **shows)
    try:
        receipt = receive(sent.handed, on=timezone.localdate())
    except DatabaseError:  # Its message could hold what was handed in, so it goes no further.
        return _drawn("thanks", lang, 503, sent=sent, failed=True, **shows)
    return _drawn("thanks", lang, 200, sent=sent, receipt=receipt, **shows)


def _is_kept_here() -> bool:
    """Tell whether this machine has the database of the desk, to which suggestions belong (config/routing.py)."""
    return not str(settings.DATABASES["default"]["ENGINE"]).endswith(".dummy")


def _of_release(lang: str, page: str) -> tuple[str, dict[str, Any]]:
    """Return a page as readers get it and the frame around it; raises `Http404` where the release has no such page."""
    try:
        served = shelf_of(Path(settings.RELEASES)).served()
        stored, entry = served.page(FRAMES), served.entry(f"{lang}/{page}")
    except NothingPublished:
        raise Http404 from None
    frame = orjson.loads(stored).get(lang) if stored else None
    if entry is None or entry.private or not entry.media_type.startswith(HTML) or frame is None:
        raise Http404
    return served.plain(f"{lang}/{page}", entry).decode(), frame


def _drawn(name: str, lang: str, status: int, **shows: Any) -> HttpResponse:
    words = words_of(lang)
    # A history shows the title: it tells neither what was read nor what was told.
    title = words.gettext(phrase("Note"))
    if status == 422:
        title = words.gettext(phrase("Please correct: %(title)s")) % {"title": title}
    body = (
        environment(lang, (TEMPLATES,))
        .get_template(f"reader/{name}.html")
        .render(title=title, **_words(**shows), **shows)
    )
    return HttpResponse(
        body, status=status, headers={"Cache-Control": "no-store", "Content-Security-Policy": handing_in_policy()}
    )


def _words(sent: Sent | None = None, receipt: Receipt | None = None, failed: bool = False, **_: Any) -> dict[str, Any]:
    """Return what every one of these pages may show besides."""
    return {
        "kinds": [(one, WORDS[one]) for one in ORDINARY],
        "grave": [(one, WORDS[one]) for one in WORDS if one in SERIOUS],
        "fields": {"told": TOLD, "longest": LONGEST_WORDS, "longest_number": LONGEST_NUMBER},
        "taken": [TAKEN_WORDS[one] for one in sent.handed.words.taken] if sent else [],
        "serious": sent is not None and is_serious(sent.handed.told),
        "kept": receipt in (Receipt.KEPT, Receipt.AGAIN),
        "counted": receipt is Receipt.COUNTED,
        "broken": failed,
    }
