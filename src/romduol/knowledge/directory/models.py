"""The tables of what a country pack gives beside its claims."""

from django.db import models


class Pack(models.Model):
    """A loaded country pack: itself, its taxonomy, topics and urgent situations, as its files tell them."""

    id = models.CharField(max_length=80, primary_key=True)
    digest = models.CharField(max_length=64)
    loaded_on = models.DateField()
    body = models.JSONField()


class Place(models.Model):
    """A province, town or district, keyed on the government code of its pack."""

    id = models.UUIDField(primary_key=True)
    pack = models.ForeignKey(Pack, on_delete=models.CASCADE, related_name="places")
    code = models.CharField(max_length=8)
    body = models.JSONField()

    class Meta:
        constraints = [models.UniqueConstraint(fields=["pack", "code"], name="place_code_once_a_pack")]
