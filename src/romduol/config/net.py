"""The last net under everything that answers: what falls through all others is told in one plain line.

The server would log such a fault with the message of the exception, which often repeats what somebody typed.
"""

from __future__ import annotations

import logging
import re
import sys
from collections.abc import Callable, Iterable
from typing import Any

App = Callable[[dict[str, Any], Callable[..., Any]], Iterable[bytes]]

BROKEN = "មានបញ្ហានៅខាងយើង។ សូមព្យាយាមម្តងទៀត។ / Something broke on our side. Please try again.\n".encode()
HEADERS = [
    ("Content-Type", "text/plain; charset=utf-8"),
    ("Content-Length", str(len(BROKEN))),
    ("Cache-Control", "no-store"),
    ("X-Content-Type-Options", "nosniff"),
    ("Content-Security-Policy", "default-src 'none'"),
]
MEDIA_TYPE = re.compile(r"[A-Za-z0-9!#$&^_.+-]{1,80}/[A-Za-z0-9!#$&^_.+-]{1,80}")
BOUNDARY = re.compile(r";\s*boundary=(\"[^\"\\;]{1,70}\"|[^\s\";]{1,70})", re.IGNORECASE | re.ASCII)

logger = logging.getLogger(__name__)


class Net:
    """Answers 500 in place of an exception, and logs it by its type and place alone."""

    def __init__(self, beyond: App) -> None:
        self.beyond = beyond

    def __call__(self, environ: dict[str, Any], start: Callable[..., Any]) -> Iterable[bytes]:
        """Pass one request on, its content type in a form that everybody can read."""
        if "CONTENT_TYPE" in environ:
            environ["CONTENT_TYPE"] = readable_type(environ["CONTENT_TYPE"])
        try:
            return self.beyond(environ, start)
        except Exception:
            logger.exception("a request fell through every other net")
            start("500 Internal Server Error", list(HEADERS), sys.exc_info())
            return [BROKEN]


def readable_type(given: str) -> str:
    """Return a content type with its boundary alone: all text here is UTF-8, whatever else is claimed.

    What a library makes of the other parameters may break it.
    """
    kind = MEDIA_TYPE.fullmatch(given.partition(";")[0].strip())
    boundary = BOUNDARY.search(given) if kind else None
    return f"{kind[0]}{f'; boundary={boundary[1]}' if boundary else ''}" if kind else ""
