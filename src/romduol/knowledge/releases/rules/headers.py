"""The headers of every answer, whoever gives it: our own server, or a web server that hands out an exported copy."""

SAFE = [
    ("Referrer-Policy", "no-referrer"),
    ("X-Content-Type-Options", "nosniff"),
    ("Cross-Origin-Opener-Policy", "same-origin"),
    ("Permissions-Policy", "geolocation=(), camera=(), microphone=()"),
    # Says to old browsers what `frame-ancestors` says to others.
    ("X-Frame-Options", "DENY"),
]
CLOSED = "default-src 'none'; frame-ancestors 'none'; base-uri 'none'; form-action 'none'"
"""The policy of everything that is not a page with a policy of its own."""
ASK_FIRST = "no-cache"
"""A page may be kept, and is asked for again before it is shown: what was taken back must not come from a store."""
FOREVER = "public, max-age=31536000, immutable"
"""A blob never changes: its name is its hash."""
PREFIX = "release/"
"""Where the release folder stands on a server."""
API = "api/"
"""Under it stand the documents for programs, and whatever answers them."""
RELEASE = "Romduol-Release"
"""Names the release that answered: in a header, so that a document that says the same stays the same bytes."""
RECORDS = "Romduol-Records"
"""Tells how many records a list of lines has."""
LICENSE_URL = "https://creativecommons.org/licenses/by-sa/4.0/"
LICENSED = f'<{LICENSE_URL}>; rel="license"'
OPEN = [
    ("Access-Control-Allow-Origin", "*"),
    ("Access-Control-Expose-Headers", f"ETag, {RELEASE}, {RECORDS}, Link, Deprecation, Sunset"),
    ("Link", LICENSED),
]
"""Any site's page may read what programs get: it is the same for everybody, and no cookie exists to be lent."""
BY_PREFIX = {API: OPEN}
"""How a path begins -> what every answer under it carries beside `SAFE`."""


def open_headers(path: str, release: str = "") -> list[tuple[str, str]]:
    """Return what an answer under a path, without its leading slash, carries beside `SAFE`; for most, nothing."""
    found = next((headers for prefix, headers in BY_PREFIX.items() if path.startswith(prefix)), None)
    if found is None:
        return []
    return [*found, (RELEASE, release)] if release else list(found)


FOR_OTHERS = (API, PREFIX)
"""What other sites' pages and programs may load; everything else is for pages of this site alone."""


def shared_with(path: str) -> str:
    """Return the Cross-Origin-Resource-Policy of a path."""
    return "cross-origin" if path.lstrip("/").startswith(FOR_OTHERS) else "same-origin"
