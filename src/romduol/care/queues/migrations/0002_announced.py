"""Adds the recovery keys that are announced and that custodians have not signed yet."""

from django.db import migrations, models


class Migration(migrations.Migration):
    """Two fields that may be empty, so that no table is made anew."""

    dependencies = [("queues", "0001_first")]

    operations = [
        migrations.AddField(model_name="queue", name="announced_seal", field=models.BinaryField(null=True)),
        migrations.AddField(model_name="queue", name="announced_sign", field=models.BinaryField(null=True)),
    ]
