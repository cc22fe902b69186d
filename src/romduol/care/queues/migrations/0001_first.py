import uuid

import django.db.models.deletion
from django.db import migrations, models

from romduol.safety.retention.unordered import CreateUnordered


class Migration(migrations.Migration):
    initial = True

    dependencies = []

    operations = [
        CreateUnordered(
            name="Queue",
            fields=[
                ("id", models.UUIDField(default=uuid.uuid4, editable=False, primary_key=True, serialize=False)),
                ("organization", models.UUIDField()),
                ("name", models.JSONField()),
                ("kind", models.CharField(max_length=20)),
                ("body", models.CharField(max_length=20)),
                ("provinces", models.JSONField(default=list)),
                ("hours", models.JSONField(default=dict)),
                ("answer_hours", models.PositiveSmallIntegerField()),
                ("recovery_seal", models.BinaryField(null=True)),
                ("recovery_sign", models.BinaryField(null=True)),
                ("paused", models.BooleanField(default=False)),
                ("opened_hour", models.PositiveIntegerField(null=True)),
            ],
            options={
                "constraints": [
                    models.UniqueConstraint(fields=("organization", "kind"), name="a_kind_has_one_queue_of_a_body"),
                    models.CheckConstraint(
                        condition=models.Q(("kind__in", ["trafficking", "child", "violence", "audit"])),
                        name="queue_kind_known",
                    ),
                    models.CheckConstraint(
                        condition=models.Q(("body__in", ["support", "child_protection", "police"])),
                        name="queue_body_known",
                    ),
                    models.CheckConstraint(
                        condition=models.Q(
                            models.Q(("kind", "child"), _negated=True),
                            ("body__in", ["child_protection", "police"]),
                            _connector="OR",
                        ),
                        name="children_go_to_child_protection",
                    ),
                ],
            },
        ),
        CreateUnordered(
            name="Statement",
            fields=[
                ("id", models.UUIDField(default=uuid.uuid4, editable=False, primary_key=True, serialize=False)),
                ("epoch", models.PositiveIntegerField()),
                ("signed", models.BinaryField()),
                (
                    "queue",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.CASCADE, related_name="statements", to="queues.queue"
                    ),
                ),
            ],
            options={
                "constraints": [models.UniqueConstraint(fields=("queue", "epoch"), name="an_epoch_begins_once")],
            },
        ),
    ]
