"""The shapes of WSGI, and the headers that keep a reader safe on every answer."""

from collections.abc import Callable, Iterable
from http import HTTPStatus
from typing import Any

Environ = dict[str, Any]
StartResponse = Callable[..., Any]
App = Callable[[Environ, StartResponse], Iterable[bytes]]
Headers = list[tuple[str, str]]

SAFE: Headers = [
    ("Referrer-Policy", "no-referrer"),
    ("X-Content-Type-Options", "nosniff"),
    ("Cross-Origin-Opener-Policy", "same-origin"),
    ("Permissions-Policy", "geolocation=(), camera=(), microphone=()"),
]
CLOSED = "default-src 'none'; frame-ancestors 'none'; base-uri 'none'; form-action 'none'"
"""The policy of everything that is not a page with a policy of its own."""


def answer(start: StartResponse, status: HTTPStatus, headers: Headers, body: bytes = b"") -> list[bytes]:
    """Begin and give a whole answer."""
    start(f"{status.value} {status.phrase}", headers)
    return [body] if body else []


def refer(path: str, start: StartResponse) -> list[bytes]:
    """Send a browser to another path of this site."""
    headers = [("Location", path), ("Cache-Control", "no-cache"), ("Content-Length", "0"), *SAFE]
    return answer(start, HTTPStatus.PERMANENT_REDIRECT, headers)
