import uuid
from typing import Any

import django.db.models.deletion
from django.db import migrations, models

from romduol.safety.retention.unordered import CreateUnordered


def key() -> Any:
    return models.UUIDField(default=uuid.uuid4, editable=False, primary_key=True, serialize=False)


def of_member(name: str, **more: Any) -> Any:
    return models.ForeignKey(on_delete=django.db.models.deletion.CASCADE, related_name=name, to="keys.member", **more)


class Migration(migrations.Migration):
    initial = True

    dependencies = []

    operations = [
        CreateUnordered(
            name="Member",
            fields=[
                ("id", key()),
                ("account", models.UUIDField()),
                ("organization", models.UUIDField()),
                ("seal_public", models.BinaryField()),
                ("sign_public", models.BinaryField()),
                ("left", models.BooleanField(default=False)),
            ],
            options={
                "constraints": [
                    models.UniqueConstraint(
                        condition=models.Q(("left", False)),
                        fields=("account", "organization"),
                        name="one_member_of_a_body_at_a_time",
                    )
                ],
            },
        ),
        CreateUnordered(
            name="Wrap",
            fields=[
                ("id", key()),
                ("device", models.PositiveIntegerField()),
                ("lock", models.BinaryField()),
                ("box", models.BinaryField()),
                ("door_hash", models.BinaryField()),
                ("passkey", models.TextField(blank=True)),
                ("passkey_salt", models.BinaryField(null=True)),
                ("member", of_member("wraps")),
            ],
            options={
                "constraints": [models.UniqueConstraint(fields=("member", "device"), name="a_device_has_one_wrap")],
            },
        ),
        CreateUnordered(
            name="Pins",
            fields=[
                (
                    "member",
                    models.OneToOneField(
                        on_delete=django.db.models.deletion.CASCADE,
                        primary_key=True,
                        related_name="pins",
                        serialize=False,
                        to="keys.member",
                    ),
                ),
                ("number", models.PositiveIntegerField()),
                ("box", models.BinaryField()),
            ],
        ),
        CreateUnordered(
            name="EpochEnvelope",
            fields=[
                ("id", key()),
                ("queue", models.UUIDField()),
                ("epoch", models.PositiveIntegerField()),
                ("data", models.BinaryField()),
                ("member", of_member("epochs", null=True)),
            ],
            options={
                "constraints": [
                    models.UniqueConstraint(fields=("queue", "epoch", "member"), name="one_envelope_each"),
                    models.UniqueConstraint(
                        condition=models.Q(("member", None)),
                        fields=("queue", "epoch"),
                        name="one_envelope_for_custodians",
                    ),
                ],
            },
        ),
    ]
