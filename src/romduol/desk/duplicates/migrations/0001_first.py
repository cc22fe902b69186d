"""The tables of proposals and searches."""

from django.db import migrations, models


class Migration(migrations.Migration):
    initial = True

    dependencies = []

    operations = [
        migrations.CreateModel(
            name="Proposal",
            fields=[
                ("id", models.UUIDField(primary_key=True, serialize=False)),
                ("kind", models.CharField(max_length=20)),
                ("a", models.CharField(max_length=80)),
                ("b", models.CharField(max_length=80)),
                ("score", models.FloatField()),
                ("likelihood", models.CharField(max_length=20)),
                ("pressing", models.FloatField()),
                ("evidence", models.JSONField()),
                ("digest", models.CharField(max_length=16)),
                ("speaks", models.JSONField(default=list)),
                ("state", models.CharField(default="open", max_length=10)),
                ("stays", models.CharField(blank=True, max_length=80)),
                ("change", models.UUIDField(null=True)),
                ("why", models.TextField(blank=True)),
                ("decided_by", models.CharField(blank=True, max_length=100)),
                ("decided_at", models.DateTimeField(null=True)),
                ("found_at", models.DateTimeField()),
                ("seen_at", models.DateTimeField()),
            ],
            options={
                "indexes": [models.Index(fields=["state", "-pressing", "id"], name="proposals_by_state")],
                "constraints": [
                    models.UniqueConstraint(fields=("a", "b"), name="proposal_of_a_pair_once"),
                    models.CheckConstraint(condition=models.Q(("a__lt", models.F("b"))), name="proposal_pair_in_order"),
                    models.CheckConstraint(
                        condition=models.Q(("state__in", ["open", "not_same", "later", "joined", "parted"])),
                        name="proposal_state_known",
                    ),
                    models.CheckConstraint(
                        condition=models.Q(
                            models.Q(("state", "joined"), _negated=True), ("change__isnull", False), _connector="OR"
                        ),
                        name="joined_by_a_change",
                    ),
                ],
            },
        ),
        migrations.CreateModel(
            name="Search",
            fields=[
                ("id", models.UUIDField(primary_key=True, serialize=False)),
                ("by", models.CharField(max_length=100)),
                ("of", models.CharField(default="directory", max_length=20)),
                ("source", models.CharField(blank=True, max_length=80)),
                ("asked_at", models.DateTimeField()),
                ("alive_at", models.DateTimeField()),
                ("ended_at", models.DateTimeField(null=True)),
                ("compared", models.PositiveIntegerField(default=0)),
                ("found", models.PositiveIntegerField(default=0)),
                ("failed", models.CharField(blank=True, max_length=20)),
            ],
            options={
                "constraints": [
                    models.UniqueConstraint(
                        condition=models.Q(("ended_at__isnull", True)), fields=("of",), name="search_goes_on_once"
                    )
                ],
            },
        ),
    ]
