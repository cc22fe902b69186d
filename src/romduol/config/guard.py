"""Has the last word on every answer: each carries the headers that keep a reader safe, and none tells what broke.

The server beneath would print the message of an exception, which often repeats what somebody sent, and names itself in
each answer. Neither gets past here.
"""

from __future__ import annotations

import logging
from collections.abc import Callable, Iterable, Iterator
from http import HTTPStatus
from typing import Any

from romduol.config.content_types import readable_type
from romduol.config.refusing import Refuse, refuse_plainly
from romduol.knowledge.releases.rules.headers import CLOSED, SAFE, shared_with
from romduol.knowledge.releases.views.http import App

SERVER = ("Server", "")
"""What serves this and in which version helps nobody but who looks for its holes; empty, as it cannot be left out."""
MISSING = [*SAFE, ("Content-Security-Policy", CLOSED), ("Cache-Control", "no-store")]
"""Given to an answer that does not say otherwise."""

logger = logging.getLogger(__name__)


class Guard:
    """Passes every request on and looks at every answer."""

    def __init__(self, beyond: App, refuse: Refuse = refuse_plainly) -> None:
        self.beyond = beyond
        self.refuse = refuse

    def __call__(self, environ: dict[str, Any], start: Callable[..., Any]) -> Iterable[bytes]:
        """Serve one request, its content type in a form that everybody can read."""
        begun = []
        if "CONTENT_TYPE" in environ:
            environ = {**environ, "CONTENT_TYPE": readable_type(environ["CONTENT_TYPE"])}

        def begin(status: str, headers: list[tuple[str, str]], *rest: Any) -> Any:
            begun.append(status)
            given = {name.lower() for name, _ in headers}
            more = [pair for pair in MISSING if pair[0].lower() not in given]
            if "cross-origin-resource-policy" not in given:
                more.append(("Cross-Origin-Resource-Policy", shared_with(environ.get("PATH_INFO", ""))))
            return start(status, [*headers, *more, SERVER], *rest)

        try:
            answer = self.beyond(environ, begin)
        except Exception:
            logger.exception("a request broke")
            return [] if begun else self.refuse(HTTPStatus.INTERNAL_SERVER_ERROR, environ, begin)
        return answer if isinstance(answer, list) else _to_its_end(answer)


def _to_its_end(answer: Iterable[bytes]) -> Iterator[bytes]:
    """Give an answer piece by piece; where it breaks off, so does the connection, for the length was told."""
    try:
        yield from answer
    except Exception:
        logger.exception("an answer broke off")
    finally:
        close = getattr(answer, "close", None)
        if close is not None:
            close()
