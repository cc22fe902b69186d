"""Tells whether a form was sent from our own page: on the faces without cookies, nothing else parts us from others."""

from __future__ import annotations

from urllib.parse import urlsplit

from django.http import HttpRequest

FROM_HERE = ("same-origin", "none")


def is_from_here(request: HttpRequest) -> bool:
    """Tell whether a form was sent from our own page, by what the browser says of where it came from.

    A browser too old to say either has no way to be told apart from a person who types the form's address: an old
    iPhone sends "Origin: null" with our own forms, because our pages tell nobody where somebody came from.
    """
    site = request.headers.get("Sec-Fetch-Site")
    if site is not None and site not in FROM_HERE:
        return False
    origin = request.headers.get("Origin")
    if origin is None or origin == "null":
        return True
    return _place_of(origin) == request.get_host()


def _place_of(origin: str) -> str:
    try:
        return urlsplit(origin).netloc
    except ValueError:  # No browser writes such an origin, so it is nobody's.
        return ""
