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
FOR_OTHERS = ("api/", PREFIX)
"""What other sites' pages and programs may load; everything else is for pages of this site alone."""


def shared_with(path: str) -> str:
    """Return the Cross-Origin-Resource-Policy of a path."""
    return "cross-origin" if path.lstrip("/").startswith(FOR_OTHERS) else "same-origin"
