"""The tables of what others hand over: who does, each file on its way in, and what was set aside of it."""

from django.db import models

from romduol.desk.loading.records import State

STATES = [str(state) for state in State]
UNDER_WAY = [str(State.TRYING), str(State.LOADING)]
WAITS = models.Q(state=str(State.WAITING)) | (models.Q(state=str(State.LOADED)) & ~models.Q(undo_by=""))
"""What a second person has to say yes or no to: an import, or the undoing of one."""


class Supplier(models.Model):
    """What is asked of a source once; see `records.Supplier` for the meaning of each column."""

    id = models.CharField(max_length=80, primary_key=True)
    title = models.JSONField(default=dict)
    publisher = models.CharField(max_length=200)
    kind = models.CharField(max_length=40)
    grade = models.CharField(max_length=1)
    lineage = models.CharField(max_length=80)
    date = models.DateField(null=True)
    speaks_for = models.CharField(max_length=80, blank=True)
    url = models.TextField(blank=True)
    language = models.CharField(max_length=3, blank=True)
    licence = models.CharField(max_length=200, blank=True)
    complete = models.BooleanField(default=False)
    reading = models.JSONField(default=dict)
    began = models.BooleanField(default=False)
    """True once something of it was loaded: its source is among those of knowledge since."""

    class Meta:
        constraints = [
            models.CheckConstraint(condition=models.Q(grade__in=["A", "B", "C", "D"]), name="supplier_grade_known"),
            models.CheckConstraint(condition=~models.Q(lineage=""), name="supplier_has_a_lineage"),
            models.CheckConstraint(
                condition=~models.Q(grade="A") | ~models.Q(speaks_for=""), name="supplier_of_grade_a_speaks_for_a_body"
            ),
        ]


class Import(models.Model):
    """One file on its way in; see `records.Import` for the meaning of each column."""

    id = models.UUIDField(primary_key=True)
    source = models.CharField(max_length=80, db_index=True)
    supplier = models.JSONField(default=dict)
    file_name = models.CharField(max_length=200)
    digest = models.CharField(max_length=64)
    size = models.BigIntegerField(default=0)
    state = models.CharField(max_length=10)
    stage = models.CharField(max_length=10, blank=True)
    read_bytes = models.BigIntegerField(default=0)
    read_records = models.BigIntegerField(default=0)
    counts = models.JSONField(default=dict)
    staged = models.CharField(max_length=64, blank=True)
    basis = models.CharField(max_length=64, blank=True)
    """What was known when it was tried, as a digest."""
    let_go = models.BooleanField(default=False)
    critical = models.BooleanField(default=False)
    asked_by = models.CharField(max_length=100)
    asked_at = models.DateTimeField(db_index=True)
    alive_at = models.DateTimeField()
    wanted_by = models.CharField(max_length=100, blank=True)
    wanted_at = models.DateTimeField(null=True)
    decided_by = models.CharField(max_length=100, blank=True)
    decided_at = models.DateTimeField(null=True)
    decided_why = models.TextField(blank=True)
    loaded_at = models.DateTimeField(null=True)
    ended_at = models.DateTimeField(null=True)
    as_operator = models.BooleanField(default=False)
    """True where it is loaded at a terminal, by who may do all there: nobody looked at a report first."""
    undo_by = models.CharField(max_length=100, blank=True)
    undo_why = models.TextField(blank=True)
    failed = models.CharField(max_length=30, blank=True)
    why = models.TextField(blank=True)
    was = models.JSONField(null=True)
    """The source as it was before the load; null where there was none."""

    class Meta:
        constraints = [
            models.CheckConstraint(condition=models.Q(state__in=STATES), name="import_state_known"),
            models.CheckConstraint(
                condition=~models.Q(decided_by=models.F("wanted_by")) | models.Q(decided_by=""),
                name="nobody_says_yes_to_their_own_import",
            ),
            models.UniqueConstraint(
                fields=["source"], condition=models.Q(state__in=UNDER_WAY), name="one_import_of_a_source_at_a_time"
            ),
        ]


class SetAside(models.Model):
    """One record that is not loaded, with every reason; only the first of very many are kept here."""

    of = models.ForeignKey(Import, on_delete=models.CASCADE, related_name="aside")
    place = models.IntegerField()
    file = models.CharField(max_length=200)
    record = models.BigIntegerField(null=True)
    line = models.BigIntegerField(null=True)
    kind = models.CharField(max_length=20, blank=True)
    key = models.CharField(max_length=200, blank=True)
    name = models.CharField(max_length=200, blank=True)
    codes = models.TextField()
    """Every reason, each between spaces."""
    findings = models.JSONField(default=list)

    class Meta:
        constraints = [models.UniqueConstraint(fields=["of", "place"], name="set_aside_in_order")]
