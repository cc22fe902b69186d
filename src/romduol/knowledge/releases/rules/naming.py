"""How the parts of a release folder are named."""

import re
from hashlib import sha256

LOCK = ".lock"
"""The file in a release folder that only one process at a time may hold."""
LIST_LOCK = ".withdrawing"
"""Another one, for the list of what was taken back: who publishes may hold the folder for minutes, and a dangerous
number cannot wait."""
HALF_WRITTEN = ".new-"
"""How the name of a file begins that is not whole yet."""
CURRENT = "current"
"""The signed manifest that is served: a whole copy, replaced in one step."""
KEYRING = "keyring.json"
WITHDRAWN = "withdrawn.json"
FRAMES = "_/frames.json"
"""The private path under which a release keeps the frame of its pages."""
MOST_IN_A_LISTING = 128
CARRIED = re.compile(
    r"current|keyring\.json|withdrawn\.json|manifests/\d{8,12}\.json|blobs/([0-9a-f]{2})/\1[0-9a-f]{62}"
)
"""What of a release folder another copy may pull, and nothing else."""


def blob_name(stored: bytes) -> str:
    """Return the name of a blob: the SHA-256 of its bytes as stored."""
    return sha256(stored).hexdigest()


def is_blob_name(text: object) -> bool:
    """Tell whether a text can name a blob: a name that cannot leads out of the folder."""
    return isinstance(text, str) and re.fullmatch(r"[0-9a-f]{64}", text) is not None


def blob_path(name: str) -> str:
    """Return where a blob lies below the release folder."""
    return f"blobs/{name[:2]}/{name}"


def manifest_path(serial: int) -> str:
    """Return where a manifest lies below the release folder."""
    return f"manifests/{serial:08d}.json"


def listing_width(pages: int) -> int:
    """Return how many hexadecimal digits choose a listing, so that one names at most about `MOST_IN_A_LISTING` pages.

    Few pages need one listing. Each further digit means 16 times as many listings, and as many lines of the manifest.
    """
    width = 0
    while pages > MOST_IN_A_LISTING * 16**width:
        width += 1
    return width


def listing_of(path: str, width: int) -> str:
    """Return the digits that choose the listing of a path."""
    return sha256(path.encode("utf-8", "surrogatepass")).hexdigest()[:width]
