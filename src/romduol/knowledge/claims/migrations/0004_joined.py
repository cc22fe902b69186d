"""An index of the words that join records."""

from django.db import migrations, models


class Migration(migrations.Migration):
    dependencies = [
        ("claims", "0003_walked_by_source"),
        ("sources", "0001_initial"),
    ]

    operations = [
        migrations.AddIndex(
            model_name="claim",
            index=models.Index(
                condition=models.Q(("property", "same_as")), fields=["subject"], name="claim_of_one_record"
            ),
        ),
    ]
