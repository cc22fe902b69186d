"""Puts what a request passes one inside the other, from the outside in."""

from __future__ import annotations

from wsgiref.types import WSGIApplication

from romduol.channels.api.deprecations import deprecation_headers
from romduol.channels.api.server import ApiServer
from romduol.config.facing import PUBLIC, ROLES
from romduol.config.gate import PostGate
from romduol.config.guard import Guard
from romduol.config.limits import Limits
from romduol.config.refusing import Refusing
from romduol.config.reporting import ReportLine
from romduol.config.uploads import MEGABYTES, Uploads
from romduol.knowledge.releases.queries.shelf import Shelf
from romduol.knowledge.releases.views.serving import ReleaseServer


def layered(
    shelf: Shelf,
    innermost: WSGIApplication,
    proxies: int = 0,
    megabytes: int = MEGABYTES,
    faces: frozenset[str] = ROLES["all"],
) -> Guard:
    """Return the whole application: last word, release, reports, limits, files for the desk, gate, joined documents,
    the rest.

    `megabytes` is how large a file may be that is handed in at the desk. Without the public face no page is served, and
    what was published is used for its words alone.
    """
    refuse = Refusing(shelf)
    public = PUBLIC in faces
    gated = PostGate(ApiServer(shelf, innermost) if public else innermost, refuse)
    limited = Limits(Uploads(gated, innermost, refuse, megabytes=megabytes), refuse, proxies=proxies)
    reports = ReportLine(limited, innermost, refuse, proxies=proxies)
    return Guard(ReleaseServer(shelf, reports, deprecation_headers) if public else reports, refuse)
