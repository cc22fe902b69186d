"""Chains the entries that are there."""

from typing import Any

from django.db import migrations, models

from romduol.safety.audit.records import Entry
from romduol.safety.audit.rules import BEGINNING, digest_of


def chain(apps: Any, schema_editor: Any) -> None:
    entries = apps.get_model("audit", "AuditEntry")._base_manager
    last = BEGINNING
    for row in entries.order_by("id").iterator():
        entry = Entry(row.at, row.by, row.verb, (row.subject_kind, row.subject_id), row.detail)
        digest = digest_of(last, entry)
        entries.filter(pk=row.pk).update(previous=last, digest=digest)
        last = digest
    apps.get_model("audit", "AuditHead").objects.create(pk=1, digest=last)


class Migration(migrations.Migration):
    dependencies = [("audit", "0001_first")]

    operations = [
        migrations.AddField(
            "auditentry", "previous", models.CharField(max_length=64, default=""), preserve_default=False
        ),
        migrations.AddField(
            "auditentry", "digest", models.CharField(max_length=64, default=""), preserve_default=False
        ),
        migrations.CreateModel(
            name="AuditHead",
            fields=[
                ("id", models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name="ID")),
                ("digest", models.CharField(max_length=64)),
            ],
        ),
        migrations.RunPython(chain, migrations.RunPython.noop),
    ]
