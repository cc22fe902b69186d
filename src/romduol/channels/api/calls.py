"""Reads a request of a program as far as every address needs it."""

from collections.abc import Iterable
from dataclasses import dataclass

from romduol.channels.api.parameters import Asked, asked
from romduol.channels.api.questions import SPOKEN_TO_PROGRAMS, Problem
from romduol.channels.api.routes import LISTINGS
from romduol.knowledge.releases.rules.negotiating import coding_for
from romduol.knowledge.releases.views.http import Environ
from romduol.ui.words import languages, phrase

FEEDS = "hsds"
"""The first segment of the addresses of feeds."""
READ, READ_OR_SENT = "GET, HEAD, OPTIONS", "GET, HEAD, POST, OPTIONS"
ONLY_READ = phrase("Only reading (GET, HEAD) is answered here.")


@dataclass(frozen=True, slots=True)
class Call:
    """One request: who asks for what, and in which language it is told of a mistake."""

    method: str
    parts: tuple[str, ...]
    """The segments of its path below /api/."""
    lang: str
    query: str
    coding: str
    environ: Environ
    release: str = ""
    """What answers it; empty before that is known."""

    @property
    def methods(self) -> str:
        """What may be asked of this address."""
        is_list = self.parts[0] == FEEDS and len(self.parts) == 3 and self.parts[2] in LISTINGS
        return READ_OR_SENT if is_list else READ

    @property
    def reads(self) -> bool:
        """True for a request without a body."""
        return self.method in ("GET", "HEAD")

    def only_reads(self, known: Iterable[str] = ()) -> Asked:
        """Return what the query asks for; raises `Problem` where it is no query, or holds what is not known."""
        if not self.reads:
            raise Problem("not_allowed", lang=self.lang, says=ONLY_READ)
        return asked(self.query, "", b"", known, self.lang)


def call_of(path: str, environ: Environ) -> Call:
    """Return a request for a path below /api/."""
    parts = tuple(path.rstrip("/").split("/"))
    spoken = languages()
    wanted = parts[1] if parts[0] == FEEDS and len(parts) > 1 else ""
    first = environ.get("HTTP_ACCEPT_LANGUAGE", "")[:2].lower()
    return Call(
        method=environ["REQUEST_METHOD"],
        parts=parts,
        lang=next((one for one in (wanted, first) if one in spoken), SPOKEN_TO_PROGRAMS),
        query=environ.get("QUERY_STRING", ""),
        coding=coding_for(environ.get("HTTP_ACCEPT_ENCODING", "")),
        environ=environ,
    )


def body_of(call: Call) -> tuple[str, bytes]:
    """Return the content type and the bytes of a POST; its length was bounded before."""
    if call.method != "POST":
        return "", b""
    length = int(call.environ.get("CONTENT_LENGTH") or 0)
    return call.environ.get("CONTENT_TYPE", ""), call.environ["wsgi.input"].read(length) if length else b""
