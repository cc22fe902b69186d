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
    stay = others[: max(0, count - 1)]
    # One whose successor is young was the current one a moment ago.
    after = [current, *others]
    young = [one for one, next_one in zip(others, after, strict=False) if max(one.made_on, next_one.made_on) > since]
    return [current, *stay, *(one for one in young if one not in stay)]
