"""No table of the private side has a time, a counter or an address; what is a number is on a short list, with why."""

from __future__ import annotations

from collections.abc import Iterator

import pytest
from django.apps import apps
from django.db import connection, models
from django.db.migrations.executor import MigrationExecutor

TIMES = (models.DateField, models.TimeField, models.DurationField)
ADDRESSES = (models.GenericIPAddressField, models.FileField, models.FilePathField)
NUMBERS = {
    "queues.Queue.answer_hours": "what an organisation promises, typed by an administrator",
    "queues.Queue.opened_hour": "of the queue: readers are told how long ago somebody looked",
    "queues.Statement.epoch": "stands in the signed statement, which is public",
    "keys.EpochEnvelope.epoch": "stands in the signed statement, which is public",
    "keys.Wrap.device": "of a member's devices: stands in what is sealed",
    "keys.Pins.number": "how often a member's own notes were sealed: of staff, never of a report",
    "reports.Record.kind": "what it is: one of five",
    "reports.Record.waiting": "whether members see it yet: one of four",
    "reports.Piece.position": "its place in the box",
    "reports.Envelope.epoch": "which key opens it: as old as three months",
    "feedback.Batch.made": "how many cards a steward had printed: of a batch, never of who got one",
    "feedback.Sum.count": "a sum over everybody who spoke of a service in a week",
    "feedback.Concern.count": "a sum over everybody who spoke of a service in a week",
    "feedback.Concern.handled": "how many of that sum are dealt with",
    "reports.AuditBox.epoch": "which key of the auditors opens it: as old as three months",
    "reports.Batch.hour": "of the last batch: it turns each hour, whatever came",
}
"""Every number that a table may hold, and why it tells nothing of when or in which order something came."""
TALKING = (
    "time",
    "date",
    "day",
    "created",
    "updated",
    "modified",
    "address",
    "agent",
    "session",
    "browser",
    "since",
    "week",
    "expires",
)
SPOKEN = {
    "reports.Record.expires": "an ISO week half a year ahead, with a jitter of weeks",
    "reports.AuditBox.expires": "a week with jitter, as that of a record",
    "feedback.Batch.expires": "an ISO week: of printed cards, never of who used one",
    "feedback.Sum.week": "an ISO week of a sum: what is told of a service is told by week",
    "feedback.Concern.week": "an ISO week of a sum: what is told of a service is told by week",
}
"""Texts that say something of a time, and why that is not when it came."""


def care() -> Iterator[type[models.Model]]:
    for app in apps.get_app_configs():
        if app.name.startswith("romduol.care."):
            yield from app.get_models(include_auto_created=True)


def fields() -> Iterator[tuple[str, models.Field]]:  # type: ignore[type-arg]
    for model in care():
        for field in model._meta.concrete_fields:
            yield f"{model._meta.app_label}.{model.__name__}.{field.name}", field


def test_no_field_is_a_time_an_address_or_a_file():
    assert {model._meta.app_label for model in care()} >= {"queues", "keys", "reports"}
    assert not [name for name, field in fields() if isinstance(field, TIMES + ADDRESSES)]


def test_no_row_has_a_number_that_counts():
    assert not [name for name, field in fields() if isinstance(field, models.AutoField | models.BigAutoField)]
    keys = {model._meta.label: model._meta.pk for model in care()}
    assert not [name for name, key in keys.items() if isinstance(key, models.IntegerField)]


def test_each_number_is_on_the_list_and_the_list_has_no_other():
    numbers = {name for name, field in fields() if isinstance(field, models.IntegerField | models.FloatField)}
    numbers |= {name for name, field in fields() if isinstance(field, models.DecimalField)}
    assert numbers == set(NUMBERS)
    assert all(NUMBERS.values())


def test_no_field_is_called_after_a_time_or_an_address():
    named = {name for name, _ in fields() if any(word in name.rpartition(".")[2].split("_") for word in TALKING)}
    assert named == set(SPOKEN)


def test_no_row_points_at_an_account_or_a_session():
    pointed = {field.related_model for _, field in fields() if field.related_model}
    assert pointed <= set(care()), "a key across would tell who wrote what"


def test_what_is_random_is_random_by_itself():
    """An id from a clock (UUID 1, 6, 7) is a time."""
    made = [field.get_default() for _, field in fields() if isinstance(field, models.UUIDField) and field.primary_key]
    assert made
    assert {one.version for one in made if one} == {4}


@pytest.mark.django_db
def test_tables_of_sqlite_have_no_hidden_number():
    if connection.vendor != "sqlite":
        pytest.skip("PostgreSQL has no hidden numbers of rows; see how rows lie there")
    with connection.cursor() as cursor:
        cursor.execute("PRAGMA table_list")
        without = {row[1]: bool(row[4]) for row in cursor.fetchall()}
    assert not [model._meta.db_table for model in care() if not without[model._meta.db_table]]


@pytest.mark.django_db
def test_no_sequence_belongs_to_the_private_side():
    if connection.vendor != "postgresql":
        pytest.skip("a table without numbers of rows has none to continue, either")
    with connection.cursor() as cursor:
        assert not [m for m in care() if connection.introspection.get_sequences(cursor, m._meta.db_table)]


@pytest.mark.django_db
def test_no_migration_ever_made_such_a_field():
    """What a migration removes again lies in old backups, and in free pages."""
    loader = MigrationExecutor(connection).loader
    assert all(
        not isinstance(field, TIMES + ADDRESSES + (models.AutoField,))
        for (label, _), migration in loader.disk_migrations.items()
        if label in {model._meta.app_label for model in care()}
        for operation in migration.operations
        for field in [*dict(getattr(operation, "fields", ())).values(), getattr(operation, "field", None)]
    )
