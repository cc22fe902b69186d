"""Which organisations belong together, which are police, and which are gone."""

from collections.abc import Iterable, Mapping

from romduol.knowledge.claims.records import Standing
from romduol.knowledge.directory.records import Entity

GONE = ("closed", "left_country", "replaced")
NOT_RELIED = (Standing.WITHDRAWN, Standing.OUTWEIGHED, Standing.DISPUTED, Standing.LAPSED)


def family(bodies: Iterable[str], organizations: Mapping[str, Entity]) -> frozenset[str]:
    """Return these organisations and all that they are said to be part of, however far up."""
    found: set[str] = set()
    waiting = list(bodies)
    while waiting:
        body = waiting.pop()
        if body not in found:
            found.add(body)
            known = organizations.get(body)
            waiting += [parent.value for parent in known.all("part_of")] if known else []
    return frozenset(found)


def is_police(bodies: Iterable[str], organizations: Mapping[str, Entity]) -> bool:
    """Tell whether any of these bodies is said, by anybody, to be police or a part of police."""
    known = (organizations[body] for body in family(bodies, organizations) if body in organizations)
    return any(value.value == "police" for body in known for value in body.all("body_type"))


def gone_status(body: Entity) -> str:
    """Return `closed`, `left_country` or `replaced` where that is what can be relied on, else nothing."""
    status = body.first("status")
    relied = status is not None and status.standing not in NOT_RELIED
    return status.value if status is not None and relied and status.value in GONE else ""
