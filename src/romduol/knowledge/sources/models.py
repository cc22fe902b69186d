"""The table of sources."""

from django.db import models


class Source(models.Model):
    """One document or page that says something; see `records.Source` for the meaning of each column."""

    id = models.CharField(max_length=80, primary_key=True)
    title = models.JSONField()
    publisher = models.CharField(max_length=200)
    kind = models.CharField(max_length=40)
    grade = models.CharField(max_length=1)
    lineage = models.CharField(max_length=80, db_index=True)
    date = models.DateField(null=True)
    date_text = models.CharField(max_length=10, blank=True)
    date_inferred = models.BooleanField(default=False)
    speaks_for = models.CharField(max_length=80, blank=True)
    url = models.TextField(blank=True)
    language = models.CharField(max_length=3, blank=True)
    note = models.JSONField(default=dict)

    class Meta:
        constraints = [
            models.CheckConstraint(condition=models.Q(grade__in=["A", "B", "C", "D"]), name="source_grade_known"),
            models.CheckConstraint(condition=~models.Q(lineage=""), name="source_has_a_lineage"),
        ]


class SourceAsWas(models.Model):
    """What a source was described as until a day: a new grade or lineage never reaches back into past days."""

    source = models.ForeignKey(Source, on_delete=models.PROTECT, related_name="+")
    until = models.DateField()
    body = models.JSONField()

    class Meta:
        constraints = [models.UniqueConstraint(fields=["source", "until"], name="source_described_once_a_day")]
