from typing import Any

from django.db import migrations, models


def forget_words(apps: Any, schema_editor: Any) -> None:
    """Hours that were words of one language say nothing in the other: an administrator tells them anew."""
    rows = apps.get_model("queues", "Queue").objects.using(schema_editor.connection.alias)
    for row in rows.all():
        if not isinstance(row.hours, list):
            row.hours = []
            row.save(update_fields=["hours"])


class Migration(migrations.Migration):
    dependencies = [("queues", "0002_announced")]

    operations = [
        # The column stays as it is; SQLite would make the table anew, with an order.
        migrations.SeparateDatabaseAndState(
            state_operations=[migrations.AlterField("queue", "hours", models.JSONField(default=list))]
        ),
        migrations.RunPython(forget_words, migrations.RunPython.noop),
    ]
