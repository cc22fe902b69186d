"""Reads of subjects: one, some, all of a kind, or those that have a value."""

from collections.abc import Iterator

from romduol.knowledge.claims import models
from romduol.knowledge.claims.queries.stored import CHUNK, all_subjects
from romduol.knowledge.claims.records import Subject
from romduol.knowledge.claims.rules.evidence import line_id
from romduol.knowledge.claims.rules.properties import LINE


def subject(subject_id: str) -> Subject | None:
    """Return one subject, or None."""
    return next(iter(all_subjects((subject_id,))), None)


def subject_ids(kind: str) -> Iterator[str]:
    """Yield the id of every subject of a kind; of lines, those too that are known only as somebody's number."""
    yield from models.Subject.objects.filter(kind=kind).values_list("id", flat=True).iterator(chunk_size=CHUNK)
    if kind == LINE:
        numbers = models.Claim.objects.filter(property="phone").values_list("value", flat=True).distinct()
        yield from map(line_id, numbers.iterator(chunk_size=CHUNK))


def subjects_of(value: str, *properties: str) -> tuple[str, ...]:
    """Return the subjects of which somebody says, in one of these properties, that they have this value."""
    rows = models.Claim.objects.filter(property__in=properties, value=value, ended_on__isnull=True)
    return tuple(rows.values_list("subject_id", flat=True).distinct().order_by("subject_id"))
