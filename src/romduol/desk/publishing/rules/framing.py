"""Keeps a page that is shown before it is published within its frame: its links, its policy."""

import re

LINK = re.compile(rb'(<(?:a|form|link|area)\b[^>]*?\s(?:href|action)=")([^"]*)(")')
OUTSIDE = (b"http:", b"https:", b"//")
NO_FRAME, OWN_FRAME = "frame-ancestors 'none'", "frame-ancestors 'self'"
SANDBOX = "sandbox allow-same-origin"
"""No script, no form, no way out of the frame; of the same origin, so that a link within it is still signed in."""
CLOSED = "default-src 'none'; base-uri 'none'; form-action 'none'; frame-ancestors 'self'"
NOWHERE = b"#"


def within_preview(page: bytes, root: str) -> bytes:
    """Return a page whose links to pages of ours lead to the same pages under `root`; those to other sites, nowhere."""

    def lead(found: re.Match[bytes]) -> bytes:
        return found[1] + _href(found[2], root.encode()) + found[3]

    return LINK.sub(lead, page)


def _href(href: bytes, root: bytes) -> bytes:
    if href.startswith(OUTSIDE):
        return NOWHERE
    return root + href if href.startswith(b"/") else href


def framed_policy(policy: str) -> str:
    """Return the policy of readers' pages for a page in a frame of ours, where nothing of it may run or be sent."""
    return f"{(policy or CLOSED).replace(NO_FRAME, OWN_FRAME)}; {SANDBOX}"
