import uuid
from typing import Any

import django.db.models.deletion
from django.db import migrations, models

from romduol.safety.retention.unordered import CreateUnordered


def key() -> "models.UUIDField[Any, Any]":
    return models.UUIDField(default=uuid.uuid4, editable=False, primary_key=True, serialize=False)


class Migration(migrations.Migration):
    initial = True

    dependencies = []

    operations = [
        CreateUnordered(
            name="Batch",
            fields=[
                ("id", key()),
                ("organization", models.UUIDField()),
                ("province", models.CharField(blank=True, max_length=10)),
                ("made", models.PositiveSmallIntegerField()),
                ("expires", models.CharField(db_index=True, max_length=8)),
            ],
        ),
        CreateUnordered(
            name="Card",
            fields=[
                ("digest", models.CharField(max_length=64, primary_key=True, serialize=False)),
                (
                    "batch",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.CASCADE, related_name="cards", to="feedback.batch"
                    ),
                ),
            ],
        ),
        CreateUnordered(
            name="Sum",
            fields=[
                ("id", key()),
                ("service", models.CharField(max_length=20)),
                ("week", models.CharField(db_index=True, max_length=8)),
                ("trusted", models.BooleanField()),
                ("question", models.CharField(max_length=12)),
                ("answer", models.CharField(blank=True, max_length=12)),
                ("count", models.PositiveIntegerField(default=0)),
            ],
            options={
                "constraints": [
                    models.UniqueConstraint(
                        fields=("service", "week", "trusted", "question", "answer"),
                        name="an_answer_has_one_sum_a_week",
                    )
                ],
            },
        ),
        CreateUnordered(
            name="Concern",
            fields=[
                ("id", key()),
                ("service", models.CharField(max_length=20)),
                ("week", models.CharField(db_index=True, max_length=8)),
                ("conduct", models.CharField(max_length=16)),
                ("trusted", models.BooleanField()),
                ("count", models.PositiveIntegerField(default=0)),
                ("handled", models.PositiveIntegerField(default=0)),
                ("done", models.CharField(blank=True, max_length=16)),
            ],
            options={
                "constraints": [
                    models.UniqueConstraint(
                        fields=("service", "week", "conduct", "trusted"), name="a_conduct_has_one_sum_a_week"
                    ),
                    models.CheckConstraint(
                        condition=models.Q(("handled__lte", models.F("count"))), name="no_more_are_handled_than_told"
                    ),
                ],
            },
        ),
    ]
