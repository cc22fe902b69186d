"""What readers have now, what one can go back to, and what the next release would be made from."""

from datetime import date
from hashlib import sha256
from pathlib import Path

from django.conf import settings

from romduol.desk.operator.queries import operator
from romduol.knowledge.claims.queries import state_of_claims
from romduol.knowledge.directory.queries import loaded_packs
from romduol.knowledge.releases.queries.folder import NothingPublished, kept_releases, last_good
from romduol.knowledge.releases.queries.shelf import Served, shelf_of
from romduol.knowledge.releases.records import Manifest
from romduol.knowledge.releases.rules.trust import Refused


def releases() -> Path:
    """Return the folder of the releases."""
    return Path(settings.RELEASES)


def current_release() -> Manifest | None:
    """Return the release that readers have now; None where nothing counts."""
    return last_good(releases())


def served() -> Served | None:
    """Return the release that readers have now, as they get it."""
    try:
        return shelf_of(releases()).served()
    except NothingPublished:
        return None


def going_back_to() -> list[Manifest]:
    """Return the kept releases that somebody can go back to, the newest first."""
    try:
        kept = kept_releases(releases())
    except Refused:
        return []
    current = current_release()
    return [one for one in kept if current is not None and one.serial < current.serial]


def basis(today: date) -> str:
    """Return a short text that changes with all that the next release would be made from.

    A form carries it, so that nobody publishes anything else than what they looked at.
    """
    current = current_release()
    told = (
        current.serial if current else 0,
        sorted(loaded_packs().items()),
        state_of_claims(),
        sorted(operator().name.items()),
        today,
    )
    return sha256(repr(told).encode()).hexdigest()[:16]
