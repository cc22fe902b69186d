"""What the desk works out of each edition, so that no page resolves the whole directory while somebody waits."""

from django.db import models


class KnownRecord(models.Model):
    """A record with a page at the desk: how its page is called, and by which words it is found."""

    subject = models.CharField(max_length=80, primary_key=True)
    kind = models.CharField(max_length=20)
    code = models.CharField(max_length=16, unique=True)
    uuid = models.UUIDField(unique=True)
    name = models.JSONField(default=dict)
    words = models.TextField(blank=True)
    """Every name of it, folded as search folds them."""


class OpenContradiction(models.Model):
    """A contradiction that was open when somebody last published, or was noted at the desk since."""

    id = models.UUIDField(primary_key=True)
    subject = models.CharField(max_length=80, db_index=True)
    kind = models.CharField(max_length=20)
    property = models.CharField(max_length=40)
    severity = models.CharField(max_length=10)
    place = models.PositiveSmallIntegerField()
    """0 for the gravest."""
    left_open = models.BooleanField(default=False)
    since = models.DateTimeField()
    settled_at = models.DateTimeField(null=True)

    class Meta:
        indexes = [
            models.Index(
                fields=["left_open", "place", "kind", "subject"],
                condition=models.Q(settled_at__isnull=True),
                name="contradiction_open",
            )
        ]
