"""What the pages of whoever reports have in common: the frame and the first lines of the release, and neutral heads."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import datetime
from pathlib import Path
from typing import Any

import orjson
from django.conf import settings
from django.http import Http404, HttpResponse
from django.utils import timezone
from jinja2 import Template
from markupsafe import Markup

from romduol.care.queues.rules import day_of
from romduol.care.reports.rules.lines import first_lines
from romduol.care.reports.rules.sealing import Moment
from romduol.care.reports.views.wording import sealing_of
from romduol.knowledge.releases.queries.shelf import NothingPublished, shelf_of
from romduol.knowledge.releases.rules.naming import FRAMES
from romduol.ui.assets import reporting_policy
from romduol.ui.templates import environment
from romduol.ui.words import phrase, words_of

TEMPLATES = Path(__file__).resolve().parents[1] / "templates"
LINES = "l"
"""Where the release lists lines to call."""
ON_THE_SITE: Mapping[str, Any] = {"outer": "base.html", "alone": None}
"""What templates are told that also draw a page which stands alone, away from the site."""


@dataclass(frozen=True, slots=True)
class Around:
    """What stands around each of these pages."""

    frame: Mapping[str, Any]
    lines: list[Markup]


def template_of(name: str, lang: str) -> Template:
    """Return a template of these pages, in a language."""
    return environment(lang, (TEMPLATES,)).get_template(f"reader/{name}.html")


def around(lang: str, *, alone: bool = False) -> Around:
    """Return what the release puts around a page; raises `Http404` where it has no such language."""
    try:
        served = shelf_of(Path(settings.RELEASES)).served()
        stored, listed = served.page(FRAMES), served.page(f"{lang}/{LINES}")
    except NothingPublished:
        raise Http404 from None
    frame = orjson.loads(stored).get(lang) if stored else None
    if frame is None or listed is None:
        raise Http404
    return Around(frame, first_lines(listed.decode(), alone=alone))


def drawn(name: str, lang: str, status: int = 200, *, back: bool = False, **shows: Any) -> HttpResponse:
    """Draw one of these pages: no title tells what it is, and no copy of it is kept anywhere."""
    words = words_of(lang)
    title = words.gettext(phrase("Note"))
    if status == 422:
        title = words.gettext(phrase("Please correct: %(title)s")) % {"title": title}
    given = {
        **vars_of(around(lang)),
        "path": "",
        "here": "r/b" if back else "r",
        "sealing": None,
        **ON_THE_SITE,
        **shows,
    }
    body = template_of(name, lang).render(title=title, **given)
    return HttpResponse(
        body, status=status, headers={"Cache-Control": "no-store", "Content-Security-Policy": reporting_policy()}
    )


def vars_of(found: Around) -> dict[str, Any]:
    """Return what stands around a page by the names that templates use."""
    return {"frame": found.frame, "lines": found.lines}


def script_for(lang: str) -> Mapping[str, Any] | None:
    """Return what a page hands to the script that seals; None where this copy has none."""
    return sealing_of(lang)


def moment_of(now: datetime) -> Moment:
    """Return the day by which keys end, and the time in the country, which stands inside alone."""
    there = timezone.localtime(now)
    return Moment(day_of(now), there.strftime("%Y-%m-%dT%H:%M"), there.second * 1_000 + there.microsecond // 1_000)
