"""The audit can be added to and read, and nothing else."""

from __future__ import annotations

from datetime import UTC, datetime
from importlib import import_module

import pytest
from django.apps import apps
from django.db import transaction
from django.db.models import QuerySet

from romduol.config.cli import main
from romduol.safety.audit.actions import LARGEST_DETAIL, DetailTooLarge, record
from romduol.safety.audit.models import AuditEntry, AuditHead, EntryIsPermanent
from romduol.safety.audit.queries import broken, head, recent
from romduol.safety.audit.records import Break, Entry, Fault
from romduol.safety.audit.rules import digest_of

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


def test_a_reason_in_khmer_may_be_as_long_as_one_in_english():
    assert write(detail={"reason": "ក" * 1000}).detail == {"reason": "ក" * 1000}


def rows():
    """Return the entries as somebody reaches them who has the database and not this program."""
    return QuerySet(AuditEntry)


def three():
    return [write(str(number)).pk for number in (1, 2, 3)]


def test_a_chain_that_nobody_touched_holds():
    assert broken() == []
    three()
    assert broken() == []
    assert head() == rows().latest("id").digest


@pytest.mark.parametrize(
    "change",
    [
        {"by": "nobody"},
        {"verb": "publish"},
        {"subject_kind": "line"},
        {"subject_id": "9"},
        {"detail": {"reason": "another"}},
        {"at": datetime(2026, 1, 1, tzinfo=UTC)},
    ],
    ids=lambda change: next(iter(change)),
)
def test_a_changed_entry_is_named(change):
    _, second, _ = three()
    rows().filter(pk=second).update(**change)
    assert broken() == [Break(second, Fault.CHANGED)]


def test_a_changed_entry_with_a_digest_of_its_own_is_named_by_the_next():
    _, second, third = three()
    row = rows().get(pk=second)
    entry = Entry(row.at, "nobody", row.verb, (row.subject_kind, row.subject_id), row.detail)
    rows().filter(pk=second).update(by="nobody", digest=digest_of(row.previous, entry))
    assert broken() == [Break(third, Fault.REMOVED_BEFORE)]


def test_what_was_removed_is_missed():
    _, second, third = three()
    rows().filter(pk=second)._raw_delete("default")
    assert broken() == [Break(third, Fault.REMOVED_BEFORE)]


def test_what_was_removed_at_the_end_is_missed():
    *_, third = three()
    rows().filter(pk=third)._raw_delete("default")
    assert broken() == [Break(None, Fault.REMOVED_AT_END)]


def forge(number, previous):
    """Put in an entry that fits what stands before it, past `record`."""
    entry = Entry(datetime(2026, 1, 1, tzinfo=UTC), "nobody", "publish", ("release", "1"), {})
    AuditEntry(
        pk=number,
        at=entry.at,
        by=entry.by,
        verb=entry.verb,
        subject_kind="release",
        subject_id="1",
        previous=previous,
        digest=digest_of(previous, entry),
    ).save()
    return number


def test_what_was_inserted_is_named():
    _, second, third = three()
    kept = rows().get(pk=second).digest
    rows().filter(pk=third).update(id=third + 10)
    forged = forge(third + 5, kept)
    assert broken() == [Break(forged, Fault.INSERTED)]


def test_what_was_inserted_at_the_end_is_named():
    *_, third = three()
    forged = forge(third + 1, head())
    assert broken() == [Break(forged, Fault.INSERTED)]


def test_a_chain_made_anew_is_found_by_a_digest_that_was_written_down():
    *_, third = three()
    written_down = head()
    write("4")
    assert broken(written_down=written_down) == []
    rows().filter(pk__gte=third)._raw_delete("default")
    AuditHead.objects.update(digest=rows().latest("id").digest)
    assert broken() == []
    assert broken(written_down=written_down) == [Break(None, Fault.NOT_FOUND)]


def test_a_detail_is_the_same_after_the_database():
    write(detail={"share": 1e22, "half": 0.5, "zero": -0.0, "words": "ចាស់", "list": (1, 2.0), "none": None, "so": True})
    assert broken() == []


def test_what_an_undone_act_wrote_leaves_no_gap():
    write("1")
    with transaction.atomic():
        write("2")
        transaction.set_rollback(True)
    write("4")
    assert [entry.subject_id for entry in recent()] == ["4", "1"]
    assert broken() == []


def test_entries_that_were_there_before_the_chain_are_chained():
    three()
    rows().update(previous="", digest="")
    AuditHead.objects.all().delete()
    import_module("romduol.safety.audit.migrations.0002_chain").chain(apps, None)
    assert broken() == []


def test_the_command_lists_the_newest_first_and_one_record_alone(capsys):
    three()
    assert main(["audit", "--subject", "claim:2"]) == 0
    assert "bopha withdraw claim:2" in capsys.readouterr().out
    assert main(["audit", "--limit", "2"]) == 0
    assert [line.split()[-1] for line in capsys.readouterr().out.splitlines()] == ["claim:3", "claim:2"]


def test_the_command_proves_the_chain_and_shows_its_head(capsys):
    _, second, _ = three()
    kept = head()
    assert main(["audit", "--verify", "--head", kept]) == 0
    assert kept in capsys.readouterr().out
    rows().filter(pk=second).update(by="nobody")
    assert main(["audit", "--verify"]) == 1
    assert f"entry {second} is not as it was written" in capsys.readouterr().out
