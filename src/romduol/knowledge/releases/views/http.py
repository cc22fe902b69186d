"""The shapes of WSGI, and the headers that keep a reader safe on every answer."""

from collections.abc import Callable, Iterable
from http import HTTPStatus
from typing import Any

from romduol.knowledge.releases.rules.headers import CLOSED, SAFE

__all__ = ["CLOSED", "SAFE", "App", "Environ", "Headers", "StartResponse", "answer", "refer"]

Environ = dict[str, Any]
StartResponse = Callable[..., Any]
App = Callable[[Environ, StartResponse], Iterable[bytes]]
Headers = list[tuple[str, str]]


def answer(start: StartResponse, status: HTTPStatus, headers: Headers, body: bytes = b"") -> list[bytes]:
    """Begin and give a whole answer."""
    start(f"{status.value} {status.phrase}", headers)
    return [body] if body else []


def refer(path: str, start: StartResponse) -> list[bytes]:
    """Send a browser to another path of this site."""
    headers = [("Location", path), ("Cache-Control", "no-cache"), ("Content-Length", "0"), *SAFE]
    return answer(start, HTTPStatus.PERMANENT_REDIRECT, headers)
