import uuid

import django.db.models.deletion
from django.db import migrations, models

from romduol.safety.retention.unordered import CreateUnordered


class Migration(migrations.Migration):
    initial = True

    dependencies = []

    operations = [
        CreateUnordered(
            name="Receipt",
            fields=[
                ("locator_hash", models.CharField(max_length=64, primary_key=True, serialize=False)),
                ("token_hash", models.CharField(max_length=64)),
                ("thread", models.UUIDField(unique=True)),
                ("box", models.BinaryField()),
            ],
        ),
        CreateUnordered(
            name="Record",
            fields=[
                ("id", models.UUIDField(default=uuid.uuid4, editable=False, primary_key=True, serialize=False)),
                ("thread", models.UUIDField(db_index=True)),
                ("kind", models.PositiveSmallIntegerField()),
                ("box", models.BinaryField()),
                ("expires", models.CharField(db_index=True, max_length=8)),
                ("waiting", models.PositiveSmallIntegerField(default=0)),
            ],
        ),
        CreateUnordered(
            name="Envelope",
            fields=[
                ("id", models.UUIDField(default=uuid.uuid4, editable=False, primary_key=True, serialize=False)),
                ("queue", models.UUIDField(db_index=True, null=True)),
                ("epoch", models.PositiveIntegerField(null=True)),
                ("data", models.BinaryField()),
                (
                    "record",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.CASCADE, related_name="envelopes", to="reports.record"
                    ),
                ),
            ],
        ),
        CreateUnordered(
            name="Piece",
            fields=[
                ("id", models.UUIDField(default=uuid.uuid4, editable=False, primary_key=True, serialize=False)),
                ("position", models.PositiveIntegerField()),
                ("data", models.BinaryField()),
                (
                    "record",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.CASCADE, related_name="pieces", to="reports.record"
                    ),
                ),
            ],
            options={
                "constraints": [models.UniqueConstraint(fields=("record", "position"), name="a_place_has_one_piece")],
            },
        ),
        CreateUnordered(
            name="Batch",
            fields=[
                ("name", models.CharField(max_length=10, primary_key=True, serialize=False)),
                ("hour", models.PositiveIntegerField()),
            ],
        ),
    ]
