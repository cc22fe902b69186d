"""What readers got with a release, row by row, and how an edition differs from it."""

from collections.abc import Iterable
from datetime import date

from django.db.models import Q, QuerySet

from romduol.desk.publishing import models
from romduol.desk.publishing.queries.releases import current_release
from romduol.desk.publishing.records import Difference, Lapse, Seen, Snapshot
from romduol.desk.publishing.rules.differing import differences
from romduol.desk.publishing.rules.seeing import digest_of, snapshot_of
from romduol.knowledge.releases.records import Edition

CHUNK = 500


def shown_with(serial: int) -> models.ReleaseShown | None:
    """Return what is kept of a release; None where it was made before this was kept."""
    return models.ReleaseShown.objects.filter(serial=serial).first()


def rows_of(shows: int) -> QuerySet[models.SeenRow]:
    """Return the rows of what readers got with a release."""
    return models.SeenRow.objects.filter(Q(until__isnull=True) | Q(until__gt=shows), since__lte=shows)


def snapshot_before(shows: int, after: Snapshot) -> Snapshot:
    """Return what readers got with a release, but only what differs from `after`: the rest is not read."""
    digests = {key: digest_of(seen) for key, seen in after.items()}
    told = rows_of(shows).values_list("pk", "subject", "digest").iterator(chunk_size=5000)
    other = [pk for pk, subject, digest in told if digests.get(subject) != digest]
    return {seen.id: seen for seen in map(seen_from, _by_pk(other))}


def _by_pk(keys: list[int]) -> Iterable[models.SeenRow]:
    for start in range(0, len(keys), CHUNK):
        yield from models.SeenRow.objects.filter(pk__in=keys[start : start + CHUNK])


def seen_from(row: models.SeenRow) -> Seen:
    """Return a row as a record."""
    return Seen(row.subject, row.kind, row.code, row.label, row.sides)


def changed_since(shows: int, after: Snapshot) -> Snapshot:
    """Return what of `after` differs from what readers got with a release."""
    known = dict(rows_of(shows).values_list("subject", "digest").iterator(chunk_size=5000))
    return {key: seen for key, seen in after.items() if known.get(key) != digest_of(seen)}


def differences_now(edition: Edition) -> list[Difference] | None:
    """Return how an edition differs from what readers have; None where what they have was never taken down."""
    current = current_release()
    shown = shown_with(current.serial) if current else None
    if shown is None:
        return None
    after = snapshot_of(edition)
    return differences(snapshot_before(shown.shows, after), changed_since(shown.shows, after))


def lapses() -> tuple[list[Lapse], int]:
    """Return what lapses within 30 days of the current release, the worst first, and how many these are."""
    current = current_release()
    shown = shown_with(current.serial) if current else None
    if shown is None:
        return [], 0
    return [Lapse(**{**row, "on": date.fromisoformat(row["on"])}) for row in shown.lapses], shown.lapsing
