"""Who asked to undo a load until a second person says yes; what was loaded at a terminal."""

from django.db import migrations, models


class Migration(migrations.Migration):
    """Adds three columns."""

    dependencies = [("loading", "0001_first")]

    operations = [
        migrations.AddField("import", "as_operator", models.BooleanField(default=False)),
        migrations.AddField("import", "undo_by", models.CharField(blank=True, max_length=100, default=""), False),
        migrations.AddField("import", "undo_why", models.TextField(blank=True, default=""), False),
    ]
