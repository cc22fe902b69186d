"""The audit can be added to and read, and nothing else."""

from __future__ import annotations

import pytest

from romduol.safety.audit.actions import LARGEST_DETAIL, DetailTooLarge, record
from romduol.safety.audit.models import AuditEntry, EntryIsPermanent
from romduol.safety.audit.queries import recent

pytestmark = pytest.mark.django_db


def write(subject_id="1", **more):
    return record(by="bopha", verb="withdraw", subject=("claim", subject_id), **more)


def test_the_newest_entry_comes_first():
    write("1")
    write("2", detail={"reason": "the line is dead"})
    assert [(entry.subject_id, entry.detail) for entry in recent()] == [
        ("2", {"reason": "the line is dead"}),
        ("1", {}),
    ]


def test_entries_about_one_record_can_be_read():
    write("1")
    write("2")
    assert [entry.subject_id for entry in recent(subject=("claim", "1"))] == ["1"]


@pytest.mark.parametrize(
    "harm",
    [
        lambda entry: entry.save(),
        lambda entry: entry.delete(),
        lambda entry: AuditEntry.objects.update(by="nobody"),
        lambda entry: AuditEntry.objects.all().delete(),
        lambda entry: AuditEntry.objects.bulk_update([entry], ["by"]),
    ],
    ids=["save", "delete", "update all", "delete all", "bulk update"],
)
def test_an_entry_is_never_changed(harm):
    entry = write()
    with pytest.raises(EntryIsPermanent):
        harm(entry)
    assert [found.by for found in recent()] == ["bopha"]


def test_a_detail_is_a_note_and_no_record():
    with pytest.raises(DetailTooLarge):
        write(detail={"text": "x" * LARGEST_DETAIL})
