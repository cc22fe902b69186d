"""Makes the table of what was done with sealed records."""

import uuid

from django.db import migrations, models

from romduol.safety.retention.unordered import CreateUnordered


class Migration(migrations.Migration):
    """One table, whose rows lie by their random key."""

    dependencies = [("reports", "0001_first")]

    operations = [
        CreateUnordered(
            name="AuditBox",
            fields=[
                ("id", models.UUIDField(default=uuid.uuid4, editable=False, primary_key=True, serialize=False)),
                ("queue", models.UUIDField(db_index=True)),
                ("epoch", models.PositiveIntegerField()),
                ("box", models.BinaryField()),
                ("envelope", models.BinaryField()),
                ("expires", models.CharField(db_index=True, max_length=8)),
            ],
        ),
    ]
