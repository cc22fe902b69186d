"""The tables of the queue: items and their counts are worked out anew with each edition, holds are not."""

from django.db import models
from django.db.models import F, Q


class Item(models.Model):
    """One thing to check. Its key comes from its spot, so it is the same row in every edition."""

    key = models.BigIntegerField(primary_key=True)
    kind = models.CharField(max_length=20)
    severity = models.CharField(max_length=10)
    subject = models.CharField(max_length=80)
    property = models.CharField(max_length=40)
    purpose = models.CharField(max_length=40, blank=True)
    value = models.TextField(blank=True)
    line = models.CharField(max_length=40, blank=True)
    label = models.JSONField(default=dict)
    since = models.DateField(null=True)
    reach = models.JSONField(default=list)
    provinces = models.JSONField(default=list)
    facts = models.JSONField(default=dict)
    score = models.IntegerField()
    stamp = models.BigIntegerField()
    """A digest of all the others: a refresh writes only the rows that differ."""

    class Meta:
        indexes = [
            models.Index(F("score").desc(), "key", name="queue_in_order"),
            models.Index("kind", F("score").desc(), "key", name="queue_of_kind"),
            models.Index(F("score").desc(), "key", name="queue_to_dial", condition=~Q(line="")),
            models.Index(fields=["subject"], name="queue_of_subject"),
            models.Index(fields=["value"], name="queue_of_number", condition=Q(property="phone")),
        ]


class ItemPlace(models.Model):
    """A province that an item is about, with what the queue of that province is ordered by."""

    item = models.ForeignKey(Item, on_delete=models.CASCADE, related_name="+")
    province = models.CharField(max_length=20)
    kind = models.CharField(max_length=20)
    score = models.IntegerField()

    class Meta:
        constraints = [models.UniqueConstraint(fields=["item", "province"], name="queue_place_once")]
        indexes = [
            models.Index("province", F("score").desc(), "item", name="queue_of_province"),
            models.Index("province", "kind", F("score").desc(), "item", name="queue_of_province_kind"),
        ]


class Count(models.Model):
    """How many items there are of a kind in a province; empty stands for all."""

    province = models.CharField(max_length=20, blank=True)
    kind = models.CharField(max_length=20, blank=True)
    name = models.JSONField(default=dict)
    """What the province is called, by language: no page has to ask the directory for it."""
    items = models.IntegerField()

    class Meta:
        constraints = [models.UniqueConstraint(fields=["province", "kind"], name="queue_counted_once")]


class Refresh(models.Model):
    """When the queue was last worked out: one row."""

    at = models.DateTimeField()
    day = models.DateField()
    items = models.IntegerField()


class Hold(models.Model):
    """Who has an item, and until when it is put off. It outlives the row of the item, by key."""

    key = models.BigIntegerField(primary_key=True)
    taken_by = models.CharField(max_length=100, blank=True, db_index=True)
    taken_at = models.DateTimeField(null=True)
    given_by = models.CharField(max_length=100, blank=True)
    until = models.DateField(null=True)
    put_off_by = models.CharField(max_length=100, blank=True)
    reason = models.TextField(blank=True)

    class Meta:
        constraints = [
            models.CheckConstraint(condition=Q(until__isnull=True) | ~Q(reason=""), name="put_off_for_a_reason"),
        ]
