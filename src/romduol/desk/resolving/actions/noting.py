"""Notes what is open and which records there are, so that pages need not resolve the whole directory."""

from collections.abc import Iterable, Iterator
from datetime import datetime
from uuid import UUID

from django.db import transaction
from django.utils import timezone

from romduol.base.khmer import fold
from romduol.desk.changes.records import Change
from romduol.desk.resolving.models import KnownRecord, OpenContradiction
from romduol.desk.resolving.queries.known import of_subject
from romduol.desk.resolving.queries.scenes import brief_picture
from romduol.knowledge.claims.queries import all_subjects
from romduol.knowledge.claims.records import Disagreement, Subject
from romduol.knowledge.claims.rules.disagreement import ORDER
from romduol.knowledge.claims.rules.evidence import LINE, line_id
from romduol.knowledge.claims.rules.properties import SAME_AS
from romduol.knowledge.directory.records import Edition, Entity
from romduol.knowledge.directory.rules.bodies import name_of
from romduol.knowledge.sources.queries import all_sources
from romduol.safety.audit import actions as audit

BATCH = 1000
NAMES = ("name", "alternate_name", "acronym")


@transaction.atomic
def note_contradictions(edition: Edition, at: datetime) -> int:
    """Note every contradiction of an edition, and that those which are gone are settled; returns how many are open."""
    still = {row.pk: row for row in OpenContradiction.objects.all()}
    kinds = {subject.id: subject.kind for subject in all_subjects()}
    rows = [_row(found, kinds.get(found.subject, "line"), at) for found in edition.disagreements]
    for row in rows:
        before = still.get(row.pk)
        if before is not None and before.settled_at is None:
            row.since = before.since
    _store(rows)
    gone = still.keys() - {row.pk for row in rows}
    OpenContradiction.objects.filter(pk__in=gone, settled_at__isnull=True).update(settled_at=at)
    audit.record(
        by="publish", verb="note_contradictions", subject=("edition", edition.release), detail={"open": len(rows)}
    )
    return len(rows)


@transaction.atomic
def note_subject(subject: str, *, at: datetime) -> None:
    """Note what is open now about one subject and its numbers, without waiting for the next release."""
    today = timezone.localdate(at)
    now = brief_picture(subject, today, all_sources(today))
    # Of a record that is another one, what is open is told of that one.
    root = now.resolution.joined.get(subject, subject)
    about = {subject, root, *(line_id(value.value) for value in now.values(root, "phone"))}
    kinds = {one.id: one.kind for one in now.scene.frame.subjects}
    rows = [
        _row(one, kinds.get(one.subject, "line"), at) for one in now.resolution.disagreements if one.subject in about
    ]
    noted = OpenContradiction.objects.filter(subject__in=about, settled_at__isnull=True)
    since = dict(noted.values_list("pk", "since"))
    for row in rows:
        row.since = since.get(row.pk, at)
    _store(rows)
    noted.exclude(pk__in=[row.pk for row in rows]).update(settled_at=at)


def note_change(made: Change, *, at: datetime) -> None:
    """Note what is open now about whatever a change touched: of two records that were joined or parted, both."""
    for subject in (made.subject, *([made.value] if made.property == SAME_AS else [])):
        note_subject(subject, at=at)


def _row(found: Disagreement, kind: str, at: datetime) -> OpenContradiction:
    return OpenContradiction(
        id=UUID(found.id),
        subject=found.subject,
        kind=kind,
        property=found.property,
        severity=str(found.severity),
        place=ORDER[found.severity],
        left_open=bool(found.left_open),
        since=at,
        settled_at=None,
    )


def _store(rows: Iterable[OpenContradiction]) -> None:
    OpenContradiction.objects.bulk_create(
        rows,
        batch_size=BATCH,
        update_conflicts=True,
        unique_fields=["id"],
        update_fields=["subject", "kind", "property", "severity", "place", "left_open", "since", "settled_at"],
    )


@transaction.atomic
def note_records(edition: Edition, at: datetime) -> int:
    """Note every record with its page code and the words it is found by; returns how many are new or changed."""
    del at
    known = {row.subject: (row.kind, row.code, row.name, row.words) for row in KnownRecord.objects.all()}
    # What is another record has no words of its own any more: it goes on being found by those that it had.
    kept = {subject for subject in edition.joined if subject in known}
    wanted = [row for row in _records(edition) if row.subject not in kept]
    changed = [row for row in wanted if known.get(row.subject) != (row.kind, row.code, row.name, row.words)]
    KnownRecord.objects.bulk_create(
        changed,
        batch_size=BATCH,
        update_conflicts=True,
        unique_fields=["subject"],
        update_fields=["kind", "code", "uuid", "name", "words"],
    )
    return len(changed)


def _records(edition: Edition) -> Iterator[KnownRecord]:
    entities: dict[str, Entity] = {**edition.organizations, **edition.services, **edition.statements}
    subjects = {subject.id: subject for subject in all_subjects()}
    bare = (line.entity.id for line in edition.lines.values() if line.entity.id not in subjects)
    for subject in (*subjects.values(), *(Subject(one, "line") for one in bare)):
        known = of_subject(subject, edition.info)
        entity = entities.get(subject.id)
        name = _name(entity, edition) if entity else known.name
        words = {
            fold(text) for text in (*name.values(), *known.name.values(), *_called(entity), *_dialled(subject, edition))
        }
        yield KnownRecord(
            subject=subject.id,
            kind=subject.kind,
            code=known.code,
            uuid=known.uuid,
            name=dict(name),
            words="\n".join(sorted(words)),
        )


def _name(entity: Entity, edition: Edition) -> dict[str, str]:
    if entity.kind == "service" and not (entity.label or entity.all("name")):
        category = entity.first("category")
        found = edition.categories.get(category.value) if category else None
        return dict(found.name) if found else dict(name_of(entity))
    return dict(entity.label or name_of(entity)) if entity.kind != "organization" else dict(name_of(entity))


def _called(entity: Entity | None) -> Iterator[str]:
    for name in NAMES:
        for value in entity.all(name) if entity else ():
            yield from value.words.values()


def _dialled(subject: Subject, edition: Edition) -> Iterator[str]:
    line = edition.lines.get(subject.id.removeprefix(LINE)) if subject.id.startswith(LINE) else None
    if line:
        yield from (line.national, line.national.replace(" ", ""))
