"""Packs what is drawn on request as prepared pages are packed, so that it too fits into one round trip."""

from collections.abc import Callable
from functools import wraps
from typing import Any

from django.http import HttpRequest, HttpResponse

from romduol.knowledge.releases.rules.negotiating import coding_for
from romduol.knowledge.releases.views.serving import packed

View = Callable[..., HttpResponse]


def travels_packed(view: View) -> View:
    """Send what a view answers in brotli or gzip, as the browser asks, with its length.

    An answer echoes what was typed, and packing such a page can betray a secret that stands beside the echo (BREACH).
    No page of ours holds one: there is no cookie, no token and no account, and what a browser says to come from another
    site is refused. How long an answer is tells somebody on the line as much, or as little, as with any other page.
    """

    @wraps(view)
    def packing(request: HttpRequest, *args: Any, **more: Any) -> HttpResponse:
        answer = view(request, *args, **more)
        coding = coding_for(request.headers.get("Accept-Encoding", ""))
        answer.content = packed(answer.content, coding)
        answer["Vary"] = "Accept-Encoding"
        answer["Content-Length"] = str(len(answer.content))
        if coding != "identity":
            answer["Content-Encoding"] = coding
        return answer

    return packing
