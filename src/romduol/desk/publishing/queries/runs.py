"""What is drawn or published in a process of its own, and how far it has come."""

from dataclasses import fields, replace
from datetime import datetime, timedelta
from uuid import UUID

from romduol.desk.publishing import models
from romduol.desk.publishing.records import Failure, Run, RunKind

RUN = tuple(column.name for column in fields(Run))
SILENT = timedelta(minutes=5)
"""A run that is silent for so long is over: resolving a large directory takes a minute, drawing tells each second."""


def run(run_id: UUID, now: datetime) -> Run | None:
    """Return a run; None where there is none such."""
    row = models.PublishingRun.objects.filter(pk=run_id).first()
    return run_of(row, now) if row else None


def latest_run(kind: RunKind, now: datetime) -> Run | None:
    """Return the last run of a kind."""
    row = models.PublishingRun.objects.filter(kind=kind).order_by("-asked_at").first()
    return run_of(row, now) if row else None


def run_of(row: models.PublishingRun, now: datetime) -> Run:
    """Return a row as a record; one that fell silent is over."""
    told = Run(**{name: getattr(row, name) for name in RUN if name != "kind"}, kind=RunKind(row.kind))
    if told.going and now - row.alive_at > SILENT:
        return replace(told, ended_at=row.alive_at, failed=Failure.STOPPED)
    return told
