"""Which releases are kept, and so which blobs are needed."""

from collections.abc import Iterable, Sequence
from datetime import datetime

from romduol.knowledge.releases.records import Manifest

KEEP = 10
"""How many releases are kept, the current one among them, unless somebody asks for more or fewer."""


def kept(releases: Iterable[Manifest], current: Manifest, count: int = KEEP, *, since: datetime) -> Sequence[Manifest]:
    """Return the releases to keep: the current one, whatever its serial, the newest others, `count` in all, and every
    one made after `since`, which a mirror may be pulling."""
    others = sorted((one for one in releases if one.serial != current.serial), key=lambda one: -one.serial)
    newest, older = others[: max(0, count - 1)], others[max(0, count - 1) :]
    return [current, *newest, *(one for one in older if one.made_on > since)]
