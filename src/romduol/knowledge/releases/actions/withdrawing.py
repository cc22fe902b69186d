"""Takes something back at once: a small signed list changes, and no page is drawn anew for it."""

from collections.abc import Iterable
from datetime import datetime
from pathlib import Path

from romduol.knowledge.releases.actions.folder import LIST_PATIENCE, held, write_surely
from romduol.knowledge.releases.actions.keys import signer
from romduol.knowledge.releases.actions.publishing import known_list
from romduol.knowledge.releases.queries.folder import NothingPublished, last_good
from romduol.knowledge.releases.records import Withdrawn, WithdrawnList
from romduol.knowledge.releases.rules.manifests import TAKEN_BACK, added, withdrawn_payload
from romduol.knowledge.releases.rules.naming import LIST_LOCK, WITHDRAWN


def withdraw(items: Iterable[Withdrawn], *, folder: Path, now: datetime) -> WithdrawnList:
    """Take lines, services or places off everything that is served, from the next request on; returns the new list.

    Raises `NothingPublished`, `CannotSign`, `Refused` where the list on disk does not count, and OSError. The database
    is told afterwards, so that a busy one does not hold this up; the next publish then draws it.
    """
    current = last_good(folder)
    if current is None:
        raise NothingPublished("nothing is published here; run: romduol publish")
    key = signer(folder, now, late=True)
    with held(folder / LIST_LOCK, LIST_PATIENCE):
        # A lost list must not hold a warning up; the publish that follows puts back what the database knows.
        listed = known_list(folder, current.pack, now, rebuilding=True)
        longer = added(listed, items, now)
        write_surely(folder / WITHDRAWN, key.sign(withdrawn_payload(longer), TAKEN_BACK))
    return longer
