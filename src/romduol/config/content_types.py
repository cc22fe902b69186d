"""Makes a form of content types that everybody can read."""

import re

MEDIA_TYPE = re.compile(r"[A-Za-z0-9!#$&^_.+-]{1,80}/[A-Za-z0-9!#$&^_.+-]{1,80}")
BOUNDARY = re.compile(r";\s*boundary=(\"[^\"\\;]{1,70}\"|[^\s\";]{1,70})", re.IGNORECASE | re.ASCII)


def readable_type(given: str) -> str:
    """Return a content type with its boundary alone: all text here is UTF-8, whatever else is claimed.

    What a library makes of the other parameters may break it.
    """
    kind = MEDIA_TYPE.fullmatch(given.partition(";")[0].strip())
    boundary = BOUNDARY.search(given) if kind else None
    return f"{kind[0]}{f'; boundary={boundary[1]}' if boundary else ''}" if kind else ""
