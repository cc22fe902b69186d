"""The tables of queues. What they hold is public, but for what an administrator has not opened yet."""

from __future__ import annotations

from uuid import uuid4

from django.db import models


class Queue(models.Model):
    """One organisation's inbox for one kind of report."""

    id = models.UUIDField(primary_key=True, default=uuid4, editable=False)
    organization = models.UUIDField()
    """Never a foreign key: the intake face has a database of its own."""
    name = models.JSONField()
    kind = models.CharField(max_length=20)
    body = models.CharField(max_length=20)
    provinces = models.JSONField(default=list)
    hours = models.JSONField(default=list)
    """Of each span its days, 1 to 7 from Monday, and two times of day."""
    answer_hours = models.PositiveSmallIntegerField()
    recovery_seal = models.BinaryField(null=True)
    recovery_sign = models.BinaryField(null=True)
    """The public half of the organisation's recovery keys; a queue begins only where there is one."""
    announced_seal = models.BinaryField(null=True)
    announced_sign = models.BinaryField(null=True)
    """The public half of the keys that shall come next: the custodians of those before have not signed them yet."""
    paused = models.BooleanField(default=False)
    opened_hour = models.PositiveIntegerField(null=True)
    """Of the queue, never of a report: readers are told how long ago somebody looked."""

    class Meta:
        constraints = [
            models.UniqueConstraint(fields=["organization", "kind"], name="a_kind_has_one_queue_of_a_body"),
            models.CheckConstraint(
                condition=models.Q(kind__in=["trafficking", "child", "violence", "audit"]), name="queue_kind_known"
            ),
            models.CheckConstraint(
                condition=models.Q(body__in=["support", "child_protection", "police"]), name="queue_body_known"
            ),
            models.CheckConstraint(
                condition=~models.Q(kind="child") | models.Q(body__in=["child_protection", "police"]),
                name="children_go_to_child_protection",
            ),
        ]


class Statement(models.Model):
    """One signed statement of a queue's chain."""

    id = models.UUIDField(primary_key=True, default=uuid4, editable=False)
    queue = models.ForeignKey(Queue, models.CASCADE, related_name="statements")
    epoch = models.PositiveIntegerField()
    signed = models.BinaryField()

    class Meta:
        constraints = [models.UniqueConstraint(fields=["queue", "epoch"], name="an_epoch_begins_once")]
